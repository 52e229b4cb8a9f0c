"""When money went another way than awarded, and the public is owed a reason. Pure, in cents."""

from __future__ import annotations

TOLERATED_PERCENT = 10


def is_over(awarded: int, total: int) -> bool:
    """Whether more is committed or spent than was awarded."""
    return total > awarded


def needs_reason(awarded: int, total: int) -> bool:
    """Whether what a finished project cost differs from the award by more than ten per cent, up or down.

    Source: the key figure "cost deviation" of the knowledge on monitoring (reason required above 10 %).
    """
    return abs(total - awarded) * 100 > awarded * TOLERATED_PERCENT
