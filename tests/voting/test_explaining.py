"""What would have been enough, and who is represented: worked out when the count is made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voting import allocation, explaining
from voting.allocation import Candidate, Settings, Tally
from voting.explaining import Contest

GREEDY = Settings("greedy", increment=100, unit=100)
SHARES = Settings("equal-shares", completion="add1", increment=100, unit=100)


def a_contest(
    votes: Any, costs: Any = (400_00, 400_00, 400_00), *, cents: int = 900_00, rule: Settings = GREEDY
) -> Contest:
    candidates = [Candidate(str(number), cost) for number, cost in enumerate(costs, start=1)]
    return Contest("01", cents, candidates, Tally.of_approvals([[str(key) for key in each] for each in votes]), rule)


def explained(contest: Contest, **fields: Any) -> dict[str, Any]:
    return explaining.explain(
        contests=[contest], outcomes=[contest.allocate().to_dict()], tally=contest.tally, **fields
    )


def test_the_smallest_change_of_each_loser_and_who_is_represented() -> None:
    found = explained(a_contest([(1, 2), (1,), (1, 2), (3,)]))
    assert found == {
        "changes": {"3": {"votes": 2, "money": 300_00}},
        "complete": True,
        "represented": {
            "ballots": 4,
            "represented": 3,
            "by_number": {"0": 1, "1": 1, "2": 2},
            "average": "5/4",
            "inequality": "7/20",
        },
    }


@pytest.mark.parametrize(
    ("votes", "costs", "change"),
    [
        pytest.param([(1,), (1,), (2,)], (500_00, 500_00), {"votes": 2, "money": 100_00}, id="either"),
        pytest.param([(1,)], (500_00, 1000_00), {"votes": None, "money": None}, id="neither: nobody chose it"),
        pytest.param([(1,), (2,)], (500_00, 1000_00), {"votes": None, "money": 501_00}, id="only cheaper"),
        pytest.param([(1,)], (900_00, 100_00), {"votes": 1, "money": None}, id="only more votes"),
    ],
)  # fmt: skip
def test_either_or_neither(votes: Any, costs: Any, change: dict[str, Any]) -> None:
    assert explained(a_contest(votes, costs))["changes"] == {"2": change}


def test_whoever_came_closest_is_explained_first_while_time_lasts() -> None:
    contest = a_contest([(1,), (1,), (1,), (2,), (3,), (3,)], cents=400_00)
    ticks = iter([0.0, 0.0, 0.2, 6.0])  # begin; a count takes 0.2 s, so 8 s at most for one; it takes 5.8 s
    found = explained(contest, seconds=10.0, clock=lambda: next(ticks))
    assert (list(found["changes"]), found["complete"]) == (["3"], False)


def test_one_that_was_quicker_than_feared_leaves_time_for_the_next() -> None:
    contest = a_contest([(1,), (1,), (1,), (2,), (3,), (3,)], cents=400_00)
    ticks = iter([0.0, 0.0, 0.2, 1.2, 2.2])
    found = explained(contest, seconds=10.0, clock=lambda: next(ticks))
    assert (list(found["changes"]), found["complete"]) == (["3", "2"], True)


def test_nothing_is_begun_that_would_take_too_long() -> None:
    ticks = iter([0.0, 0.0, 1.0])
    found = explained(a_contest([(1,), (2,), (3,)], cents=400_00), seconds=10.0, clock=lambda: next(ticks))
    assert (found["changes"], found["complete"]) == ({}, False)


@pytest.mark.parametrize(("at_least", "found"), [(0, []), (1, ["2"]), (2, ["2", "3"])])
def test_so_many_are_explained_however_long_they_take(at_least: int, found: list[str]) -> None:
    ticks = iter(range(0, 1000, 100))
    contest = a_contest([(1,), (2,), (3,)], cents=400_00)
    given = explained(contest, at_least=at_least, seconds=10.0, clock=lambda: next(ticks))
    assert (list(given["changes"]), given["complete"]) == (found, len(found) == 2)


def test_what_is_known_is_kept_and_not_worked_out_again() -> None:
    contest = a_contest([(1,), (2,), (3,)], cents=400_00)
    known = {"2": {"votes": 7, "money": None}}
    found = explained(contest, known=known, at_least=1, seconds=0.0)
    assert (list(found["changes"]), found["complete"]) == (["2", "3"], True)
    assert found["changes"]["2"] == known["2"]


def test_with_everything_known_nothing_is_counted() -> None:
    known = {key: {"votes": 1, "money": None} for key in ("2", "3")}
    found = explained(
        a_contest([(1,), (2,), (3,)], cents=400_00), known=known, seconds=0.0, clock=iter([0.0] * 3).__next__
    )
    assert (found["changes"], found["complete"]) == (known, True)


def test_at_least_counts_over_all_pots() -> None:
    pots = [a_contest([(1,), (2,)], (400_00, 400_00), cents=400_00) for _pot in range(2)]
    pots[1] = Contest(
        "02", 100_00, [Candidate("8", 90_00), Candidate("9", 90_00)], Tally.of_approvals([["8"], ["9"]]), GREEDY
    )
    outcomes = [pot.allocate().to_dict() for pot in pots]
    found = explaining.explain(
        contests=pots, outcomes=outcomes, tally=Tally.of_approvals([["1"], ["8"]]), at_least=1, seconds=-1.0
    )
    assert (list(found["changes"]), found["complete"]) == (["2"], False)


def test_without_a_limit_all_are_explained() -> None:
    found = explained(a_contest([(1,), (2,), (3,)], cents=400_00), seconds=None)
    assert (sorted(found["changes"]), found["complete"]) == (["2", "3"], True)


def test_losers_stand_by_votes_and_then_by_key() -> None:
    outcome = a_contest([(1,), (1,), (2,), (3,), (3,), (4,)], (400_00,) * 5, cents=400_00).allocate().to_dict()
    assert explaining.losers_of(outcome) == ["3", "2", "4", "5"]


def test_an_empty_box_is_explained_too() -> None:
    found = explained(a_contest([]))
    assert found["represented"] == {
        "ballots": 0, "represented": 0, "by_number": {}, "average": 0, "inequality": 0,
    }  # fmt: skip
    assert found["changes"] == {str(key): {"votes": 1, "money": None} for key in (1, 2, 3)}


@settings(max_examples=40, deadline=None)
@given(
    votes=st.lists(st.sets(st.integers(1, 4)), max_size=12),
    costs=st.lists(st.integers(1, 9).map(lambda euros: euros * 100), min_size=4, max_size=4),
    rule=st.sampled_from([GREEDY, SHARES]),
)
def test_so_much_is_enough_and_one_less_is_not(votes: Any, costs: Any, rule: Settings) -> None:
    contest = a_contest(votes, costs, cents=12_00, rule=rule)
    for key, change in explained(contest)["changes"].items():
        if change["votes"] is not None:
            assert [_with_votes(contest, key, change["votes"] - less) for less in (0, 1)] == [True, False]
        if change["money"] is not None:
            assert [_cheaper(contest, key, change["money"] - less) for less in (0, 100)] == [True, False]


def _with_votes(contest: Contest, key: str, more: int) -> bool:
    ballots = [
        [each for each, _points in group.choices] for group in contest.tally.groups for _ in range(int(group.count))
    ]
    return _funded(contest, Tally.of_approvals([*ballots, *[[key]] * more]), contest.candidates, key)


def _cheaper(contest: Contest, key: str, cents: int) -> bool:
    candidates = [Candidate(each.id, each.cost - (cents if each.id == key else 0)) for each in contest.candidates]
    return _funded(contest, contest.tally, candidates, key)


def _funded(contest: Contest, tally: Tally, candidates: Any, key: str) -> bool:
    outcome = allocation.allocate(candidates=candidates, tally=tally, pot=contest.cents, settings=contest.settings)
    return key in outcome.funded
