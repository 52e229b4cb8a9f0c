"""Equal shares: the book of the purses in lists: a quick one in whole numbers, an exact one where it is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from voting.allocation.arrays import Whole
from voting.allocation.books import Answer, Payment, Quote, Short
from voting.allocation.electorate import Electorate
from voting.allocation.purses import BITS, ExactPurses, FixedPurses, InDoubtError, Level


class ListBook:
    """See `books.Book`."""

    def __init__(self, electorate: Electorate, endowment: Fraction, *, bits: int = BITS) -> None:
        self.electorate, self.endowment, self.unit = electorate, endowment, 1 << bits
        self._fixed = FixedPurses(electorate, endowment, bits=bits)
        self._exact: ExactPurses | None = None
        self._bought: list[int] = []
        self._payments: list[Payment] = []

    def quote(self, project: int, *, low: int, best: int | None) -> Answer:
        """The price by the fixed book, or by the exact one where that is in doubt."""
        try:
            level = self._fixed.level(project)
        except InDoubtError:
            found = self.purses().level(project)
            if found is None:
                return Short(0, 0)
            exact = self._price(project, Fraction(found.value))
            low = exact.numerator * self.unit // exact.denominator
            return Quote(project, low, low + 1, exact, None)
        if level is None:
            return Short(0, 0)
        assert isinstance(level.value, int)
        cost = self.electorate.costs[project] if self.electorate.by_cost else 1
        exactly = None
        if level.settled:
            exactly = self._price(project, Fraction(self.electorate.costs[project], level.weight))
        low, high = (level.value - level.error) // cost, -(-(level.value + level.error) // cost)
        return Quote(project, low, high, exactly, level)

    def least_purses(self) -> None:
        """Not told."""

    def growth(self, purses: Whole) -> int:
        """Not asked, as no purses are told."""
        return 0

    def exact(self, quote: Quote) -> Fraction:
        """The exact price, from the exact book."""
        if quote.exact is not None:
            return quote.exact
        level = self.purses().level(quote.project)
        assert level is not None, "a project was quoted that its supporters cannot pay"
        return self._price(quote.project, Fraction(level.value))

    def _price(self, project: int, level: Fraction) -> Fraction:
        return level / self.electorate.costs[project] if self.electorate.by_cost else level

    def charge(self, quote: Quote) -> None:
        """Take the payments from the fixed book; the exact one follows when it is asked."""
        self._bought.append(quote.project)
        level: Level | None = quote.detail
        if level is None or self._fixed.worn:
            self._fixed.copy(self.purses())
        else:
            self._fixed.charge(quote.project, level)

    def payments(self) -> Sequence[Payment]:
        """All purchases, told from the exact book."""
        self.purses()
        return self._payments

    def held(self, projects: Sequence[int]) -> list[Fraction]:
        """What the supporters of each of these projects have together."""
        purses = self.purses()
        return [purses.held(project) for project in projects]

    def purses(self) -> ExactPurses:
        """The exact book, with all purchases so far paid."""
        if self._exact is None:
            self._exact = ExactPurses(self.electorate, self.endowment)
        for project in self._bought[len(self._payments) :]:
            level = self._exact.level(project)
            assert level is not None, "a project was bought that its supporters cannot pay"
            self._payments.append(Payment(*self._exact.charge(project, level)))
        return self._exact
