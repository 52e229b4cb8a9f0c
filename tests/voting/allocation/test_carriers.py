"""Whom which load was laid upon last, in lists and in arrays."""

from __future__ import annotations

import sys

import pytest

from tests.voting.allocation.test_arrays import least_choices
from voting.allocation import Candidate, Settings, Tally
from voting.allocation.carriers import CarriersInArrays, CarriersInLists, carriers_of
from voting.allocation.contest import draw_up
from voting.allocation.crowd import people_of


@pytest.mark.parametrize(("least", "kind"), [(1, CarriersInArrays), (sys.maxsize, CarriersInLists)])
def test_the_last_load_counts(least: int, kind: type) -> None:
    tally = Tally.of_approvals([["a", "b"], ["a"], ["a"], ["b", "c"], ["c"]])
    candidates = [Candidate(key, 2) for key in "abc"]
    with least_choices(least):
        contest = draw_up(candidates=candidates, tally=tally, pot=9, settings=Settings("phragmen", ties=("order",)))
        carriers = carriers_of(people_of(contest))
    assert isinstance(carriers, kind)
    assert [sorted(carriers.carried(project)) for project in range(3)] == [[(0, 3)], [(0, 2)], [(0, 2)]]
    carriers.lay(0)
    assert [sorted(carriers.carried(project)) for project in range(3)] == [[(1, 3)], [(0, 1), (1, 1)], [(0, 2)]]
    carriers.lay(2)
    assert [sorted(carriers.carried(project)) for project in range(3)] == [[(1, 3)], [(1, 1), (2, 1)], [(2, 2)]]
