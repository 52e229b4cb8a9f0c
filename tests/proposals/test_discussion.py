"""Comments, supports, reports."""

from __future__ import annotations

import uuid

import pytest

from participation.models import LogEntry
from proposals import discussion
from proposals.models import Comment, Proposal, Report, Support
from proposals.states import ALIVE, PUBLIC
from tests.factories.participation import NOON, UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal

pytestmark = pytest.mark.django_db


def say(proposal: Proposal, text: str = "Gute Idee.", **more: object) -> Comment:
    defaults = {"by": UserFactory(), "key": uuid.uuid4(), "at": NOON}
    return discussion.comment(proposal=proposal, text=text, **(defaults | more))  # type: ignore[arg-type]


class TestComment:
    def test_it_is_there(self) -> None:
        made = say(a_proposal(), "  Gute Idee.\n")
        assert (made.text, made.at, made.removed_at) == ("Gute Idee.", NOON, None)

    def test_the_same_form_makes_one_comment(self) -> None:
        proposal, by, key = a_proposal(), UserFactory(), uuid.uuid4()
        assert say(proposal, by=by, key=key) == say(proposal, by=by, key=key)
        assert Comment.objects.count() == 1

    def test_a_key_belongs_to_one_person_place_and_text(self) -> None:
        proposal, by, key = a_proposal(), UserFactory(), uuid.uuid4()
        say(proposal, by=by, key=key)
        say(proposal, by=UserFactory(), key=key)
        say(a_proposal(), by=by, key=key)
        say(proposal, "Doch nicht.", by=by, key=key)
        assert Comment.objects.count() == 4

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_nothing_is_no_comment(self, text: str) -> None:
        with pytest.raises(discussion.DiscussionRefused) as refused:
            say(a_proposal(), text)
        assert refused.value.code == "empty"


class TestOpen:
    @pytest.mark.parametrize("state", WAYS)
    def test_living_proposals_are_open(self, state: str) -> None:
        proposal, user = a_proposal(state), UserFactory()
        if state in ALIVE:
            say(proposal)
            discussion.support(proposal=proposal, by=user, at=NOON)
            discussion.unsupport(proposal=proposal, by=user)
            return
        for act in (
            lambda: say(proposal),
            lambda: discussion.support(proposal=proposal, by=user, at=NOON),
            lambda: discussion.unsupport(proposal=proposal, by=user),
        ):
            with pytest.raises(discussion.DiscussionRefused) as refused:
                act()
            assert refused.value.code == "closed"

    @pytest.mark.parametrize("fields", [{"is_public": False}, {"is_archive": True}])
    def test_hidden_rounds_and_archives_are_not(self, fields: dict[str, bool]) -> None:
        proposal = a_proposal(round=a_round())
        for name, value in fields.items():
            setattr(proposal.round, name, value)
        with pytest.raises(discussion.DiscussionRefused) as refused:
            say(proposal)
        assert refused.value.code == "closed"


class TestSupport:
    def test_once_however_often(self) -> None:
        proposal, user = a_proposal(), UserFactory()
        for _ in range(3):
            discussion.support(proposal=proposal, by=user, at=NOON)
        assert Support.objects.count() == 1

    def test_taken_back(self) -> None:
        proposal, user, other = a_proposal(), UserFactory(), UserFactory()
        discussion.support(proposal=proposal, by=user, at=NOON)
        discussion.support(proposal=proposal, by=other, at=NOON)
        discussion.unsupport(proposal=proposal, by=user)
        discussion.unsupport(proposal=proposal, by=user)
        assert [support.user for support in Support.objects.all()] == [other]


class TestReport:
    @pytest.mark.parametrize("state", WAYS)
    def test_what_everybody_reads_can_be_reported(self, state: str) -> None:
        proposal = a_proposal(state)
        if state in PUBLIC:
            made = discussion.report(proposal=proposal, reason="insult", at=NOON, email="a@example.org")
            assert (made.reason, made.email, made.settled_at, made.comment) == ("insult", "a@example.org", None, None)
            return
        with pytest.raises(discussion.DiscussionRefused) as refused:
            discussion.report(proposal=proposal, reason="insult", at=NOON)
        assert refused.value.code == "proposal_hidden"

    def test_a_comment_of_the_proposal(self) -> None:
        comment = say(a_proposal())
        assert discussion.report(proposal=comment.proposal, comment=comment, reason="other", at=NOON).comment == comment

    @pytest.mark.parametrize("case", ["of another", "removed"])
    def test_no_comment_of_another_or_a_removed_one(self, case: str) -> None:
        comment = say(a_proposal())
        proposal = a_proposal() if case == "of another" else comment.proposal
        if case == "removed":
            comment = discussion.remove_comment(comment=comment, reason="Spam", by=UserFactory(), at=NOON)
        with pytest.raises(discussion.DiscussionRefused) as refused:
            discussion.report(proposal=proposal, comment=comment, reason="other", at=NOON)
        assert (refused.value.code, Report.objects.count()) == ("comment_gone", 0)

    def test_the_same_words_twice_are_one_report_while_it_is_open(self) -> None:
        proposal = a_proposal()
        first = discussion.report(proposal=proposal, reason="other", text="Hm", at=NOON)
        assert discussion.report(proposal=proposal, reason="other", text="Hm", at=NOON) == first
        discussion.settle_report(report=first, outcome="Nichts gefunden", by=UserFactory(), at=NOON)
        assert discussion.report(proposal=proposal, reason="other", text="Hm", at=NOON) != first
        assert Report.objects.count() == 2


class TestRemoving:
    def test_the_row_stays_and_says_why(self) -> None:
        moderator, comment = UserFactory(), say(a_proposal())
        discussion.remove_comment(comment=comment, reason=" Beleidigung ", by=moderator, at=NOON)
        comment.refresh_from_db()
        assert (comment.removed_at, comment.removed_reason) == (NOON, "Beleidigung")
        assert list(Comment.objects.visible()) == []
        entry = LogEntry.objects.get(action="proposals.remove_comment")
        assert (entry.actor_id, entry.detail) == (moderator.pk, {"reason": "Beleidigung"})

    def test_never_without_a_reason(self) -> None:
        self.assert_refused("reason_missing", say(a_proposal()), "  ")

    def test_never_twice(self) -> None:
        comment = say(a_proposal())
        discussion.remove_comment(comment=comment, reason="Spam", by=UserFactory(), at=NOON)
        self.assert_refused("already_removed", comment, "Spam")

    @staticmethod
    def assert_refused(code: str, comment: Comment, reason: str) -> None:
        with pytest.raises(discussion.DiscussionRefused) as refused:
            discussion.remove_comment(comment=comment, reason=reason, by=UserFactory(), at=NOON)
        assert refused.value.code == code


class TestSettling:
    def test_it_says_what_came_of_it(self) -> None:
        moderator = UserFactory()
        report = discussion.report(proposal=a_proposal(), reason="insult", at=NOON)
        discussion.settle_report(report=report, outcome="Kommentar entfernt", by=moderator, at=NOON)
        report.refresh_from_db()
        assert (report.outcome, report.settled_by, report.settled_at) == ("Kommentar entfernt", moderator, NOON)
        assert LogEntry.objects.get(action="proposals.settle_report").detail == {"outcome": "Kommentar entfernt"}

    def test_never_without_words_and_never_twice(self) -> None:
        report = discussion.report(proposal=a_proposal(), reason="insult", at=NOON)
        with pytest.raises(discussion.DiscussionRefused) as refused:
            discussion.settle_report(report=report, outcome=" ", by=UserFactory(), at=NOON)
        assert refused.value.code == "outcome_missing"
        discussion.settle_report(report=report, outcome="Erledigt", by=UserFactory(), at=NOON)
        with pytest.raises(discussion.DiscussionRefused) as refused:
            discussion.settle_report(report=report, outcome="Erledigt", by=UserFactory(), at=NOON)
        assert refused.value.code == "already_settled"
