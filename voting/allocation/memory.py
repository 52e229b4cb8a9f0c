"""Equal shares: what one run knows of prices for the next, which has a higher share.

While both buy the same projects in the same order, a higher share leaves nobody with less: by induction over the
purchases, each price is at most what it was, so after each purchase each purse is at least what it was. And no
purse has grown by more than the share has, plus what its owner saved on the purchases so far: their price falls,
added up. That bounds how far the price of any other project can have fallen.
"""

from __future__ import annotations

import math
from fractions import Fraction

from voting.allocation.books import FINE, Book, Bound, Quote, Short

#: A lower bound on the price of a project that nobody can pay.
NEVER = math.inf


class Memory:
    """The answers of one run, purchase by purchase; with those of the run `before`, as long as they hold."""

    def __init__(self, book: Book, *, before: Memory | None, more: Fraction) -> None:
        self.unit, self._book = book.unit, book
        self.turns: list[dict[int, Bound | Short]] = []
        self.sales: list[tuple[int, tuple[int, int] | None]] = []
        self._before = before if before is not None and before.unit == book.unit else None
        self._growth = book.growth(more)
        self._known: dict[int, float | int] = {}

    def turn(self) -> None:
        """A new turn: what the other run knew at the same turn is known, less what may have changed."""
        self.turns.append({})
        place = len(self.turns) - 1
        if self._before is None or place >= len(self._before.turns):
            return
        for project, answer in self._before.turns[place].items():
            least = self._later(answer)
            low = NEVER if isinstance(least, Short) else least.low
            if low > self._known.get(project, 0):
                self._known[project] = low
                self.turns[-1][project] = least

    def _later(self, answer: Bound | Short) -> Bound | Short:
        """The same with the growth of the purses."""
        if isinstance(answer, Short):
            missing = answer.missing - self._growth * answer.ballots
            return Short(missing, answer.ballots) if missing > 0 else Bound(0, 0, 1)
        low = answer.low - (self._growth * answer.ballots << FINE) // answer.divisor - 1
        return Bound(low, answer.ballots, answer.divisor)

    def guess(self) -> int | None:
        """What the other run bought at this turn."""
        place = len(self.turns) - 1
        if self._before is None or place >= len(self._before.sales):
            return None
        return self._before.sales[place][0]

    def close(self) -> None:
        """The run is over: the other one is needed no more."""
        self._before = None

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

    def sold(self, project: int) -> None:
        """A purchase was made: if the other run made another one, its knowledge ends here."""
        self.sales.append((project, self._book.last_price()))
        if self._before is None:
            return
        place = len(self.sales) - 1
        other = self._before.sales[place] if place < len(self._before.sales) else (-1, None)
        mine = self.sales[-1]
        if other[0] != project or other[1] is None or mine[1] is None:
            self._before = None
            return
        self._growth += max(0, other[1][1] - mine[1][0]) * self._book.most
