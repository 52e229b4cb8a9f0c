"""Equal shares by hand: shares, prices, poor voters, completions and their stops."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation.elections import Sample, samples
from voting.allocation import Candidate, Outcome, Reason, Settings, Step, Tally, allocate, votes_needed

F = Fraction
SHARES = Settings("equal-shares")
utilities = st.sampled_from(["cost", "cardinality", "points"])


def count(costs: dict[str, int], ballots: list[list[str]], *, pot: int, settings: Settings = SHARES) -> Outcome:
    candidates = [Candidate(key, cost) for key, cost in costs.items()]
    return allocate(candidates=candidates, tally=Tally.of_approvals(ballots), pot=pot, settings=settings)


def test_a_poor_voter_gives_all_and_the_others_share_the_rest() -> None:
    # Share 10. First "a": three pay 4 each. Then "b": the one with 6 left gives all, the other pays 9.
    outcome = count({"a": 12, "b": 15}, [["a", "b"], ["a"], ["a"], ["b"]], pot=40)
    assert outcome.steps == (
        Step("a", "funded", "equal-shares", 12, 3, 3, 28, F(4), F(3), exhausted=0),
        Step("b", "funded", "equal-shares", 15, 2, 2, 13, F(9), F(5, 3), exhausted=1),
    )
    assert outcome.endowment == 10


@pytest.mark.parametrize(("utility", "funded"), [("cost", ("dear", "cheap")), ("cardinality", ("cheap", "dear"))])
def test_cost_follows_votes_and_cardinality_follows_the_price(utility: str, funded: tuple[str, ...]) -> None:
    costs, ballots = {"dear": 30, "cheap": 2}, [["dear", "cheap"], ["dear", "cheap"], ["dear"]]
    assert count(costs, ballots, pot=33, settings=replace(SHARES, utility=utility)).funded == funded


def test_points_weigh_the_payments() -> None:
    tally = Tally.of_points([{"a": 3}, {"a": 1}])
    settings = replace(SHARES, utility="points")
    outcome = allocate(candidates=[Candidate("a", 8)], tally=tally, pot=12, settings=settings)
    # Price per point 2: the first would pay 6 of 6, the second 2.
    assert outcome.steps[0].payment == 6
    assert outcome.steps[0].exhausted == 1
    assert outcome.steps[0].support == 4


def test_points_may_be_fractions() -> None:
    points = [{"a": F(3, 2)}, {"a": F(1, 2)}]
    settings = replace(SHARES, utility="points")
    given_to = {"candidates": [Candidate("a", 8)], "pot": 12, "settings": settings}
    halves = allocate(tally=Tally.of_points(points), **given_to)
    wholes = allocate(tally=Tally.of_points([{"a": 3}, {"a": 1}]), **given_to)
    assert [step.payment for step in halves.steps] == [step.payment for step in wholes.steps] == [6]


def test_empty_ballots_keep_their_share() -> None:
    costs = {"a": 20}
    assert count(costs, [["a"], ["a"]], pot=20).funded == ("a",)
    outcome = count(costs, [["a"], ["a"], []], pot=20)
    assert (outcome.funded, outcome.endowment) == ((), F(20, 3))
    assert outcome.reasons["a"] == Reason(
        "supporters_short",
        votes=2,
        support=2,
        left=20,
        supporters_money=F(40, 3),
        missing_money=F(20, 3),
    )


def test_exactly_enough_is_enough() -> None:
    # 1/3 has no end in binary or decimal; the three shares make exactly 1.
    assert count({"a": 1}, [["a"]] * 3, pot=1).funded == ("a",)
    assert count({"a": 7}, [["a"]] * 49, pot=7).funded == ("a",)


@pytest.mark.parametrize(("start", "endowment"), [("exact", F(11, 2)), ("integral", F(5))])
def test_the_first_share_may_be_rounded_down(start: str, endowment: Fraction) -> None:
    # One supporter each: "a" is bought from a share of 5, and "b" does not fit beside it.
    settings = replace(SHARES, completion="add1", add1_start=start)
    outcome = count({"a": 5, "b": 6}, [["a"], ["b"], [], []], pot=10, settings=settings)
    assert (outcome.funded, outcome.stop_reason) == (("a",), "exhausted")
    assert (outcome.endowment, outcome.reruns) == (endowment, 3)


def test_cents_are_rounded_down_to_whole_units() -> None:
    settings = replace(SHARES, completion="add1", add1_start="integral", increment=100, unit=100)
    outcome = count({"a": 500, "b": 600}, [["a"], ["b"], [], []], pot=1000, settings=settings)
    assert outcome.endowment == 500


@pytest.mark.parametrize(
    ("stop", "funded", "endowment", "stop_reason"),
    [("exhaustive", ("a",), 4, "exhausted"), ("overspend", ("b",), 8, "next_overspends")],
)
def test_the_two_stops_keep_different_counts(
    stop: str, funded: tuple[str, ...], endowment: int, stop_reason: str
) -> None:
    # With 4 each, the third voter buys "a" and nothing fits. With 5, two buy "b". With 9, "c" is one too many.
    settings = replace(SHARES, completion="add1", add1_stop=stop)
    outcome = count({"a": 4, "b": 10, "c": 9}, [["b"], ["c"], ["a", "b"]], pot=12, settings=settings)
    assert (outcome.funded, outcome.endowment, outcome.stop_reason) == (funded, endowment, stop_reason)


def test_where_everything_fits_nothing_is_raised() -> None:
    settings = replace(SHARES, completion="add1")
    outcome = count({"a": 3, "b": 4}, [["a"], ["b"], []], pot=7, settings=settings)
    assert (outcome.funded, outcome.reruns, outcome.stop_reason) == (("a", "b"), 0, "everything_fits")
    assert [step.stage for step in outcome.steps] == ["completion", "completion"]


def test_the_rest_goes_down_by_votes() -> None:
    costs = {"a": 6, "b": 8, "c": 2, "d": 1}
    ballots = [["a", "c"], ["a"], ["b"], ["b"], ["b"], ["c"]]
    outcome = count(costs, ballots, pot=12, settings=replace(SHARES, completion="utilitarian"))
    # Share 2: "c" costs its two supporters 1 each; "b" is 2 short, "a" is 3 short. Then "b" fits, "a" does not.
    assert [(step.project, step.stage, step.action) for step in outcome.steps] == [
        ("c", "equal-shares", "funded"),
        ("b", "completion", "funded"),
        ("a", "completion", "passed_over"),
    ]
    assert outcome.reasons["a"] == Reason(
        "does_not_fit", votes=2, support=2, step=3, stage="completion", left=2, missing_money=4
    )
    assert outcome.reasons["d"].code == "no_votes"


def test_a_dearest_project_does_not_stop_the_raising() -> None:
    settings = replace(SHARES, completion="add1", add1_stop="overspend")
    costs, ballots = {"a": 10, "withdrawn": 11, "b": 9}, [["a", "withdrawn"], ["withdrawn"], ["b"]]
    outcome = count(costs, ballots, pot=10, settings=settings)
    struck = count({"a": 10, "b": 9}, [["a"], [], ["b"]], pot=10, settings=settings)
    assert outcome.funded == struck.funded == ("b",)
    assert outcome.reasons["withdrawn"].missing_money == 1


def test_a_tie_of_prices_goes_to_the_tie_order_and_is_told() -> None:
    costs, ballots = {"a": 10, "b": 10}, [["a", "b"]]
    for ties, winner in ((("id",), "a"), (("order",), "a"), (("votes", "id"), "a")):
        outcome = count(costs, ballots, pot=10, settings=replace(SHARES, ties=ties))
        assert (outcome.funded, outcome.tie_mattered) == ((winner,), True)
        assert outcome.steps[0].tied_with == ("b",)
    turned = count({"b": 10, "a": 10}, ballots, pot=10, settings=replace(SHARES, ties=("order",)))
    assert turned.funded == ("b",)


def test_a_tie_that_changes_nothing_is_no_matter() -> None:
    outcome = count({"a": 5, "b": 5}, [["a", "b"], ["a", "b"]], pot=10)
    assert (outcome.funded, outcome.tie_mattered) == (("a", "b"), False)
    assert outcome.steps[0].tied_with == ("b",)


@settings(max_examples=150, deadline=None)
@given(sample=samples(), utility=utilities)
def test_at_the_cost_of_what_its_supporters_had_left_it_would_have_been_bought(sample: Sample, utility: str) -> None:
    rules = Settings("equal-shares", utility=utility)
    for project, reason in sample.count(rules).reasons.items():
        if reason.code == "supporters_short" and reason.supporters_money:
            assert reason.missing_money == sample.costs()[project] - reason.supporters_money
            cheaper = [
                Candidate(each.id, reason.supporters_money if each.id == project else each.cost)
                for each in sample.candidates
            ]
            assert project in Sample(cheaper, sample.ballots, sample.pot).count(rules).funded


@settings(max_examples=150, deadline=None)
@given(sample=samples(), utility=utilities)
def test_nobody_pays_more_than_the_share_and_the_payments_make_the_cost(sample: Sample, utility: str) -> None:
    outcome = sample.count(Settings("equal-shares", utility=utility))
    for step in outcome.steps:
        assert step.payment is not None
        assert step.effective_votes is not None
        assert 0 < step.payment <= (outcome.endowment or 0)
        assert step.payment * step.effective_votes == step.cost
        assert step.effective_votes <= step.votes


def test_votes_needed_recounts_with_the_smaller_shares() -> None:
    costs, ballots = {"a": 12, "b": 3}, [["a"], ["b"], ["b"], ["b"]]
    candidates = [Candidate(key, cost) for key, cost in costs.items()]
    given_to = {"candidates": candidates, "tally": Tally.of_approvals(ballots), "pot": 16, "settings": SHARES}
    # With v more voters for "a": (1 + v) of (4 + v) shares of 16 reach 12 from v = 8 on.
    assert votes_needed(project="a", **given_to) == 8
    assert count(costs, [*ballots, *[["a"]] * 8], pot=16).funded == ("a", "b")
    assert count(costs, [*ballots, *[["a"]] * 7], pot=16).funded == ("b",)
