"""The protocol of a count: complete, and the recount names what is not the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.voting.allocation.test_command_line import FILE
from voting.allocation import pabulib, protocol
from voting.allocation.__main__ import main

OPTIONS = "--rule equal-shares --completion add1 --add1-start integral --ties cost,order"


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    file = tmp_path / "vote.pb"
    file.write_text(FILE, encoding="utf-8")
    return file


def counted(vote: Path, capsys: pytest.CaptureFixture[str], options: str = OPTIONS) -> Path:
    """Where the protocol was written; the count prints its table besides."""
    file = vote.with_name("protocol.json")
    assert main(["count", str(vote), *options.split(), "--protocol", str(file)]) == 0
    assert "Funded: " in capsys.readouterr().out
    return file


def recounted(capsys: pytest.CaptureFixture[str], *files: Path) -> tuple[int, str, str]:
    code = main(["recount", *map(str, files)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_protocol_holds_input_settings_version_trace_and_winners(
    vote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = json.loads(counted(vote, capsys).read_bytes())
    assert list(written) == ["protocol", "input", "cents", "outcome", "outcome_sha256"]
    assert written["input"]["sha256"] == hashlib.sha256(vote.read_bytes()).hexdigest()
    assert written["cents"] is False
    outcome = written["outcome"]
    assert (outcome["version"], outcome["rule"], outcome["settings"]["ties"]) == (
        "1",
        "equal-shares",
        ["cost", "order"],
    )
    assert outcome["funded"] == [step["project"] for step in outcome["steps"]]
    canonical = json.dumps(outcome, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert written["outcome_sha256"] == hashlib.sha256(canonical).hexdigest()


@pytest.mark.parametrize(
    "options",
    [
        OPTIONS,
        OPTIONS + " --cents",
        "--rule greedy --misfit stop --min-votes 2",
        "--rule greedy --utility points",
        "--rule equal-shares --completion add1 --increment 1/4 --cents",
    ],
)
def test_the_same_file_counts_to_the_same(vote: Path, capsys: pytest.CaptureFixture[str], options: str) -> None:
    assert recounted(capsys, counted(vote, capsys, options), vote) == (0, "same\n", "")


def test_the_name_of_the_file_is_no_difference(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = vote.with_name("copy.pb")
    other.write_bytes(vote.read_bytes())
    assert recounted(capsys, counted(vote, capsys), other) == (0, "same\n", "")


def test_another_file_is_named_by_its_hash(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = counted(vote, capsys)
    before = hashlib.sha256(vote.read_bytes()).hexdigest()
    vote.write_text(FILE.replace("5;swings", "5;trees"), encoding="utf-8")
    now = hashlib.sha256(vote.read_bytes()).hexdigest()
    message = f'input.sha256: the protocol says "{before}", the recount "{now}".\n'
    assert recounted(capsys, file, vote) == (1, message, "")


def setting(written: dict[str, Any]) -> None:
    written["outcome"]["settings"]["completion"] = "none"


def winner(written: dict[str, Any]) -> None:
    written["outcome"]["funded"][0] = "wall"


def fewer(written: dict[str, Any]) -> None:
    written["outcome"]["steps"].pop()


def version(written: dict[str, Any]) -> None:
    written["outcome"]["version"] = "0"


def kind(written: dict[str, Any]) -> None:
    written["outcome"]["tie_mattered"] = 1


def extra(written: dict[str, Any]) -> None:
    written["outcome"]["blessing"] = "yes"


def seal(written: dict[str, Any]) -> None:
    written["outcome_sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("tamper", "begins"),
    [
        (setting, "outcome.funded[1]: the protocol says "),
        (winner, 'outcome.funded[1]: the protocol says "wall", the recount '),
        (fewer, "length of outcome.steps: the protocol says 1, the recount 2."),
        (version, 'outcome.version: the protocol says "0", the recount "1".'),
        (kind, "outcome.tie_mattered: the protocol says 1, the recount "),
        (extra, 'outcome.blessing: the protocol says "yes", the recount nothing.'),
        (seal, f'outcome_sha256: the protocol says "{"0" * 64}", the recount '),
    ],
)
def test_the_first_difference_is_named(
    vote: Path, capsys: pytest.CaptureFixture[str], tamper: Callable[[dict[str, Any]], None], begins: str
) -> None:
    file = counted(vote, capsys)
    written = json.loads(file.read_bytes())
    tamper(written)
    file.write_text(json.dumps(written), encoding="utf-8")
    code, out, err = recounted(capsys, file, vote)
    assert (code, out[: len(begins)], out.count("\n"), err) == (1, begins, 1, "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "this is not JSON."),
        ("[" * 100_000, "this is not JSON."),
        ("[]", "this is not a protocol of a count (it needs protocol: 1)."),
        ('{"protocol": 2}', "this is not a protocol of a count (it needs protocol: 1)."),
        ('{"protocol": 1, "outcome": {}}', "the protocol names no settings."),
        ('{"protocol": 1, "outcome": {"settings": {"rule": "luck"}}}', "rule: 'luck' is not one of"),
        (
            '{"protocol": 1, "outcome": {"settings": {"rule": "greedy", "ties": "cost"}}}',
            "ties: must be a list of keys.",
        ),
    ],
)
def test_what_is_no_protocol_is_one_line_and_exit_code_2(
    vote: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    file = vote.with_name("protocol.json")
    file.write_text(content, encoding="utf-8")
    code, out, err = recounted(capsys, file, vote)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"{file}: {message}")


def test_a_missing_file_is_one_line_and_exit_code_2(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = counted(vote, capsys)
    none = vote.with_name("no.json")
    assert recounted(capsys, none, vote) == (2, "", f"{none}: No such file or directory\n")
    assert recounted(capsys, file, none) == (2, "", f"{none}: No such file or directory\n")


def test_a_protocol_that_cannot_be_written_is_one_line(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = vote.with_name("nowhere") / "protocol.json"
    assert main(["count", str(vote), "--rule", "greedy", "--protocol", str(place)]) == 2
    assert capsys.readouterr().err == f"{place}: No such file or directory\n"


def test_a_protocol_is_readable_text(vote: Path) -> None:
    document = pabulib.read(vote)
    assert protocol.render({"name": document.names["park"], "town": "Łódź"}).decode().splitlines() == [
        "{",
        '  "name": "A park",',
        '  "town": "Łódź"',
        "}",
    ]
