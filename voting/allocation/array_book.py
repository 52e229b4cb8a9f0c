"""Equal shares: the book of the purses in arrays of 64-bit whole numbers, with exact prices from the ledger.

Every purse is kept in multiples of 2**-bits and within `drift` of the truth, all voters' purses together within
`errors`; sums of whole numbers are exact.
Where the bound leaves more than one answer, the ledger gives the exact one. No floats decide anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy

from voting.allocation.arrays import Mask, Whole
from voting.allocation.books import FINE, Answer, Bound, Payment, Quote, Short
from voting.allocation.crowd import Crowd
from voting.allocation.ledger import Ledger
from voting.allocation.table import Supporters

#: All money together stays below 2**ROOM: no sum leaves 64 bits.
ROOM = 61


@dataclass(frozen=True, slots=True)
class Level:
    """The price of one point, within `error`; `exact` where it had to be found out.

    `weight` is the sum of points of those who pay in full; of `alive` that are all but the `poor`, who give all
    they have. `left` is what the others keep. `drained` are those of them who have nothing left.
    """

    value: int
    error: int
    weight: int
    alive: Supporters
    poor: Mask
    left: Whole
    drained: Sequence[int] = ()
    exact: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """A purchase at a level; `stay` are those who paid in full and kept something."""

    project: int
    level: Level
    stay: Mask

    @property
    def payers(self) -> Supporters:
        """Who paid in full and kept something."""
        return self.level.alive.only(self.stay)


def bits_for(crowd: Crowd, endowment: Fraction) -> int:
    """How many binary digits after the point there is room for; negative if money is too much for 64 bits."""
    money = int(endowment * crowd.money_factor * crowd.ballots) + max(crowd.costs)
    return ROOM - (money * crowd.most).bit_length()


class ArrayBook:
    """See `books.Book`."""

    def __init__(self, crowd: Crowd, endowment: Fraction, *, bits: int) -> None:
        self.crowd, self.bits, self.unit = crowd, bits, 1 << (bits + FINE)
        share = endowment * crowd.money_factor
        self._ledger = Ledger(share)
        self._start = (share.numerator << bits) // share.denominator
        self._money = numpy.full(len(crowd.counts), max(self._start, 1 if share else 0))
        self._drift, self._errors = 1, crowd.ballots
        self._alive = list(zip(crowd.supporters, crowd.weights, strict=True))
        self._ballots = crowd.named
        self._bought: list[Sale] = []
        self._place = numpy.full(len(crowd.costs) + 1, len(crowd.costs))

    def quote(self, project: int, *, low: int, best: int | None) -> Answer:
        """The price, from whole numbers if they tell."""
        if best is not None and (bound := self._beyond(project, best)) is not None:
            return bound
        per = self.crowd.costs[project] if self.crowd.by_cost else 1
        level = self._level(project, least=(low * per) >> FINE)
        if isinstance(level, Short):
            return level
        exact = level.exact
        if exact is None and not level.poor.any():
            exact = Fraction(self.crowd.costs[project], level.weight)
        return Quote(
            project,
            low=((level.value - level.error) << FINE) // per,
            high=-((-(level.value + level.error) << FINE) // per),
            exact=None if exact is None else exact / per,
            detail=level,
            ballots=self._others(project, level.weight),
            divisor=level.weight * per,
        )

    def _others(self, project: int, weight: int) -> int:
        """The ballots for a project but for those that pay in full with so many points together."""
        return self._ballots[project] - weight // self.crowd.most

    def least_purses(self) -> Whole:
        """What each purse holds at least."""
        return self._money - self._drift

    def growth(self, purses: Whole) -> int:
        """How much more any purse holds now, at most."""
        return max(0, int(numpy.maximum.reduce(self._money - purses)) + self._drift)

    def exact(self, quote: Quote) -> Fraction:
        """The exact price, from the ledger."""
        if quote.exact is not None:
            return quote.exact
        self._entered()
        level: Level = quote.detail
        price = self._price(quote.project, level, before=len(self._bought))
        return price / self.crowd.costs[quote.project] if self.crowd.by_cost else price

    def _supporters(self, project: int) -> tuple[Supporters, Whole, int]:
        """The supporters who have something, their purses, and the sum of their points."""
        alive, weight = self._alive[project]
        money = self._money[alive.groups]
        if numpy.count_nonzero(money) < len(money):
            rich = money.nonzero()[0]
            alive, money = alive.only(rich), money[rich]
            weight = int(numpy.add.reduce(alive.weights))
            self._alive[project] = alive, weight
        return alive, money, weight

    def _beyond(self, project: int, best: int) -> Bound | Short | None:
        """A lower bound of the price that is above `best`; None if there is none.

        What supporters pay is a concave function of the price: its slope at `best` leads to no price too high.
        """
        per = self.crowd.costs[project] if self.crowd.by_cost else 1
        alive, money, total = self._supporters(project)
        value = (best * per) >> FINE
        poor = money < (value if alive.points is None else value * alive.points)
        missing = (
            (self.crowd.costs[project] << self.bits) - int(numpy.add.reduce(alive.counts * poor * money)) - self._errors
        )
        weight = total - int(numpy.add.reduce(alive.weights * poor))
        if not weight:
            return Short(missing, self._ballots[project]) if missing > 0 else None
        low = ((missing // weight) << FINE) // per
        return Bound(low, self._others(project, weight), weight * per) if low > best else None

    def _level(self, project: int, *, least: int) -> Level | Short:
        """Whoever cannot pay in full gives all; the rest is spread over the others, until all others can.

        From a price below the truth this steps up to it and stays (Newton on a concave line of pieces).
        """
        alive, money, total = self._supporters(project)
        if not total:
            return Short(self.crowd.costs[project] << self.bits, self._ballots[project])
        purses, need = alive.counts * money, self.crowd.costs[project] << self.bits
        value = max(least, need // total)
        while True:
            gap = money - (value if alive.points is None else value * alive.points)
            poor = gap < 0
            given = int(numpy.add.reduce(purses * poor))
            weight = total - int(numpy.add.reduce(alive.weights * poor))
            if not weight:
                return self._all_poor(project, missing=need - given, ballots=int(numpy.add.reduce(alive.counts)))
            better = (need - given) // weight
            if better == value:
                break
            value = better
        error = min(self._drift * int(numpy.add.reduce(alive.counts * poor)), self._errors) // weight + 2
        if int(numpy.minimum.reduce(numpy.abs(gap))) <= self._drift + error * self.crowd.most:
            return self._exact_level(project)
        return Level(value, error, weight, alive, poor, gap)

    def _all_poor(self, project: int, *, missing: int, ballots: int) -> Level | Short:
        """Nobody can pay in full: not affordable, unless it is too close to tell."""
        missing -= min(self._drift * ballots, self._errors)
        return Short(missing, self._ballots[project]) if missing > 0 else self._exact_level(project)

    def _exact_level(self, project: int) -> Level | Short:
        """The level in exact purses, for all supporters who have something."""
        alive, money, _weight = self._supporters(project)
        whole, need = self._entered().whole, self.crowd.costs[project]
        purses = self._purses(alive.groups, before=len(self._bought))
        points = [1] * len(purses) if alive.points is None else alive.points.tolist()
        counts, need = alive.counts.tolist(), need * whole
        payers, poor = list(range(len(purses))), numpy.zeros(len(purses), dtype=bool)
        while payers:
            weight = sum(points[each] * counts[each] for each in payers)
            short = [each for each in payers if purses[each] * weight < need * points[each]]
            if not short:
                break
            need -= sum(purses[each] * counts[each] for each in short)
            poor[short] = True
            payers = sorted(set(payers) - set(short))
        if not payers:
            return Short(0, self._ballots[project])
        price = Fraction(need, weight * whole)
        drained = [each for each in payers if purses[each] * weight == need * points[each]]
        value = (price.numerator << self.bits) // price.denominator
        left = numpy.maximum(money - (value if alive.points is None else value * alive.points), 1)
        return Level(value, 1, weight, alive, poor, left, drained, price)

    def charge(self, quote: Quote) -> None:
        """Take the payments and add the error of the price to the drift."""
        level: Level = quote.detail
        stay = ~level.poor
        stay[list(level.drained)] = False
        sale = Sale(quote.project, level, stay)
        self._money[level.alive.groups] = level.left * stay
        self._drift += level.error * self.crowd.most
        # What the poor were off goes to the payers and no further; each of these may be off by rounding.
        self._errors += 2 * level.weight
        self._place[quote.project] = len(self._bought)
        self._bought.append(sale)
        if self._drift > max(1 << self.bits // 2, 4 * self.crowd.most * len(self._bought)):
            self._renew()

    def _renew(self) -> None:
        """The purses once more from exact prices, rounded down: the drift is small again."""
        ledger = self._entered()
        money = numpy.full(len(self._money), self._start)
        for sale, price in zip(self._bought, ledger.prices, strict=True):
            value, payers = (price << self.bits) // ledger.whole, sale.payers
            money[payers.groups] -= value if payers.points is None else value * payers.points
        self._money = numpy.where(self._money == 0, 0, numpy.maximum(money, 1))
        self._drift = 1 + self.crowd.most * len(self._bought)
        self._errors = self._drift * self.crowd.ballots

    def payments(self) -> Sequence[Payment]:
        """All purchases, told with exact prices."""
        ledger = self._entered()
        return [self._payment(place, Fraction(price, ledger.whole)) for place, price in enumerate(ledger.prices)]

    def _payment(self, place: int, price: Fraction) -> Payment:
        sale = self._bought[place]
        exhausted = int(self.crowd.supporters[sale.project].counts.sum()) - int(
            (sale.level.alive.counts * sale.stay).sum()
        )
        points = sale.level.alive.points
        if points is None:
            return Payment(price, exhausted)
        most = int(points[~sale.level.poor].max())
        generous = sale.level.alive.groups[sale.level.poor & (points > most)]
        gifts = [Fraction(purse, self._ledger.whole) for purse in self._purses(generous, before=place)]
        return Payment(max([price * most, *gifts]), exhausted)

    def held(self, projects: Sequence[int]) -> list[Fraction]:
        """What the supporters of each of these projects have together."""
        ledger, rich = self._entered(), self._money > 0
        ballots, spent = self._named(rich.nonzero()[0]), []
        for sale in self._bought:
            groups = sale.level.alive.groups[sale.stay]
            spent.append(self._named(groups[rich[groups]], sale.project))
        found = []
        for project in projects:
            found.append(ledger.held(int(ballots[project]), [int(each[project]) for each in spent]))
        return [Fraction(amount, ledger.whole) for amount in found]

    def _named(self, groups: Whole, paid: int | None = None) -> Whole:
        """For each project, how many of these ballots name it; with `paid`, times their points for that one."""
        rows, choices, points = self._choices(groups)
        counts = self.crowd.counts[groups]
        if paid is not None and self.crowd.points is not None:
            given = choices == paid
            counts = counts * points[given]
        return numpy.bincount(choices + 1, weights=counts[rows], minlength=len(self.crowd.costs) + 1)[1:]

    def _entered(self) -> Ledger:
        """The ledger, with all purchases so far."""
        for place in range(len(self._ledger.prices), len(self._bought)):
            sale = self._bought[place]
            self._ledger.enter(self._price(sale.project, sale.level, before=place))
        return self._ledger

    def _price(self, project: int, level: Level, *, before: int) -> Fraction:
        """The exact price per point at the time when so many projects were bought."""
        if level.exact is not None:
            return level.exact
        poor = level.alive.only(level.poor)
        if not len(poor.groups):
            return Fraction(self.crowd.costs[project], level.weight)
        rows, choices, points = self._choices(poor.groups)
        places = numpy.minimum(self._place[choices], before)
        weights = poor.counts[rows] * points
        spent = numpy.bincount(places, weights=weights, minlength=before)[:before].astype(int).tolist()
        ballots = int(poor.counts.sum())
        return self._ledger.price(self.crowd.costs[project], level.weight, ballots=ballots, spent=spent)

    def _purses(self, groups: Whole, *, before: int) -> list[int]:
        """What one voter of each group had when so many projects were bought, times `whole` of the ledger."""
        rows, choices, points = self._choices(groups)
        places = self._place[choices]
        paid: list[list[tuple[int, int]]] = [[] for _group in range(len(groups))]
        bought = places < before
        for row, place, given in zip(*(each[bought].tolist() for each in (rows, places, points)), strict=True):
            paid[row].append((place, given))
        known: dict[tuple[tuple[int, int], ...], int] = {}
        for each in paid:
            known.setdefault(tuple(each), self._ledger.purse(each))
        return [known[tuple(each)] for each in paid]

    def _choices(self, groups: Whole) -> tuple[Whole, Whole, Whole]:
        """What these ballots name: for each choice the row among `groups`, the project and the points."""
        starts = self.crowd.starts
        lengths = starts[groups + 1] - starts[groups]
        rows = numpy.repeat(numpy.arange(len(groups)), lengths)
        along = numpy.arange(len(rows)) + numpy.repeat(starts[groups] - numpy.cumsum(lengths) + lengths, lengths)
        points = numpy.ones(len(rows), dtype=int) if self.crowd.points is None else self.crowd.points[along]
        return rows, self.crowd.choices[along], points
