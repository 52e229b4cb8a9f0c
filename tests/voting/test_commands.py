"""Commands of the vote."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from participation.models import Round
from tests.factories.participation import CityFactory, DistrictFactory
from tests.factories.voting import a_paper, cast, closed, computed, let_it_end, published
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
