"""What the rules promise: equal shares represent every group, greedy rewards every vote."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from tests.voting.allocation.elections import Sample, by_lot
from voting.allocation import Amount, Candidate, Settings, Tally, allocate


def unrepresented(sample: Sample, funded: set[str], *, utility: str) -> list[tuple[str, ...]]:
    """The sets of projects for which a group is large enough to claim them and nobody in it got as much.

    Extended justified representation up to one project (Peters, Pierczynski, Skowron 2021), by brute force:
    a group that all approve a set, with a part of the voters that covers its cost, must hold a voter who has
    as much from the funded projects, or would have more with one further project of the set.
    """
    costs = sample.costs()
    worth: dict[str, Amount] = {key: costs[key] if utility == "cost" else 1 for key in costs}
    found = []
    for size in range(1, len(costs) + 1):
        for wanted in combinations(sorted(costs), size):
            goal = sum(worth[key] for key in wanted)
            missing = max((worth[key] for key in wanted if key not in funded), default=0)
            has = [
                sum(worth[key] for key in funded & ballot.keys())
                for ballot in sample.ballots
                if all(key in ballot for key in wanted)
            ]
            poor = sum(1 for value in has if value < goal and value + missing <= goal)
            if poor and poor * sample.pot >= sum(costs[key] for key in wanted) * len(sample.ballots):
                found.append(wanted)
    return found


@pytest.mark.parametrize("utility", ["cost", "cardinality"])
def test_equal_shares_represent_every_group_up_to_one_project(utility: str) -> None:
    claims = 0
    for seed in range(600):
        sample, _settings = by_lot("equal-shares", seed, projects=5, ballots=8)
        outcome = sample.count(Settings("equal-shares", utility=utility))
        assert unrepresented(sample, set(outcome.funded), utility=utility) == [], seed
        claims += bool(unrepresented(sample, set(), utility=utility))
    assert claims > 200


def test_greedy_makes_no_such_promise() -> None:
    """So the test above can fail: four in ten voters could claim four projects, and greedy gives them none."""
    many, few = [f"m{number}" for number in range(10)], [f"n{number}" for number in range(4)]
    ballots = [dict.fromkeys(many, 1)] * 6 + [dict.fromkeys(few, 1)] * 4
    sample = Sample([Candidate(key, 10) for key in (*many, *few)], ballots, 100)
    greedy, shares = (set(sample.count(Settings(rule)).funded) for rule in ("greedy", "equal-shares"))
    assert greedy == set(many)
    assert ("n0", "n1", "n2", "n3") in unrepresented(sample, greedy, utility="cost")
    assert unrepresented(sample, shares, utility="cost") == []


def test_a_further_vote_never_makes_a_greedy_winner_lose() -> None:
    asked = 0
    for seed in range(400):
        sample, drawn = by_lot("greedy", seed)
        settings = replace(drawn, variants=())
        tally = sample.tally(settings)
        for project in sample.count(settings).funded:
            contest = {"candidates": sample.candidates, "pot": sample.pot, "settings": settings}
            assert project in _funded(tally.with_ballots(project=project, more=1), contest)
            assert project in _funded(sample_with(sample, project).tally(settings), contest)
            asked += 1
    assert asked > 300


def sample_with(sample: Sample, project: str) -> Sample:
    """The first ballot that does not name the project names it too."""
    ballots = [dict(ballot) for ballot in sample.ballots]
    for ballot in ballots:
        if project not in ballot:
            ballot[project] = Fraction(1)
            break
    return Sample(sample.candidates, ballots, sample.pot)


def _funded(tally: Tally, contest: dict[str, Any]) -> tuple[str, ...]:
    return allocate(tally=tally, **contest).funded
