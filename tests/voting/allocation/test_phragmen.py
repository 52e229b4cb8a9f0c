"""Sequential Phragmen: the loads, what a misfit does, the completion, ties."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

import pytest

from tests.voting.allocation.elections import Sample, by_lot
from voting.allocation import Candidate, Outcome, Reason, Settings, Step, Tally, allocate

PHRAGMEN = Settings("phragmen")


def count(costs: dict[str, int], ballots: list[str], *, pot: int, settings: Settings = PHRAGMEN) -> Outcome:
    candidates = [Candidate(key, cost) for key, cost in costs.items()]
    return allocate(candidates=candidates, tally=Tally.of_approvals(map(list, ballots)), pot=pot, settings=settings)


def test_the_loads_are_spread_over_the_supporters() -> None:
    outcome = count({"a": 6, "b": 8, "c": 9}, ["ab", "a", "b", "b", "c"], pot=24)
    # b: 8 over three. a: 6 and the 8/3 of its first supporter over two, of which the other pays the most.
    assert outcome.steps == (
        Step("b", "funded", "phragmen", 8, 3, 3, 16, payment=Fraction(8, 3), effective_votes=3, load=Fraction(8, 3)),
        Step(
            "a",
            "funded",
            "phragmen",
            6,
            2,
            2,
            10,
            payment=Fraction(13, 3),
            effective_votes=Fraction(18, 13),
            load=Fraction(13, 3),
        ),
        Step("c", "funded", "phragmen", 9, 1, 1, 1, payment=Fraction(9), effective_votes=1, load=Fraction(9)),
    )
    assert (outcome.stop_reason, outcome.tie_mattered) == ("all_visited", False)


@pytest.mark.parametrize(
    ("changes", "funded", "stop_reason", "reasons"),
    [
        ({}, ("a", "c"), "all_visited", {"b": "does_not_fit"}),
        ({"misfit": "stop"}, ("a",), "first_misfit", {"b": "does_not_fit", "c": "after_stop"}),
        ({"misfit": "stop", "completion": "utilitarian"}, ("a", "c"), "first_misfit", {"b": "does_not_fit"}),
    ],
)
def test_a_misfit_is_passed_over_or_ends_it(
    changes: dict[str, str], funded: tuple[str, ...], stop_reason: str, reasons: dict[str, str]
) -> None:
    settings = replace(PHRAGMEN, **changes)
    outcome = count({"a": 6, "b": 8, "c": 5}, ["a", "a", "b", "b", "c"], pot=11, settings=settings)
    assert (outcome.funded, outcome.stop_reason) == (funded, stop_reason)
    assert {key: each.code for key, each in outcome.reasons.items() if each.code != "funded"} == reasons


def test_every_project_has_one_step_and_one_reason() -> None:
    settings = replace(PHRAGMEN, misfit="stop", completion="utilitarian")
    outcome = count({"a": 6, "b": 8, "c": 5}, ["a", "a", "b", "b", "c"], pot=11, settings=settings)
    assert [(step.project, step.stage, step.action) for step in outcome.steps] == [
        ("a", "phragmen", "funded"),
        ("b", "completion", "passed_over"),
        ("c", "completion", "funded"),
    ]
    assert outcome.reasons["b"] == Reason(
        "does_not_fit", votes=2, support=2, step=2, stage="completion", left=5, missing_money=3
    )


def test_a_tie_goes_to_the_tie_order_and_is_told() -> None:
    for ties, winner in ((("id",), "a"), (("dearer",), "a"), (("order",), "b")):
        outcome = count({"b": 10, "a": 10}, ["ab"], pot=10, settings=replace(PHRAGMEN, ties=ties))
        assert (outcome.funded, outcome.tie_mattered) == ((winner,), True)
        assert outcome.steps[0].tied_with == ("a" if winner == "b" else "b",)


def test_an_excluded_project_gets_no_turn() -> None:
    settings = replace(PHRAGMEN, exclusive=(("a", "b"),))
    outcome = count({"a": 6, "b": 8, "c": 5}, ["a", "a", "b", "b", "c"], pot=30, settings=settings)
    assert outcome.funded == ("a", "c")
    assert outcome.reasons["b"] == Reason("excluded", votes=2, support=2, left=19, rival="a")


def elections(number: int, **limits: int) -> list[tuple[Sample, Settings]]:
    return [by_lot("phragmen", seed, **limits) for seed in range(number)]


def test_loads_never_fall_and_payments_make_the_cost() -> None:
    for sample, settings in elections(200):
        steps = [step for step in sample.count(settings).steps if step.stage == "phragmen"]
        assert all(one.load <= other.load for one, other in pairwise(steps) if one.load and other.load)
        for step in steps:
            if step.action == "funded":
                assert step.payment is not None
                assert step.payment * (step.effective_votes or 0) == step.cost


def test_no_voter_carries_more_than_the_last_load_and_all_loads_make_the_spending() -> None:
    for sample, drawn in elections(200):
        settings = replace(drawn, completion="none", variants=())
        outcome = sample.count(settings)
        loads = [Fraction(0) for _ballot in sample.ballots]
        for step in outcome.steps:
            if step.action == "funded":
                loads = [
                    Fraction(step.load or 0) if step.project in ballot else load
                    for load, ballot in zip(loads, sample.ballots, strict=True)
                ]
        assert sum(loads) == outcome.spent


def test_it_says_whether_the_tie_order_mattered() -> None:
    for seed in range(60):
        sample, _settings = by_lot("phragmen", seed, projects=4)
        settings = Settings("phragmen", ties=("order",))
        results = {
            frozenset(Sample(list(order), sample.ballots, sample.pot).count(settings).funded)
            for order in permutations(sample.candidates)
        }
        assert sample.count(settings).tie_mattered == (len(results) > 1), seed
