"""Counting ballots: each once, whatever its order, the empty ones too."""

from __future__ import annotations

import sys
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation.test_arrays import least_choices
from voting.allocation import BallotError, Group, Tally
from voting.allocation.tally import Groups


def test_identical_ballots_become_one_group() -> None:
    tally = Tally.of_approvals([["b", "a"], ["a", "b"], [], ["a", "a"], []])
    assert tally == Tally(
        ballots=5,
        groups=(Group((), 2), Group((("a", 1),), 1), Group((("a", 1), ("b", 1)), 2)),
    )
    assert tally.votes == {"a": 3, "b": 2}


def test_points_add_up_and_none_is_no_vote() -> None:
    tally = Tally.of_points([{"a": 3, "b": 0}, {"a": Fraction(1, 2), "b": 2}, {}])
    assert (tally.ballots, tally.pointed) == (3, True)
    assert tally.votes == {"a": 2, "b": 1}
    assert tally.score == {"a": Fraction(7, 2), "b": 2}


def test_ranks_count_down_from_the_number_of_places() -> None:
    tally = Tally.of_ranks([["a", "b", "c", "d"], ["b"], ["c", "c", "a"]], places=3)
    assert tally.score == {"a": 4, "b": 5, "c": 4}


def test_the_order_of_ballots_changes_nothing() -> None:
    ballots = [["a"], ["a", "b"], [], ["b", "a"]]
    assert Tally.of_approvals(ballots) == Tally.of_approvals(reversed(ballots))


def test_a_struck_out_project_leaves_its_ballots_behind() -> None:
    tally = Tally.of_approvals([["a", "b"], ["a"], ["b"]])
    assert tally.without({"b"}) == Tally.of_approvals([["a"], ["a"], []])
    assert Tally.of_points([{"a": 2}]).without({"a"}) == Tally.of_points([{}])


ids = st.sampled_from(["a", "b", "b2", "c", "10", "2", "é", "Z/1"])


@settings(deadline=None)
@given(ballots=st.lists(st.lists(ids, max_size=6), max_size=12))
def test_lists_of_ids_are_counted_like_ballots(ballots: list[list[str]]) -> None:
    counted = Counter(",".join(ballot) for ballot in ballots)
    expected = Tally.of_approvals(ballots)
    for least in (1, sys.maxsize):
        with least_choices(least):
            found = Tally.of_lists(counted)
            assert (found, found.votes) == (expected, expected.votes)
            assert isinstance(found.groups, Groups) == (least == 1 and any(ballots))
            assert len(found.groups) == len(expected.groups)
            assert list(found.groups) == list(expected.groups)
            assert found.groups[:2] == expected.groups[:2]
            assert hash(found.groups) == hash(expected.groups)


def test_a_table_read_from_lists_is_the_one_made_of_groups() -> None:
    with least_choices(1):
        made, read = (
            Tally.of_approvals([["b", "a"], ["a"], []]).table,
            Tally.of_lists({"a,b,a": 1, "a": 1, "": 1}).table,
        )
    assert made is not None
    assert read is not None
    assert (read.keys, read.points.tolist()) == (made.keys, [1, 1, 1])
    assert [each.tolist() for each in (read.starts, read.projects, read.counts)] == [
        each.tolist() for each in (made.starts, made.projects, made.counts)
    ]


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (-1, "Points for a must not be negative."),
        (1.0, "Points for a must be an int or a Fraction."),
        (True, "Points for a must be an int or a Fraction."),
        ("1", "Points for a must be an int or a Fraction."),
    ],
)
def test_points_are_exact_and_not_negative(points: Any, message: str) -> None:
    with pytest.raises(BallotError, match=message):
        Tally.of_points([{"a": points}])


def test_a_text_is_not_taken_for_a_ballot() -> None:
    with pytest.raises(BallotError, match="must be a list of project ids"):
        Tally.of_approvals(["ab"])
