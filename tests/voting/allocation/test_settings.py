"""Settings are checked when they are made, and survive the way through JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from tests.voting.allocation.elections import RULES, all_settings, by_lot
from voting.allocation import Cap, Settings, SettingsError
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
        ("rule", "luck", "rule: 'luck' is not one of greedy, equal-shares, phragmen, max-utility."),
        ("rule", None, "rule: None is not one of greedy, equal-shares, phragmen, max-utility."),
        ("utility", "rank", "utility: 'rank' is not one of cost, cardinality, points."),
        ("misfit", "end", "misfit: 'end' is not one of skip, stop."),
        ("misfit", "stop", "misfit: stop applies to the rules greedy and phragmen only."),
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
        ("ties", ["cost", "luck"], "ties: 'luck' is not one of cost, dearer, votes, order, id, lot:SEED."),
        ("ties", ["cost", "cost"], "ties: names a key twice."),
        ("increment_as", "percent", "increment_as: 'percent' is not one of amount, share."),
        ("comparison", "luck", "comparison: 'luck' is not one of none, satisfaction, exclusion."),
        ("min_share", "-1/2", "min_share: must be at least 0."),
        ("min_by_cost", 0.3, "min_by_cost: 0.3 is not an exact number."),
        ("part_from", "4/5", "part_from: applies to the rule greedy with misfit stop only."),
        ("exclusive", "a,b", "exclusive: must be a list of lists of project ids."),
        ("exclusive", ["ab"], "exclusive: must be a list of lists of project ids."),
        ("exclusive", [["a"]], "exclusive: a group needs at least two different projects."),
        ("exclusive", [["a", "b", "a"]], "exclusive: a group needs at least two different projects."),
        ("variants", [["a", "b"], ["b", "c"]], "variants: a project is in two groups."),
        ("caps", [{"limit": 5}], "caps: each needs limit and projects."),
        ("caps", ["5:a"], "caps: each needs limit and projects."),
        ("caps", [{"limit": -5, "projects": ["a"]}], "caps: must be at least 0."),
        ("caps", [{"limit": 5, "projects": []}], "caps: a cap needs projects, each once."),
        ("caps", [{"limit": 5, "projects": ["a", "a"]}], "caps: a cap needs projects, each once."),
        ("channels", [["internet"]], "channels: must be a list of pairs."),
        ("channels", [["internet", 0]], "channels: must be more than 0."),
        ("channels", [["paper", 1], ["paper", 2]], "channels: names a channel twice."),
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


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rule": "greedy", "completion": "add1"}, "completion: applies to the rules equal-shares and phragmen only."),
        ({"rule": "max-utility", "completion": "utilitarian"}, "completion: applies to the rules equal-shares"),
        ({"rule": "phragmen", "completion": "add1"}, "completion: add1 applies to the rule equal-shares only."),
        ({"rule": "phragmen", "utility": "points"}, "utility: the rule phragmen knows votes only."),
        ({"rule": "max-utility", "misfit": "stop"}, "misfit: stop applies to the rules greedy and phragmen only."),
        ({"rule": "greedy", "comparison": "exclusion"}, "comparison: applies to the rule equal-shares only."),
        ({"rule": "greedy", "part_from": Fraction(4, 5)}, "part_from: applies to the rule greedy with misfit stop"),
        ({"rule": "greedy", "misfit": "stop", "part_from": 2}, "part_from: must be at most 1."),
    ],
)
def test_a_setting_is_refused_where_it_would_do_nothing(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings(**settings)
    assert str(refused.value)[: len(message)] == message


@pytest.mark.parametrize("rule", RULES)
def test_the_later_settings_survive_json_too(rule: str) -> None:
    for seed in range(50):
        _sample, settings = by_lot(rule, seed)
        assert Settings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_the_later_settings_are_stated_where_they_are_used() -> None:
    settings = Settings(
        "equal-shares",
        increment_as="share",
        comparison="exclusion",
        min_share=Fraction(1, 10),
        min_by_cost=Fraction(1, 3),
        exclusive=(("a", "b"),),
        variants=(("c", "d"), ("e", "f")),
        caps=(Cap(Fraction(5, 2), ("a", "c")),),
        channels=(("internet", 1), ("paper", Fraction(1, 2))),
    )
    assert settings.to_dict() == Settings("equal-shares").to_dict() | {
        "increment_as": "share",
        "comparison": "exclusion",
        "min_share": "1/10",
        "min_by_cost": "1/3",
        "exclusive": [["a", "b"]],
        "variants": [["c", "d"], ["e", "f"]],
        "caps": [{"limit": "5/2", "projects": ["a", "c"]}],
        "channels": [["internet", 1], ["paper", "1/2"]],
    }


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
