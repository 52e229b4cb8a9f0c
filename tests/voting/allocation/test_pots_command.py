"""Several pots on the command line: count, protocol, recount, and the plain second count."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.voting.allocation.elections import Sample, by_lot
from tests.voting.allocation.test_command_line import FILE
from voting.allocation import Pot, Settings, allocate_pots, plain
from voting.allocation.__main__ import main

POTS: list[dict[str, Any]] = [
    {
        "name": "small",
        "amount": "40.50",
        "projects": ["trees", "bench", "wall"],
        "settings": {"rule": "greedy"},
        "rest_to": "large",
    },
    {"name": "large", "amount": 60, "projects": ["park", "swings", "bench"], "settings": {"rule": "phragmen"}},
]


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    (tmp_path / "pots.json").write_text(json.dumps(POTS), encoding="utf-8")
    (tmp_path / "vote.pb").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, str, str]:
    code = main([str(folder / word) if "." in word else word for word in words])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_each_pot_is_counted_and_the_rest_moves_on(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, vote, "pots", "vote.pb", "pots.json", "--json")
    assert (code, err) == (0, "")
    small, large = json.loads(out)["pots"]
    assert (small["outcome"]["funded"], small["handed_on"]) == (["trees", "bench"], 0)
    assert (large["outcome"]["funded"], large["received"], large["outcome"]["pot"]) == (["park"], 0, 60)
    _code, text, _err = run(capsys, vote, "pots", "vote.pb", "pots.json")
    assert [line for line in text.splitlines() if line.startswith("Local vote")] == [
        "Local vote · 2026 · small (received 0, handed on 0 EUR)",
        "Local vote · 2026 · large (received 0, handed on 0 EUR)",
    ]


def test_the_protocol_is_counted_again_by_both(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    protocol = vote / "protocol.json"
    assert run(capsys, vote, "pots", "vote.pb", "pots.json", "--json", "--protocol", "protocol.json")[0] == 0
    assert run(capsys, vote, "recount", "protocol.json", "vote.pb") == (0, "same\n", "")
    command = [sys.executable, "-I", plain.__file__, vote / "vote.pb", protocol]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "same winners\n"
    told = json.loads(protocol.read_text(encoding="utf-8"))
    told["pots"][1]["outcome"]["funded"] = ["swings"]
    protocol.write_text(json.dumps(told), encoding="utf-8")
    code, out, _err = run(capsys, vote, "recount", "protocol.json", "vote.pb")
    assert (code, out) == (
        1, 'pots[2].outcome.funded[1]: the protocol says "swings", the recount "park".\n'
    )  # fmt: skip
    assert subprocess.run(command, capture_output=True, text=True, check=False).returncode == 1


@pytest.mark.parametrize(
    ("pots", "message"),
    [
        ("{", "{folder}/pots.json: this is not JSON."),
        ("[3]", "{folder}/pots.json: pots: each needs name, amount, projects and settings."),
        (json.dumps([POTS[0] | {"projects": "a"}]), "{folder}/pots.json: projects: must be a list of project ids."),
        (json.dumps([POTS[0] | {"settings": 3}]), "{folder}/pots.json: settings: must be an object."),
        (json.dumps([POTS[0] | {"amount": -1}]), "{folder}/pots.json: amount: must be at least 0."),
        (json.dumps([POTS[0] | {"amount": 0.5}]), "{folder}/pots.json: amount: 0.5 is not an exact number."),
        (json.dumps([POTS[0] | {"settings": {"rule": "luck"}}]),
         "{folder}/pots.json: rule: 'luck' is not one of greedy, equal-shares, phragmen, max-utility."),
        (json.dumps([POTS[0]]), "{folder}/vote.pb: The rest of the pot small must go to a later pot."),
        (json.dumps([POTS[1] | {"projects": ["moon"]}]),
         "{folder}/vote.pb: The pot large names 'moon', which is not among the projects."),
    ],
)  # fmt: skip
def test_bad_pots_are_one_line(vote: Path, pots: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    (vote / "pots.json").write_text(pots, encoding="utf-8")
    code, out, err = run(capsys, vote, "pots", "vote.pb", "pots.json")
    assert (code, out, err) == (2, "", message.format(folder=vote) + "\n")


def pots_by_lot(sample: Sample, drawn: Settings, mix: random.Random) -> list[Pot]:
    """Two or three pots under the settings drawn; a project may be in several of them."""
    ids = list(sample.costs())
    names = ["first", "second", "last"][: mix.randint(2, 3)]
    settings = Settings.from_dict(drawn.to_dict() | {"caps": []})
    return [
        Pot(name, mix.randint(0, 20), tuple(mix.sample(ids, mix.randint(1, len(ids)))), settings, rest_to)
        for name, rest_to in zip(names, [*names[1:], ""], strict=True)
    ]


@pytest.mark.parametrize("rule", ["greedy", "phragmen", "max-utility", "equal-shares"])
def test_the_plain_count_fills_the_pots_alike(rule: str) -> None:
    moved = 0
    for seed in range(120):
        sample, drawn = by_lot(rule, seed)
        pots = pots_by_lot(sample, drawn, random.Random(seed))
        counts = allocate_pots(pots=pots, candidates=sample.candidates, tally=sample.tally(drawn))
        points = drawn.utility == "points"
        box = [({p: Fraction(each[p] if points else 1) for p in each}, 1) for each in sample.ballots]
        vote = plain.Vote({key: Fraction(cost) for key, cost in sample.costs().items()}, box, Fraction(0))
        found = plain.count_pots(vote, [pot.to_dict() for pot in pots])
        assert [list(each.outcome.funded) for each in counts] == [each["funded"] for each in found], seed
        assert [each.outcome.spent for each in counts] == [Fraction(each["spent"]) for each in found], seed
        moved += sum(bool(each.received) for each in counts)
    assert moved > 50


def test_a_pot_is_read_back() -> None:
    pot = Pot("north", Fraction(1, 3), ("a", "b"), Settings("greedy", min_votes=2), "city")
    assert Pot.from_dict(json.loads(json.dumps(pot.to_dict()))) == pot
