"""Two outcomes side by side, ballot by ballot."""

from __future__ import annotations

from voting.allocation import Tally
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
