"""Two outcomes side by side, ballot by ballot."""

from __future__ import annotations

import pytest

from voting.allocation import Candidate, Settings, Tally, allocate
from voting.allocation.comparison import Comparison, compare

TALLY = Tally.of_approvals([["a", "b"], ["a", "b"], ["c"], ["a", "c"], ["d"], []])


def test_ballots_with_none_count_as_zero_and_not_as_absent() -> None:
    assert compare(tally=TALLY, first={"a", "b"}, second={"c"}) == Comparison(
        prefer_first=2, prefer_second=1, alike=3, empty_handed_first=3, empty_handed_second=4
    )


def test_turned_round_the_numbers_turn_round() -> None:
    assert compare(tally=TALLY, first={"c"}, second={"a", "b"}) == Comparison(1, 2, 3, 4, 3)


def test_an_outcome_is_like_itself() -> None:
    assert compare(tally=TALLY, first={"a"}, second={"a"}) == Comparison(0, 0, 6, 3, 3)


@pytest.mark.parametrize(
    ("compared", "satisfaction", "exclusion"),
    [
        (Comparison(2, 3, 0, 1, 1), True, False),
        (Comparison(3, 3, 0, 2, 1), False, True),
        (Comparison(3, 2, 0, 1, 2), False, False),
    ],
)
def test_a_statute_lets_the_ballots_choose(compared: Comparison, satisfaction: bool, exclusion: bool) -> None:
    assert (compared.second_wins("satisfaction"), compared.second_wins("exclusion")) == (satisfaction, exclusion)


@pytest.mark.parametrize("by", ["satisfaction", "exclusion"])
def test_greedy_is_funded_instead_where_the_ballots_prefer_it(by: str) -> None:
    # Share 2.5: two voters buy "a", those of "b" cannot pay it. Greedy funds "b", and "a" does not fit.
    candidates = [Candidate("a", 3), Candidate("b", 10)]
    tally = Tally.of_approvals([["a", "b"], ["a"], ["b"], ["b"]])
    settings = Settings("equal-shares", comparison=by)
    outcome = allocate(candidates=candidates, tally=tally, pot=10, settings=settings)
    alone = allocate(candidates=candidates, tally=tally, pot=10, settings=Settings("greedy"))
    assert alone.funded == ("b",)
    # With "a", two have one project and two none; with "b", three have one and one none.
    assert outcome.comparison == {
        "prefer_first": 1,
        "prefer_second": 2,
        "alike": 1,
        "empty_handed_first": 2,
        "empty_handed_second": 1,
    }
    assert (outcome.funded, outcome.stop_reason, outcome.settings) == (("b",), "greedy_preferred", settings)


def test_equal_shares_stay_where_greedy_is_no_better() -> None:
    candidates = [Candidate("a", 3), Candidate("b", 10)]
    tally = Tally.of_approvals([["a", "b"], ["a"], ["a"], ["b"]])
    outcome = allocate(
        candidates=candidates, tally=tally, pot=10, settings=Settings("equal-shares", comparison="satisfaction")
    )
    assert (outcome.funded, outcome.stop_reason) == (("a",), "no_project_affordable")
