"""One run of the Method of Equal Shares at one endowment (Peters, Pierczynski, Skowron, NeurIPS 2021)."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.books import Book, Bound, Payment, Quote
from voting.allocation.crowd import Crowd, in_lists
from voting.allocation.electorate import People
from voting.allocation.list_book import ListBook
from voting.allocation.memory import NEVER, Memory
from voting.allocation.purses import BITS


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project bought, and the projects that had exactly the same price (in tie order)."""

    project: int
    tied: tuple[int, ...]


class Sharing:
    """Buy the project with the lowest price per utility until nobody can pay for any.

    A project's price never falls, so projects wait in a heap under the last price known, and only those
    whose last price does not exceed the best are asked again. Ties go to the lower number (`first` before
    all others: it lets a caller ask what another tie order would have done). A run `after` another, with
    another endowment, uses what that one learned; it buys the same as without.
    """

    def __init__(
        self,
        people: People,
        endowment: Fraction,
        *,
        first: int | None = None,
        bits: int = BITS,
        after: Sharing | None = None,
    ) -> None:
        self.people, self.endowment = people, endowment
        self.purchases: list[Purchase] = []
        self._first = first
        self._book = book_of(people, endowment, bits=bits)
        self.memory: Memory = Memory(self._book, before=after.memory if after else None)
        self._waiting = self._opening_prices()
        while (quote := self._next()) is not None:
            self._book.charge(quote)
            self.memory.sales.append(quote.project)
        self.memory.close()

    @property
    def bought(self) -> list[int]:
        """The projects bought, in order."""
        return [purchase.project for purchase in self.purchases]

    def payments(self) -> Sequence[Payment]:
        """What was paid for each purchase, exactly; money is scaled as in the people."""
        return self._book.payments()

    def held(self, projects: Sequence[int]) -> list[Fraction]:
        """What the supporters of each of these projects have left together; scaled as in the people."""
        return self._book.held(projects)

    def _opening_prices(self) -> list[tuple[int, int]]:
        """The price while all supporters can still pay in full: no project is ever cheaper."""
        waiting, unit = [], self._book.unit
        for project, (cost, weight) in enumerate(zip(self.people.costs, self.people.weights, strict=True)):
            waiting.append(((unit if self.people.by_cost else cost * unit) // weight, project))
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
        """Fresh quotes of all projects that may be the cheapest; those nobody can pay are dropped.

        What another run bought at this turn is asked first: then a bound is enough for most of the others.
        """
        self.memory.turn(self.bought)
        asked: list[Quote] = []
        best: int | None = None
        self._prefer(self.memory.guess())
        while self._waiting and (best is None or self._waiting[0][0] <= best):
            low, project = heapq.heappop(self._waiting)
            known = self.memory.bound(project)
            if known == NEVER or (self.people.terms is not None and self.people.barred(project, self.bought)):
                continue
            if known > low and best is not None and known > best:
                heapq.heappush(self._waiting, (int(known), project))
                continue
            answer = self._book.quote(project, low=max(low, int(known), 0), best=best)
            self.memory.note(project, answer)
            if isinstance(answer, Bound):
                heapq.heappush(self._waiting, (answer.low, project))
            elif isinstance(answer, Quote):
                asked.append(answer)
                best = answer.high if best is None else min(best, answer.high)
        return asked

    def _prefer(self, guess: int | None) -> None:
        """Put a project first; its bound is none the worse for being lower."""
        for place, (low, project) in enumerate(self._waiting):
            if project == guess and low > self._waiting[0][0]:
                self._waiting[place] = (-1, guess)
                heapq.heapify(self._waiting)
                return

    def _cheapest(self, close: list[Quote]) -> list[Quote]:
        """The quotes with exactly the lowest price."""
        prices = [self._book.exact(quote) for quote in close]
        best = min(prices)
        return [quote for quote, price in zip(close, prices, strict=True) if price == best]


def book_of(people: People, endowment: Fraction, *, bits: int = BITS) -> Book:
    """The book for these people: in arrays if they are and 64 bits suffice. `bits` are the most digits to use."""
    if isinstance(people, Crowd):
        from voting.allocation.array_book import ArrayBook, bits_for

        room = bits_for(people, endowment)
        if room >= 0:
            return ArrayBook(people, endowment, bits=min(bits, room))
    return ListBook(in_lists(people), endowment, bits=bits)
