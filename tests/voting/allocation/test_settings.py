"""Settings are checked when they are made, and survive the way through JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from tests.voting.allocation.elections import all_settings
from voting.allocation import Settings, SettingsError
from voting.allocation.settings import amount_of, exact


@given(all_settings())
def test_settings_survive_json(settings: Settings) -> None:
    assert Settings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_the_defaults_are_the_stated_ones() -> None:
    assert Settings("equal-shares").to_dict() == {
        "rule": "equal-shares",
        "utility": "cost",
        "misfit": "skip",
        "completion": "none",
        "add1_start": "exact",
        "add1_stop": "exhaustive",
        "increment": 1,
        "unit": 1,
        "min_votes": 0,
        "ties": ["cost", "votes", "order"],
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("rule", "phragmen", "rule: 'phragmen' is not one of greedy, equal-shares."),
        ("rule", None, "rule: None is not one of greedy, equal-shares."),
        ("utility", "rank", "utility: 'rank' is not one of cost, cardinality, points."),
        ("misfit", "end", "misfit: 'end' is not one of skip, stop."),
        ("misfit", "stop", "misfit: stop applies to the rule greedy only."),
        ("completion", "add2", "completion: 'add2' is not one of none, utilitarian, add1, add1-utilitarian."),
        ("add1_start", "zero", "add1_start: 'zero' is not one of exact, integral."),
        ("add1_stop", "never", "add1_stop: 'never' is not one of exhaustive, overspend."),
        ("increment", 0, "increment: must be more than 0."),
        ("increment", "-1/2", "increment: must be more than 0."),
        ("increment", 0.5, "increment: 0.5 is not an exact number."),
        ("increment", "1/0", "increment: '1/0' is not an exact number."),
        ("increment", True, "increment: True is not an exact number."),
        ("unit", "much", "unit: 'much' is not an exact number."),
        ("unit", 0, "unit: must be more than 0."),
        ("min_votes", -1, "min_votes: must be at least 0."),
        ("ties", [], "ties: needs at least one key."),
        ("ties", "cost", "ties: must be a list of keys."),
        ("ties", ["cost", "luck"], "ties: 'luck' is not one of cost, dearer, votes, order, id."),
        ("ties", ["cost", "cost"], "ties: names a key twice."),
        ("colour", "red", "colour: there is no such setting."),
    ],
)
def test_a_wrong_setting_is_named(field: str, value: Any, message: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_dict({"rule": "equal-shares", field: value})
    assert (refused.value.field, str(refused.value)) == (field, message)


def test_a_rule_is_needed() -> None:
    with pytest.raises(SettingsError, match=r"^rule: is missing\.$"):
        Settings.from_dict({"utility": "cost"})


def test_a_completion_is_refused_where_it_would_do_nothing() -> None:
    with pytest.raises(SettingsError, match=r"^completion: applies to the rule equal-shares only\.$"):
        Settings("greedy", completion="add1")


@pytest.mark.parametrize("field", ["increment", "unit", "min_votes"])
@pytest.mark.parametrize("value", [1.0, "1", None])
def test_amounts_are_exact_from_the_start(field: str, value: Any) -> None:
    with pytest.raises(SettingsError, match="is not an exact number"):
        Settings("greedy", **{field: value})


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3, 3), (Fraction(6, 2), 3), (Fraction(1, 3), "1/3"), (Fraction(-5, 2), "-5/2"), (10**30, 10**30)],
)
def test_exact_numbers_lose_nothing(value: int | Fraction, shown: int | str) -> None:
    assert exact(value) == shown
    assert amount_of(shown, "amount") == value


@pytest.mark.parametrize(("given_as", "number"), [("0.01", Fraction(1, 100)), ("4.0", 4), ("7", 7)])
def test_decimals_are_taken_at_their_word(given_as: str, number: int | Fraction) -> None:
    result = amount_of(given_as, "amount")
    assert (result, type(result)) == (number, type(number))
