"""Reason lines, word by word."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from voting import allocation, counting, reasons
from voting.allocation import Candidate, Settings

LINES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"code": "funded", "stage": "greedy", "step": 7, "votes": 3214},
        "Funded at step 7, with 3,214 votes",
        "Gefördert in Schritt 7 mit 3.214 Stimmen",
    ),
    (
        {"code": "funded", "stage": "greedy", "step": 7, "votes": 1},
        "Funded at step 7, with 1 vote",
        "Gefördert in Schritt 7 mit 1 Stimme",
    ),
    (
        {"code": "funded", "stage": "equal-shares", "step": 7, "votes": 412, "payment": 3820, "effective_votes": 412},
        "Funded at step 7: 412 supporters paid €38.20 each",
        "Gefördert in Schritt 7: 412 Unterstützende zahlten je 38,20\u00a0€",
    ),
    (
        {
            "code": "funded",
            "stage": "equal-shares",
            "step": 2,
            "votes": 3,
            "payment": "1000/3",
            "effective_votes": "5/2",
        },
        "Funded at step 2: 3 supporters paid at most €3.33 each",
        "Gefördert in Schritt 2: 3 Unterstützende zahlten höchstens 3,33\u00a0€",
    ),
    (
        {"code": "funded", "stage": "completion", "step": 9, "votes": 20},
        "Funded at step 9 from the money that was left, with 20 votes",
        "Gefördert in Schritt 9 aus dem übrigen Geld, mit 20 Stimmen",
    ),
    ({"code": "no_votes", "votes": 0}, "Nobody chose it", "Niemand hat dafür gestimmt"),
    (
        {"code": "below_minimum", "votes": 3, "missing_votes": 7},
        "7 votes short of the least number of votes",
        "Bis zur Mindestzahl fehlten 7 Stimmen",
    ),
    (
        {"code": "does_not_fit", "votes": 3, "step": 4, "missing_money": 300_000, "missing_votes": 14},
        "Missed by 14 votes or €3,000",
        "Es fehlten 14 Stimmen oder 3.000\u00a0€",
    ),
    (
        {"code": "does_not_fit", "votes": 3, "step": 4, "missing_money": 300_000},
        "€3,000 were missing in the pot when its turn came",
        "Als es an der Reihe war, fehlten 3.000\u00a0€ im Topf",
    ),
    (
        {"code": "does_not_fit", "votes": 3, "missing_money": 300_000},
        "Costs €3,000 more than the whole pot",
        "Kostet 3.000\u00a0€ mehr als der ganze Topf",
    ),
    ({"code": "after_stop", "votes": 3, "missing_votes": 1}, "Missed by 1 vote", "Es fehlte 1 Stimme"),
    ({"code": "after_stop", "votes": 3, "missing_votes": 14}, "Missed by 14 votes", "Es fehlten 14 Stimmen"),
    (
        {"code": "after_stop", "votes": 3},
        "The money was given out before its turn came",
        "Das Geld war vergeben, bevor es an der Reihe war",
    ),
    (
        {"code": "supporters_short", "votes": 3, "missing_money": "12345/2"},
        "Its supporters were €61.72 short",
        "Den Unterstützenden fehlten 61,72\u00a0€",
    ),
    (
        {"code": "withdrawn", "text": "Das Grundstück ist verkauft."},
        "Withdrawn: Das Grundstück ist verkauft.",
        "Zurückgezogen: Das Grundstück ist verkauft.",
    ),
]


@pytest.mark.parametrize(("reason", "english", "german"), LINES)
def test_a_reason_in_english_and_german(reason: dict[str, Any], english: str, german: str) -> None:
    with override("en"):
        assert reasons.sentence(reason) == english
    with override("de"):
        assert reasons.sentence(reason) == german


def test_money_is_said_in_the_currency_of_the_round() -> None:
    with override("en"):
        line = reasons.sentence({"code": "supporters_short", "missing_money": 500_000}, currency="PLN")
    assert line == "Its supporters were 5,000\u00a0zł short"


def test_an_unknown_reason_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        reasons.sentence({"code": "moon_phase"})


COSTS = st.lists(st.integers(1, 9), min_size=1, max_size=5)
SETTINGS = [
    Settings("greedy"),
    Settings("greedy", misfit="stop", min_votes=2),
    Settings("equal-shares"),
    Settings("equal-shares", completion="add1-utilitarian"),
]


@given(COSTS, st.data(), st.sampled_from(SETTINGS))
def test_every_reason_that_a_count_can_give_has_a_sentence(costs: list[int], data: Any, rule: Settings) -> None:
    candidates = [Candidate(str(place), cost * 100) for place, cost in enumerate(costs)]
    names = st.lists(st.sampled_from([candidate.id for candidate in candidates]))
    ballots = data.draw(st.lists(names, max_size=6))
    pot = data.draw(st.integers(0, 2_000))
    outcome = allocation.allocate(candidates=candidates, tally=counting.count(ballots), pot=pot, settings=rule)
    for reason in outcome.to_dict()["reasons"].values():
        line = reasons.sentence(reason)
        assert line
        assert "%(" not in line


@given(st.fractions(min_value=0, max_value=10**6))
def test_exact_cents_are_rounded_to_the_cent_for_reading_only(cents: Fraction) -> None:
    with override("en"):
        line = reasons.sentence({"code": "supporters_short", "missing_money": str(cents)})
    whole = round(cents)
    assert line == f"Its supporters were €{whole // 100:,}{f'.{whole % 100:02}' if whole % 100 else ''} short"
