"""What may stand on one ballot."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.choices import Fault, fault, spent

NOON = datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)


@dataclass
class Thing:
    number: int
    cost_cents: int
    pot_id: int = 1
    withdrawn_at: datetime.datetime | None = None


OPTIONS = {
    1: Thing(1, 300),
    2: Thing(2, 500),
    3: Thing(3, 200),
    4: Thing(4, 400, pot_id=2),
    5: Thing(5, 100, withdrawn_at=NOON),
}
POTS = {1: 800, 2: 400}


def judged(*choices: int, ballot_type: str = "approval", max_choices: int = 2) -> Fault | None:
    return fault(choices, options=OPTIONS, ballot_type=ballot_type, max_choices=max_choices, pots=POTS)


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ((), Fault("none_chosen")),
        ((1, 2, 1), Fault("duplicate", {"number": 1})),
        ((9,), Fault("unknown", {"number": 9})),
        ((0,), Fault("unknown", {"number": 0})),
        ((-1,), Fault("unknown", {"number": -1})),
        ((5,), Fault("withdrawn", {"number": 5})),
        ((1, 5), Fault("withdrawn", {"number": 5})),
        ((1, 2, 3), Fault("too_many", {"chosen": 3, "most": 2})),
        ((1,), None),
        ((2, 1), None),
    ],
)
def test_approval(choices: tuple[int, ...], found: Fault | None) -> None:
    assert judged(*choices) == found


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ((), Fault("none_chosen")),
        ((1, 2), None),
        ((1, 2, 4), None),
        ((1, 2, 3), Fault("over_pot", {"pot": 1, "cents": 1000, "most": 800, "over": 200})),
        ((5,), Fault("withdrawn", {"number": 5})),
    ],
)
def test_knapsack_is_limited_by_each_pot_and_not_by_number(choices: tuple[int, ...], found: Fault | None) -> None:
    assert judged(*choices, ballot_type="knapsack", max_choices=1) == found


def test_spent_sums_by_pot() -> None:
    assert spent([OPTIONS[1], OPTIONS[3], OPTIONS[4]]) == {1: 500, 2: 400}


@given(st.lists(st.integers(-3, 8)), st.sampled_from(["approval", "knapsack"]), st.integers(1, 6))
def test_what_passes_keeps_every_limit(choices: list[int], ballot_type: str, most: int) -> None:
    if judged(*choices, ballot_type=ballot_type, max_choices=most) is not None:
        return
    assert len(choices) == len(set(choices)) >= 1
    assert all(OPTIONS[number].withdrawn_at is None for number in choices)
    if ballot_type == "approval":
        assert len(choices) <= most
    else:
        assert all(cents <= POTS[pot] for pot, cents in spent([OPTIONS[n] for n in choices]).items())


@given(st.lists(st.integers(1, 5)), st.sampled_from(["approval", "knapsack"]), st.randoms())
def test_the_order_of_the_choices_does_not_matter(choices: list[int], ballot_type: str, random: Random) -> None:
    mixed = list(choices)
    random.shuffle(mixed)
    first, second = judged(*choices, ballot_type=ballot_type), judged(*mixed, ballot_type=ballot_type)
    assert (first is None) == (second is None)
    assert (first and first.code) == (second and second.code)
