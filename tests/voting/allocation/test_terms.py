"""The terms of a statute: exclusive groups, variants, caps, minimums, part-funding, channels; under every rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.voting.allocation.elections import RULES, Sample, by_lot
from voting.allocation import (
    AllocationError,
    BallotError,
    Candidate,
    Cap,
    Group,
    Outcome,
    Reason,
    Settings,
    Step,
    Tally,
    allocate,
    weighed,
)

CANDIDATES = [Candidate("big", 60), Candidate("mid", 50), Candidate("small", 30), Candidate("tiny", 10)]
BALLOTS = [["big"]] * 9 + [["mid"]] * 7 + [["small"]] * 5 + [["tiny"]] * 3


def count(tally: Tally | None = None, /, *, pot: int = 95, rule: str = "greedy", **changes: Any) -> Outcome:
    tally = tally or Tally.of_approvals(BALLOTS)
    return allocate(candidates=CANDIDATES, tally=tally, pot=pot, settings=Settings(rule, **changes))


def many(rule: str, number: int = 150) -> list[tuple[Sample, Settings, Outcome]]:
    drawn = [by_lot(rule, seed) for seed in range(number)]
    return [(sample, settings, sample.count(settings)) for sample, settings in drawn]


@pytest.mark.parametrize("rule", RULES)
def test_the_pot_the_groups_and_the_caps_hold(rule: str) -> None:
    for sample, settings, outcome in many(rule):
        costs, won = sample.costs(), {*outcome.funded, *outcome.part_funded}
        assert outcome.spent <= sample.pot
        assert sum(costs[key] for key in outcome.funded) <= outcome.spent
        for group in (*settings.exclusive, *settings.variants):
            assert len(won & set(group)) <= 1
        for cap in settings.caps:
            assert sum(costs[key] for key in won & set(cap.projects)) <= cap.limit


@pytest.mark.parametrize("rule", RULES)
def test_everybody_gets_one_reason_that_agrees(rule: str) -> None:
    for sample, _settings, outcome in many(rule):
        assert outcome.reasons.keys() == sample.costs().keys()
        codes = {
            code: {k for k, each in outcome.reasons.items() if each.code == code} for code in ("funded", "part_funded")
        }
        assert codes == {"funded": set(outcome.funded), "part_funded": set(outcome.part_funded)}
        for reason in outcome.reasons.values():
            assert reason.rival is None or reason.code == "other_form" or reason.rival in outcome.funded


@pytest.mark.parametrize("rule", RULES)
def test_the_order_of_projects_and_voters_changes_no_byte(rule: str) -> None:
    for seed in range(100):
        sample, drawn = by_lot(rule, seed)
        settings = replace(drawn, ties=("votes", "id"))
        turned = Sample(list(reversed(sample.candidates)), list(reversed(sample.ballots)), sample.pot)
        assert turned.count(settings).canonical() == sample.count(settings).canonical()


def test_of_an_exclusive_group_the_first_that_fits_is_funded() -> None:
    outcome = count(exclusive=(("big", "small"),))
    assert outcome.funded == ("big", "tiny")
    assert outcome.steps[2] == Step("small", "excluded", "greedy", 30, 5, 5, 35, rival="big")
    assert outcome.reasons["small"] == Reason(
        "excluded", votes=5, support=5, step=3, stage="greedy", left=35, rival="big"
    )
    assert count(pot=55, exclusive=(("big", "small"),)).funded == ("mid",)
    assert count(pot=35, exclusive=(("mid", "small"),)).funded == ("small",)


def test_an_excluded_project_does_not_end_the_walk() -> None:
    assert count(misfit="stop", exclusive=(("big", "mid"),)).funded == ("big", "small")


def test_an_excluded_project_does_not_keep_the_shares_rising() -> None:
    tally = Tally.of_approvals([["big", "mid"], ["big"], ["tiny"]])
    for stop in ("exhaustive", "overspend"):
        outcome = count(
            tally, pot=100, rule="equal-shares", completion="add1", add1_stop=stop, exclusive=(("big", "mid"),)
        )
        assert (outcome.funded, outcome.stop_reason) == (("big", "tiny"), "all_bought")
        assert outcome.reasons["mid"].code == "excluded"


def test_variants_stand_as_one() -> None:
    tally = Tally.of_approvals([["mid"], ["mid"], ["mid", "small"], ["small"], ["big"], ["big"], ["big"]])
    outcome = count(tally, variants=(("small", "mid"),))
    assert [(step.project, step.votes, step.action) for step in outcome.steps] == [
        ("mid", 4, "funded"),
        ("big", 3, "passed_over"),
    ]
    assert outcome.reasons["small"] == Reason("other_form", votes=0, support=0, rival="mid")


def test_a_variant_that_the_pot_cannot_pay_does_not_stand() -> None:
    outcome = count(pot=40, variants=(("small", "mid"),))
    assert (outcome.funded, outcome.reasons["small"].votes) == (("small", "tiny"), 12)


def test_variants_take_the_most_points_of_a_ballot() -> None:
    tally = Tally.of_points([{"mid": 3, "small": 5}, {"mid": 4}])
    outcome = count(tally, utility="points", variants=(("small", "mid"),))
    assert (outcome.funded, outcome.reasons["mid"].support) == (("mid",), 9)


def test_a_cap_passes_over_what_is_too_much_and_ends_nothing() -> None:
    outcome = count(misfit="stop", pot=200, caps=(Cap(70, ("big", "mid")), Cap(35, ("small", "tiny"))))
    assert [(step.project, step.action) for step in outcome.steps] == [
        ("big", "funded"),
        ("mid", "cap_reached"),
        ("small", "funded"),
        ("tiny", "cap_reached"),
    ]


@pytest.mark.parametrize(
    ("changes", "below"),
    [
        ({"min_share": Fraction(7, 24)}, {"small": 2, "tiny": 4}),
        ({"min_share": Fraction(7, 24), "min_votes": 8}, {"mid": 1, "small": 3, "tiny": 5}),
        # 24 ballots, pot 96: a project needs at least its cost / 8 votes.
        ({"min_by_cost": Fraction(1, 2)}, {}),
        ({"min_by_cost": 1}, {"big": 6, "mid": Fraction(11, 2), "small": Fraction(5, 2)}),
    ],
)
def test_the_largest_minimum_holds(changes: dict[str, Any], below: dict[str, int]) -> None:
    outcome = count(pot=96, **changes)
    found = {key: each.missing_votes for key, each in outcome.reasons.items() if each.code == "below_minimum"}
    assert found == below


@pytest.mark.parametrize(
    ("share", "part", "spent"), [(Fraction(7, 10), ("mid",), 95), (Fraction(71, 100), (), 60), (0, (), 60)]
)
def test_the_project_that_ends_the_walk_is_paid_in_part(share: Fraction, part: tuple[str, ...], spent: int) -> None:
    outcome = count(misfit="stop", part_from=share)
    assert (outcome.funded, outcome.part_funded, outcome.spent) == (("big",), part, spent)
    if part:
        assert outcome.steps[-1] == Step("mid", "part_funded", "greedy", 50, 7, 7, left=0, reserve=15)
        assert outcome.reasons["mid"].missing_money == 15
        assert outcome.to_dict()["part_funded"] == ["mid"]


def test_channels_make_up_their_shares() -> None:
    internet, paper = Tally.of_approvals([["a"], ["a"], ["b"]]), Tally.of_approvals([["b"]])
    tally = weighed({"internet": internet, "paper": paper}, channels=(("internet", 1), ("paper", 1)))
    assert tally.ballots == 4
    assert tally.groups == (
        Group((("a", 1),), Fraction(4, 3)),
        Group((("b", 1),), Fraction(8, 3)),
    )
    assert tally.votes == {"a": Fraction(4, 3), "b": Fraction(8, 3)}


@pytest.mark.parametrize(
    ("tallies", "message"),
    [
        ({"internet": Tally.of_approvals([[]])}, "The channel 'paper' has no ballots."),
        ({"internet": Tally(0, ()), "paper": Tally.of_approvals([[]])}, "The channel 'internet' has no ballots."),
        ({"fax": Tally.of_approvals([[]])}, "The channel 'fax' has no share."),
    ],
)
def test_channels_and_shares_must_agree(tallies: dict[str, Tally], message: str) -> None:
    with pytest.raises(BallotError) as refused:
        weighed(tallies, channels=(("internet", 1), ("paper", 1)))
    assert str(refused.value) == message


@pytest.mark.parametrize("rule", RULES)
def test_a_weight_of_two_is_every_ballot_twice(rule: str) -> None:
    """With 4 ballots here and 2 there, shares of 4 to 4 make each of the two count twice."""
    for seed in range(40):
        sample, drawn = by_lot(rule, seed)
        settings = replace(drawn, completion="none", channels=(("here", 4), ("there", 4)), utility="cost", variants=())
        here, there = ([dict(each) for each in sample.ballots[:4]], [dict(each) for each in sample.ballots[4:6]])
        if len(here) < 4 or len(there) < 2:
            continue
        parts = {"here": Tally.of_approvals(here), "there": Tally.of_approvals(there)}
        tally = weighed(parts, channels=settings.channels)
        doubled = Tally.of_approvals([*here, *there, *there])
        given = {"candidates": sample.candidates, "pot": sample.pot}
        assert (
            allocate(tally=tally, settings=replace(settings, min_votes=0, ties=("cost", "id")), **given).funded
            == allocate(
                tally=doubled, settings=replace(settings, min_votes=0, ties=("cost", "id"), channels=()), **given
            ).funded
        )


def test_weights_that_were_not_applied_are_refused() -> None:
    with pytest.raises(AllocationError, match="not weighed by the channels that the settings name"):
        count(channels=(("internet", 1),))


@pytest.mark.parametrize("changes", [{"exclusive": (("big", "pond"),)}, {"caps": (Cap(5, ("pond",)),)}])
def test_a_stranger_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AllocationError, match=r"^The settings name 'pond', which is not among the projects\.$"):
        count(**changes)
