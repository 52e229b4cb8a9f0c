"""Greedy: the walk, its trace, and the money and votes that were missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation.elections import Sample, samples
from voting.allocation import Candidate, Outcome, Reason, Settings, Step, Tally, allocate, votes_needed

CANDIDATES = [Candidate("big", 60), Candidate("mid", 50), Candidate("small", 30), Candidate("tiny", 10)]
TALLY = Tally.of_approvals([["big"]] * 9 + [["mid"]] * 7 + [["small"]] * 5 + [["tiny"]] * 3)
greedy_settings = st.builds(
    Settings,
    rule=st.just("greedy"),
    utility=st.sampled_from(["cost", "cardinality"]),
    misfit=st.sampled_from(["skip", "stop"]),
    ties=st.sampled_from([("cost", "votes", "order"), ("order",), ("dearer", "id"), ("votes", "id")]),
)


def count(**changes: object) -> Outcome:
    rules = replace(Settings("greedy"), **changes)
    return allocate(candidates=CANDIDATES, tally=TALLY, pot=95, settings=rules)


@pytest.mark.parametrize(
    ("changes", "funded", "stop_reason"),
    [
        ({}, ("big", "small"), "all_visited"),
        ({"misfit": "stop"}, ("big",), "first_misfit"),
        # 0.3, 0.17, 0.15 and 0.14 votes per unit: after 10 and 30, 60 does not fit in 55, then 50 does.
        ({"utility": "cardinality"}, ("tiny", "small", "mid"), "all_visited"),
        ({"min_votes": 6}, ("big",), "all_visited"),
        ({"min_votes": 10}, (), "all_visited"),
    ],
)
def test_the_walk(changes: dict[str, object], funded: tuple[str, ...], stop_reason: str) -> None:
    outcome = count(**changes)
    assert (outcome.funded, outcome.stop_reason) == (funded, stop_reason)
    assert (outcome.endowment, outcome.reruns) == (None, None)


def test_every_visit_is_in_the_trace() -> None:
    def step(project: str, action: str, cost: int, votes: int, left: int) -> Step:
        return Step(project, action, "greedy", cost, votes, support=votes, left=left)

    assert count().steps == (
        step("big", "funded", 60, 9, 35),
        step("mid", "passed_over", 50, 7, 35),
        step("small", "funded", 30, 5, 5),
        step("tiny", "passed_over", 10, 3, 5),
    )


def test_everybody_gets_a_reason() -> None:
    assert count().reasons == {
        "big": Reason("funded", votes=9, support=9, step=1, stage="greedy", left=35),
        "mid": Reason(
            "does_not_fit",
            votes=7,
            support=7,
            step=2,
            stage="greedy",
            left=35,
            missing_money=15,
            missing_votes=2,
        ),
        "small": Reason("funded", votes=5, support=5, step=3, stage="greedy", left=5),
        "tiny": Reason(
            "does_not_fit",
            votes=3,
            support=3,
            step=4,
            stage="greedy",
            left=5,
            missing_money=5,
            missing_votes=2,
        ),
    }


def test_after_the_stop_only_votes_can_help() -> None:
    reason = count(misfit="stop").reasons["small"]
    assert reason == Reason("after_stop", votes=5, support=5, left=35, missing_votes=2)


def test_points_are_walked_by_their_sum() -> None:
    tally = Tally.of_points([{"big": 1, "mid": 5}, {"big": 1}, {"big": 1}])
    outcome = allocate(candidates=CANDIDATES, tally=tally, pot=95, settings=Settings("greedy", utility="points"))
    assert outcome.funded == ("mid",)
    assert outcome.reasons["big"].missing_votes == 3


def test_a_tie_is_named_even_where_it_decides_nothing() -> None:
    tally = Tally.of_approvals([["mid"], ["small"], ["tiny"], ["tiny"]])
    outcome = allocate(candidates=CANDIDATES, tally=tally, pot=95, settings=Settings("greedy"))
    assert [(step.project, step.tied_with) for step in outcome.steps] == [
        ("tiny", ()),
        ("small", ("mid",)),
        ("mid", ("small",)),
    ]
    assert outcome.tie_mattered is False


@settings(max_examples=200, deadline=None)
@given(sample=samples(projects=5, ballots=8), rules=greedy_settings)
def test_the_missing_votes_are_those_a_recount_finds(sample: Sample, rules: Settings) -> None:
    tally = sample.tally(rules)
    given_to = {"candidates": sample.candidates, "pot": sample.pot, "settings": rules}
    for project, reason in sample.count(rules).reasons.items():
        if reason.missing_votes is not None:
            more = int(reason.missing_votes)
            enough = allocate(tally=tally.with_ballots(project=project, more=more), **given_to)
            short = allocate(tally=tally.with_ballots(project=project, more=more - 1), **given_to)
            assert (project in enough.funded, project in short.funded) == (True, False)


@settings(max_examples=200, deadline=None)
@given(sample=samples(projects=5, ballots=8), rules=greedy_settings)
def test_who_is_within_the_pot_and_has_votes_learns_how_many_more_it_took(sample: Sample, rules: Settings) -> None:
    costs = sample.costs()
    for project, reason in sample.count(rules).reasons.items():
        lost_on_the_walk = reason.votes > 0 and costs[project] <= sample.pot and reason.code != "funded"
        assert (reason.missing_votes is not None) == lost_on_the_walk


@settings(max_examples=200, deadline=None)
@given(sample=samples(projects=5, ballots=8), misfit=st.sampled_from(["skip", "stop"]))
def test_the_missing_money_would_have_been_enough(sample: Sample, misfit: str) -> None:
    rules = Settings("greedy", misfit=misfit)
    for project, reason in sample.count(rules).reasons.items():
        if reason.missing_money is not None and reason.step is not None and reason.left:
            cheaper = [
                Candidate(each.id, each.cost - reason.missing_money if each.id == project else each.cost)
                for each in sample.candidates
            ]
            assert project in Sample(cheaper, sample.ballots, sample.pot).count(rules).funded


@settings(max_examples=100, deadline=None)
@given(sample=samples(projects=4, ballots=6), misfit=st.sampled_from(["skip", "stop"]))
def test_votes_needed_agrees_with_the_reason(sample: Sample, misfit: str) -> None:
    rules = Settings("greedy", misfit=misfit)
    for project, reason in sample.count(rules).reasons.items():
        if reason.missing_votes is not None:
            needed = votes_needed(
                candidates=sample.candidates,
                tally=sample.tally(rules),
                pot=sample.pot,
                settings=rules,
                project=project,
            )
            assert needed == reason.missing_votes


def test_no_number_of_votes_helps_a_project_dearer_than_the_pot() -> None:
    given_to = {"candidates": CANDIDATES, "tally": TALLY, "settings": Settings("greedy")}
    assert votes_needed(pot=59, project="big", **given_to) is None
    assert votes_needed(pot=60, project="mid", **given_to) == 2
