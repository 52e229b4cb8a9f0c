"""Equal shares and Phragmen on a large vote: the contest in arrays, where `electorate` has lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.arrays import Whole
from voting.allocation.contest import Contest
from voting.allocation.electorate import Electorate, People, electorate
from voting.allocation.table import EXACT, Supporters, Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crowd(People):
    """The ballots in arrays: `supporters` project by project, `choices` ballot by ballot.

    Choices are numbers of projects (-1: does not stand); those of ballot `i` begin at `starts[i]`. `points` run
    along them (None: all are 1); `most` is the highest. `named` says how many ballots name each project.
    """

    contest: Contest
    counts: Whole
    supporters: Sequence[Supporters]
    starts: Whole
    choices: Whole
    points: Whole | None
    most: int
    ballots: int
    named: Sequence[int]


def in_lists(people: People) -> Electorate:
    """The same people for the count without arrays."""
    if isinstance(people, Crowd):
        return electorate(people.contest)
    assert isinstance(people, Electorate)
    return people


def people_of(contest: Contest) -> People:
    """The contest in arrays where they help, else in lists."""
    table = contest.tally.table
    if table is None or not contest.field:
        return electorate(contest)
    money_factor = math.lcm(*(Fraction(candidate.cost).denominator for candidate in contest.field))
    costs = [int(candidate.cost * money_factor * table.vote_factor) for candidate in contest.field]
    pointed = contest.settings.utility == "points"
    most = int(table.points.max()) if pointed else 1
    if max(costs) * most >= EXACT:
        return electorate(contest)
    supporters = _supporters(contest, table, pointed=pointed)
    return Crowd(
        money_factor=money_factor,
        costs=costs,
        weights=[int(each.weights.sum()) for each in supporters],
        by_cost=contest.settings.utility == "cost",
        keys=() if contest.terms.free else tuple(candidate.id for candidate in contest.field),
        terms=None if contest.terms.free else contest.terms,
        vote_factor=table.vote_factor,
        contest=contest,
        counts=table.counts,
        supporters=supporters,
        starts=table.starts,
        choices=_numbered(contest, table),
        points=table.points if pointed else None,
        most=most,
        ballots=int(table.counts.sum()),
        named=[int(each.counts.sum()) for each in supporters],
    )


def _numbered(contest: Contest, table: Table) -> Whole:
    """For each choice the number that its project has in the contest, or -1."""
    import numpy

    number = {candidate.id: place for place, candidate in enumerate(contest.field)}
    found: Whole = numpy.array([number.get(key, -1) for key in table.keys])[table.projects]
    return found


def _supporters(contest: Contest, table: Table, *, pointed: bool) -> list[Supporters]:
    """Those of each project that stands; all of them have some."""
    known = [table.supporters[candidate.id] for candidate in contest.field]
    return known if pointed else [Supporters(each.groups, each.counts, None, each.counts) for each in known]
