"""What we write, before the official checker: real files, their oddities, random elections with their winners."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.voting.allocation import shared
from tests.voting.allocation.checker import objections
from tests.voting.allocation.test_pabulib import BAD
from tests.voting.allocation.test_pabulib import FILE as SOUND
from voting.allocation import Outcome, Settings, allocate, pabulib
from voting.allocation.__main__ import main
from voting.allocation.published import rule_word, with_outcome
from voting.allocation.tidy import tidied

#: What the published files themselves hold against the format; a plain round trip neither adds to it nor hides it.
THEIR_OWN = {
    "Worldwide_Mechanical_Turk_Utilities_3.pb": ["whitespace around list separator"],
    "poland_warszawa_2017_grochow-kinowa.pb": ["invalid meta field value", "invalid projects field value"],
}


def all_files() -> list[str]:
    return sorted(path.name for path in shared.FOLDER.glob("*.pb")) or ["none"]


@pytest.mark.parametrize("name", all_files())
def test_real_files_are_written_so_that_the_checker_accepts_them(name: str) -> None:
    document = shared.election(name)
    neat = tidied(document)
    assert objections(pabulib.render(unjudged(neat))) == {}
    assert pabulib.parse(pabulib.render(neat), file=name) == neat
    assert (neat.candidates(), neat.tally(points=False)) == (document.candidates(), document.tally(points=False))
    voters = [[row[each.vote_columns.index("voter_id")] for row in each.votes] for each in (neat, document)]
    assert voters[0] == voters[1]


def unjudged(document: pabulib.Document) -> pabulib.Document:
    """The two votes with equal shares without their word, for which the checker counts a minute."""
    if document.meta.get("rule", "").startswith("equalshares"):
        return replace(document, meta={**document.meta, "rule": "unknown"})
    return document


@pytest.mark.parametrize("name", THEIR_OWN)
def test_a_plain_round_trip_leaves_a_file_as_sound_as_it_was(name: str) -> None:
    assert sorted(objections(pabulib.render(shared.election(name)))) == THEIR_OWN[name]


FILE = """\
META
key;value
description;Local vote
country;Poland
unit;Somewhere
instance;2024
num_projects;3
num_votes;3
budget;100
vote_type;approval
rule;greedy
date_begin;01.06.2024
date_end;09.06.2024
max_length;2
language;pl
currency;PLN
comment;#1: Counted by hand.
PROJECTS
project_id;cost;votes;name;category;selected;neighborhood
A/1;60;2;A park;green,play;1;North
007;40;2;"Swings; ""new"" ones";play;1;North
c;30;1;Trees;;0;South
VOTES
voter_id;vote;age;sex;voting_method;neighborhood
46-0;A/1,007;27;F;internet;North
b9e0;A/1,c;40-59;M;paper;South
12;007;224;O;internet;North
"""
THRESHOLD = FILE.replace("max_length;2", "max_length;2\nmin_project_score_threshold;1")
ODDITIES = {
    "no final newline": (FILE.strip(), FILE),
    "blank line at the end": (FILE + "\n", FILE),
    "CRLF": (FILE.replace("\n", "\r\n"), FILE),
    "byte order mark": ("\ufeff" + FILE, FILE),
    "no line key;value": (FILE.replace("key;value\n", ""), FILE),
    "language as a word": (FILE.replace("language;pl", "language;polish"), FILE),
    "short dates": (FILE.replace("09.06.2024", "9.6.2024"), FILE),
    "a year as a date": (FILE.replace("01.06.2024", "2024"), FILE.replace("01.06.2024", "2024")),
    "K for a woman": (FILE.replace(";F;", ";K;"), FILE),
    "nothing as None": (FILE.replace(";40-59;", ";None;"), FILE.replace(";40-59;", ";;")),
    "nothing as \\N": (FILE.replace(";O;", ";\\N;"), FILE.replace(";O;", ";;")),
    "old keys": (FILE.replace("comment;", "comments;").replace("neighborhood", "neighbourhood"), FILE),
    "an old column": (
        FILE.replace("category;selected", "target;selected"),
        FILE.replace("category;selected", "beneficiaries;selected"),
    ),
    "a comment without its number": (FILE.replace("#1: ", ""), FILE),
    "spaces around commas": (FILE.replace("green,play", "green , play"), FILE),
    "spaces at the ends of cells": (FILE.replace("Trees", " Trees\u00a0").replace(";North\n", ";North \n"), FILE),
    "a line of META without value": (FILE.replace("max_length", "edition;\nmax_length"), FILE),
    "columns out of order": (
        re.sub(r";(27|40-59|224|age);(F|M|O|sex);", r";\2;\1;", FILE),
        FILE,
    ),
    "keys out of order": (
        FILE.replace("currency;PLN\n", "").replace("budget;100", "currency;PLN\nbudget;100"),
        FILE,
    ),
    "threshold beside greedy": (THRESHOLD, THRESHOLD.replace("rule;greedy", "rule;greedy-threshold")),
    "decimals": (
        FILE.replace("budget;100", "budget;100.50").replace("c;30", "c;30.0"),
        FILE.replace("budget;100", "budget;100.50").replace("c;30", "c;30.0"),
    ),
    "a project twice on a ballot": (
        FILE.replace("12;007;", "12;007,007;").replace("007;40;2", "007;40;3"),
        FILE.replace("12;007;", "12;007,007;").replace("007;40;2", "007;40;3"),
    ),
    "a withdrawn project": (FILE.replace("c;30", "c;999999999"), FILE.replace("c;30", "c;999999999")),
    "not in NFC": (FILE.replace("Trees", "Dre\u0301"), FILE.replace("Trees", "Dre\u0301")),
    "funded from elsewhere": (
        FILE.replace(";;0;South", ";;3;South"),
        FILE.replace(";;0;South", ";;3;South"),
    ),
    "funded in part": (FILE.replace(";;0;South", ";;2;South"), FILE.replace(";;0;South", ";;2;South")),
}  # fmt: skip


@pytest.mark.parametrize("name", ODDITIES)
def test_every_oddity_is_read_and_written_as_the_format_wants_it(name: str) -> None:
    odd, wanted = ODDITIES[name]
    written = pabulib.render(tidied(pabulib.parse(odd.encode(), file="odd.pb")))
    assert written.decode() == wanted
    assert objections(written) == {}
    assert pabulib.render(tidied(pabulib.parse(written, file="odd.pb"))) == written


@pytest.mark.parametrize("code", "0123")
def test_selected_and_comment_survive_the_round_trip(code: str) -> None:
    comment = 'comment;"#1: Money from ""elsewhere""; later. #2: Zażółć"'
    text = FILE.replace(";;0;South", f";;{code};South").replace("comment;#1: Counted by hand.", comment)
    document = pabulib.parse(text.encode(), file="x")
    assert pabulib.render(document).decode() == text
    assert document.meta["comment"] == '#1: Money from "elsewhere"; later. #2: Zażółć'
    assert [row[document.project_columns.index("selected")] for row in document.projects] == ["1", "1", code]
    assert document.selected() == ["A/1", "007", *(["c"] if code == "1" else [])]


WRITTEN: dict[str, Settings] = {
    "greedy": Settings("greedy"),
    "greedy-threshold": Settings("greedy", min_votes=2),
    "greedy-no-skip": Settings("greedy", misfit="stop"),
    "greedy-exclusive": Settings("greedy", exclusive=(("p0", "p1"),)),
    "greedy-custom": Settings("greedy", utility="cardinality"),
    "equalshares": Settings("equal-shares"),
    "equalshares-comparison": Settings("equal-shares", comparison="satisfaction"),
    "equalshares/add1": Settings("equal-shares", completion="add1", add1_start="integral", add1_stop="overspend"),
    "unknown": Settings("phragmen"),
}


def drawn(seed: int, *, points: bool = False) -> pabulib.Document:
    """A small vote with all that the format demands; no project is dearer than the pot, which all ballots divide."""
    mix = random.Random(seed)
    ids = [f"p{number}" for number in range(mix.randint(2, 7))]
    ballots = [mix.sample(ids, mix.randint(1, len(ids))) for _ballot in range(mix.randint(1, 12))]
    pot = len(ballots) * mix.randint(3, 12)
    projects = [{"project_id": key, "cost": str(mix.randint(1, pot)), "name": f"Project {key}"} for key in ids]
    votes: list[dict[str, str]] = []
    for number, ballot in enumerate(ballots):
        marks = sorted((mix.randint(1, 5) for _each in ballot), reverse=True)
        cells = {"points": ",".join(map(str, marks))} if points else {}
        votes.append({"voter_id": f"v{number}", "vote": ",".join(ballot), **cells})
    meta = {
        "description": "By lot",
        "country": "Germany",
        "unit": "Nowhere",
        "instance": "2026",
        "budget": str(pot),
        "vote_type": "cumulative" if points else "approval",
        "rule": "unknown",
        "date_begin": "01.03.2026",
        "date_end": "31.12.2026",
        **({"max_sum_points": "35"} if points else {}),
    }
    return pabulib.compose(meta=meta, projects=projects, votes=votes)


def counted(document: pabulib.Document, settings: Settings) -> Outcome:
    tally = document.tally(points=settings.utility == "points")
    return allocate(candidates=document.candidates(), tally=tally, pot=document.pot, settings=settings)


@pytest.mark.parametrize("word", WRITTEN)
def test_winners_that_we_write_are_the_winners_that_the_checker_works_out(word: str) -> None:
    settings = WRITTEN[word]
    words: Counter[str] = Counter()
    for seed in range(100):
        document = drawn(seed)
        outcome = counted(document, settings)
        if outcome.stop_reason == "everything_fits":
            continue  # the checker would raise the shares for ever
        written = with_outcome(document, outcome)
        found = objections(pabulib.render(pabulib.flagged(written)))
        if "processing error" in found:
            # Equal price, cost and votes: the checker gives up where our order goes on.
            assert found == {"processing error": [TIE.format(found["processing error"][0].partition("projects ")[2])]}
            continue
        assert found == {}, seed
        words[written.meta["rule"]] += 1
        assert sorted(written.selected()) == sorted(outcome.funded)
        assert set(counted(written, settings).funded) == set(outcome.funded)
    assert words[word] > 30


TIE = "Failed to process file: Equal Shares tie-breaking failed for projects {}"


@pytest.mark.parametrize("misfit", ["skip", "stop"])
def test_points_are_written_as_the_score_by_which_the_checker_counts(misfit: str) -> None:
    for seed in range(100):
        document = drawn(seed, points=True)
        outcome = counted(document, Settings("greedy", utility="points", misfit=misfit))
        assert objections(pabulib.render(with_outcome(document, outcome))) == {}, seed


def test_a_part_is_written_as_2_and_a_later_grant_stays_3() -> None:
    text = FILE.replace(";;0;South", ";;3;South").replace("007;40", "007;50")
    document = pabulib.parse(text.encode(), file="x")
    outcome = counted(document, Settings("greedy", misfit="stop", part_from=Fraction(4, 5), ties=("dearer",)))
    written = with_outcome(document, outcome)
    place = written.project_columns.index("selected")
    assert {row[0]: row[place] for row in written.projects} == {"A/1": "1", "007": "2", "c": "3"}
    assert written.meta["rule"] == "greedy-custom"
    assert written.meta["comment"] == "#1: Counted by hand."
    assert objections(pabulib.render(written)) == {}


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"rule": "greedy"}, "greedy"),
        ({"rule": "greedy", "utility": "points"}, "greedy"),
        ({"rule": "greedy", "min_votes": 1}, "greedy-threshold"),
        ({"rule": "greedy", "min_votes": Fraction(3, 2)}, "greedy-custom"),
        ({"rule": "greedy", "min_share": Fraction(1, 10)}, "greedy-custom"),
        ({"rule": "greedy", "misfit": "stop", "min_votes": 9}, "greedy-no-skip"),
        ({"rule": "greedy", "misfit": "stop", "exclusive": (("a", "b"),)}, "greedy-custom"),
        ({"rule": "greedy", "misfit": "stop", "part_from": Fraction(4, 5)}, "greedy-custom"),
        ({"rule": "greedy", "variants": (("a", "b"),)}, "greedy-custom"),
        ({"rule": "greedy", "channels": (("paper", 1),)}, "greedy-custom"),
        ({"rule": "equal-shares", "comparison": "exclusion"}, "unknown"),
        ({"rule": "equal-shares", "utility": "cardinality"}, "unknown"),
        ({"rule": "equal-shares", "min_votes": 2}, "unknown"),
        ({"rule": "equal-shares", "completion": "utilitarian"}, "unknown"),
        ({"rule": "equal-shares", "completion": "add1"}, "unknown"),
        ({"rule": "equal-shares", "completion": "add1", "add1_start": "integral"}, "unknown"),
        ({"rule": "equal-shares", "completion": "add1", "add1_stop": "overspend"}, "equalshares/add1"),
        ({"rule": "equal-shares", "comparison": "satisfaction", "ties": ("order",)}, "unknown"),
        ({"rule": "max-utility"}, "unknown"),
    ],
)
def test_a_word_is_used_only_where_it_says_exactly_that(changed: dict[str, Any], word: str) -> None:
    assert rule_word(Settings(**changed)) == word


def test_add1_with_the_comparison_has_its_word() -> None:
    settings = replace(WRITTEN["equalshares/add1"], comparison="satisfaction", increment=100, unit=100)
    assert rule_word(settings) == "equalshares/add1-comparison"
    assert rule_word(replace(settings, increment=50)) == "unknown"


def test_the_command_line_writes_results_and_tidies_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, result, neat = tmp_path / "old.pb", tmp_path / "result.pb", tmp_path / "neat.pb"
    old.write_text(ODDITIES["old keys"][0], encoding="utf-8")
    assert main(["tidy", str(old), str(neat)]) == 0
    assert neat.read_text(encoding="utf-8") == FILE
    assert main(["count", str(neat), "--rule", "greedy", "--misfit", "stop", "--result", str(result)]) == 0
    written = pabulib.read(result)
    assert (written.meta["rule"], written.selected()) == ("greedy-no-skip", ["007", "A/1"])
    assert objections(result.read_bytes()) == {}
    assert main(["tidy", str(tmp_path / "none.pb"), str(neat)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none.pb'}: No such file or directory\n"


@pytest.mark.parametrize(("part", "wrong", "line", "message"), BAD)
def test_a_bad_file_is_one_line_and_exit_code_2_and_nothing_is_written(
    part: str, wrong: str, line: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, new = tmp_path / "bad.pb", tmp_path / "new"
    file.write_text(SOUND.replace(part, wrong, 1), encoding="utf-8")
    for words in (
        ["count", str(file), "--rule", "greedy", "--protocol", str(new), "--result", str(new)],
        ["compare", str(file)],
        ["tidy", str(file), str(new)],
    ):
        assert main(words) == 2
        assert capsys.readouterr() == ("", f"{file}, line {line}: {message}\n")
        assert not new.exists()
