"""Money: read as typed, said as people say it, divided to the last cent."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import money

ROOT = Path(__file__).resolve().parent.parent.parent
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.400", 1_240_000),
        ("12400", 1_240_000),
        ("12 400", 1_240_000),
        (f"12{NBSP}400", 1_240_000),
        ("12'400", 1_240_000),
        ("1.234.567", 123_456_700),
        ("12400,50", 1_240_050),
        ("12400,5", 1_240_050),
        ("0,05", 5),
        ("1 200 €", 120_000),
        ("1200€", 120_000),
        (" 1200 EUR ", 120_000),
        ("1200 Euro", 120_000),
        ("1200 euro", 120_000),
    ],
)
def test_sums_are_read_as_people_type_them(typed: str, cents: int) -> None:
    assert money.parse(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "€", "zwölf", "-5", "+5", "1e3", "12.4", "12.40", "1.23", "12,400", "1,2,3", "12..400", "1.2345",
        "12,", ",50", "0x10", "12 40", "1200 $", "9" * 31, "NaN", "١٢", "∞", "½", "²",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_refused_not_guessed(typed: str) -> None:
    with pytest.raises(money.NotAnAmount):
        money.parse(typed)


@pytest.mark.parametrize(
    ("cents", "currency", "german", "english"),
    [
        (0, "EUR", f"0{NBSP}€", "€0"),
        (5, "EUR", f"0,05{NBSP}€", "€0.05"),
        (1_240_000, "EUR", f"12.400{NBSP}€", "€12,400"),
        (1_240_050, "EUR", f"12.400,50{NBSP}€", "€12,400.50"),
        (-1_240_050, "EUR", f"−12.400,50{NBSP}€", "−€12,400.50"),
        (100_000_000_000, "EUR", f"1.000.000.000{NBSP}€", "€1,000,000,000"),
        (120_000, "CHF", f"1.200{NBSP}CHF", f"1,200{NBSP}CHF"),
        (120_000, "PLN", f"1.200{NBSP}zł", f"1,200{NBSP}zł"),
        (120_000, "USD", f"1.200{NBSP}$", "$1,200"),
        (120_000, "SEK", f"1.200{NBSP}SEK", f"1,200{NBSP}SEK"),
    ],
)
def test_sums_are_said_as_people_say_them(cents: int, currency: str, german: str, english: str) -> None:
    assert money.say(cents, currency=currency) == german
    assert money.say(cents, currency=currency, language="en") == english
    assert money.say(cents, currency=currency, language="en-gb") == english


@given(st.integers(0, 10**14))
def test_what_is_said_can_be_typed(cents: int) -> None:
    assert money.parse(money.say(cents)) == cents
    assert money.parse(money.say(cents).removesuffix(f"{NBSP}€")) == cents


@given(st.text(max_size=25))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        cents = money.parse(text)
    except money.NotAnAmount:
        return
    assert cents >= 0


@pytest.mark.parametrize(
    ("total", "weights", "minimum", "shares"),
    [
        (100, {"a": 1}, 0, {"a": 100}),
        (100, {"a": 1, "b": 1, "c": 1}, 0, {"a": 34, "b": 33, "c": 33}),
        (100, {"a": 2, "b": 1}, 0, {"a": 67, "b": 33}),
        (100, {"a": 97, "b": 2, "c": 1}, 10, {"a": 80, "b": 10, "c": 10}),
        # Lifting one pushes another below the minimum: 100 = 45 + 28 + 27 before, and 27 < 28 is lifted as well.
        (100, {"a": 60, "b": 30, "c": 10}, 28, {"a": 44, "b": 28, "c": 28}),
        (90, {"a": 7, "b": 2, "c": 1}, 30, {"a": 30, "b": 30, "c": 30}),
        (90, {"a": 9, "b": 0}, 45, {"a": 45, "b": 45}),
        (100, {"a": 5, "b": 0}, 0, {"a": 100, "b": 0}),
        (0, {"a": 5, "b": 1}, 0, {"a": 0, "b": 0}),
    ],
)
def test_shares_worked_by_hand(total: int, weights: dict[str, int], minimum: int, shares: dict[str, int]) -> None:
    assert money.split(total, weights, minimum=minimum) == shares


@pytest.mark.parametrize(
    ("total", "weights", "minimum"), [(100, {}, 0), (99, {"a": 1, "b": 1}, 50), (100, {"a": 0, "b": 0}, 0)]
)
def test_what_cannot_be_divided_is_refused(total: int, weights: dict[str, int], minimum: int) -> None:
    with pytest.raises(money.CannotSplit):
        money.split(total, weights, minimum=minimum)


@st.composite
def divisions(draw: st.DrawFn) -> tuple[int, dict[str, int], int]:
    weights = draw(st.lists(st.integers(0, 50_000), min_size=1, max_size=20).filter(any))
    total = draw(st.integers(0, 10**9))
    minimum = draw(st.integers(0, total // len(weights)))
    return total, {f"area {n}": weight for n, weight in enumerate(weights)}, minimum


@given(divisions())
def test_a_division_is_exact_and_fair(division: tuple[int, dict[str, int], int]) -> None:
    total, weights, minimum = division
    shares = money.split(total, weights, minimum=minimum)
    assert sum(shares.values()) == total
    assert list(shares) == list(weights)
    assert min(shares.values()) >= minimum
    by_weight = sorted(weights, key=lambda key: weights[key])
    smaller_then_larger = pairwise(by_weight)
    # Equal weights may differ by the one cent that is left over, larger ones never get less.
    assert all(shares[a] <= shares[b] + (weights[a] == weights[b]) for a, b in smaller_then_larger)


@given(divisions())
def test_nobody_is_a_cent_from_their_share_unless_lifted(division: tuple[int, dict[str, int], int]) -> None:
    total, weights, minimum = division
    shares = money.split(total, weights, minimum=minimum)
    above = {key: weight for key, weight in weights.items() if shares[key] > minimum}
    rest, people = sum(shares[key] for key in above), sum(above.values())
    assert all(abs(shares[key] * people - rest * weight) <= people for key, weight in above.items())


def test_the_neighbourhood_fund_of_treptow_koepenick() -> None:
    """100,000 € over its 20 regions, at least 2,600 € each, as the district does since 2018."""
    areas = json.loads((ROOT / "cms" / "demo" / "areas.json").read_text(encoding="utf-8"))["areas"]
    people = {area["name"]: area["inhabitants"] for area in areas if area["parent"] == "09"}
    shares = money.split(10_000_000, people, minimum=260_000)
    lifted = [name for name, cents in shares.items() if cents == 260_000]
    assert (len(shares), sum(shares.values()), min(shares.values())) == (20, 10_000_000, 260_000)
    per_head = (10_000_000 - 260_000 * len(lifted)) / sum(n for name, n in people.items() if name not in lifted)
    assert all(people[name] * per_head < 260_000 for name in lifted)
    assert all(abs(shares[name] - people[name] * per_head) < 1 for name in people if name not in lifted)


def test_every_district_of_the_published_figures_can_be_divided(shared_dir: Path) -> None:
    with (shared_dir / "geo" / "berlin-einwohner-2025-12.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["ebene"] != "bezirk"]
    districts = sorted({row["key"][:2] for row in rows})
    for district in districts:
        people = {row["key"]: int(row["gesamt"]) for row in rows if row["key"].startswith(district)}
        shares = money.split(10_000_000, people, minimum=260_000)
        assert (sum(shares.values()), min(shares.values()) >= 260_000) == (10_000_000, True), district
    assert len(districts) == 12
