"""What holds for every election: the plain count agrees, order is nothing, the pot is never exceeded."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation import naive
from tests.voting.allocation.elections import Sample, all_settings, samples
from voting.allocation import Candidate, Settings, Tally, allocate
from voting.allocation.contest import draw_up
from voting.allocation.electorate import electorate
from voting.allocation.sharing import Sharing

often = settings(max_examples=120, deadline=None)


@often
@given(sample=samples(), rules=all_settings())
def test_the_plain_count_funds_the_same_projects_in_the_same_order(sample: Sample, rules: Settings) -> None:
    election = sample.naive(rules)
    if rules.rule == "greedy":
        expected = naive.greedy(election, misfit=rules.misfit)
    else:
        expected = naive.completed(
            election,
            completion=rules.completion,
            start=rules.add1_start,
            stop=rules.add1_stop,
            step=Fraction(rules.increment),
        )
    outcome = sample.count(rules)
    if outcome.stop_reason == "everything_fits":
        assert set(outcome.funded) == set(expected) == set(election.standing())
    else:
        assert list(outcome.funded) == expected


@often
@given(sample=samples(), utility=st.sampled_from(["cost", "cardinality", "points"]))
def test_the_plain_count_knows_the_same_payments(sample: Sample, utility: str) -> None:
    rules = Settings("equal-shares", utility=utility)
    outcome = sample.count(rules)
    _funded, highest = naive.equal_shares(sample.naive(rules), Fraction(outcome.endowment or 0))
    assert [step.payment for step in outcome.steps] == highest


@often
@given(sample=samples(), rules=all_settings(), seed=st.integers(0, 99))
def test_the_order_of_projects_voters_and_choices_changes_no_byte(sample: Sample, rules: Settings, seed: int) -> None:
    rules = replace(rules, ties=tuple(key for key in rules.ties if key != "order") or ("id",))
    mix = random.Random(seed)
    candidates, ballots = list(sample.candidates), [list(ballot.items()) for ballot in sample.ballots]
    mix.shuffle(candidates)
    mix.shuffle(ballots)
    for ballot in ballots:
        mix.shuffle(ballot)
    shuffled = Sample(candidates, [dict(ballot) for ballot in ballots], sample.pot)
    assert shuffled.count(rules).canonical() == sample.count(rules).canonical()


@often
@given(sample=samples(), rules=all_settings())
def test_the_pot_is_never_exceeded_and_only_supported_projects_are_funded(sample: Sample, rules: Settings) -> None:
    outcome, costs = sample.count(rules), sample.costs()
    assert outcome.spent == sum(costs[project] for project in outcome.funded) <= sample.pot
    assert len(set(outcome.funded)) == len(outcome.funded)
    support = {project: outcome.reasons[project].support for project in outcome.funded}
    assert all(number > 0 and number >= rules.min_votes for number in support.values())


@often
@given(sample=samples(), rules=all_settings())
def test_everybody_gets_one_reason_that_agrees_with_the_outcome(sample: Sample, rules: Settings) -> None:
    outcome = sample.count(rules)
    assert outcome.reasons.keys() == sample.costs().keys()
    funded = {project for project, reason in outcome.reasons.items() if reason.code == "funded"}
    assert funded == set(outcome.funded)
    steps = {project: outcome.reasons[project].step for project in outcome.funded}
    assert all(outcome.steps[step - 1].project == project for project, step in steps.items() if step)


@often
@given(sample=samples(), utility=st.sampled_from(["cost", "cardinality", "points"]))
def test_topping_up_only_adds(sample: Sample, utility: str) -> None:
    bare = sample.count(Settings("equal-shares", utility=utility))
    topped = sample.count(Settings("equal-shares", utility=utility, completion="utilitarian"))
    assert topped.funded[: len(bare.funded)] == bare.funded
    assert topped.spent >= bare.spent


@often
@given(
    sample=samples(projects=4),
    misfit=st.sampled_from(["skip", "stop"]),
    utility=st.sampled_from(["cost", "points"]),
)
def test_greedy_says_exactly_whether_the_tie_order_mattered(sample: Sample, misfit: str, utility: str) -> None:
    rules = Settings("greedy", utility=utility, misfit=misfit, ties=("order",))
    results = {
        frozenset(Sample(list(order), sample.ballots, sample.pot).count(rules).funded)
        for order in permutations(sample.candidates)
    }
    assert sample.count(rules).tie_mattered == (len(results) > 1)


@often
@given(sample=samples(projects=4), utility=st.sampled_from(["cost", "cardinality"]))
def test_equal_shares_says_whether_the_tie_order_mattered(sample: Sample, utility: str) -> None:
    rules = Settings("equal-shares", utility=utility, ties=("order",))
    results = {
        frozenset(Sample(list(order), sample.ballots, sample.pot).count(rules).funded)
        for order in permutations(sample.candidates)
    }
    assert sample.count(rules).tie_mattered == (len(results) > 1)


@often
@given(sample=samples(), rules=all_settings(), bits=st.sampled_from([0, 1, 3, 8]))
def test_too_few_digits_change_nothing_but_the_time(sample: Sample, rules: Settings, bits: int) -> None:
    contest = draw_up(candidates=sample.candidates, tally=sample.tally(rules), pot=sample.pot, settings=rules)
    people = electorate(contest)
    for endowment in (Fraction(1), Fraction(7, 3), Fraction(5)):
        assert Sharing(people, endowment, bits=bits).purchases == Sharing(people, endowment, bits=256).purchases


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_a_difference_beyond_every_float_still_decides(utility: str) -> None:
    huge = 10**60
    candidates = [Candidate("near", huge + 1), Candidate("nearer", huge)]
    tally = Tally.of_approvals([["near"]] * 3 + [["nearer"]] * 3 + [["near", "nearer"]])
    rules = Settings("equal-shares", utility=utility, ties=("dearer",))
    outcome = allocate(candidates=candidates, tally=tally, pot=2 * huge + 1, settings=rules)
    assert outcome.funded == (("near",) if utility == "cost" else ("nearer",))
