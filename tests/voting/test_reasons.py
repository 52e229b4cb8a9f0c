"""Reason lines, word by word."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from voting import allocation, counting, reasons
from voting.allocation import Candidate, Settings
from voting.allocation.settings import Cap

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
        {"code": "part_funded", "step": 9, "stage": "greedy", "votes": 30, "missing_money": 300_000},
        "Got at step 9 what was left in the pot; the missing €3,000 must come from elsewhere",
        "Bekam in Schritt 9 den Rest des Topfs; die fehlenden 3.000\u00a0€ müssen aus anderen Mitteln kommen",
    ),
    (
        {"code": "other_form", "votes": 0, "rival": "12"},
        "Project no. 12 is another form of it and stood in its place",
        "Projekt Nr. 12 ist eine andere Fassung davon und stand an seiner Stelle zur Wahl",
    ),
    (
        {"code": "excluded", "votes": 9, "step": 3, "rival": "12"},
        "Only one of the two can be built, and project no. 12 was funded",
        "Nur eines von beiden ist möglich, und Projekt Nr. 12 wird gefördert",
    ),
    (
        {"code": "cap_reached", "votes": 9, "step": 3},
        "The money that projects of its kind may get together was not enough for it any more",
        "Für Projekte dieser Art gibt es eine Obergrenze; was davon übrig war, reichte nicht mehr",
    ),
    (
        {"code": "not_in_best", "votes": 9, "left": 100},
        "The money brought most with other projects together",
        "Mit anderen Projekten zusammen bewirkte das Geld am meisten",
    ),
    (
        {"code": "funded", "stage": "greedy", "step": 7, "votes": "2469/2"},
        "Funded at step 7, with 1,234.5 votes",
        "Gefördert in Schritt 7 mit 1.234,5 Stimmen",
    ),
    (
        {"code": "funded", "stage": "greedy", "step": 7, "votes": "1/2"},
        "Funded at step 7, with 0.5 votes",
        "Gefördert in Schritt 7 mit 0,5 Stimmen",
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


def codes_of_the_count() -> set[str]:
    """Every code that stands in the package of the count: as the first word of a Reason or Barrier."""
    package = Path(allocation.__file__).parent
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in package.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    made = [call.args[0] for call in calls if getattr(call.func, "id", "") in ("Reason", "Barrier")]
    return {word.value for word in made if isinstance(word, ast.Constant)}


def test_every_code_of_the_count_has_its_sentence_and_no_sentence_is_without_a_code() -> None:
    (told,) = re.findall(r"Codes: ([^.]*)\.", allocation.Reason.__doc__ or "")
    documented = set(re.split(r",\s+", told))
    assert set(reasons._SENTENCES) == documented | {"withdrawn"}
    assert codes_of_the_count() | {"part_funded"} == documented  # a step's action becomes the code as it is
    assert set(reasons._SENTENCES) == {reason["code"] for reason, _english, _german in LINES}


COSTS = st.lists(st.integers(1, 9), min_size=2, max_size=5)
SETTINGS = [
    Settings("greedy"),
    Settings("greedy", misfit="stop", min_votes=2),
    Settings("equal-shares"),
    Settings("equal-shares", completion="add1-utilitarian"),
    Settings("greedy", misfit="stop", part_from=Fraction(1, 2), min_share=Fraction(1, 3)),
    Settings("greedy", exclusive=(("0", "1"),), min_by_cost=Fraction(1, 2)),
    Settings("equal-shares", completion="add1", caps=(Cap(300, ("0", "1")),)),
    Settings("phragmen", completion="utilitarian", exclusive=(("0", "1"),)),
    Settings("max-utility", variants=(("0", "1"),)),
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
