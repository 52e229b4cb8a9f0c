"""How far a long count is: told by the rules, drawn on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voting.allocation import Candidate, Cap, Settings, Tally, allocate

ROOT = Path(__file__).resolve().parents[3]
CANDIDATES = [Candidate("a", 60), Candidate("b", 50), Candidate("c", 25), Candidate("d", 15)]
BALLOTS = [["a"], ["a"], ["a", "c"], ["a", "d"], ["b"], ["b", "c"], ["b", "c", "d"]]
FILE = """META
key;value
description;Kiez
num_projects;4
num_votes;7
budget;100
vote_type;approval
PROJECTS
project_id;cost
a;60
b;50
c;25
d;15
VOTES
voter_id;vote
""" + "".join(f'{number};"{",".join(ballot)}"\n' for number, ballot in enumerate(BALLOTS))


def told(settings: Settings, ballots: Any = BALLOTS, pot: int = 100) -> tuple[list[tuple[int, int | None]], Any]:
    seen: list[tuple[int, int | None]] = []
    outcome = allocate(
        candidates=CANDIDATES,
        tally=Tally.of_approvals(ballots),
        pot=pot,
        settings=settings,
        watch=lambda done, at_most: seen.append((done, at_most)),
    )
    return seen, outcome


def test_greedy_and_a_single_run_of_equal_shares_are_too_quick_to_tell() -> None:
    assert told(Settings("greedy"))[0] == []
    assert told(Settings("equal-shares"))[0] == []


def test_add1_tells_its_reruns_and_how_many_they_are_at_most() -> None:
    seen, outcome = told(Settings("equal-shares", completion="add1", add1_stop="overspend", increment=Fraction(1, 2)))
    # Bought for sure: a at (100+60)/4 = 40, c at 125/3, together 85; with b at 50 they cost more than the pot.
    assert {at_most for _done, at_most in seen} == {-(-(50 - Fraction(100, 7)) // Fraction(1, 2))}
    done = [done for done, _at_most in seen]
    assert done == sorted(set(done))
    assert done[-1] == outcome.reruns


def test_where_projects_bar_one_another_no_most_is_known() -> None:
    seen, _outcome = told(Settings("equal-shares", completion="add1", caps=(Cap(60, ("a", "c")),)))
    assert seen
    assert {at_most for _done, at_most in seen} == {None}


@given(
    st.lists(st.sets(st.sampled_from("abcd"), max_size=4).map(sorted), min_size=1, max_size=12),
    st.integers(1, 200),
    st.sampled_from(["cost", "cardinality"]),
    st.sampled_from(["exhaustive", "overspend"]),
)
@example([["a", "b", "c", "d"]], 90, "cost", "overspend")  # the last raises are jumped over
def test_the_most_is_never_exceeded(ballots: list[list[str]], pot: int, utility: str, stop: str) -> None:
    seen, outcome = told(Settings("equal-shares", utility=utility, completion="add1", add1_stop=stop), ballots, pot)
    assert all(at_most is None or done <= at_most for done, at_most in seen)
    assert not seen or seen[-1][0] == outcome.reruns


def test_phragmen_tells_its_turns() -> None:
    seen, outcome = told(Settings("phragmen"))
    turns = len(outcome.steps)
    assert seen[:turns] == [(number, 4) for number in range(1, turns + 1)]


def test_max_utility_tells_the_projects_of_both_searches() -> None:
    seen, _outcome = told(Settings("max-utility"))
    assert [at_most for _done, at_most in seen] == [8] * len(seen)
    assert (seen[0], seen == sorted(seen), max(done for done, _most in seen) < 8) == ((0, 8), True, True)
    assert (4, 8) in seen


def test_nobody_watching_changes_nothing() -> None:
    for settings in (Settings("equal-shares", completion="add1"), Settings("phragmen"), Settings("max-utility")):
        watched = told(settings)[1]
        alone = allocate(candidates=CANDIDATES, tally=Tally.of_approvals(BALLOTS), pot=100, settings=settings)
        assert watched.canonical() == alone.canonical()


RULES = [
    ("--rule equal-shares --completion add1", "] 0/"),
    ("--rule phragmen", "] 1/4 at most"),
    ("--rule max-utility", "] 0/8 at most"),
]


@pytest.mark.parametrize(("words", "bar"), RULES)
def test_a_terminal_sees_the_bar_and_the_report_is_as_in_a_pipe(words: str, bar: str, tmp_path: Path) -> None:
    file = tmp_path / "vote.pb"
    file.write_text(FILE)
    command = [sys.executable, "-m", "voting.allocation", "count", str(file), *words.split()]
    piped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    ours, theirs = pty.openpty()
    try:
        shown = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
        drawn = os.read(ours, 65_536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert shown.stdout == piped.stdout
    assert bar in drawn
    assert drawn.endswith("\r\x1b[K")
