"""With arrays and with lists, the count is the same to the last byte; and it works where NumPy is not installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from unittest import mock

import pytest

from tests.voting.allocation import shared
from tests.voting.allocation.elections import RULES, Sample, by_lot
from voting.allocation import Candidate, Outcome, Settings, Tally, allocate, arrays
from voting.allocation.table import Table, table_of


@contextmanager
def least_choices(number: int) -> Iterator[None]:
    """From how many choices on arrays are used, whatever is loaded."""
    with mock.patch.multiple(arrays, LOADING=number, USING=number):
        yield


def both_ways(sample: Sample, settings: Settings) -> tuple[Outcome, Outcome]:
    with least_choices(1):
        in_arrays = sample.count(settings)
    with least_choices(sys.maxsize):
        return in_arrays, sample.count(settings)


@pytest.mark.parametrize("rule", RULES)
def test_small_elections_under_any_settings(rule: str) -> None:
    for seed in range(700):
        sample, settings = by_lot(rule, seed)
        in_arrays, in_lists = both_ways(sample, settings)
        assert in_arrays.canonical() == in_lists.canonical(), (seed, settings)


@pytest.mark.parametrize("rule", ["equal-shares", "phragmen"])
def test_elections_with_more_projects(rule: str) -> None:
    for seed in range(60):
        sample, settings = by_lot(rule, seed, projects=16, ballots=60)
        in_arrays, in_lists = both_ways(sample, settings)
        assert in_arrays.canonical() == in_lists.canonical(), (seed, settings)


@pytest.mark.parametrize("name", ["Poland_Wieliczka_2023_Green_Budget.pb", "France_Toulouse_2019.pb"])
@pytest.mark.parametrize(
    "settings",
    [
        Settings("greedy"),
        Settings("phragmen", completion="utilitarian"),
        Settings("equal-shares", completion="add1"),
        Settings("equal-shares", utility="cardinality", completion="add1", add1_stop="overspend", increment=5),
        Settings("equal-shares", utility="points", completion="utilitarian"),
    ],
    ids=lambda settings: f"{settings.rule}-{settings.utility}-{settings.completion}",
)
def test_real_elections(name: str, settings: Settings) -> None:
    document = shared.election(name)
    points = settings.utility == "points"
    if points and document.meta["vote_type"] != "cumulative":
        points, settings = False, Settings("equal-shares", utility="cardinality")
    found = []
    for least in (1, sys.maxsize):
        with least_choices(least):
            tally = document.tally(points=points)
            outcome = allocate(candidates=document.candidates(), tally=tally, pot=document.pot, settings=settings)
            assert (tally.table is None) == (least > 1)
            found.append(outcome.canonical())
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("choices", "loaded", "used"),
    [(999, True, False), (1_000, True, True), (3_999, False, False), (4_000, False, True)],
)
def test_numpy_is_used_where_it_pays(choices: int, loaded: bool, used: bool) -> None:
    script = f"from voting.allocation import arrays; {'import numpy;' if loaded else ''}"
    script += f"print(arrays.module({choices}) is not None)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == f"{used}\n"


def test_without_numpy_the_count_goes_on() -> None:
    sample, settings = by_lot("equal-shares", 3)
    expected = sample.count(settings)
    with least_choices(1), mock.patch.dict(sys.modules, {"numpy": None}):
        assert arrays.module(10**6) is None
        assert sample.count(settings).canonical() == expected.canonical()


def test_the_table_says_who_names_whom() -> None:
    tally = Tally.of_points([{"a": Fraction(1, 2), "c": 2}, {"a": Fraction(1, 2), "c": 2}, {"b": 1}, {}])
    with least_choices(1):
        table = tally.table
    assert isinstance(table, Table)
    assert (table.keys, table.point_factor, table.vote_factor) == (["a", "b", "c"], 2, 1)
    assert [each.tolist() for each in (table.starts, table.projects, table.points, table.counts)] == [
        [0, 0, 2, 3],
        [0, 2, 1],
        [1, 4, 2],
        [1, 2, 1],
    ]
    assert table.owners.tolist() == [1, 1, 2]
    assert (table.votes(), table.score()) == ({"a": 2, "b": 1, "c": 2}, {"a": 1, "b": 1, "c": 4})
    assert [(key, each.groups.tolist(), each.weights.tolist()) for key, each in table.supporters.items()] == [
        ("a", [1], [2]),
        ("b", [2], [2]),
        ("c", [1], [8]),
    ]


@pytest.mark.parametrize("points", [2**52, Fraction(1, 2**52)])
def test_numbers_too_long_for_64_bits_are_counted_in_lists(points: int | Fraction) -> None:
    tally = Tally.of_points([{"a": points, "b": 1}, {"b": 1}])
    settings = Settings("equal-shares", utility="points")
    with least_choices(1):
        assert table_of(tally.groups) is None
        outcome = allocate(candidates=[Candidate("a", 3), Candidate("b", 3)], tally=tally, pot=6, settings=settings)
    assert outcome.funded == ("b",) if points < 1 else outcome.funded == ("a", "b")


@pytest.mark.parametrize("cost", [2**52, Fraction(1, 2**52 + 1)])
def test_costs_too_long_for_64_bits_are_counted_in_lists(cost: int | Fraction) -> None:
    candidates, tally = [Candidate("a", cost), Candidate("b", 1)], Tally.of_approvals([["a", "b"], ["b"]])
    found = []
    for least in (1, sys.maxsize):
        with least_choices(least):
            settings = Settings("equal-shares")
            found.append(allocate(candidates=candidates, tally=tally, pot=2**60, settings=settings).canonical())
    assert found[0] == found[1]
