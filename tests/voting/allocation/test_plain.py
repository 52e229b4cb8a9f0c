"""The plain second implementation agrees: on random elections under any settings, and on every shared file."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.voting.allocation import shared
from tests.voting.allocation.elections import RULES, by_lot
from tests.voting.allocation.test_command_line import FILE
from voting.allocation import Settings, allocate, plain
from voting.allocation.__main__ import main

SOURCE = Path(plain.__file__)
SHARES = Settings("equal-shares")
#: Different ballots times projects: above it, the plain count takes longer than a test may.
SMALL, MIDDLING = 4_000, 15_000


@pytest.mark.parametrize("rule", RULES)
def test_both_fund_the_same_under_any_settings(rule: str) -> None:
    for seed in range(600):
        sample, rules = by_lot(rule, seed)
        outcome, other = sample.count(rules), sample.plain(rules)
        assert list(outcome.funded) == other["funded"], (seed, rules)
        assert list(outcome.part_funded) == other["part_funded"], (seed, rules)
        assert outcome.spent == Fraction(other["spent"]), (seed, rules)


def all_files() -> list[str]:
    return sorted(path.name for path in shared.FOLDER.glob("*.pb")) or ["none"]


@pytest.mark.parametrize("name", all_files())
def test_both_fund_the_same_in_real_votes(name: str) -> None:
    document, read = shared.election(name), {}
    size = len(document.tally(points=False).groups) * len(document.projects)
    tried = [Settings("greedy", misfit="stop", part_from=Fraction(4, 5), min_share=Fraction(1, 50))]
    tried += [Settings("greedy")] if size < 100 * MIDDLING else []
    if document.meta["vote_type"] in ("ordinal", "cumulative"):
        tried.append(Settings("greedy", utility="points"))
    if size < MIDDLING:
        tried += [SHARES, Settings("phragmen", completion="utilitarian")]
    if size < SMALL:
        tried += [replace(SHARES, completion="add1", increment=Fraction(1, 20), increment_as="share")]
        tried += [replace(SHARES, comparison="satisfaction"), Settings("max-utility")]
    for rules in tried:
        points = rules.utility == "points"
        outcome = allocate(
            candidates=document.candidates(), tally=document.tally(points=points), pot=document.pot, settings=rules
        )
        if points not in read:
            read[points] = plain.read(shared.path(name), {"utility": rules.utility})
        found = plain.count(read[points], rules.to_dict())
        assert (list(outcome.funded), list(outcome.part_funded)) == (found["funded"], found["part_funded"]), rules


def test_it_needs_nothing_from_its_neighbours() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert imported - sys.stdlib_module_names == set()
    assert len(SOURCE.read_text(encoding="utf-8").splitlines()) < 400


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    file = tmp_path / "vote.pb"
    file.write_text(FILE, encoding="utf-8")
    return file


def run(*arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-I", str(SOURCE), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_it_runs_by_itself(vote: Path) -> None:
    found = {"rule": "greedy", "funded": ["park", "trees"], "part_funded": [], "spent": "171/2"}
    assert run(vote, "rule=greedy", "misfit=stop", "ties=cost,order") == (0, json.dumps(found) + "\n")


@pytest.mark.parametrize(
    "options",
    [
        "--rule greedy --utility points --exclusive park,swings",
        "--rule equal-shares --completion add1 --add1-start integral --cents",
        "--rule phragmen --cap 30:trees,bench",
        "--rule max-utility --variants park,swings",
        "--rule greedy --misfit stop --part-from 1/4",
    ],
)
def test_it_checks_a_protocol(vote: Path, options: str, capsys: pytest.CaptureFixture[str]) -> None:
    protocol = vote.with_name("protocol.json")
    assert main(["count", str(vote), *options.split(), "--protocol", str(protocol)]) == 0
    capsys.readouterr()
    assert run(vote, protocol) == (0, "same winners\n")
    written = json.loads(protocol.read_text(encoding="utf-8"))
    written["outcome"]["funded"].reverse()
    protocol.write_text(json.dumps(written), encoding="utf-8")
    code, said = run(vote, protocol)
    assert (code, said[:15]) == (1, "other winners: ")
