"""The records of a count: exact from the start, the same bytes at the end."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

import pytest

from voting.allocation import AllocationError, Candidate, Outcome, Reason, Settings, Step

STEP = Step(
    project="a",
    action="funded",
    stage="equal-shares",
    cost=5,
    votes=3,
    support=3,
    left=0,
    payment=Fraction(5, 3),
    effective_votes=Fraction(3),
    exhausted=0,
)
OUTCOME = Outcome(
    settings=Settings("equal-shares"),
    pot=5,
    ballots=3,
    funded=("a",),
    spent=5,
    steps=(STEP,),
    reasons={"b": Reason("no_votes", votes=0, support=0), "a": Reason("funded", votes=3, support=3, step=1)},
    stop_reason="no_project_affordable",
    tie_mattered=False,
    endowment=Fraction(5, 3),
    reruns=0,
)


@pytest.mark.parametrize("cost", [0, -1, Fraction(0), 1.5, True, "5"])
def test_a_cost_is_exact_and_more_than_nothing(cost: Any) -> None:
    with pytest.raises(AllocationError, match=r"^Project a: the cost must be"):
        Candidate("a", cost)


def test_a_step_leaves_out_what_does_not_apply() -> None:
    assert STEP.to_dict() == {
        "project": "a",
        "action": "funded",
        "stage": "equal-shares",
        "cost": 5,
        "votes": 3,
        "support": 3,
        "left": 0,
        "payment": "5/3",
        "effective_votes": 3,
        "exhausted": 0,
    }


def test_an_outcome_is_json_and_exact() -> None:
    assert json.loads(OUTCOME.canonical()) == {
        "version": "1",
        "rule": "equal-shares",
        "settings": Settings("equal-shares").to_dict(),
        "pot": 5,
        "ballots": 3,
        "funded": ["a"],
        "spent": 5,
        "stop_reason": "no_project_affordable",
        "tie_mattered": False,
        "endowment": "5/3",
        "reruns": 0,
        "steps": [STEP.to_dict()],
        "reasons": {
            "a": {"code": "funded", "votes": 3, "support": 3, "step": 1},
            "b": {"code": "no_votes", "votes": 0, "support": 0},
        },
    }


def test_the_digest_is_that_of_the_canonical_bytes() -> None:
    assert OUTCOME.digest() == hashlib.sha256(OUTCOME.canonical()).hexdigest()
    assert b" " not in OUTCOME.canonical()
