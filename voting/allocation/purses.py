"""Equal shares: the money in the voters' hands, and what a project would cost each of its supporters.

Two books are kept of the same purses. `ExactPurses` counts in fractions and decides. `FixedPurses` counts
in whole multiples of 2**-BITS and bounds its own error; it answers almost every question many times
faster, and raises InDoubtError when the bound does not allow an answer. No floats anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.electorate import Electorate, Supporters
from voting.allocation.settings import Amount

#: Digits after the binary point of the fixed book. More only cost time: doubt is settled exactly.
BITS = 256


class InDoubtError(Exception):
    """The fixed book cannot tell; the exact one can."""


@dataclass(frozen=True, slots=True)
class Level:
    """The price of one point: supporters pay `value` times their points, or all they have if that is less.

    `payers` are those who can pay in full, `weight` is the sum of their points; `settled` says that all
    others have nothing at all. `error` bounds how far `value` is from the truth (fixed book).
    """

    value: Amount
    payers: Supporters
    weight: int
    settled: bool
    error: int = 0


def part(supporters: Supporters, money: Sequence[Amount], value: Amount) -> tuple[Supporters, Supporters]:
    """Split supporters into those who can pay the price in full and those who cannot."""
    payers, poor = [], []
    for points, groups in supporters:
        asked = value * points
        able = [group for group in groups if money[group] >= asked]
        if len(able) < len(groups):
            poor.append((points, [group for group in groups if money[group] < asked]))
        if able:
            payers.append((points, able))
    return payers, poor


class ExactPurses:
    """The purses in fractions."""

    def __init__(self, electorate: Electorate, endowment: Fraction) -> None:
        self.electorate = electorate
        self.money: list[Fraction] = [endowment * electorate.money_factor] * len(electorate.counts)

    def held(self, project: int) -> Fraction:
        """What the supporters of the project have together."""
        return self._sum(group for _points, named in self.electorate.supporters[project] for group in named)

    def _sum(self, groups: Iterable[int]) -> Fraction:
        """What the voters of the groups have together, over one denominator: far quicker than adding fractions."""
        counts, purses = self.electorate.counts, [(group, self.money[group]) for group in groups]
        whole = math.lcm(*{purse.denominator for _group, purse in purses})
        parts = (counts[group] * purse.numerator * (whole // purse.denominator) for group, purse in purses)
        return Fraction(sum(parts), whole)

    def level(self, project: int) -> Level | None:
        """The price at which the project is paid; None if its supporters cannot pay it.

        Whoever cannot pay in full gives all; the rest is spread over the others, until all others can.
        """
        counts, money = self.electorate.counts, self.money
        need, weight = Fraction(self.electorate.costs[project]), self.electorate.weights[project]
        payers, settled = self.electorate.supporters[project], True
        while weight:
            value = need / weight
            payers, poor = part(payers, money, value)
            if not poor:
                return Level(value, payers, weight, settled)
            settled = settled and not any(money[group] for _points, groups in poor for group in groups)
            need -= self._sum(group for _points, groups in poor for group in groups)
            weight -= sum(points * counts[group] for points, groups in poor for group in groups)
        return None

    def charge(self, project: int, level: Level) -> tuple[Fraction, int]:
        """Take the payments. Returns the highest single payment and the ballots that have nothing left."""
        assert isinstance(level.value, Fraction)
        highest, exhausted = Fraction(0), 0
        for points, groups in self.electorate.supporters[project]:
            asked = level.value * points
            for group in groups:
                paid = min(asked, self.money[group])
                self.money[group] -= paid
                highest = max(highest, paid)
                exhausted += 0 if self.money[group] else self.electorate.counts[group]
        return highest, exhausted


class FixedPurses:
    """The purses in multiples of 2**-BITS; every purse is within `drift` of the truth.

    `certain` says that every purse noted as empty is empty.
    """

    def __init__(self, electorate: Electorate, endowment: Fraction, *, bits: int = BITS) -> None:
        self.electorate, self.bits = electorate, bits
        start = (endowment.numerator * electorate.money_factor << bits) // endowment.denominator
        self.money: list[int] = [start] * len(electorate.counts)
        self.drift = 1
        self.certain = start > 0 or endowment == 0
        self.floor: list[int] = [0] * len(electorate.costs)

    def level(self, project: int) -> Level | None:
        """As in ExactPurses. Raises InDoubtError where the error bound leaves more than one answer."""
        counts, money = self.electorate.counts, self.money
        need, weight = self.electorate.costs[project] << self.bits, self.electorate.weights[project]
        payers, poor_ballots, settled = self.electorate.supporters[project], 0, self.certain
        # Prices never fall, so whoever could not pay the last one cannot pay this one.
        value = max(self.floor[project], need // weight)
        while True:
            payers, poor = part(payers, money, value)
            for points, groups in poor:
                ballots = sum([counts[group] for group in groups])
                gone = sum([counts[group] * money[group] for group in groups])
                need, weight, poor_ballots = need - gone, weight - points * ballots, poor_ballots + ballots
                settled = settled and not gone
            error = self.drift * poor_ballots + 1
            if not weight:
                if need > error:
                    return None
                raise InDoubtError
            if not poor and value == need // weight:
                break
            value = need // weight
        error = error // weight + 2
        self._check_payers(payers, value + error)
        self.floor[project] = value - error
        return Level(value, payers, weight, settled, error)

    @property
    def worn(self) -> bool:
        """Whether the drift has eaten half of the digits, so that a fresh copy pays."""
        return self.drift > 1 << (self.bits // 2)

    def copy(self, exact: ExactPurses) -> None:
        """Take over the exact purses, rounded down."""
        self.money = [(amount.numerator << self.bits) // amount.denominator for amount in exact.money]
        self.drift = 1
        self.certain = all(quick or not true for quick, true in zip(self.money, exact.money, strict=True))

    def _check_payers(self, payers: Supporters, value: int) -> None:
        """Whoever is noted as paying in full must be able to, whatever the error."""
        for points, groups in payers:
            if min([self.money[group] for group in groups]) <= value * points + self.drift:
                raise InDoubtError

    def charge(self, project: int, level: Level) -> None:
        """Take the payments and add the error of the price to the drift."""
        assert isinstance(level.value, int)
        money, widest = self.money, 0
        for points, groups in self.electorate.supporters[project]:
            asked = level.value * points
            surely = asked - level.error * points - self.drift
            for group in groups:
                if money[group] >= asked:
                    money[group] -= asked
                else:
                    self.certain = self.certain and money[group] < max(surely, 1)
                    money[group] = 0
            widest = max(widest, points)
        self.drift += level.error * widest
