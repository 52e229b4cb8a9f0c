"""Equal shares with add1: up to which share no run can spend the pot, known without running any.

A voter pays at most the share, and only for projects that all supporters together could pay; all voters together
pay at most its cost for a project. So for any set of projects, the cost of the set plus one share for each ballot
that names another payable project is a bound on what is spent. Projects come into the set by cost per supporter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate

from voting.allocation.crowd import Crowd
from voting.allocation.electorate import Electorate, People

#: How many ballots have a project of this place (in order of cost per supporter) as the last payable one.
Last = Callable[[int], list[int]]


class Headroom:
    """Bounds on the cost of runs, in scaled money, for shares in scaled money."""

    def __init__(self, people: People) -> None:
        ballots = people.named if isinstance(people, Crowd) else _ballots(people)
        needs = [Fraction(cost, named) for cost, named in zip(people.costs, ballots, strict=True)]
        order = sorted(range(len(needs)), key=needs.__getitem__)
        self.needs, self.costs = [needs[each] for each in order], [people.costs[each] for each in order]
        self._sums = list(accumulate(self.costs, initial=0))
        rank = {project: place for place, project in enumerate(order)}
        self._last = _in_arrays(people, rank) if isinstance(people, Crowd) else _in_lists(people, rank)

    def payable(self, share: Fraction) -> int:
        """How many projects all their supporters together could pay."""
        return bisect_right(self.needs, share)

    def bound(self, share: Fraction) -> Fraction:
        """What the purchases of a run with this share cost at most."""
        last = self._last(self.payable(share))
        beyond = list(accumulate(reversed(last), initial=0))[::-1]
        return min(cost + share * ballots for cost, ballots in zip(self._sums, beyond, strict=False))

    def leaves_room(self, share: Fraction, pot: Fraction, *, exhaustive: bool) -> bool:
        """Whether a run with this share surely keeps within the pot, and, if asked, one more project would fit."""
        left = pot - self.bound(share)
        if not exhaustive:
            return left >= 0
        return min(self.costs[self.payable(share) :], default=left + 1) <= left


def steps(people: People, *, share: Fraction, increment: Fraction, pot: Fraction, exhaustive: bool) -> int:
    """How often the share may be raised so that each run up to there leaves room. All money is scaled."""
    room = Headroom(people)

    def enough(raises: int) -> bool:
        return room.leaves_room(share + raises * increment, pot, exhaustive=exhaustive)

    if not enough(0):
        return 0
    # What is payable and the bound grow with the share, so the answer turns once.
    below, above = 0, 1
    while enough(above):
        below, above = above, 2 * above
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (middle, above) if enough(middle) else (below, middle)
    return below


def _ballots(people: People) -> list[int]:
    assert isinstance(people, Electorate)
    return [sum(people.counts[group] for _points, named in each for group in named) for each in people.supporters]


def _in_lists(people: People, rank: dict[int, int]) -> Last:
    assert isinstance(people, Electorate)
    named: list[list[int]] = [[] for _group in people.counts]
    for project, classes in enumerate(people.supporters):
        for _points, groups in classes:
            for group in groups:
                named[group].append(rank[project])
    for places in named:
        places.sort()
    counts = people.counts

    def last(payable: int) -> list[int]:
        found = [0] * len(rank)
        for places, count in zip(named, counts, strict=True):
            place = bisect_right(places, payable - 1)
            if place:
                found[places[place - 1]] += count
        return found

    return last


def _in_arrays(people: Crowd, rank: dict[int, int]) -> Last:
    import numpy

    ranks = numpy.array([*(rank[project] for project in range(len(rank))), -1])[people.choices]
    naming = numpy.diff(people.starts) > 0
    starts, counts = people.starts[:-1][naming], people.counts[naming]

    def last(payable: int) -> list[int]:
        highest = numpy.maximum.reduceat(numpy.where(ranks < payable, ranks, -1), starts)
        found = numpy.bincount(highest + 1, weights=counts, minlength=len(rank) + 1)[1:]
        return [int(each) for each in found.tolist()]

    return last
