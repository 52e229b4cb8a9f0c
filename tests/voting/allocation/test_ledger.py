"""Exact money from counts: what voters hold is the share less the prices of what they chose."""

from __future__ import annotations

from fractions import Fraction

import pytest

from voting.allocation.ledger import Ledger


def test_money_is_the_share_less_the_prices() -> None:
    ledger = Ledger(Fraction(7, 2))
    ledger.enter(Fraction(2, 3))
    ledger.enter(Fraction(5, 4))
    assert (ledger.whole, ledger.share, ledger.prices) == (12, 42, [8, 15])
    assert Fraction(ledger.purse([(0, 1), (1, 2)]), ledger.whole) == Fraction(7, 2) - Fraction(2, 3) - Fraction(5, 2)
    assert Fraction(ledger.held(3, [2, 1]), ledger.whole) == 3 * Fraction(7, 2) - Fraction(4, 3) - Fraction(5, 4)
    assert ledger.held(3, []) == ledger.held(3, [0, 0]) == 126


@pytest.mark.parametrize(
    ("ballots", "spent", "price"),
    [(0, [0], Fraction(10, 4)), (2, [0], Fraction(10 - 2 * 3, 4)), (2, [1], Fraction(10 - 6 + 1, 4))],
)
def test_the_poor_give_all_and_the_rest_is_spread(ballots: int, spent: list[int], price: Fraction) -> None:
    ledger = Ledger(Fraction(3))
    ledger.enter(Fraction(1))
    assert ledger.price(10, 4, ballots=ballots, spent=spent) == price
