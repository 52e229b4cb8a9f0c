"""The different ballots of a large vote as arrays: who names whom, how often, with how many points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from voting.allocation import arrays
from voting.allocation.arrays import Whole
from voting.allocation.settings import Amount

if TYPE_CHECKING:
    from voting.allocation.tally import Group

#: Sums of ballots times points stay below: exact in 64 bits, and in the 53 of a float.
EXACT = 1 << 52


@dataclass(frozen=True, slots=True)
class Supporters:
    """Who names a project: the numbers of the ballots, how many there are of each, and these times the points.

    `points` is None where they mean nothing.
    """

    groups: Whole
    counts: Whole
    points: Whole | None
    weights: Whole

    def only(self, chosen: Any) -> Supporters:
        """Some of them, by an array of numbers or of yes and no."""
        counts = self.counts[chosen]
        if self.points is None:
            return Supporters(self.groups[chosen], counts, None, counts)
        return Supporters(self.groups[chosen], counts, self.points[chosen], self.weights[chosen])


@dataclass(frozen=True)
class Table:
    """Ballot `i` names the projects `projects[starts[i]:starts[i + 1]]` (numbers of `keys`), `counts[i]` times.

    `points` runs along `projects`. Points and numbers of ballots are whole: multiplied by `point_factor` and
    `vote_factor`.
    """

    keys: Sequence[str]
    starts: Whole
    projects: Whole
    points: Whole
    counts: Whole
    point_factor: int
    vote_factor: int

    @cached_property
    def owners(self) -> Whole:
        """The number of the ballot that each choice is on."""
        import numpy

        return numpy.repeat(numpy.arange(len(self.counts)), numpy.diff(self.starts))

    @cached_property
    def supporters(self) -> Mapping[str, Supporters]:
        """Project by project, with points."""
        import numpy

        order = numpy.argsort(self.projects, kind="stable")
        cuts = numpy.searchsorted(self.projects[order], numpy.arange(len(self.keys) + 1)).tolist()
        owners, points, found = self.owners[order], self.points[order], {}
        counts = self.counts[owners]
        weights = counts * points
        for key, first, last in zip(self.keys, cuts[:-1], cuts[1:], strict=True):
            found[key] = Supporters(*(each[first:last] for each in (owners, counts, points, weights)))
        return found

    @cached_property
    def sums(self) -> Mapping[str, tuple[int, int]]:
        """The ballots and the points of each project, times the factors."""
        return {key: (int(each.counts.sum()), int(each.weights.sum())) for key, each in self.supporters.items()}

    def votes(self) -> dict[str, Amount]:
        """The ballots that name each project."""
        return {key: _plain(votes, self.vote_factor) for key, (votes, _points) in self.sums.items()}

    def score(self) -> dict[str, Amount]:
        """The points of each project."""
        factor = self.vote_factor * self.point_factor
        return {key: _plain(points, factor) for key, (_votes, points) in self.sums.items()}

    def with_ballots(self, key: str, *, more: int) -> Table | None:
        """The table with so many more ballots, as one row, that give a point to one project. None as in `table_of`."""
        import numpy

        number, points = more * self.vote_factor, self.point_factor
        if key not in self.sums or (int(self.counts.sum()) + number) * len(self.keys) * int(self.points.max()) >= EXACT:
            return None

        def longer(array: Whole, value: int) -> Whole:
            return numpy.append(array, value)

        table = replace(
            self,
            starts=longer(self.starts, len(self.projects) + 1),
            projects=longer(self.projects, self.keys.index(key)),
            points=longer(self.points, points),
            counts=longer(self.counts, number),
        )
        known, (votes, given) = self.supporters[key], self.sums[key]
        changed = Supporters(
            groups=longer(known.groups, len(self.counts)),
            counts=longer(known.counts, number),
            points=None if known.points is None else longer(known.points, points),
            weights=longer(known.weights, number * points),
        )
        # What is known of the others stays true.
        table.__dict__["supporters"] = {**self.supporters, key: changed}
        table.__dict__["sums"] = {**self.sums, key: (votes + number, given + number * points)}
        return table


def table_of(groups: Sequence[Group]) -> Table | None:
    """The table of these ballots; None where plain Python is quicker, or where numbers would not fit."""
    lengths = [len(group.choices) for group in groups]
    numpy = arrays.module(sum(lengths))
    if numpy is None or not any(lengths):
        return None
    choices = list(chain.from_iterable([group.choices for group in groups]))
    named, given = [key for key, _points in choices], [points for _key, points in choices]
    keys = sorted(set(named))
    number = {key: place for place, key in enumerate(keys)}
    points, point_factor = _whole(given)
    counts, vote_factor = _whole([group.count for group in groups])
    if sum(counts) * max(points) * max(lengths) >= EXACT:
        return None
    return Table(
        keys=keys,
        starts=numpy.cumsum([0, *lengths]),
        projects=numpy.array([number[key] for key in named]),
        points=numpy.array(points),
        counts=numpy.array(counts),
        point_factor=point_factor,
        vote_factor=vote_factor,
    )


def table_of_lists(counted: Mapping[str, int]) -> Table | None:
    """The table of approval ballots, each a list of ids with commas, with how many there are; else None as above.

    Ballots that name the same projects become one, a project named twice counts once, and ballots are in the
    order of their ids, as `Tally` has them.
    """
    cells = [cell for cell in counted if cell]
    numpy = arrays.module(sum(cell.count(",") + 1 for cell in cells))
    ids = ",".join(cells).split(",")
    keys = sorted(set(ids))
    if numpy is None or len(keys) > 1 << 16 or len(keys) * sum(counted.values()) >= EXACT:
        return None
    number = {key: place for place, key in enumerate(keys)}
    owners = numpy.repeat(numpy.arange(len(cells)), [cell.count(",") + 1 for cell in cells])
    named = numpy.sort(owners * len(keys) + numpy.array(list(map(number.__getitem__, ids))))
    named = named[numpy.append(True, named[1:] != named[:-1])]
    ends = (2 * numpy.searchsorted(named, numpy.arange(1, len(cells) + 1) * len(keys))).tolist()
    # Two bytes for each number, the high one first: then bytes are in the same order as lists of ids.
    packed = (named % len(keys)).astype(">u2").tobytes()
    sets = {b"": counted[""]} if "" in counted else {}
    for cell, first, last in zip(cells, [0, *ends], ends, strict=False):
        sets[packed[first:last]] = sets.get(packed[first:last], 0) + counted[cell]
    rows = sorted(sets)
    projects = numpy.frombuffer(b"".join(rows), dtype=">u2").astype(int)
    return Table(
        keys=keys,
        starts=numpy.cumsum([0, *(len(row) // 2 for row in rows)]),
        projects=projects,
        points=numpy.ones(len(projects), dtype=int),
        counts=numpy.array([sets[row] for row in rows]),
        point_factor=1,
        vote_factor=1,
    )


def _whole(amounts: Sequence[Amount]) -> tuple[Sequence[int], int]:
    """The amounts times a common factor that makes all of them whole."""
    if set(map(type, amounts)) == {int}:
        return amounts, 1  # type: ignore[return-value]
    factor = math.lcm(*(Fraction(amount).denominator for amount in amounts))
    return [int(amount * factor) for amount in amounts], factor


def _plain(total: int, factor: int) -> Amount:
    """The quotient; an int where it is whole."""
    return total // factor if total % factor == 0 else Fraction(total, factor)
