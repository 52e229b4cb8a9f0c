"""Equal shares: exact prices from counts alone, without a purse for each voter.

Whoever has not yet been too poor has the share less the prices of all they chose that was bought; whoever once
was has nothing. So the money of any voters together is a sum of few prices, each times a number of ballots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction


class Ledger:
    """The share and the prices per point of all purchases so far, over one denominator `whole`."""

    def __init__(self, share: Fraction) -> None:
        self.share, self.whole = share.numerator, share.denominator
        self.prices: list[int] = []

    def held(self, ballots: int, spent: Sequence[int]) -> int:
        """What so many ballots hold, times `whole`, that gave `spent[k]` points to the k-th purchase."""
        paid = sum([points * price for points, price in zip(spent, self.prices, strict=False) if points])
        return ballots * self.share - paid

    def purse(self, paid: Iterable[tuple[int, int]]) -> int:
        """What one voter has, times `whole`, who paid for purchases by their place, with points."""
        return self.share - sum([points * self.prices[place] for place, points in paid])

    def price(self, cost: int, weight: int, *, ballots: int, spent: Sequence[int]) -> Fraction:
        """The price per point if so many ballots give all they hold and the rest is spread over `weight` points."""
        return Fraction(cost * self.whole - self.held(ballots, spent), weight * self.whole)

    def enter(self, price: Fraction) -> None:
        """Note the next purchase."""
        whole = math.lcm(self.whole, price.denominator)
        if whole != self.whole:
            factor, self.whole = whole // self.whole, whole
            self.share *= factor
            self.prices = [each * factor for each in self.prices]
        self.prices.append(price.numerator * (whole // price.denominator))
