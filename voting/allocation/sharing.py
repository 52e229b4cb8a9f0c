"""One run of the Method of Equal Shares at one endowment (Peters, Pierczynski, Skowron, NeurIPS 2021)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.electorate import Electorate
from voting.allocation.purses import BITS, ExactPurses, FixedPurses, InDoubtError, Level


@dataclass(frozen=True, slots=True)
class Quote:
    """What a project would cost per unit of utility now, between two multiples of 2**-BITS.

    `exact` is the price itself where it is known; `level` is the fixed book's, None where it was in doubt.
    """

    project: int
    low: int
    high: int
    level: Level | None
    exact: Fraction | None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project bought, and the projects that had exactly the same price (in tie order)."""

    project: int
    tied: tuple[int, ...]


class Sharing:
    """Buy the project with the lowest price per utility until nobody can pay for any.

    A project's price never falls, so projects wait in a heap under the last price known, and only those
    whose last price does not exceed the best are asked again. Ties go to the lower number (`first` before
    all others: it lets a caller ask what another tie order would have done).
    """

    def __init__(
        self, electorate: Electorate, endowment: Fraction, *, first: int | None = None, bits: int = BITS
    ) -> None:
        self.electorate = electorate
        self.purchases: list[Purchase] = []
        self._first = first
        self._fixed = FixedPurses(electorate, endowment, bits=bits)
        self._exact = ExactPurses(electorate, endowment)
        self._replayed = 0
        self._waiting = self._opening_prices()
        while (quote := self._next()) is not None:
            self._charge(quote)

    @property
    def bought(self) -> list[int]:
        """The projects bought, in order."""
        return [purchase.project for purchase in self.purchases]

    def _opening_prices(self) -> list[tuple[int, int]]:
        """The price while all supporters can still pay in full: no project is ever cheaper."""
        prices = [self._price(project, weight) for project, weight in enumerate(self.electorate.weights)]
        waiting = [
            ((price.numerator << self._fixed.bits) // price.denominator, number) for number, price in enumerate(prices)
        ]
        heapq.heapify(waiting)
        return waiting

    def _next(self) -> Quote | None:
        """The cheapest project that can be paid; notes the purchase."""
        asked = self._ask()
        if not asked:
            return None
        best = min(quote.high for quote in asked)
        close = [quote for quote in asked if quote.low <= best]
        tied = self._cheapest(close) if len(close) > 1 else close
        chosen = min(tied, key=lambda quote: (quote.project != self._first, quote.project))
        for quote in asked:
            if quote is not chosen:
                heapq.heappush(self._waiting, (quote.low, quote.project))
        others = sorted(quote.project for quote in tied if quote is not chosen)
        self.purchases.append(Purchase(chosen.project, tuple(others)))
        return chosen

    def _ask(self) -> list[Quote]:
        """Fresh quotes of all projects that may be the cheapest; those nobody can pay are dropped."""
        asked: list[Quote] = []
        best: int | None = None
        while self._waiting and (best is None or self._waiting[0][0] <= best):
            _low, project = heapq.heappop(self._waiting)
            quote = None if self.electorate.barred(project, self.bought) else self._quote(project)
            if quote is not None:
                asked.append(quote)
                best = quote.high if best is None else min(best, quote.high)
        return asked

    def _quote(self, project: int) -> Quote | None:
        try:
            level = self._fixed.level(project)
        except InDoubtError:
            exact = self._exact_price(project)
            if exact is None:
                return None
            low = (exact.numerator << self._fixed.bits) // exact.denominator
            return Quote(project, low, low + 1, None, exact)
        if level is None:
            return None
        assert isinstance(level.value, int)
        cost = self.electorate.costs[project] if self.electorate.by_cost else 1
        exact = self._price(project, level.weight) if level.settled else None
        low, high = (level.value - level.error) // cost, -(-(level.value + level.error) // cost)
        return Quote(project, low, high, level, exact)

    def _cheapest(self, close: list[Quote]) -> list[Quote]:
        """The quotes with exactly the lowest price."""
        prices = [quote.exact or self._exact_price(quote.project) for quote in close]
        best = min(price for price in prices if price is not None)
        return [quote for quote, price in zip(close, prices, strict=True) if price == best]

    def _price(self, project: int, weight: int) -> Fraction:
        """The price per utility where those who cannot pay in full have nothing at all."""
        cost = self.electorate.costs[project]
        return Fraction(1, weight) if self.electorate.by_cost else Fraction(cost, weight)

    def _exact_price(self, project: int) -> Fraction | None:
        level = self.exact().level(project)
        if level is None:
            return None
        value = Fraction(level.value)
        return value / self.electorate.costs[project] if self.electorate.by_cost else value

    def _charge(self, quote: Quote) -> None:
        if quote.level is None or self._fixed.worn:
            self._fixed.copy(self.exact())
        else:
            self._fixed.charge(quote.project, quote.level)

    def exact(self) -> ExactPurses:
        """The exact book, with all purchases so far paid."""
        while self._replayed < len(self.purchases):
            project = self.purchases[self._replayed].project
            level = self._exact.level(project)
            assert level is not None, "a project was bought that its supporters cannot pay"
            self._exact.charge(project, level)
            self._replayed += 1
        return self._exact
