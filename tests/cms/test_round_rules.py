"""The rules of a round in five sentences, for every kind of rule."""

from __future__ import annotations

from typing import Any

import pytest

from cms.round_rules import counted_in_words, in_words
from participation import queries
from participation.models import Round
from tests.factories.participation import DistrictFactory, a_round

pytestmark = pytest.mark.django_db


def rules(**fields: Any) -> list[str]:
    round_ = a_round(area=DistrictFactory(key="01"), **fields)
    return in_words(queries.rounds_with_phases().get(pk=round_.pk))


def test_the_defaults() -> None:
    assert rules() == [
        "Everybody who lives, works or learns in Bezirk 01 can submit ideas, whatever their age or passport.",
        "There are €200,000 to spend; one idea may cost up to €20,000.",
        "Everybody who lives in Bezirk 01 and is at least 14 years old can vote. Citizenship does not matter.",
        "You choose up to 5 ideas. The ballot is secret.",
        "The idea with the most votes is paid first, then the next; what no longer fits the pot is passed over.",
    ]


@pytest.mark.parametrize(
    ("fields", "number", "sentence"),
    [
        ({"who_may_propose": "residents"}, 0, "Everybody who lives in Bezirk 01 can submit ideas."),
        ({"cap_cents": None}, 1, "There are €200,000 to spend."),
        (
            {"cents": 1_234_50, "cap_cents": 100_00},
            1,
            "There are €1,234.50 to spend; one idea may cost up to €100.",
        ),
        (
            {"voting_age": 16},
            2,
            "Everybody who lives in Bezirk 01 and is at least 16 years old can vote. Citizenship does not matter.",
        ),
        ({"max_choices": 1}, 3, "You choose 1 idea. The ballot is secret."),
        (
            {"ballot_type": "knapsack"},
            3,
            "You spend the money yourself: choose ideas until the pot is empty. The ballot is secret.",
        ),
    ],
)
def test_each_rule_has_its_sentence(fields: dict[str, Any], number: int, sentence: str) -> None:
    assert rules(**fields)[number] == sentence


@pytest.mark.parametrize("rule", Round.TallyRule.values)
def test_every_rule_of_the_count_has_a_sentence_of_its_own(rule: str) -> None:
    others = [counted_in_words(other, 1) for other in Round.TallyRule.values if other != rule]
    assert counted_in_words(rule, 1) not in others


@pytest.mark.parametrize(
    ("least", "added"),
    [
        (0, ""),
        (1, ""),
        (2, " An idea needs at least 2 votes."),
        (50, " An idea needs at least 50 votes."),
    ],
)
def test_a_minimum_of_votes_is_said_where_there_is_one(least: int, added: str) -> None:
    assert counted_in_words("equal_shares", least) == counted_in_words("equal_shares", 1) + added
