"""Rules side by side on the command line: the table, the JSON, the terms."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.voting.allocation.test_command_line import FILE
from voting.allocation import pabulib
from voting.allocation.__main__ import main
from voting.allocation.contenders import contenders

LABELLED = FILE.replace("project_id;cost;name", "project_id;cost;name;category;district")
for line, cells in {
    "park;60;A park": "green,play;North",
    "swings;50;Swings": "play;North",
    "trees;25.50;Trees": "green;South",
    "bench;15;A bench": ";South",
    "wall;5;A wall": "play;South",
}.items():
    LABELLED = LABELLED.replace(line, f"{line};{cells}")


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    file = tmp_path / "vote.pb"
    file.write_text(LABELLED, encoding="utf-8")
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["compare", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_table(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, vote)
    assert (code, err) == (0, "")
    assert out == TABLE


def test_json_has_settings_winners_and_measures(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run(capsys, vote, "--json")
    rules = json.loads(out)["rules"]
    assert [each["name"] for each in rules] == list(contenders(points=True))
    assert rules[0] == {
        "name": "greedy",
        "rule": "greedy",
        "settings": contenders(points=True)["greedy"].to_dict(),
        "funded": ["park", "trees", "bench"],
        "spent": "201/2",
        "stop_reason": "all_visited",
        "tie_mattered": True,
        "measures": {
            "ballots": 8,
            "represented": 6,
            "average": "9/8",
            "inequality": "3/8",
            "by_number": {"0": 2, "1": 3, "2": 3},
            "projects": 3,
            "spent": "201/2",
            "money": {
                "district": {"North": 60, "South": "81/2"},
                "category": {"green": "171/2", "play": 60},
            },
        },
    }


def test_the_terms_hold_for_all(vote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms_typed = ["--min-votes", "3", "--exclusive", "park,swings", "--cap", "70:park,swings", "--ties", "dearer"]
    _code, out, _err = run(capsys, vote, *terms_typed, "--cents", "--json")
    rules = json.loads(out)["rules"]
    terms = {
        "min_votes": 3,
        "exclusive": [["park", "swings"]],
        "caps": [{"limit": 7000, "projects": ["park", "swings"]}],
        "ties": ["dearer"],
        "unit": 100,
        "increment": 100,
    }
    for each in rules:
        assert {name: each["settings"][name] for name in terms} == terms
        assert len({"park", "swings"} & set(each["funded"])) <= 1
        assert Fraction(each["spent"]) <= 11_000


@pytest.mark.parametrize(
    ("part", "wrong", "message"),
    [
        ("num_votes;8", "num_votes;9", "{file}, line 9: num_votes is '9', but the file has 8.\n"),
        ("", "", "{file}: The file has no column voting_method.\n"),
    ],
)
def test_an_unusable_file_is_one_line(
    vote: Path, part: str, wrong: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    vote.write_text(LABELLED.replace(part, wrong) if part else LABELLED, encoding="utf-8")
    code, out, err = run(capsys, vote, "--channel", "paper=1")
    assert (code, out, err) == (2, "", message.format(file=vote))


def test_labels_are_the_lists_of_the_columns(vote: Path) -> None:
    assert pabulib.read(vote).labels() == {
        "district": {"park": ["North"], "swings": ["North"], "trees": ["South"], "bench": ["South"], "wall": ["South"]},
        "category": {
            "park": ["green", "play"],
            "swings": ["play"],
            "trees": ["green"],
            "bench": [],
            "wall": ["play"],
        },
    }
    vote.write_text(FILE, encoding="utf-8")
    assert pabulib.read(vote).labels() == {}


@pytest.mark.parametrize(("other", "pointed"), [("ordinal", True), ("approval", False), ("choose-1", False)])
def test_ranks_are_points(vote: Path, other: str, pointed: bool) -> None:
    vote.write_text(FILE.replace("ordinal", other), encoding="utf-8")
    assert pabulib.read(vote).pointed is pointed


TABLE = """\
Local vote · 2026
8 ballots, pot 110 EUR

   rule                       funded   spent  represented  of all  average  inequality
1  greedy                          3  100.50            6  75.0 %     1.12        0.38
2  greedy, stop                    2   85.50            6  75.0 %     0.88        0.34
3  greedy, votes per cost          3  100.50            6  75.0 %     1.12        0.38
4  equal shares                    2     110            7  87.5 %     0.88        0.12
5  equal shares, cardinality       3  100.50            6  75.0 %     1.12        0.38
6  phragmen                        3  100.50            6  75.0 %     1.12        0.38
7  max utility                     2     110            7  87.5 %     0.88        0.12
8  greedy, points                  2     110            7  87.5 %     0.88        0.12
9  equal shares, points            3  100.50            6  75.0 %     1.12        0.38

Money by district:
           1      2      3    4      5      6    7    8      9
North     60     60     60  110     60     60  110  110     60
South  40.50  25.50  40.50    0  40.50  40.50    0    0  40.50

Money by category:
           1      2      3    4      5      6    7    8      9
green  85.50  85.50  85.50   60  85.50  85.50   60   60  85.50
play      60     60     60  110     60     60  110  110     60

Funded (x), in part (o):
        1  2  3  4  5  6  7  8  9  name
park    x  x  x  x  x  x  x  x  x  A park
swings           x        x  x     Swings
trees   x  x  x     x  x        x  Trees
bench   x     x     x  x        x  A bench
"""
