"""Pabulib files: what is read, what is refused and where, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.allocation import Candidate, Tally, pabulib
from voting.allocation.document import listed, number

FILE = """\
META
key;value
description;Local vote
budget;100.50
vote_type;approval
num_projects;2
num_votes;3
max_length;2
PROJECTS
project_id;cost;votes;name;selected
A/1;60;2;"Shade; and ""water\""";1
02;40.0;1;Swings;2
VOTES
voter_id;vote;age
v1;A/1,02;33
v2;A/1;
v3;;12
"""
POINTS = FILE.replace("approval", "cumulative").replace(";age", ";points")
POINTS = POINTS.replace("02;33", "02;3,0.5").replace("v2;A/1;", "v2;A/1;1").replace("v3;;12", "v3;;")


def parse(text: str) -> pabulib.Document:
    return pabulib.parse(text.encode(), file="x.pb")


def test_the_cells_are_kept_and_understood() -> None:
    document = parse(FILE)
    assert document.meta["description"] == "Local vote"
    assert document.pot == Fraction(201, 2)
    assert document.candidates() == [Candidate("A/1", 60), Candidate("02", 40)]
    assert document.names == {"A/1": 'Shade; and "water"', "02": "Swings"}
    assert document.selected() == ["A/1"]
    assert document.tally(points=False) == Tally.of_approvals([["A/1", "02"], ["A/1"], []])
    assert document.notes() == []


def test_points_are_read_where_they_are_asked_for() -> None:
    document = parse(POINTS)
    assert document.tally(points=True) == Tally.of_points([{"A/1": 3, "02": Fraction(1, 2)}, {"A/1": 1}, {}])
    assert document.tally(points=False) == Tally.of_approvals([["A/1", "02"], ["A/1"], []])


@pytest.mark.parametrize(("limit", "first"), [("max_length;3", 3), ("", 2)])
def test_ranks_become_points_from_the_number_of_places(limit: str, first: int) -> None:
    document = parse(FILE.replace("approval", "ordinal").replace("max_length;2\n", f"{limit}\n" if limit else ""))
    assert document.tally(points=True).score == {"A/1": 2 * first, "02": first - 1}
    assert document.tally(points=False).pointed is False


def test_approvals_have_no_points() -> None:
    assert parse(FILE).tally(points=True).pointed is False


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: text + "\n\r\n",
        lambda text: "\ufeff" + text,
        lambda text: text.replace("key;value\n", ""),
        lambda text: text.replace("100.50", "100.5"),
        lambda text: text.replace("v2;A/1;", "v2;A/1;None"),
    ],
)
def test_harmless_differences_are_read_alike(change: Callable[[str], str]) -> None:
    document, other = parse(FILE), parse(change(FILE))
    assert other.candidates() == document.candidates()
    assert other.tally(points=False) == document.tally(points=False)
    assert other.pot == document.pot


BAD = [
    ("META\n", "", 1, "the file must begin with a line META."),
    ("PROJECTS\n", "", 9, "META needs a key and a value, found 5 cells."),
    ("VOTES\n", "", 13, "found 3 cells, but the header row has 5."),
    ("META\n", "VOTES\n", 1, "found VOTES, but the section META is expected here."),
    ("VOTES\n", "PROJECTS\n", 13, "found PROJECTS, but the section VOTES is expected here."),
    ("v1;A/1,02;33\n", "VOTES\n", 15, "found VOTES, but no further section is expected."),
    ("budget;100.50\n", "", 1, "the section META needs a line budget."),
    ("num_votes;3\n", "", 1, "the section META needs a line num_votes."),
    (
        "vote_type;approval",
        "vote_type;loud",
        5,
        "vote_type 'loud' is not one of approval, choose-1, ordinal, cumulative, scoring.",
    ),
    ("budget;100.50", "budget;100,50", 4, "the budget: '100,50' is not a number."),
    ("budget;100.50", "budget;-5", 4, "the budget: '-5' is not a number."),
    ("budget;100.50", "budget;0", 4, "the budget must be more than 0."),
    ("budget;100.50", "budget;1;2", 4, "META needs a key and a value, found 3 cells."),
    ("max_length;2", "budget;7", 8, "budget is there twice."),
    ("max_length;2", "max_length;many", 8, "max_length is not a whole number."),
    ("num_projects;2", "num_projects;3", 6, "num_projects is '3', but the file has 2."),
    ("num_votes;3", "num_votes;4", 7, "num_votes is '4', but the file has 3."),
    ("project_id;cost", "project_id;price", 10, "the section PROJECTS needs a column cost."),
    ("project_id;cost;votes", "project_id;cost;cost", 10, "the column cost is there twice."),
    ("voter_id;vote;", "voter_id;voice;", 14, "the section VOTES needs a column vote."),
    ("02;40.0;1", "02;;1", 12, "the cost of project 02: '' is not a number."),
    ("02;40.0;1", "02;4e1;1", 12, "the cost of project 02: '4e1' is not a number."),
    ("02;40.0;1", "02;0;1", 12, "the cost of project 02 must be more than 0."),
    ("02;40.0;1", "02;0.00;1", 12, "the cost of project 02 must be more than 0."),
    ("02;40.0;1", "02;٤٠;1", 12, "the cost of project 02: '٤٠' is not a number."),
    ("02;40.0;1", "A/1;40.0;1", 12, "the project id 'A/1' is there twice, first in line 11."),
    ("02;40.0;1", ";40.0;1", 12, "the project id is empty."),
    ("02;40.0;1", '"0,2";40.0;1', 12, "the project id '0,2' must not hold a comma."),
    ("02;40.0;1;Swings;2", "02;40.0;1;Swings", 12, "found 4 cells, but the header row has 5."),
    ("v2;A/1;", "v2;A/2;", 16, "the ballot names 'A/2', which is not among the projects."),
    ("v1;A/1,02;33", "v1;A/1, 02;33", 15, "the ballot names ' 02', which is not among the projects."),
    ("v1;A/1,02;33", "v1;A/1,,02;33", 15, "the ballot names '', which is not among the projects."),
    ("v2;A/1;", "v1;A/1;", 16, "the voter id 'v1' is there twice, first in line 15."),
    ("v2;A/1;", ";A/1;", 16, "the voter id is empty."),
    ("v2;A/1;", "v2;A/1;;", 16, "found 4 cells, but the header row has 3."),
    ("v2;A/1;", "", 16, "the line is empty."),
    (
        "v2;A/1;\nv3;;12",
        'v2;"A/1;\nv3";;12',
        16,
        "a quotation mark is opened and not closed on this line.",
    ),
    (
        "v2;A/1;",
        'v2;"A/1;',
        16,
        "the line cannot be cut into cells (unexpected end of data); check its quotation marks.",
    ),
    (
        "v2;A/1;",
        'v2;"A/1"x;',
        16,
        "the line cannot be cut into cells (';' expected after '\"'); check its quotation marks.",
    ),
    (
        "v3;;12",
        'v3;"";"12',
        17,
        "the line cannot be cut into cells (unexpected end of data); check its quotation marks.",
    ),
]


@pytest.mark.parametrize(("part", "wrong", "line", "message"), BAD)
def test_a_bad_file_is_refused_with_its_line(part: str, wrong: str, line: int, message: str) -> None:
    assert FILE.count(part) >= 1
    with pytest.raises(pabulib.FileError) as refused:
        parse(FILE.replace(part, wrong, 1))
    assert str(refused.value) == f"x.pb, line {line}: {message}"
    assert (refused.value.file, refused.value.line) == ("x.pb", line)


@pytest.mark.parametrize(
    ("part", "wrong", "line", "message"),
    [
        (";points", ";marks", 14, "the section VOTES needs a column points."),
        ("02;3,0.5", "02;3", 15, "the ballot names 2 projects and 1 points."),
        ("02;3,0.5", "02;3,-1", 15, "points: '-1' is not a number."),
        ("02;3,0.5", "02;3,", 15, "points: '' is not a number."),
        ("A/1,02;3,0.5", "A/1,A/1;3,0.5", 15, "the ballot gives points to a project twice."),
    ],
)
def test_bad_points_are_refused_with_their_line(part: str, wrong: str, line: int, message: str) -> None:
    with pytest.raises(pabulib.FileError) as refused:
        parse(POINTS.replace(part, wrong, 1))
    assert str(refused.value) == f"x.pb, line {line}: {message}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file ends without a section META."),
        ("META\nbudget;5\n", 2, "the file ends without a section PROJECTS."),
        ("META\nbudget;5\nPROJECTS\na;b\n", 4, "the file ends without a section VOTES."),
        ("META\nPROJECTS\nVOTES\n", 2, "the section PROJECTS has no header row."),
        ("META\nPROJECTS\na;b\nVOTES\n", 4, "the section VOTES has no header row."),
    ],
)
def test_a_cut_off_file_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(pabulib.FileError) as refused:
        parse(text)
    assert str(refused.value) == f"x.pb, line {line}: {message}"


def test_what_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(pabulib.FileError, match=r"^x\.pb, line 3: this is not UTF-8 text\.$"):
        pabulib.parse(FILE.replace("Local", "Br\xfccke").encode("latin-1"), file="x.pb")


@pytest.mark.parametrize(
    ("part", "other", "note"),
    [
        ("v2;A/1;", "v2;A/1,A/1;", "1 ballot(s) name a project twice; it is counted once."),
        ("max_length;2", "max_length;1", "1 ballot(s) name more than 1 project(s)."),
        ("approval", "choose-1", "1 ballot(s) name more than 1 project(s)."),
        ("02;40.0;1", "02;40.0;7", "Project 02: the file states 7 votes, the ballots hold 1."),
    ],
)
def test_what_the_ballots_do_not_bear_out_is_noted(part: str, other: str, note: str) -> None:
    assert parse(FILE.replace(part, other)).notes() == [note]


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "vote.pb"
    path.write_text(FILE, encoding="utf-8")
    assert pabulib.read(path) == parse(FILE)
    path.write_text(FILE.replace("num_votes;3", "num_votes;2"), encoding="utf-8")
    with pytest.raises(pabulib.FileError, match=r"^vote\.pb, line 7: "):
        pabulib.read(path)


def test_writing_gives_back_what_was_read() -> None:
    assert pabulib.render(parse(FILE)).decode() == FILE
    assert pabulib.render(parse(FILE.replace("\n", "\r\n"))).decode() == FILE


def test_a_line_end_in_a_cell_is_refused() -> None:
    document = parse(FILE)
    broken = pabulib.Document(
        {"description": "two\nlines"},
        document.project_columns,
        document.projects,
        document.vote_columns,
        document.votes,
    )
    with pytest.raises(ValueError, match="beginning with 'description' holds a line end"):
        pabulib.render(broken)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
ids = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=","), min_size=1).filter(str.strip)


@given(data=st.data(), keys=st.lists(ids, min_size=1, max_size=4, unique=True))
def test_whatever_is_composed_is_read_back(data: st.DataObject, keys: list[str]) -> None:
    projects = [{"name": data.draw(cells), "project_id": key, "cost": "5", "extra": data.draw(cells)} for key in keys]
    ballots = data.draw(st.lists(st.lists(st.sampled_from(keys), unique=True), max_size=4))
    votes = [{"voter_id": f"v{n}", "vote": ",".join(ballot)} for n, ballot in enumerate(ballots)]
    meta = {"description": data.draw(cells), "budget": "9", "vote_type": "approval"}
    document = pabulib.compose(meta=meta, projects=projects, votes=votes)
    assert document.project_columns == ("project_id", "cost", "name", "extra")
    assert [candidate.id for candidate in document.candidates()] == keys
    assert document.names == {each["project_id"]: each["name"] for each in projects}
    assert document.tally(points=False) == Tally.of_approvals(ballots)
    assert document.meta["num_votes"] == str(len(ballots))
    assert pabulib.parse(pabulib.render(document), file="again") == document


def test_composing_puts_known_columns_first_and_checks() -> None:
    projects = [{"selected": "1", "latitude": "52.5", "cost": "5", "project_id": "a"}]
    votes = [{"points": "3", "vote": "a", "voter_id": "v"}]
    meta = {"budget": "9", "vote_type": "cumulative"}
    document = pabulib.compose(meta=meta, projects=projects, votes=votes)
    assert document.project_columns == ("project_id", "cost", "selected", "latitude")
    assert document.vote_columns == ("voter_id", "vote", "points")
    with pytest.raises(pabulib.FileError, match=r"^composed, line \d+: the ballot names 'b'"):
        pabulib.compose(meta=meta, projects=projects, votes=[{**votes[0], "vote": "b"}])


@pytest.mark.parametrize(
    ("cell", "value"), [("5", 5), ("5.0", 5), ("1501571.88", Fraction(150157188, 100)), ("007", 7)]
)
def test_numbers_are_exact(cell: str, value: int | Fraction) -> None:
    assert (number(cell), type(number(cell))) == (value, type(value))


@pytest.mark.parametrize("cell", ["", "1,5", "1e3", "-1", "+1", " 1", "1.", ".5", "1/2", "NaN", "٣"])
def test_other_spellings_of_numbers_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(cell)


def test_an_empty_cell_is_an_empty_list() -> None:
    assert (listed(""), listed("a"), listed("a,b")) == ([], ["a"], ["a", "b"])
