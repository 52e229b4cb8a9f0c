"""Phragmen: how many supporters of each project were last laid a load upon by which purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from voting.allocation.crowd import Crowd, in_lists
from voting.allocation.electorate import Electorate, People


class Carriers(Protocol):
    """Supporters by the number of the load they carry: 0 is none, then 1, 2, … in the order of purchases."""

    def carried(self, project: int) -> Sequence[tuple[int, int]]:
        """Numbers of loads and how many supporters of the project carry each."""

    def lay(self, project: int) -> None:
        """All supporters of the project carry the next load."""


def carriers_of(people: People) -> Carriers:
    """In arrays where the people are."""
    return CarriersInArrays(people) if isinstance(people, Crowd) else CarriersInLists(in_lists(people))


class CarriersInLists:
    """See `Carriers`."""

    def __init__(self, people: Electorate) -> None:
        self._counts, self._laid = people.counts, 0
        self._last = [0] * len(people.counts)
        self._groups = [[group for _points, groups in each for group in groups] for each in people.supporters]

    def carried(self, project: int) -> Sequence[tuple[int, int]]:
        """Numbers of loads and how many supporters of the project carry each."""
        found: dict[int, int] = {}
        for group in self._groups[project]:
            place = self._last[group]
            found[place] = found.get(place, 0) + self._counts[group]
        return list(found.items())

    def lay(self, project: int) -> None:
        """All supporters of the project carry the next load."""
        self._laid += 1
        for group in self._groups[project]:
            self._last[group] = self._laid


class CarriersInArrays:
    """See `Carriers`."""

    def __init__(self, people: Crowd) -> None:
        import numpy

        self._bincount, self._supporters, self._laid = numpy.bincount, people.supporters, 0
        self._last = numpy.zeros(len(people.counts), dtype=int)

    def carried(self, project: int) -> Sequence[tuple[int, int]]:
        """Numbers of loads and how many supporters of the project carry each."""
        supporters = self._supporters[project]
        found = self._bincount(self._last[supporters.groups], weights=supporters.counts)
        places = found.nonzero()[0]
        return list(zip(places.tolist(), map(int, found[places].tolist()), strict=True))

    def lay(self, project: int) -> None:
        """All supporters of the project carry the next load."""
        self._laid += 1
        self._last[self._supporters[project].groups] = self._laid
