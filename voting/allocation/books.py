"""Equal shares: what the run asks of the book in which the voters' purses are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from voting.allocation.arrays import Whole

#: Prices per utility are compared in multiples of 2**-FINE of the unit in which a book keeps money.
FINE = 96


@dataclass(frozen=True, slots=True)
class Quote:
    """What a project would cost per unit of utility now: between `low` and `high`, or `exact` where it is known.

    `detail` is the book's own knowledge of it. If each of its `ballots` had at most x more, the price would still
    be at least `low` - x * `ballots` / `divisor`; a divisor of 0 means that this is not known.
    """

    project: int
    low: int
    high: int
    exact: Fraction | None
    detail: Any
    ballots: int = 0
    divisor: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """Of the price only that it is at least `low`, and how that would fall; as in `Quote`."""

    low: int
    ballots: int
    divisor: int


@dataclass(frozen=True, slots=True)
class Short:
    """Nobody can pay: `missing` is a lower bound of what its so many `ballots` are short of together."""

    missing: int
    ballots: int


Answer: TypeAlias = Quote | Bound | Short


@dataclass(frozen=True, slots=True)
class Payment:
    """A purchase told: the most that one supporter paid (scaled), and the ballots that have nothing left."""

    highest: Fraction
    exhausted: int


class Book(Protocol):
    """The purses of all voters, from the share to the last purchase.

    Prices are in multiples of 1 / `unit`, levels in multiples of 2**FINE / `unit`.
    """

    unit: int

    def quote(self, project: int, *, low: int, best: int | None) -> Answer:
        """The price now, known to be at least `low`; a bound is enough if it is above `best`."""

    def least_purses(self) -> Whole | None:
        """What each purse holds now at least, as levels; None if it cannot be had."""

    def growth(self, purses: Whole) -> int:
        """How much more any purse holds now than those, at most; as a level, and at least 0."""

    def exact(self, quote: Quote) -> Fraction:
        """The exact price of a quote that is still good."""

    def charge(self, quote: Quote) -> None:
        """Take the payments."""

    def payments(self) -> Sequence[Payment]:
        """All purchases, told."""

    def held(self, projects: Sequence[int]) -> list[Fraction]:
        """What the supporters of each of these projects have together."""
