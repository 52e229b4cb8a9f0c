"""Equal shares: how far every share may grow before anything in a run can change.

As long as the same projects are bought in the same order and the same voters are too poor to pay in full,
all purses and prices are linear in the share. So each comparison of the run names a growth up to which it
comes out the same; the smallest of them is safe for the whole run. Only a means to skip reruns of add1
that would repeat the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.electorate import Electorate
from voting.allocation.purses import ExactPurses, Level


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity now, and how much it grows when every share grows by 1."""

    now: Fraction
    slope: Fraction


class Outlook:
    """Walks through a run once more. `limit`: any growth below it repeats the run; None: any growth does."""

    def __init__(self, electorate: Electorate, endowment: Fraction, *, bought: Sequence[int]) -> None:
        self.electorate = electorate
        self.limit: Fraction | None = None
        self._purses = ExactPurses(electorate, endowment)
        self._slopes = [Fraction(electorate.money_factor)] * len(electorate.counts)
        # A price known from an earlier step is never above the price now.
        self._known = {
            project: Line(self._price(project, Fraction(cost, electorate.weights[project])), Fraction(0))
            for project, cost in enumerate(electorate.costs)
        }
        for number, project in enumerate(bought, start=1):
            self._step(project)
            self._leave_out_the_barred(bought[:number])
        for project in self._known:
            self._stays_unaffordable(project)

    def _step(self, winner: int) -> None:
        """The winner stays the cheapest as long as the price of no other falls to its own."""
        level = self._purses.level(winner)
        assert level is not None, "a project was bought that its supporters cannot pay"
        del self._known[winner]
        growth = self._growth(winner, level)
        price = Line(self._price(winner, Fraction(level.value)), self._price(winner, growth))
        for rival, known in list(self._known.items()):
            if known.now <= price.now or self._tightens(known, price):
                self._ask(rival, price)
        self._charge(winner, level, growth)

    def _leave_out_the_barred(self, bought: Sequence[int]) -> None:
        """Whom the purchases bar is out of the run whatever the share, as long as the purchases are the same."""
        if self.electorate.terms is not None:
            for project in [each for each in self._known if self.electorate.barred(each, bought)]:
                del self._known[project]

    def _ask(self, rival: int, price: Line) -> None:
        level = self._purses.level(rival)
        if level is None:
            self._stays_unaffordable(rival)
            return
        growth = self._growth(rival, level)
        self._known[rival] = Line(self._price(rival, Fraction(level.value)), self._price(rival, growth))
        self._keep(self._known[rival], price)

    def _growth(self, project: int, level: Level) -> Fraction:
        """How the level moves with the share; as long as nobody changes between paying in full and poor."""
        payers = dict(level.payers)
        counts, money = self.electorate.counts, self._purses.money
        value, weight, given = Fraction(level.value), level.weight, Fraction(0)
        for points, groups in self.electorate.supporters[project]:
            able = set(payers.get(points, ()))
            given += sum(counts[group] * self._slopes[group] for group in groups if group not in able)
        growth = -given / weight
        for points, groups in self.electorate.supporters[project]:
            able, asked = set(payers.get(points, ())), Line(value * points, growth * points)
            for group in groups:
                purse = Line(money[group], self._slopes[group])
                self._keep(*((purse, asked) if group in able else (asked, purse)))
        return growth

    def _charge(self, project: int, level: Level, growth: Fraction) -> None:
        payers = dict(level.payers)
        for points, groups in self.electorate.supporters[project]:
            able = set(payers.get(points, ()))
            for group in groups:
                self._slopes[group] = self._slopes[group] - growth * points if group in able else Fraction(0)
        self._purses.charge(project, level)

    def _stays_unaffordable(self, project: int) -> None:
        groups = [group for _points, named in self.electorate.supporters[project] for group in named]
        slope = sum((self.electorate.counts[group] * self._slopes[group] for group in groups), Fraction(0))
        cost = Line(Fraction(self.electorate.costs[project]), Fraction(0))
        self._keep(cost, Line(self._purses.held(project), slope))

    def _price(self, project: int, level: Fraction) -> Fraction:
        return level / self.electorate.costs[project] if self.electorate.by_cost else level

    def _keep(self, upper: Line, lower: Line) -> None:
        """The upper line is to stay above the lower one."""
        if self._tightens(upper, lower):
            self.limit = (upper.now - lower.now) / (lower.slope - upper.slope)

    def _tightens(self, upper: Line, lower: Line) -> bool:
        closing = lower.slope - upper.slope
        return closing > 0 and (self.limit is None or upper.now - lower.now < self.limit * closing)
