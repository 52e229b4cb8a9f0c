"""Votes held elsewhere: real files, and the box that nothing but casting may fill."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.participation import CityFactory
from tests.factories.voting import a_paper, let_it_end, voting_round
from voting import closing, exports, imports, keys, papers, queries, results, rights
from voting.allocation import Settings, pabulib
from voting.allocation.__main__ import main
from voting.models import Ballot, VotingRight

pytestmark = pytest.mark.django_db

# Files of the shared library whose ballots and rule the platform knows: funded = selected, checked by the import.
FILES = {
    "Poland_Wieliczka_2023_Green_Budget.pb": (6_586, 30),
    "Poland_Swiecie_2023.pb": (2_553, 17),
    "Poland_Warszawa_2026_Goclaw.pb": (1_679, 10),
    "Poland_Gdynia_2024_Chylonia__large.pb": (1_166, 1),
    "Poland_Wroclaw_2018_Rejon_nr_10_250.pb": (6_145, 3),
}


@pytest.mark.parametrize("name", FILES)
def test_a_real_vote_is_brought_in_counted_and_funds_what_the_city_funded(name: str, shared_dir: Path) -> None:
    file = shared_dir / "pabulib" / name
    if not file.exists():
        pytest.skip(f"{name} is missing: set SHARED_DIR to the folder with pabulib/")
    steps: list[tuple[int, int]] = []
    result = imports.bring_in(
        data=file.read_bytes(),
        file=name,
        area=CityFactory(),
        at=timezone.now(),
        progress=lambda done, total: steps.append((done, total)),
    )
    funded = {award.option.key for award in queries.awards_of(result)}
    assert funded == set(pabulib.read(file).selected())
    assert (result.ballots, len(funded)) == FILES[name]
    assert steps[-1] == (result.ballots, result.ballots)


@pytest.mark.parametrize("name", ["Poland_Swiecie_2023.pb", "Poland_Gdynia_2024_Chylonia__large.pb"])
def test_the_published_file_of_a_real_vote_recounts_to_the_same_bytes(
    name: str, shared_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (shared_dir / "pabulib" / name).read_bytes()
    result = imports.bring_in(data=data, file=name, area=CityFactory(), at=timezone.now())
    ((_, written),) = exports.files(result.paper.round).items()
    document = pabulib.parse(written, file="published")
    rule = Settings.from_dict(result.settings["allocation"])
    (tmp_path / "x.pb").write_bytes(written)
    typed = shlex.split(exports.recount_options(rule))
    assert main(["count", str(tmp_path / "x.pb"), "--cents", "--json", *typed]) == 0
    assert json.loads(capsys.readouterr().out)["outcome_sha256"] == queries.read(result).pots[0].digest
    again = imports.bring_in(
        data=written.replace(b"unit;", b"unit;Zweimal "), file="again", area=CityFactory(), at=timezone.now()
    )
    assert document.selected() == pabulib.parse(data, file=name).selected()
    assert again.outcomes[0]["outcome"]["steps"] == result.outcomes[0]["outcome"]["steps"]


def test_nothing_is_put_into_the_box_of_a_vote_that_is_held_here() -> None:
    paper = a_paper()
    with pytest.raises(imports.ImportRefused):
        imports.fill_box(paper=paper, ballots=[[1]])
    assert not Ballot.objects.exists()


def test_an_archived_box_is_filled_once_shut_and_then_no_more() -> None:
    round = voting_round(is_archive=True)
    entry = papers.Entry(title="Ampel", summary="", cost_cents=200, area=round.area)
    paper = papers.bring_in(round=round, entries=[entry], rule=Settings("greedy"), max_choices=1, at=timezone.now())
    imports.fill_box(paper=paper, ballots=[[1], [1, 1], []])
    assert sorted(ballot.choices for ballot in Ballot.objects.all()) == [[], [1], [1]]
    assert len(set(Ballot.objects.values_list("nonce", flat=True))) == 3
    with pytest.raises(results.ResultRefused, match="not_closed"):
        results.compute(paper=paper, at=timezone.now())


def test_ballots_that_name_a_project_twice_count_once_and_long_names_stay_whole() -> None:
    name = "Ein sehr langer Name " * 20
    data = (
        "META\nunit;Ort\ninstance;2020\nnum_projects;1\nnum_votes;1\nbudget;10\nvote_type;approval\nrule;greedy\n"
        "date_begin;2020\ndate_end;2020\ncurrency;EUR\nPROJECTS\nproject_id;cost;name\n"
        f"1;5;{name}\nVOTES\nvoter_id;vote\na;1,1\n"
    )
    result = imports.bring_in(data=data.encode(), file="ort.pb", area=CityFactory(), at=timezone.now())
    option = result.paper.options.get()
    assert result.votes == {"1": 1}
    assert len(option.title) <= 250
    assert option.title.endswith("…")
    assert option.summary == name
    assert timezone.localtime(result.paper.closes_at).isoformat() == "2021-01-01T00:00:00+01:00"


def test_a_box_with_a_register_has_a_used_right_for_each_ballot() -> None:
    """What the demo's finished round shows: as many rights used as ballots cast, each ballot under its right."""
    round = voting_round(is_archive=True)
    entry = papers.Entry(title="Ampel", summary="", cost_cents=200, area=round.area)
    paper = papers.bring_in(round=round, entries=[entry], rule=Settings("greedy"), max_choices=1, at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        imports.fill_box(paper=paper, ballots=[[1]] * 500, has_register=True)
    assert len(asked) < 20  # in bulk, not one by one
    secret = keys.load(paper.key_id)
    found = {rights.box_key(paper, right, secret) for right in VotingRight.objects.filter(state="issued")}
    assert found == set(Ballot.objects.values_list("box_key", flat=True))
    assert len(found) == 500
    shut = closing.close(paper=let_it_end(paper), at=timezone.now())
    assert (shut.ballots, shut.rights) == (500, 500)
