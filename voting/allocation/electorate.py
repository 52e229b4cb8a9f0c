"""Equal shares: the contest in whole numbers, identical ballots as one group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.contest import Contest
from voting.allocation.settings import Amount
from voting.allocation.tally import Tally
from voting.allocation.terms import Terms

#: The supporters of one project: pairs of points and the groups of ballots that give it so many.
Supporters = Sequence[tuple[int, Sequence[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Projects (in tie order) and groups of ballots, both by number.

    All money is multiplied by `money_factor`, all points by one common number: both become whole, and
    no comparison changes. `weights` is the sum of points of all supporters of a project. Ballots that weigh
    unequally become `vote_factor` times as many, and costs are so many times as high. `keys` are the ids.
    """

    money_factor: int
    costs: Sequence[int]
    weights: Sequence[int]
    by_cost: bool
    keys: Sequence[str] = ()
    terms: Terms | None = None
    vote_factor: int = 1

    def barred(self, project: int, bought: Sequence[int]) -> bool:
        """Whether a rival or a cap bars the project beside those bought."""
        if self.terms is None:
            return False
        return self.terms.barred(self.keys[project], [self.keys[each] for each in bought])


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate(People):
    """The ballots in lists: how many of each group, and who supports each project."""

    counts: Sequence[int]
    supporters: Sequence[Supporters]


def electorate(contest: Contest) -> Electorate:
    """Number the projects that stand and the ballots that name one of them."""
    barred = contest.set_aside.keys()
    tally = contest.tally.without(barred) if barred else contest.tally
    groups = [group for group in tally.groups if group.choices]
    money_factor = math.lcm(*(Fraction(candidate.cost).denominator for candidate in contest.field))
    supporters = _supporters(contest, Tally(0, tuple(groups)))
    vote_factor = math.lcm(*(Fraction(group.count).denominator for group in groups))
    counts = [int(group.count * vote_factor) for group in groups]
    return Electorate(
        money_factor=money_factor,
        costs=[int(candidate.cost * money_factor * vote_factor) for candidate in contest.field],
        counts=counts,
        supporters=supporters,
        weights=[sum(points * counts[group] for points, named in each for group in named) for each in supporters],
        by_cost=contest.settings.utility == "cost",
        keys=() if contest.terms.free else tuple(candidate.id for candidate in contest.field),
        terms=None if contest.terms.free else contest.terms,
        vote_factor=vote_factor,
    )


def _supporters(contest: Contest, tally: Tally) -> list[Supporters]:
    """Without points every approval weighs the same, whatever the ballot says."""
    pointed = contest.settings.utility == "points"
    number = {candidate.id: project for project, candidate in enumerate(contest.field)}
    named: list[dict[Amount, list[int]]] = [defaultdict(list) for _candidate in contest.field]
    for index, group in enumerate(tally.groups):
        for project, points in group.choices:
            named[number[project]][points if pointed else 1].append(index)
    whole = math.lcm(*(Fraction(points).denominator for classes in named for points in classes))
    return [[(int(points * whole), classes[points]) for points in sorted(classes)] for classes in named]
