"""Before the count: what is refused, and who is set aside."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from voting.allocation import AllocationError, Candidate, Reason, Settings, Tally, allocate
from voting.allocation.contest import draw_up

A, B, C, D = Candidate("a", 5), Candidate("b", 6), Candidate("c", 99), Candidate("d", 1)
TALLY = Tally.of_approvals([["a", "b", "c"], ["a", "c"], ["c"]])


def test_what_cannot_be_funded_is_set_aside_with_its_reason() -> None:
    contest = draw_up(candidates=[D, C, B, A], tally=TALLY, pot=10, settings=Settings("greedy", min_votes=2))
    assert contest.field == (A,)
    assert contest.set_aside == {
        "b": Reason("below_minimum", votes=1, support=1, missing_votes=1),
        "c": Reason("does_not_fit", votes=3, support=3, left=10, missing_money=89),
        "d": Reason("no_votes", votes=0, support=0),
    }


def test_a_minimum_counts_points_where_points_count() -> None:
    tally = Tally.of_points([{"a": 3}, {"b": 1}, {"b": 1}])
    settings = Settings("greedy", utility="points", min_votes=3)
    contest = draw_up(candidates=[A, B], tally=tally, pot=10, settings=settings)
    assert contest.field == (A,)
    assert contest.set_aside == {"b": Reason("below_minimum", votes=2, support=2, missing_votes=1)}


def test_the_field_is_in_tie_order() -> None:
    settings = Settings("greedy", ties=("dearer",))
    contest = draw_up(candidates=[A, B, C], tally=TALLY, pot=100, settings=settings)
    assert [candidate.id for candidate in contest.field] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pot": -1}, "The pot must be an exact number of at least 0."),
        ({"pot": 10.0}, "The pot must be an exact number of at least 0."),
        ({"candidates": [A, A, B, C]}, "A project is listed twice."),
        ({"candidates": [A, B]}, "A ballot names 'c', which is not among the projects."),
        (
            {"settings": Settings("greedy", utility="points")},
            "Points are needed for the utility points; these ballots carry none.",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(changes: dict[str, Any], message: str) -> None:
    given = {"candidates": [A, B, C], "tally": TALLY, "pot": 10, "settings": Settings("greedy")}
    with pytest.raises(AllocationError) as refused:
        allocate(**(given | changes))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "settings",
    [
        Settings("greedy"),
        *(Settings("equal-shares", completion=each) for each in ("none", "add1-utilitarian")),
    ],
)
@pytest.mark.parametrize("ballots", [[], [[], []]])
def test_a_vote_in_which_nobody_voted_funds_nothing(settings: Settings, ballots: list[list[str]]) -> None:
    outcome = allocate(candidates=[A, B], tally=Tally.of_approvals(ballots), pot=50, settings=settings)
    assert (outcome.funded, outcome.spent, outcome.ballots) == ((), 0, len(ballots))
    assert {reason.code for reason in outcome.reasons.values()} == {"no_votes"}


@pytest.mark.parametrize("rule", ["greedy", "equal-shares"])
def test_an_empty_pot_funds_nothing(rule: str) -> None:
    outcome = allocate(candidates=[A, B, C], tally=TALLY, pot=0, settings=Settings(rule))
    assert (outcome.funded, outcome.spent) == ((), 0)
    assert {reason.code for reason in outcome.reasons.values()} == {"does_not_fit"}


@pytest.mark.parametrize("rule", ["greedy", "equal-shares"])
def test_no_projects_at_all_is_an_outcome_too(rule: str) -> None:
    outcome = allocate(candidates=[], tally=Tally.of_approvals([[]]), pot=5, settings=Settings(rule))
    assert (outcome.funded, outcome.reasons) == ((), {})


def test_a_fraction_of_a_unit_decides() -> None:
    pot = Fraction("150157.88")
    fits, misses = Candidate("a", pot), Candidate("b", pot + Fraction(1, 100))
    tally = Tally.of_approvals([["a", "b"], ["b"]])
    outcome = allocate(candidates=[fits, misses], tally=tally, pot=pot, settings=Settings("greedy"))
    assert outcome.funded == ("a",)
    assert outcome.reasons["b"].missing_money == Fraction(1, 100)
