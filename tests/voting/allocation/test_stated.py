"""Settings in the comment of a file: read back exactly, or refused, or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting.allocation import Settings, SettingsError
from voting.allocation.__main__ import main
from voting.allocation.stated import Stated, comment, stated

DIGEST = "0123456789abcdef" * 4
FILE = """META
key;value
description;Kiezgeld
country;Germany
unit;Musterstadt
instance;2024
num_projects;2
num_votes;3
budget;10
vote_type;approval
rule;unknown
date_begin;2024
date_end;2024
currency;EUR
comment;{}
PROJECTS
project_id;cost;votes
a;6;2
b;5;2
VOTES
voter_id;vote
1;a,b
2;a
3;b
"""


@pytest.mark.parametrize("tail", ["", " #3: SHA-256 of the ballot paper: 00"])
@pytest.mark.parametrize(
    ("words", "settings", "cents"),
    [
        ("--rule greedy", Settings("greedy"), False),
        ("--cents --rule greedy", Settings("greedy", increment=100, unit=100), True),
        ("--rule greedy --exclusive 'a #2: b,c'", Settings("greedy", exclusive=(("a #2: b", "c"),)), False),
        ("--rule greedy --exclusive=-a,-b", Settings("greedy", exclusive=(("-a", "-b"),)), False),
    ],
)
def test_settings_are_read_back(words: str, settings: Settings, cents: bool, tail: str) -> None:
    assert stated(comment(words, digest=DIGEST) + tail) == Stated(settings, cents, DIGEST)


@pytest.mark.parametrize(
    "other",
    [
        "",
        "#1: Project 7 was withdrawn.",
        f"#1: Recount: python -m voting.allocation count FILE --rule greedy #2: SHA-256 of the outcome: {DIGEST[1:]}",
        f"#1: Something else. #2: {comment('--rule greedy', digest=DIGEST)}",
    ],
)
def test_other_comments_say_nothing(other: str) -> None:
    assert stated(other) is None


@pytest.mark.parametrize(
    "words",
    ["", "--rule dictator", "--rule greedy --completion add1", "--rule greedy --json", "--rule greedy --ties 'cost",
     "--rule greedy --min-votes viele", "--rul greedy"],
)  # fmt: skip
def test_options_that_do_not_hold_are_refused(words: str) -> None:
    with pytest.raises(SettingsError):
        stated(comment(words, digest=DIGEST))


def test_a_file_that_states_its_settings_is_counted_again_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, words = tmp_path / "vote.pb", "--rule greedy --ties dearer"
    file.write_text(FILE.format(comment(words, digest=DIGEST)))
    assert main(["recount", str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"outcome_sha256: stored {DIGEST}, now ")
    file.write_text(FILE.format(comment(words, digest=said.split()[-1])))
    assert (main(["recount", str(file)]), capsys.readouterr().out) == (0, "same\n")
    file.write_text(file.read_text().replace("dearer", "cost"))
    assert main(["recount", str(file)]) == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("#1: nothing", "the comment does not say how it was counted; give PROTOCOL.json as well."),
        (comment("--rule dictator", digest=DIGEST), "comment: argument --rule: invalid choice: 'dictator'"),
    ],
)
def test_a_file_that_states_nothing_usable_is_refused(
    written: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "vote.pb"
    file.write_text(FILE.format(written))
    assert main(["recount", str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"{file}: {said}")
