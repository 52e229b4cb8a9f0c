"""What docs/allocation.md decides once: each case under every rule, by both implementations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voting.allocation.elections import RULES, Sample
from voting.allocation import AllocationError, Candidate, Settings, Tally, allocate
from voting.allocation.ties import lot


def both(sample: Sample, rule: str, **settings: Any) -> tuple[str, ...]:
    """What is funded, after the plain count has said the same."""
    chosen = Settings(rule, **settings)
    funded = sample.count(chosen).funded
    assert list(funded) == sample.plain(chosen)["funded"]
    return funded


def vote(costs: dict[str, int], ballots: list[str], pot: int) -> Sample:
    """Ballots as words of one-letter ids."""
    return Sample([Candidate(*pair) for pair in costs.items()], [dict.fromkeys(each, 1) for each in ballots], pot)


@pytest.mark.parametrize("rule", RULES)
def test_a_project_without_votes_is_never_funded(rule: str) -> None:
    sample = vote({"a": 5, "b": 1}, ["a", "a"], 100)
    assert both(sample, rule) == ("a",)
    assert sample.count(Settings(rule)).reasons["b"].code == "no_votes"


@pytest.mark.parametrize("cost", [0, -1])
def test_a_project_that_costs_nothing_is_refused(cost: int) -> None:
    with pytest.raises(AllocationError) as refused:
        Candidate("a", cost)
    assert str(refused.value) == "Project a: the cost must be more than 0."


@pytest.mark.parametrize("misfit", ["skip", "stop"])
@pytest.mark.parametrize("rule", ["greedy", "phragmen"])
def test_a_project_dearer_than_the_pot_ends_nothing(rule: str, misfit: str) -> None:
    sample = vote({"a": 999_999_999, "b": 6}, ["ab", "a", "b", "a"], 10)
    assert both(sample, rule, misfit=misfit) == ("b",)
    reason = sample.count(Settings(rule, misfit=misfit)).reasons["a"]
    assert (reason.code, reason.step, reason.missing_money) == ("does_not_fit", None, 999_999_989)


@pytest.mark.parametrize("stop", ["exhaustive", "overspend"])
def test_a_project_dearer_than_the_pot_ends_no_raise(stop: str) -> None:
    sample = vote({"a": 999, "b": 6, "c": 9}, ["ab", "a", "b", "c"], 10)
    assert both(sample, "equal-shares", completion="add1", add1_stop=stop) == ("b",)


@pytest.mark.parametrize("rule", RULES)
def test_empty_ballots_are_ballots(rule: str) -> None:
    full, thin = vote({"a": 10}, ["a"], 10), vote({"a": 10}, ["a", ""], 10)
    assert (full.count(Settings(rule)).ballots, thin.count(Settings(rule)).ballots) == (1, 2)
    assert both(full, rule) == ("a",)
    # Half of the pot is the share of the empty ballot, and nobody can spend it.
    assert both(thin, rule) == (() if rule == "equal-shares" else ("a",))
    assert both(thin, rule, min_share=1) == ()


def test_a_project_named_twice_on_a_ballot_counts_once() -> None:
    assert Tally.of_approvals([["a", "a", "b"]]) == Tally.of_approvals([["a", "b"]])


@pytest.mark.parametrize("rule", RULES)
def test_withdrawn_after_the_vote_is_as_if_it_had_not_stood_but_ballots_stay(rule: str) -> None:
    sample = vote({"a": 10, "b": 10, "c": 10}, ["a", "ab", "a", "c"], 20)
    tally = sample.tally(Settings(rule)).without({"a"})
    assert tally.ballots == 4
    kept = [each for each in sample.candidates if each.id != "a"]
    outcome = allocate(candidates=kept, tally=tally, pot=20, settings=Settings(rule))
    assert outcome == vote({"b": 10, "c": 10}, ["", "b", "", "c"], 20).count(Settings(rule))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("completion", ["none", "utilitarian", "add1", "add1-utilitarian"])
def test_where_everything_is_affordable_everything_is_funded(rule: str, completion: str) -> None:
    sample = vote({"a": 10, "b": 20, "c": 30}, ["a", "b", "abc", "a", ""], 60)
    if rule in ("greedy", "max-utility") or (rule == "phragmen" and completion.startswith("add1")):
        completion = "none"
    funded = both(sample, rule, completion=completion)
    # Equal shares alone buys only what supporters can pay; that is what completions are for.
    assert set(funded) == (set("ab") if (rule, completion) == ("equal-shares", "none") else set("abc"))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("keys", [("id",), ("order",), ("lot:7",)])
def test_equal_votes_everywhere_are_decided_by_the_tie_order(rule: str, keys: tuple[str, ...]) -> None:
    sample = vote({"b": 10, "c": 10, "a": 10}, ["a", "b", "c"] * 3, 10)
    completion = "utilitarian" if rule == "equal-shares" else "none"
    settings = Settings(rule, ties=keys, completion=completion)
    outcome = sample.count(settings)
    first = {"id": "a", "order": "b", "lot:7": min("abc", key=lambda each: lot("7", each))}[keys[0]]
    assert both(sample, rule, ties=keys, completion=completion) == (first,)
    assert outcome.tie_mattered is True


@pytest.mark.parametrize("rule", RULES)
def test_one_voter_gets_what_fits(rule: str) -> None:
    sample = vote({"a": 6, "b": 5, "c": 4}, ["abc"], 10)
    assert set(both(sample, rule)) in ({"a", "c"}, {"b", "c"})
    assert sample.count(Settings(rule)).spent <= 10


@pytest.mark.parametrize("rule", RULES)
def test_nobody_there_and_nothing_in_the_pot(rule: str) -> None:
    assert both(vote({"a": 6}, [], 10), rule) == ()
    assert both(vote({"a": 6}, ["a"], 0), rule) == ()
