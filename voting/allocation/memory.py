"""Equal shares: what one run knows of prices for the next, which has another share.

A run keeps what its book answered at each turn, and the purses at that turn. If in the next run no purse holds
more than x above what it held at a turn of the first, then no price is lower than it was by more than x for each
ballot that could not pay in full, spread over those that could: `books.Quote` says so for each answer. This holds
whatever was bought in between. The turn to compare with is the last at which the first run had bought nothing
that the next one has not bought.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from voting.allocation.arrays import Whole
from voting.allocation.books import FINE, Book, Bound, Quote, Short

#: A lower bound on the price of a project that nobody can pay.
NEVER = math.inf
#: So many purses are kept, over all turns of a run; each takes eight bytes.
KEPT = 1 << 22


class Memory:
    """The answers of one run, turn by turn; and those of the run `before`, as far as they still say something."""

    def __init__(self, book: Book, *, before: Memory | None) -> None:
        self.unit, self._book = book.unit, book
        self.turns: list[dict[int, Bound | Short]] = []
        self.purses: list[Whole] = []
        self.sales: list[int] = []
        self._before = before if before is not None and before.unit == book.unit and before.purses else None
        self._reached, self._told = 0, 0
        self._known: dict[int, float | int] = {}

    def turn(self, bought: Collection[int]) -> None:
        """A new turn: what the other run knew when it was no further is known, less what may have changed."""
        self.turns.append({})
        purses = self._book.least_purses()
        if purses is not None and len(purses) * len(self.turns) <= KEPT:
            self.purses.append(purses)
        other = self._before
        if other is None:
            return
        while self._reached < len(other.sales) and other.sales[self._reached] in bought:
            self._reached += 1
        last = min(self._reached, len(other.purses) - 1)
        if self._told <= last:
            growth = self._book.growth(other.purses[last])
            for answers in other.turns[self._told : last + 1]:
                self._learn(answers, growth)
            self._told = last + 1

    def _learn(self, answers: dict[int, Bound | Short], growth: int) -> None:
        """Note what is left of the answers if each purse may have grown by so much."""
        for project, answer in answers.items():
            least: Bound | Short
            low: float | int
            if isinstance(answer, Short):
                missing = answer.missing - growth * answer.ballots
                least, low = Short(missing, answer.ballots), NEVER if missing > 0 else 0
            else:
                low = answer.low - -(-(growth * answer.ballots << FINE) // answer.divisor)
                least = Bound(int(low), answer.ballots, answer.divisor)
            if low > self._known.get(project, 0):
                self._known[project] = low
                self.turns[-1][project] = least

    def guess(self) -> int | None:
        """What the other run bought next."""
        if self._before is None or self._reached >= len(self._before.sales):
            return None
        return self._before.sales[self._reached]

    def bound(self, project: int) -> float | int:
        """A lower bound of the price."""
        return self._known.get(project, 0)

    def note(self, project: int, answer: Quote | Bound | Short) -> None:
        """Keep what the book answered."""
        if isinstance(answer, Quote):
            if answer.divisor:
                self.turns[-1][project] = Bound(answer.low, answer.ballots, answer.divisor)
        else:
            self.turns[-1][project] = answer

    def close(self) -> None:
        """The run is over: the other one is needed no more."""
        self._before = None
