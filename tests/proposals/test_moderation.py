"""What moderators decide."""

from __future__ import annotations

import datetime

import pytest

from participation.models import LogEntry
from proposals import discussion, moderation
from proposals.models import Proposal, Review, Support
from proposals.moves import MoveRefused
from proposals.states import ALIVE, State
from tests.factories.participation import NOON, UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, move, submitted

pytestmark = pytest.mark.django_db

DECISIONS = ["publish", "return_to_author", "refuse", "merge", "forward", "hand_over"]
SOURCE = {"hand_over": State.PUBLISHED}


@pytest.mark.parametrize("name", DECISIONS)
def test_each_decision_leaves_a_review_and_a_log_entry(name: str) -> None:
    moderator = UserFactory()
    proposal = a_proposal(SOURCE.get(name, State.SUBMITTED))
    before = LogEntry.objects.count()
    move(name, proposal, by=moderator)
    proposal.refresh_from_db()
    review = Review.objects.filter(proposal=proposal).latest("pk")
    entry = LogEntry.objects.get(subject=f"proposals.Proposal:{proposal.pk}", action=f"proposals.{name}")
    assert (review.decision, review.by, review.at, review.transition.move) == (name, moderator, NOON, name)
    assert (entry.actor_id, entry.area, entry.detail["to"]) == (moderator.pk, proposal.area, proposal.state)
    assert LogEntry.objects.count() > before


def test_a_refusal_says_why() -> None:
    proposal = submitted()
    review = moderation.refuse(
        proposal=proposal,
        reason_code="duplicate",
        text="Das gibt es schon.",
        internal_note="siehe Nr. 3",
        by=UserFactory(),
        at=NOON,
    )
    assert (review.reason_code, review.text, review.internal_note) == (
        "duplicate",
        "Das gibt es schon.",
        "siehe Nr. 3",
    )
    entry = LogEntry.objects.get(action="proposals.refuse")
    assert entry.detail == {"from": "submitted", "to": "refused", "reason": "duplicate"}


@pytest.mark.parametrize(
    ("reason", "text", "code"), [("", "Darum.", "needs_reason"), ("duplicate", " \n", "needs_text")]
)
def test_a_refusal_without_reason_or_words_is_no_refusal(reason: str, text: str, code: str) -> None:
    proposal = submitted()
    with pytest.raises(MoveRefused) as refused:
        moderation.refuse(proposal=proposal, reason_code=reason, text=text, by=UserFactory(), at=NOON)
    assert refused.value.code == code
    assert LogEntry.objects.filter(action="proposals.refuse").count() == 0


def test_passing_on_says_to_whom_and_until_when() -> None:
    due = datetime.date(2027, 5, 1)
    review = moderation.forward(
        proposal=submitted(), forwarded_to="BVG", text="Die BVG.", answer_due=due, by=UserFactory(), at=NOON
    )
    assert (review.forwarded_to, review.answer_due) == ("BVG", due)


def test_handing_over_starts_the_offices_clock() -> None:
    proposal = a_proposal(State.PUBLISHED)
    moderation.hand_over(proposal=proposal, by=UserFactory(), at=NOON)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.due_on) == (State.IN_ASSESSMENT, datetime.date(2027, 4, 7))


class TestMerge:
    def merge(self, proposal: Proposal, other: Proposal) -> Review:
        return moderation.merge(proposal=proposal, other=other, text="Dasselbe.", by=UserFactory(), at=NOON)

    def test_it_points_to_the_other(self) -> None:
        proposal = submitted()
        other = a_proposal(round=proposal.round)
        self.merge(proposal, other)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.merged_into) == (State.MERGED, other)

    def test_supporters_count_for_the_other_once(self) -> None:
        proposal = a_proposal()
        other = a_proposal(round=proposal.round)
        both, one = UserFactory(), UserFactory()
        discussion.support(proposal=proposal, by=both, at=NOON)
        discussion.support(proposal=other, by=both, at=NOON)
        discussion.support(proposal=proposal, by=one, at=NOON)
        self.merge(proposal, other)
        assert set(Support.objects.filter(proposal=other).values_list("user", flat=True)) == {both.pk, one.pk}

    def test_not_with_itself(self) -> None:
        proposal = a_proposal()
        self.assert_refused("merge_with_itself", proposal, proposal)

    def test_not_across_rounds(self) -> None:
        self.assert_refused("merge_other_round", a_proposal(round=a_round()), a_proposal(round=a_round()))

    @pytest.mark.parametrize("state", [state for state in WAYS if state not in ALIVE])
    def test_only_into_a_living_one(self, state: str) -> None:
        proposal = a_proposal()
        self.assert_refused("merge_not_alive", proposal, a_proposal(state, round=proposal.round))

    @pytest.mark.parametrize("state", ALIVE)
    def test_into_any_living_one(self, state: str) -> None:
        proposal = submitted()
        self.merge(proposal, a_proposal(state, round=proposal.round))
        proposal.refresh_from_db()
        assert proposal.state == State.MERGED

    def assert_refused(self, code: str, proposal: Proposal, other: Proposal) -> None:
        before = proposal.state
        with pytest.raises(moderation.ModerationRefused) as refused:
            self.merge(proposal, other)
        proposal.refresh_from_db()
        assert (refused.value.code, proposal.state) == (code, before)
