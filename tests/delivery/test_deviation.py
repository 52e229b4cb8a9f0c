"""Ten per cent, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery import deviation

CENTS = st.integers(min_value=1, max_value=10**13)


@pytest.mark.parametrize(
    ("awarded", "total", "over", "owed"),
    [
        (1000, 1000, False, False),
        (1000, 1001, True, False),
        (1000, 1100, True, False),
        (1000, 1101, True, True),
        (1000, 900, False, False),
        (1000, 899, False, True),
        (1000, 0, False, True),
        (7, 7, False, False),
        (7, 8, True, True),
        (0, 0, False, False),
        (0, 1, True, True),
    ],
)
def test_when_a_reason_is_owed(awarded: int, total: int, over: bool, owed: bool) -> None:
    assert (deviation.is_over(awarded, total), deviation.needs_reason(awarded, total)) == (over, owed)


@given(awarded=CENTS, off=st.integers(min_value=-(10**13), max_value=10**13))
def test_up_and_down_alike(awarded: int, off: int) -> None:
    assert deviation.needs_reason(awarded, awarded + off) == deviation.needs_reason(awarded, awarded - off)


@given(tens=CENTS)
def test_the_tenth_itself_is_still_fine(tens: int) -> None:
    assert not deviation.needs_reason(10 * tens, 11 * tens)
    assert deviation.needs_reason(10 * tens, 11 * tens + 1)
