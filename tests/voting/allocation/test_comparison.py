"""Outcomes side by side, ballot by ballot, and what a council asks about each."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from tests.voting.allocation.elections import RULES, by_lot
from voting.allocation import Amount, Candidate, Settings, Tally, allocate
from voting.allocation.comparison import Comparison, Measures, compare, gini, measure, money_of

TALLY = Tally.of_approvals([["a", "b"], ["a", "b"], ["c"], ["a", "c"], ["d"], []])


def test_ballots_with_none_count_as_zero_and_not_as_absent() -> None:
    assert compare(tally=TALLY, first={"a", "b"}, second={"c"}) == Comparison(
        prefer_first=2, prefer_second=1, alike=3, empty_handed_first=3, empty_handed_second=4
    )


def test_turned_round_the_numbers_turn_round() -> None:
    assert compare(tally=TALLY, first={"c"}, second={"a", "b"}) == Comparison(1, 2, 3, 4, 3)


def test_an_outcome_is_like_itself() -> None:
    assert compare(tally=TALLY, first={"a"}, second={"a"}) == Comparison(0, 0, 6, 3, 3)


@pytest.mark.parametrize(
    ("compared", "satisfaction", "exclusion"),
    [
        (Comparison(2, 3, 0, 1, 1), True, False),
        (Comparison(3, 3, 0, 2, 1), False, True),
        (Comparison(3, 2, 0, 1, 2), False, False),
    ],
)
def test_a_statute_lets_the_ballots_choose(compared: Comparison, satisfaction: bool, exclusion: bool) -> None:
    assert (compared.second_wins("satisfaction"), compared.second_wins("exclusion")) == (satisfaction, exclusion)


@pytest.mark.parametrize("by", ["satisfaction", "exclusion"])
def test_greedy_is_funded_instead_where_the_ballots_prefer_it(by: str) -> None:
    # Share 2.5: two voters buy "a", those of "b" cannot pay it. Greedy funds "b", and "a" does not fit.
    candidates = [Candidate("a", 3), Candidate("b", 10)]
    tally = Tally.of_approvals([["a", "b"], ["a"], ["b"], ["b"]])
    settings = Settings("equal-shares", comparison=by)
    outcome = allocate(candidates=candidates, tally=tally, pot=10, settings=settings)
    alone = allocate(candidates=candidates, tally=tally, pot=10, settings=Settings("greedy"))
    assert alone.funded == ("b",)
    # With "a", two have one project and two none; with "b", three have one and one none.
    assert outcome.comparison == {
        "prefer_first": 1,
        "prefer_second": 2,
        "alike": 1,
        "empty_handed_first": 2,
        "empty_handed_second": 1,
    }
    assert (outcome.funded, outcome.stop_reason, outcome.settings) == (("b",), "greedy_preferred", settings)


def test_equal_shares_stay_where_greedy_is_no_better() -> None:
    candidates = [Candidate("a", 3), Candidate("b", 10)]
    tally = Tally.of_approvals([["a", "b"], ["a"], ["a"], ["b"]])
    outcome = allocate(
        candidates=candidates, tally=tally, pot=10, settings=Settings("equal-shares", comparison="satisfaction")
    )
    assert (outcome.funded, outcome.stop_reason) == (("a",), "no_project_affordable")


def test_the_measures_of_one_outcome() -> None:
    labels = {"district": {"a": ["North"], "b": ["South", "North"], "c": ["East"]}, "category": {"a": ["trees"]}}
    assert measure(tally=TALLY, money={"a": 30, "b": 12}, labels=labels) == Measures(
        ballots=6,
        represented=3,
        by_number={0: 3, 1: 1, 2: 2},
        average=Fraction(5, 6),
        inequality=Fraction(17, 30),
        projects=2,
        spent=42,
        money={"district": {"East": 0, "North": 42, "South": 12}, "category": {"trees": 30}},
    )


def test_nothing_funded_and_nobody_there_are_measured_too() -> None:
    nothing = measure(tally=TALLY, money={})
    assert nothing == Measures(6, 0, {0: 6}, 0, 0, 0, 0, {})
    assert measure(tally=Tally.of_approvals([]), money={"a": 5}) == Measures(0, 0, {}, 0, 0, 1, 5, {})


def test_measures_are_stated_in_json_without_loss() -> None:
    stated = measure(tally=TALLY, money={"a": Fraction(1, 2)}, labels={"district": {"a": ["North"]}}).to_dict()
    assert json.loads(json.dumps(stated)) == {
        "ballots": 6,
        "represented": 3,
        "by_number": {"0": 3, "1": 3},
        "average": "1/2",
        "inequality": "1/2",
        "projects": 1,
        "spent": "1/2",
        "money": {"district": {"North": "1/2"}},
    }


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ({}, 0),
        ({0: 5}, 0),
        ({3: 7}, 0),
        ({0: 1, 1: 1}, Fraction(1, 2)),
        ({0: 9, 1: 1}, Fraction(9, 10)),
        ({1: 1, 2: 1, 3: 1}, Fraction(2, 9)),
        ({0: Fraction(1, 2), 4: Fraction(3, 2)}, Fraction(1, 4)),
    ],
)
def test_the_gini_coefficient_is_exact(counts: dict[int, Amount], value: Amount) -> None:
    assert gini(counts) == value


@pytest.mark.parametrize("rule", RULES)
def test_the_measures_add_up_in_any_election(rule: str) -> None:
    for seed in range(60):
        sample, drawn = by_lot(rule, seed)
        outcome = sample.count(drawn)
        tally = Tally.of_approvals(sample.ballots)
        money = money_of(outcome)
        found = measure(tally=tally, money=money, labels={"each": {key: [key] for key in sample.costs()}})
        funded = [sum(key in money for key in ballot) for ballot in sample.ballots]
        pairs = sum(abs(one - other) for one, other in product(funded, funded))
        assert (found.ballots, found.represented) == (len(funded), sum(map(bool, funded)))
        assert found.average * len(funded) == sum(funded)
        assert found.inequality * 2 * len(funded) * sum(funded) == pairs
        assert found.spent == outcome.spent == sum(found.money["each"].values())
        assert set(money) == {*outcome.funded, *outcome.part_funded}


def test_who_is_funded_in_part_is_funded_and_costs_the_pot_its_part() -> None:
    settings = Settings("greedy", misfit="stop", part_from=Fraction(1, 2))
    candidates = [Candidate("a", 30), Candidate("b", 12)]
    tally = Tally.of_approvals([["a"], ["a"], ["b"]])
    outcome = allocate(candidates=candidates, tally=tally, pot=40, settings=settings)
    assert money_of(outcome) == {"a": 30, "b": 10}
    assert money_of(allocate(candidates=candidates, tally=tally, pot=40, settings=replace(settings, part_from=0))) == {
        "a": 30
    }
