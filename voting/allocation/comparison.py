"""Two outcomes of the same vote, judged by its ballots: to show side by side, or to choose where a statute says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from voting.allocation.settings import Amount, exact
from voting.allocation.tally import Tally


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
