"""The table of moves against every state: what is allowed, what is refused, what is written."""

from __future__ import annotations

import datetime
import itertools

import pytest

from participation.models import Role
from proposals import moderation, moves
from proposals.models import Assessment, Proposal, Review, Transition
from proposals.states import MOVES, PUBLIC, Actor, State
from tests.factories.participation import NOON, UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, an_assessment, move

pytestmark = pytest.mark.django_db

MATRIX = list(itertools.product(WAYS, MOVES))


@pytest.mark.parametrize(("state", "name"), MATRIX)
def test_a_move_works_from_its_sources_and_nowhere_else(state: str, name: str) -> None:
    proposal = a_proposal(state)
    before = Transition.objects.filter(proposal=proposal).count()
    if state in MOVES[name].sources:
        move(name, proposal, by=UserFactory())
        proposal.refresh_from_db()
        last = proposal.transitions.last()
        assert last is not None
        assert (proposal.state, last.move, last.from_state, last.to_state) == (
            MOVES[name].target,
            name,
            state,
            MOVES[name].target,
        )
        assert proposal.transitions.count() == before + 1
        return
    if name == "submit" and state == State.SUBMITTED:
        move(name, proposal, by=UserFactory())  # the same form sent twice changes nothing
    else:
        with pytest.raises(moves.MoveRefused) as refused:
            move(name, proposal, by=UserFactory())
        assert refused.value.code == "wrong_state"
        assert refused.value.facts == {"state": State(state)}
    proposal.refresh_from_db()
    assert (proposal.state, Transition.objects.filter(proposal=proposal).count()) == (state, before)


@pytest.mark.parametrize("state", WAYS)
def test_the_line_of_life_is_one_chain(state: str) -> None:
    steps = list(a_proposal(state).transitions.all())
    assert steps[0].from_state == State.DRAFT
    assert [step.to_state for step in steps[:-1]] == [step.from_state for step in steps[1:]]
    assert steps[-1].to_state == state


@pytest.mark.parametrize("state", WAYS)
def test_what_everybody_may_read_has_a_day_of_publication(state: str) -> None:
    assert (a_proposal(state).published_at is not None) == (state in PUBLIC)


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (State.SUBMITTED, datetime.date(2027, 3, 12)),  # Wednesday + 2 working days
        (State.IN_ASSESSMENT, datetime.date(2027, 4, 7)),  # + 20 working days
        *[(state, None) for state in WAYS if state not in (State.SUBMITTED, State.IN_ASSESSMENT)],
    ],
)
def test_the_deadline_belongs_to_the_state(state: str, due: datetime.date | None) -> None:
    assert a_proposal(state).due_on == due


def test_a_deadline_jumps_over_the_weekend() -> None:
    friday = datetime.datetime(2027, 3, 12, 22, 30, tzinfo=datetime.UTC)
    assert moves.due_on(State.SUBMITTED, at=friday) == datetime.date(2027, 3, 16)


def test_days_are_counted_on_the_calendar_here() -> None:
    """23:30 in London is the next day in Berlin."""
    late = datetime.datetime(2027, 3, 10, 23, 30, tzinfo=datetime.UTC)
    assert moves.due_on(State.SUBMITTED, at=late) == datetime.date(2027, 3, 15)


NEEDS = [(name, need) for name, allowed in MOVES.items() for need in sorted(allowed.needs)]


@pytest.mark.parametrize(("name", "need"), NEEDS)
def test_each_need_is_asked_for(name: str, need: str) -> None:
    """With everything else given, the one missing thing stops the move and nothing is written."""
    proposal = a_proposal(MOVES[name].sources[0])
    other = a_proposal(round=proposal.round)
    by = UserFactory()
    review = Review(
        proposal=proposal,
        decision=name,
        by=by,
        at=NOON,
        reason_code="" if need == "reason" else "duplicate",
        text=" " if need == "text" else "Weil es so ist.",
        forwarded_to="" if need == "body" else "BVG",
    )
    assessment = None
    if "assessment" in MOVES[name].needs:
        review.reason_code = ""
        if need != "assessment":
            assessment = Assessment(proposal=proposal, verdict="infeasible", statement="x", at=NOON, reason_code="")
    before = (Transition.objects.count(), Review.objects.count(), Assessment.objects.count())
    with pytest.raises(moves.MoveRefused) as refused:
        moves.make(
            name,
            proposal=moves.locked(proposal.pk),
            by=by,
            at=NOON,
            review=review,
            assessment=assessment,
            merged_into=None if need == "other" else other,
        )
    assert refused.value.code == f"needs_{need}"
    assert (Transition.objects.count(), Review.objects.count(), Assessment.objects.count()) == before
    assert Proposal.objects.get(pk=proposal.pk).state == MOVES[name].sources[0]


def test_resubmitting_keeps_the_first_day_of_submission() -> None:
    proposal = a_proposal(State.RETURNED)
    move("submit", proposal, by=UserFactory(), at=NOON + datetime.timedelta(days=3))
    proposal.refresh_from_db()
    assert (proposal.submitted_at, proposal.due_on) == (NOON, datetime.date(2027, 3, 16))


def test_publication_keeps_its_first_day() -> None:
    proposal = a_proposal(State.PUBLISHED)
    moderation.hand_over(proposal=proposal, by=UserFactory(), at=NOON + datetime.timedelta(days=9))
    proposal.refresh_from_db()
    assert proposal.published_at == NOON


def test_a_transition_points_to_what_was_decided() -> None:
    proposal = a_proposal(State.IN_ASSESSMENT)
    assessment = an_assessment(proposal)
    move("find_infeasible", proposal, by=UserFactory())
    steps = proposal.transitions.order_by("pk")
    assert [(step.move, step.review is not None, step.assessment is not None) for step in steps] == [
        ("submit", False, False),
        ("publish", True, False),
        ("hand_over", True, False),
        ("find_infeasible", False, True),
    ]
    assert steps[3].assessment != assessment


def test_every_actor_of_the_table_is_somebody() -> None:
    """Staff moves are made by roles that exist."""
    actors = {allowed.actor for allowed in MOVES.values()} - {Actor.AUTHOR}
    assert {actor.value for actor in actors} == {
        Role.Name.MODERATOR.value,
        Role.Name.ASSESSOR.value,
        Role.Name.FINANCE.value,
    }


def test_the_round_is_read_along_with_a_locked_proposal(django_assert_num_queries: object) -> None:
    round = a_round()
    proposal = a_proposal(round=round)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert moves.locked(proposal.pk).round.area == round.area
