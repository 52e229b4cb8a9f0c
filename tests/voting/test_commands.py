"""Commands of the vote."""

from __future__ import annotations

import io
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from participation.models import Round
from tests.factories.participation import CityFactory, DistrictFactory
from tests.factories.voting import a_paper, cast, closed, computed, let_it_end, published
from voting.allocation import Settings
from voting.allocation import options as command_line
from voting.allocation.__main__ import main
from voting.models import Ballot, BallotPaper, Closing, Option, Result

pytestmark = pytest.mark.django_db

FILE = """META
key;value
description;Kiezgeld
unit;Musterstadt
instance;2024
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
date_begin;01.03.2024
date_end;14.03.2024
max_length;2
currency;EUR
PROJECTS
project_id;cost;votes;name;selected
b7;600;3;Bänke;1
a1;500.50;2;Ampel;0
c3;400;1;Bäume;1
VOTES
voter_id;vote
1;b7,a1
2;b7
3;b7,a1
4;c3
"""


def run(name: str, *arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiezgeld.pb"
    path.write_text(FILE, encoding="utf-8")
    return path


# close_papers


def test_all_boxes_whose_hour_is_over_are_shut_once() -> None:
    over, running = a_paper(), a_paper()
    cast(over, 1)
    let_it_end(over)
    said = run("close_papers")
    shut = Closing.objects.get()
    assert (shut.paper, shut.ballots, shut.by) == (over, 1, None)
    assert said == f"{over.round.slug}: closed with 1 ballots, box {shut.box_digest}\n"
    assert run("close_papers") == ""
    assert not Closing.objects.filter(paper=running).exists()


def test_a_box_that_cannot_be_shut_does_not_stop_the_others() -> None:
    altered, sound = let_it_end(a_paper()), let_it_end(a_paper())
    Option.objects.filter(paper=altered, number=1).update(cost_cents=1)
    with pytest.raises(SystemExit) as stopped:
        run("close_papers")
    assert stopped.value.code == 1
    assert list(Closing.objects.values_list("paper", flat=True)) == [sound.pk]


# verify_result


def test_a_sound_result_is_confirmed() -> None:
    result = published()
    assert run("verify_result", result.paper.round.slug) == f"run 1: the same ({result.digest})\n"


def test_a_changed_ballot_is_named_and_the_command_fails() -> None:
    result = published()
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choices=[4])
    with pytest.raises(CommandError, match="not reproduced: run 1"):
        run("verify_result", result.paper.round.slug)


@pytest.mark.parametrize("slug", ["gibt-es-nicht", None])
def test_without_a_published_result_there_is_nothing_to_verify_or_export(slug: str | None, tmp_path: Path) -> None:
    slug = slug or computed().paper.round.slug
    for name, options in (("verify_result", {}), ("explain_result", {}), ("export_pabulib", {"folder": tmp_path})):
        with pytest.raises(CommandError, match="there is no published result"):
            run(name, slug, **options)
    assert list(tmp_path.iterdir()) == []


# explain_result


def test_what_the_count_had_no_time_for_is_made_up_for() -> None:
    result = published()
    Result.objects.update(findings={})
    lost = len(result.findings["changes"])
    assert run("explain_result", result.paper.round.slug) == f"run 1: {lost} projects explained\n"
    assert Result.objects.get().findings == result.findings


def test_a_changed_box_is_not_explained() -> None:
    result = published()
    Ballot.objects.filter(pk=Ballot.objects.first().pk).delete()
    with pytest.raises(CommandError, match=r": run 1: box_altered\.$"):
        run("explain_result", result.paper.round.slug)


# import_pabulib


def test_a_file_becomes_an_archived_round_with_a_published_result(file: Path) -> None:
    CityFactory()
    assert run("import_pabulib", file) == "musterstadt-2024: 4 ballots, 2 projects funded.\n"
    round = Round.objects.get()
    assert (round.is_archive, round.is_public, round.currency, round.max_choices) == (True, True, "EUR", 2)
    result = Result.objects.published().get()
    assert result.votes == {"b7": 3, "a1": 2, "c3": 1}
    assert run("verify_result", "musterstadt-2024").startswith("run 1: the same")


def test_the_area_is_the_city_or_the_one_asked_for(file: Path) -> None:
    district = DistrictFactory(key="11")
    with pytest.raises(CommandError, match="There is no area with the key 99"):
        run("import_pabulib", file, area="99")
    run("import_pabulib", file, area="11")
    assert Round.objects.get().area == district


def test_without_a_city_the_command_says_what_to_do(file: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no city yet: load areas\."):
        run("import_pabulib", file)


BAD = [
    ("4;c3", "4;zz", "kiezgeld.pb, line 25: the ballot names 'zz'"),
    ("budget;1000", "budget;viel", "kiezgeld.pb, line 8: the budget"),
    ("a1;500.50", "a1;500.505", "kiezgeld.pb, line 18: an amount has more than two decimal places."),
    ("rule;greedy", "rule;unknown", "kiezgeld.pb, line 10: the rule 'unknown' is not one that can be repeated"),
    ("vote_type;approval", "vote_type;ordinal", "kiezgeld.pb, line 9: ballots of the type 'ordinal'"),
    ("date_end;14.03.2024", "date_end;14-03-2024", "kiezgeld.pb, line 12: date_end is '14-03-2024', not a date."),
    ("date_end;14.03.2024", "date_end;14.03.2124", "kiezgeld.pb, line 12: the vote must have ended"),
    ("date_end;14.03.2024", "date_end;14.02.2024", "kiezgeld.pb, line 12: the vote must have ended"),
    ("currency;EUR\n", "", "kiezgeld.pb, line 1: the section META needs a line currency."),
    ("b7;600;3;Bänke;1", "b7;600;3;Bänke;0", "kiezgeld.pb: counted otherwise than published, at: b7."),
]


@pytest.mark.parametrize(("good", "bad", "sentence"), BAD)
def test_a_bad_file_is_refused_with_its_line_and_nothing_is_left(
    file: Path, good: str, bad: str, sentence: str
) -> None:
    CityFactory()
    assert good in FILE
    file.write_text(FILE.replace(good, bad), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run("import_pabulib", file)
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith("Nothing was brought in.")
    for model in (Round, BallotPaper, Ballot, Closing, Result):
        assert model.objects.count() == 0


def test_a_file_is_brought_in_once(file: Path) -> None:
    CityFactory()
    run("import_pabulib", file)
    with pytest.raises(CommandError, match="the round musterstadt-2024 is there already"):
        run("import_pabulib", file)
    assert Round.objects.count() == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    CityFactory()
    with pytest.raises(CommandError, match="No such file"):
        run("import_pabulib", tmp_path / "fehlt.pb")


# export_pabulib


def test_an_exported_file_is_brought_in_again_with_the_same_outcome(tmp_path: Path) -> None:
    result = published(closed(votes=[[1, 2], [1], [3], [1, 2]]))
    said = run("export_pabulib", result.paper.round.slug, folder=tmp_path)
    file = tmp_path / f"{result.paper.round.slug}.pb"
    assert said == f"{file}\n"
    data = file.read_text(encoding="utf-8").replace("date_begin;", "date_begin;01.01.2020\nx;")
    data = "\n".join("date_end;02.01.2020" if line.startswith("date_end") else line for line in data.splitlines())
    file.write_text(data, encoding="utf-8")
    run("import_pabulib", file, area=result.paper.round.area.key)
    again = Result.objects.get(paper__round__is_archive=True)
    assert again.votes == result.votes
    assert [pot["outcome"]["funded"] for pot in again.outcomes] == [pot["outcome"]["funded"] for pot in result.outcomes]


#: Each setting beside the first choice, as it is typed: with a city's file, then from the comment of our own.
TYPED = [
    "--rule greedy --utility cardinality",
    "--rule greedy --misfit stop --part-from 4/5",
    "--rule greedy --ties dearer,order",
    "--rule greedy --ties lot:6-aus-49_2026-11-25",
    "--rule greedy --min-votes 2",
    "--rule greedy --min-share 0.3",
    "--rule greedy --min-by-cost 1/3",
    "--rule greedy --exclusive b7,c3",
    "--rule greedy --variants a1,c3",
    "--rule greedy --cap 700.50:b7,c3",
    "--rule equal-shares",
    "--rule equal-shares --utility cardinality",
    "--rule equal-shares --completion utilitarian",
    "--rule equal-shares --completion add1",
    "--rule equal-shares --completion add1-utilitarian",
    "--rule equal-shares --completion add1 --add1-start integral",
    "--rule equal-shares --completion add1 --add1-stop overspend",
    "--rule equal-shares --completion add1 --increment 1/2",
    "--rule equal-shares --completion add1 --increment 1/50 --increment-as share",
    "--rule equal-shares --comparison satisfaction",
    "--rule equal-shares --comparison exclusion",
    "--rule phragmen",
    "--rule phragmen --misfit stop --completion utilitarian",
    "--rule max-utility",
    "--rule max-utility --utility cardinality",
]


def as_others_have_it() -> str:
    """The file without what it says of rule and winners."""
    plain = FILE.replace("rule;greedy", "rule;unknown").replace("name;selected", "name")
    return plain.replace("Bänke;1", "Bänke").replace("Ampel;0", "Ampel").replace("Bäume;1", "Bäume")


@pytest.mark.parametrize("typed", TYPED)
def test_a_rule_without_a_word_is_named_once_and_then_stands_in_our_own_file(
    typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    CityFactory()
    file = tmp_path / "kiezgeld.pb"
    file.write_text(as_others_have_it(), encoding="utf-8")
    run("import_pabulib", file, *shlex.split(typed))
    first = Result.objects.get()
    run("export_pabulib", "musterstadt-2024", folder=tmp_path)
    written = tmp_path / "musterstadt-2024.pb"
    assert (main(["recount", str(written)]), capsys.readouterr().out) == (0, "same\n")
    Round.objects.update(slug="schon-da")
    run("import_pabulib", written)
    second = Result.objects.exclude(pk=first.pk).get()
    rule = Settings.from_dict(first.settings["allocation"])
    assert Settings.from_dict(second.settings["allocation"]) == rule
    assert [pot["outcome"] for pot in second.outcomes] == [pot["outcome"] for pot in first.outcomes]
    with_options = settings_of(typed)
    assert rule == with_options


def settings_of(typed: str) -> Settings:
    """What `count --cents` makes of it."""
    return command_line.settings_of(command_line.parser().parse_args(["count", "x.pb", "--cents", *shlex.split(typed)]))


def test_the_matrix_names_every_setting() -> None:
    plain = Settings("greedy", increment=100, unit=100)
    changed = {name for typed in TYPED for name, value in settings_of(typed).to_dict().items()
               if value != plain.to_dict().get(name)}  # fmt: skip
    # A file has no channel of our ballots, and the unit is the cent.
    assert changed == {field.name for field in fields(Settings)} - {"unit", "channels"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["--min-votes", "2"], "Settings of a count need their --rule."),
        (["--ties", "order"], "Settings of a count need their --rule."),
        (["--exclusive", "a1,c3"], "Settings of a count need their --rule."),
        (["--rule", "greedy", "--completion", "add1"], "completion: applies to the rules equal-shares and"),
        (["--rule", "greedy", "--utility", "points"], "kiezgeld.pb: Points are needed for the utility points"),
        (["--rule", "greedy", "--channel", "internet=1/2"], "kiezgeld.pb: The ballots are not weighed by the channels"),
        (["--rule", "greedy", "--exclusive", "a1,zz"], "kiezgeld.pb: "),
        (["--rule", "greedy", "--min-votes", "4"], "kiezgeld.pb: counted otherwise than published, at: b7, c3."),
    ],
)  # fmt: skip
def test_settings_that_do_not_hold_are_refused_and_nothing_is_left(file: Path, typed: list[str], sentence: str) -> None:
    CityFactory()
    with pytest.raises(CommandError) as refusal:
        run("import_pabulib", file, *typed)
    assert str(refusal.value)[: len(sentence)] == sentence
    assert (Round.objects.count(), Result.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ("--rule equal-shares", "--rule dictator", "the comment names settings that do not hold (comment: argument"),
        ("--increment 1/2", "--increment 1/3", "the count does not come to the hash of the outcome in the comment."),
    ],
)  # fmt: skip
def test_a_comment_that_was_altered_is_refused_with_its_line(
    tmp_path: Path, good: str, bad: str, sentence: str
) -> None:
    CityFactory()
    file = tmp_path / "kiezgeld.pb"
    file.write_text(as_others_have_it(), encoding="utf-8")
    run("import_pabulib", file, *shlex.split("--rule equal-shares --completion add1 --increment 1/2"))
    run("export_pabulib", "musterstadt-2024", folder=tmp_path)
    Round.objects.update(slug="schon-da")
    written = tmp_path / "musterstadt-2024.pb"
    text = written.read_text(encoding="utf-8")
    assert text.count(good) == 1
    written.write_text(text.replace(good, bad), encoding="utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), start=1) if each.startswith("comment"))
    with pytest.raises(CommandError) as refusal:
        run("import_pabulib", written)
    assert str(refusal.value).startswith(f"musterstadt-2024.pb, line {line}: {sentence}")
    assert Round.objects.count() == 1
    run("import_pabulib", written, *shlex.split("--rule equal-shares --completion add1"))  # whoever names it, decides
    assert Round.objects.count() == 2
