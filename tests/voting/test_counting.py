"""The platform's way from ballots to a tally."""

from __future__ import annotations

from fractions import Fraction

import pytest

from voting import counting
from voting.allocation import BallotError, Group, Tally


def test_approvals_are_counted_once_per_ballot() -> None:
    tally = counting.count(ids for ids in (["a", "b"], ["b", "a"], ["a", "a"], []))
    assert tally == Tally(4, (Group((), 1), Group((("a", 1),), 1), Group((("a", 1), ("b", 1)), 2)))
    assert tally.votes == {"a": 3, "b": 2}


def test_points_are_summed() -> None:
    tally = counting.count_points([{"a": 3, "b": 2}, {"a": 1}, {}])
    assert (tally.ballots, tally.votes, tally.score) == (3, {"a": 2, "b": 1}, {"a": 4, "b": 2})


def test_points_below_nothing_are_refused() -> None:
    with pytest.raises(BallotError, match="Points for a must not be negative"):
        counting.count_points([{"a": Fraction(-1, 2)}])


def test_ranks_count_down() -> None:
    tally = counting.count_ranks([["a", "b"], ["b"]], places=3)
    assert (tally.votes, tally.score) == ({"a": 1, "b": 2}, {"a": 3, "b": 5})


def test_no_ballots_are_a_tally_too() -> None:
    assert counting.count([]) == Tally(0, ())
