"""The command line: what an auditor types and sees."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.voting.allocation.shared import ROOT, path
from voting.allocation import Settings, allocate, pabulib
from voting.allocation.__main__ import main
from voting.allocation.settings import LATER

FILE = """\
META
key;value
description;Local vote
instance;2026
currency;EUR
budget;110
vote_type;ordinal
num_projects;5
num_votes;8
min_project_score_threshold;2
PROJECTS
project_id;cost;name
park;60;A park
swings;50;Swings
trees;25.50;Trees
bench;15;A bench
wall;5;A wall
VOTES
voter_id;vote
1;park
2;park
3;park,trees
4;park,bench
5;swings
6;trees,swings
7;swings,trees,bench
8;
"""


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    file = tmp_path / "vote.pb"
    file.write_text(FILE, encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["count", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_json_is_one_object_with_the_outcome(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, vote, "--rule", "greedy", "--misfit", "stop", "--json")
    document = pabulib.read(vote)
    outcome = allocate(
        candidates=document.candidates(),
        tally=document.tally(points=False),
        pot=document.pot,
        settings=Settings("greedy", misfit="stop"),
    )
    note = "the file states a minimum of 2 (min_project_score_threshold); counted with 0."
    source = {"file": "vote.pb", "sha256": hashlib.sha256(vote.read_bytes()).hexdigest(), "notes": [note]}
    assert json.loads(out) == outcome.to_dict() | {"outcome_sha256": outcome.digest(), "source": source}
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("options", "funded", "spent"),
    [
        (["--rule", "greedy"], ["park", "trees", "bench"], "201/2"),
        (["--rule", "greedy", "--min-votes", "3"], ["park", "trees"], "171/2"),
        (["--rule", "greedy", "--misfit", "stop"], ["park", "trees"], "171/2"),
        (["--rule", "greedy", "--ties", "dearer,order"], ["park", "swings"], 110),
        (["--rule", "greedy", "--utility", "cardinality"], ["bench", "trees", "park"], "201/2"),
        (["--rule", "greedy", "--utility", "points"], ["park", "swings"], 110),
        (["--rule", "equal-shares"], ["trees", "bench"], "81/2"),
        (["--rule", "equal-shares", "--completion", "utilitarian"], ["trees", "bench", "park"], "201/2"),
        (["--rule", "equal-shares", "--completion", "add1"], ["park", "swings"], 110),
        (
            [
                "--rule",
                "equal-shares",
                "--completion",
                "add1",
                "--add1-stop",
                "overspend",
                "--increment",
                "0.25",
            ],
            ["park", "swings"],
            110,
        ),
    ],
)
def test_the_options_reach_the_count(
    vote: Path, capsys: pytest.CaptureFixture[str], options: list[str], funded: list[str], spent: Any
) -> None:
    code, out, _err = run(capsys, vote, *options, "--json")
    result = json.loads(out)
    assert (code, result["funded"], result["spent"]) == (0, funded, spent)


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ("--rule greedy --min-share 0.1 --min-by-cost 1/3", {"min_share": "1/10", "min_by_cost": "1/3"}),
        ("--rule greedy --misfit stop --part-from 4/5", {"part_from": "4/5"}),
        (
            "--rule phragmen --exclusive park,swings --exclusive bench,wall --variants trees,bench",
            {"exclusive": [["park", "swings"], ["bench", "wall"]], "variants": [["trees", "bench"]]},
        ),
        ("--rule max-utility --cap 30.5:trees,bench", {"caps": [{"limit": "61/2", "projects": ["trees", "bench"]}]}),
        (
            "--rule equal-shares --completion add1 --increment-as share --increment 1/100 --comparison exclusion",
            {"increment_as": "share", "comparison": "exclusion"},
        ),
    ],
)
def test_the_terms_are_in_the_settings_and_in_the_table(
    vote: Path, capsys: pytest.CaptureFixture[str], options: str, settings: dict[str, Any]
) -> None:
    _code, out, _err = run(capsys, vote, *options.split(), "--json")
    stated = json.loads(out)["settings"]
    assert {name: value for name, value in stated.items() if name in LATER} == settings
    code, out, _err = run(capsys, vote, *options.split())
    line = out.splitlines()[2]
    assert (code, [name for name in settings if f"{name} " not in line]) == (0, [])


def test_channels_are_weighed(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, box = FILE.split("voter_id;vote\n")
    ways = ["paper", *["internet"] * 7]
    rows = [f"{row};{way}" for row, way in zip(box.splitlines(), ways, strict=True)]
    vote.write_text(head + "voter_id;vote;voting_method\n" + "\n".join(rows) + "\n", encoding="utf-8")
    options = "--rule greedy --channel internet=1/2 --channel paper=1/2 --json"
    _code, out, _err = run(capsys, vote, *options.split())
    result = json.loads(out)
    # The one paper ballot weighs 4, the seven others 4/7 each.
    assert (result["ballots"], result["reasons"]["park"]["votes"], result["reasons"]["swings"]["votes"]) == (
        8,
        "40/7",
        "12/7",
    )
    code, out, err = run(capsys, vote, "--rule", "greedy", "--channel", "internet=1")
    assert (code, out, err) == (2, "", f"{vote}: The channel 'paper' has no share.\n")


def test_channels_need_their_column(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, vote, "--rule", "greedy", "--channel", "internet=1")
    assert (code, out, err) == (2, "", f"{vote}: The file has no column voting_method.\n")


def test_every_option_is_in_the_settings(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = "--rule equal-shares --utility cardinality --completion add1-utilitarian --add1-start integral"
    options += " --add1-stop overspend --increment 1/2 --min-votes 2 --ties dearer,id --json"
    _code, out, _err = run(capsys, vote, *options.split())
    assert json.loads(out)["settings"] == {
        "rule": "equal-shares",
        "utility": "cardinality",
        "misfit": "skip",
        "completion": "add1-utilitarian",
        "add1_start": "integral",
        "add1_stop": "overspend",
        "increment": "1/2",
        "unit": 1,
        "min_votes": 2,
        "ties": ["dearer", "id"],
    }


def test_cents_give_what_the_platform_stores(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = (
        "--rule",
        "equal-shares",
        "--completion",
        "add1",
        "--add1-start",
        "integral",
        "--cents",
        "--json",
    )
    _code, out, _err = run(capsys, vote, *options)
    result = json.loads(out)
    assert (result["pot"], result["spent"], result["settings"]["increment"]) == (11000, 11000, 100)
    assert (result["settings"]["unit"], result["endowment"] % 100) == (100, 0)


def test_the_table_tells_steps_sums_and_reasons(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, vote, "--rule", "greedy")
    assert (
        out
        == """\
Local vote · 2026
8 ballots, 5 projects, pot 110 EUR
Settings: rule greedy, utility cost, misfit skip, completion none, add1_start exact, \
add1_stop exhaustive, increment 1, unit 1, min_votes 0, ties cost,votes,order
Note: the file states a minimum of 2 (min_project_score_threshold); counted with 0.

step  project  decision       cost  votes  payment  effective   left  name
   1  park     funded           60      4                         50  A park
   2  trees    funded        25.50      3                      24.50  Trees
   3  swings   does not fit     50      3                      24.50  Swings
   4  bench    funded           15      2                       9.50  A bench

Funded: 3 projects, 100.50 of 110 EUR
Ended because every project had its turn.
The tie order decided which projects are funded.

Not funded:
  swings: 3 votes; 25.50 EUR short of fitting in. 1 more votes would have been enough.
  wall: nobody voted for it.
"""
    )


def test_the_table_of_equal_shares_tells_the_share(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, vote, "--rule", "equal-shares", "--min-votes", "3")
    lines = out.splitlines()
    assert "   1  trees    funded    25.50      3     8.50          3  84.50  Trees" in lines
    assert "Share of each ballot: 13.75 EUR" in lines
    assert "Ended because no supporters can pay for a further project." in lines
    assert "  park: 4 votes; its supporters had 46.50 EUR left together, 13.50 EUR short." in lines
    assert "  bench: 2 votes, 1 short of the minimum." in lines


def test_after_a_stop_the_table_says_so(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, vote, "--rule", "greedy", "--misfit", "stop")
    assert "  bench: 2 votes; the walk had ended. 1 more votes would have been enough." in out.splitlines()


def test_a_bad_file_is_one_line_and_exit_code_2(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vote.write_text(FILE.replace("4;park,bench", "4;park,boat"), encoding="utf-8")
    code, out, err = run(capsys, vote, "--rule", "greedy")
    message = f"{vote}, line 23: the ballot names 'boat', which is not among the projects.\n"
    assert (code, out, err) == (2, "", message)


def test_a_missing_file_is_one_line_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, tmp_path / "no.pb", "--rule", "greedy")
    assert (code, out, err) == (2, "", f"{tmp_path / 'no.pb'}: No such file or directory\n")


def test_a_stranger_in_a_group_is_one_line_and_exit_code_2(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, vote, "--rule", "greedy", "--exclusive", "park,pond")
    assert (code, out, err) == (2, "", f"{vote}: The settings name 'pond', which is not among the projects.\n")


def test_missing_points_are_one_line_and_exit_code_2(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vote.write_text(FILE.replace("ordinal", "approval"), encoding="utf-8")
    code, out, err = run(capsys, vote, "--rule", "greedy", "--utility", "points")
    message = f"{vote}: Points are needed for the utility points; these ballots carry none.\n"
    assert (code, out, err) == (2, "", message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "the following arguments are required: --rule"),
        (["--rule", "luck"], "invalid choice: 'luck'"),
        (
            ["--rule", "greedy", "--completion", "add1"],
            "completion: applies to the rules equal-shares and phragmen only.",
        ),
        (["--rule", "equal-shares", "--misfit", "stop"], "misfit: stop applies to the rules greedy and phragmen only."),
        (["--rule", "greedy", "--ties", "luck"], "ties: 'luck' is not one of"),
        (["--rule", "greedy", "--min-votes", "some"], "'some' is not an exact number"),
        (["--rule", "greedy", "--cap", "a,b"], "argument --cap: 'a,b' is not LIMIT:ID,ID"),
        (["--rule", "greedy", "--channel", "paper"], "argument --channel: 'paper' is not NAME=SHARE"),
        (["--rule", "greedy", "--exclusive", "park"], "exclusive: a group needs at least two different projects."),
        (["--rule", "greedy", "--increment", "0"], "increment: must be more than 0."),
    ],
)
def test_a_wrong_option_is_named(
    vote: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["count", str(vote), *options])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["count", "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    options = "--rule --utility --misfit --min-votes --ties --completion --add1-start --add1-stop --increment --json"
    assert [option for option in options.split() if option not in shown] == []


def test_python_alone_is_enough(vote: Path) -> None:
    """-S leaves out all installed packages; -I the environment. Django is neither there nor missed."""
    command = "import sys; sys.path.insert(0, sys.argv.pop(1)); from voting.allocation.__main__ import main; "
    command += "sys.exit(main(sys.argv[1:]))"
    arguments = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        command,
        str(ROOT),
        "count",
        str(vote),
        "--rule",
        "equal-shares",
    ]
    done = subprocess.run([*arguments, "--json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["funded"] == ["trees", "bench"]


def test_the_module_runs_from_the_repository(vote: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "voting.allocation",
        "count",
        str(vote.with_name("no.pb")),
        "--rule",
        "greedy",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_the_same_count_gives_the_same_bytes_in_another_process(vote: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "voting.allocation",
        "count",
        str(vote),
        "--rule",
        "equal-shares",
        "--json",
    ]
    outputs = {
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_wieliczka_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    file = path("Poland_Wieliczka_2023_Green_Budget.pb")
    options = "--rule equal-shares --completion add1 --add1-stop overspend --json"
    code, out, _err = run(capsys, file, *options.split())
    result = json.loads(out)
    assert (code, result["spent"], len(result["funded"])) == (0, 995_079, 30)
    assert sorted(result["funded"]) == sorted(pabulib.read(file).selected())
