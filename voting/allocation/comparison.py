"""Outcomes of the same vote, judged by its ballots: to show side by side, or to choose where a statute says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from voting.allocation.model import Outcome
from voting.allocation.settings import Amount, exact, whole
from voting.allocation.tally import Tally

#: What is asked about projects (district, category): for each project the names it goes under, none or several.
Labels = Mapping[str, Mapping[str, Collection[str]]]
NO_LABELS: Labels = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ballots with more funded projects in the one or the other outcome, and ballots left with none."""

    prefer_first: Amount
    prefer_second: Amount
    alike: Amount
    empty_handed_first: Amount
    empty_handed_second: Amount

    def second_wins(self, by: str) -> bool:
        """Whether more ballots prefer the second (satisfaction), or fewer are left with none (exclusion)."""
        if by == "exclusion":
            return self.empty_handed_second < self.empty_handed_first
        return self.prefer_second > self.prefer_first

    def to_dict(self) -> dict[str, int | str]:
        """JSON types."""
        return {field.name: exact(getattr(self, field.name)) for field in fields(self)}


def compare(*, tally: Tally, first: Collection[str], second: Collection[str]) -> Comparison:
    """Compare two sets of funded projects. A ballot that gets nothing counts as 0, not as absent."""
    prefer_first: Amount = 0
    prefer_second: Amount = 0
    empty_first: Amount = 0
    empty_second: Amount = 0
    for group in tally.groups:
        in_first = sum(project in first for project, _points in group.choices)
        in_second = sum(project in second for project, _points in group.choices)
        prefer_first += group.count if in_first > in_second else 0
        prefer_second += group.count if in_second > in_first else 0
        empty_first += 0 if in_first else group.count
        empty_second += 0 if in_second else group.count
    alike = tally.ballots - prefer_first - prefer_second
    return Comparison(prefer_first, prefer_second, alike, empty_first, empty_second)


@dataclass(frozen=True, slots=True)
class Measures:
    """What a council asks about one outcome; all numbers exact.

    `ballots` are all ballots, empty ones too; `represented` those with at least one funded project; `by_number` how
    many have 0, 1, 2, … of them; `average` funded projects for each ballot. `inequality` is the Gini coefficient of
    that number over all ballots: 0 if all have equally many (or none), towards 1 if few have all. `money` is the
    pot's money for each label and name; a project under several names counts with all its money for each of them.
    """

    ballots: Amount
    represented: Amount
    by_number: Mapping[int, Amount]
    average: Amount
    inequality: Amount
    projects: int
    spent: Amount
    money: Mapping[str, Mapping[str, Amount]]

    def to_dict(self) -> dict[str, Any]:
        """JSON types; keys are texts, numbers that are not whole are "a/b"."""
        plain = {name: exact(getattr(self, name)) for name in ("ballots", "represented", "average", "inequality")}
        return plain | {
            "by_number": {str(number): exact(count) for number, count in self.by_number.items()},
            "projects": self.projects,
            "spent": exact(self.spent),
            "money": {label: {name: exact(paid) for name, paid in sums.items()} for label, sums in self.money.items()},
        }


def money_of(outcome: Outcome) -> dict[str, Amount]:
    """What the pot pays for each funded project; for one funded in part, its part. For `measure`.

    For several pots, join the dicts of their outcomes: no project is funded twice.
    """
    paid = {step.project: step.cost - (step.reserve or 0) for step in outcome.steps}
    return {key: paid[key] for key in (*outcome.funded, *outcome.part_funded)}


def measure(*, tally: Tally, money: Mapping[str, Amount], labels: Labels = NO_LABELS) -> Measures:
    """Judge an outcome by the ballots. `money` is the pot's money for each funded project (see `money_of`).

    For rules side by side give the same tally each time, read as approval: who names a project supports it.
    """
    by_number: dict[int, Amount] = {}
    for group in tally.groups:
        number = sum(project in money for project, _points in group.choices)
        by_number[number] = by_number.get(number, 0) + group.count
    gained = sum(number * count for number, count in by_number.items())
    return Measures(
        ballots=tally.ballots,
        represented=tally.ballots - by_number.get(0, 0),
        by_number={number: by_number[number] for number in sorted(by_number)},
        average=whole(Fraction(gained) / tally.ballots) if tally.ballots else 0,
        inequality=gini(by_number),
        projects=len(money),
        spent=sum(money.values()),
        money={label: _sums(money, names) for label, names in labels.items()},
    )


def gini(counts: Mapping[int, Amount]) -> Amount:
    """The Gini coefficient of values and how often each occurs: half the mean difference of two, through the mean.

    0 where there is nothing to share out.
    """
    number, total = sum(counts.values()), sum(value * count for value, count in counts.items())
    if not total:
        return 0
    apart = sum(abs(one - other) * counts[one] * counts[other] for one in counts for other in counts)
    return whole(Fraction(apart) / (2 * number * total))


def _sums(money: Mapping[str, Amount], names: Mapping[str, Collection[str]]) -> dict[str, Amount]:
    """Money by name; names of projects that are not funded stand with 0."""
    sums: dict[str, Amount] = dict.fromkeys(sorted({name for each in names.values() for name in each}), 0)
    for project, paid in money.items():
        for name in names.get(project, ()):
            sums[name] += paid
    return sums
