"""The published vote as a file that anybody can recount."""

from __future__ import annotations

import hashlib
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from participation.models import Pot, Round
from tests.factories.participation import RegionFactory
from tests.factories.voting import a_paper, admitted, closed, computed, published, voting_round
from voting import exports, papers, queries
from voting.allocation import Settings, pabulib
from voting.allocation.__main__ import main
from voting.models import Ballot, Result

pytestmark = pytest.mark.django_db
VOTES = [[1, 2], [1], [3], [1, 3], [4, 2]]


def only_file(result: Result) -> bytes:
    ((name, data),) = exports.files(result.paper.round).items()
    assert name == f"{result.paper.round.slug}.pb"
    return data


def recounted(data: bytes, rule: Settings, folder: Path, capsys: Any) -> dict[str, Any]:
    """What the command line makes of a file, with the options that the file itself names."""
    file = folder / "published.pb"
    file.write_bytes(data)
    options = shlex.split(exports.recount_options(rule))
    assert main(["count", str(file), "--cents", "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("min_votes", [0, 1, 2])
@pytest.mark.parametrize("rule", Round.TallyRule.values)
def test_invariant_12_a_recount_of_the_published_file_gives_the_same_bytes(
    rule: str, min_votes: int, tmp_path: Path, capsys: Any
) -> None:
    result = published(closed(a_paper(tally_rule=rule, min_votes=min_votes, cents=1_100_000), votes=VOTES))
    settings = Settings.from_dict(result.settings["allocation"])
    again = recounted(only_file(result), settings, tmp_path, capsys)
    found = queries.published_result(result.paper.round)
    assert found is not None
    assert again["outcome_sha256"] == found.pots[0].digest
    assert again["funded"] == result.outcomes[0]["outcome"]["funded"]


def test_everybody_finds_their_own_ballot_by_the_code_of_the_receipt() -> None:
    result = published(closed(votes=VOTES))
    document = pabulib.parse(only_file(result), file="x")
    stored = {ballot.nonce: ",".join(map(str, ballot.choices)) for ballot in Ballot.objects.all()}
    assert dict(document.votes) == stored
    assert list(dict(document.votes)) == sorted(stored)
    assert document.vote_columns == ("voter_id", "vote")


def test_the_file_says_what_was_voted_on_and_by_which_rule() -> None:
    result = published(closed(a_paper(min_votes=2, max_choices=3, cents=1_250_050), votes=VOTES))
    document = pabulib.parse(only_file(result), file="x")
    meta = dict(document.meta)
    assert meta["budget"] == "12500.50"
    assert (meta["rule"], meta["min_project_score_threshold"], meta["max_length"]) == ("greedy-threshold", "2", "3")
    assert (meta["vote_type"], meta["currency"], meta["unit"]) == ("approval", "EUR", result.paper.round.area.name)
    last = timezone.localtime(result.paper.closes_at)
    assert meta["instance"] == str(last.year)
    assert result.paper.digest in meta["comment"]
    assert document.selected() == [option.option.key for option in queries.read(result).options if option.funded]
    assert [row[0] for row in document.projects] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (Settings("greedy"), "greedy"),
        (Settings("greedy", min_votes=9), "greedy-threshold"),
        (Settings("greedy", misfit="stop"), "greedy-no-skip"),
        (Settings("equal-shares"), "equalshares"),
        (Settings("equal-shares", completion="utilitarian"), "equalshares"),
        (Settings("equal-shares", completion="add1-utilitarian"), "equalshares/add1"),
    ],
)
def test_rules_have_the_words_of_the_format(settings: Settings, word: str) -> None:
    assert exports._rule(settings) == word


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        (Settings("greedy"), "--rule greedy"),
        (Settings("greedy", misfit="stop", min_votes=3), "--rule greedy --misfit stop --min-votes 3"),
        (
            Settings("equal-shares", completion="add1", add1_stop="overspend", increment=100, unit=100),
            "--rule equal-shares --completion add1 --add1-stop overspend",
        ),
        (Settings("greedy", ties=("order",)), "--rule greedy --ties order"),
    ],
)
def test_the_options_of_a_recount(settings: Settings, options: str) -> None:
    assert exports.recount_options(settings) == options


def test_withdrawn_projects_are_left_out_and_their_ballots_stay(tmp_path: Path, capsys: Any) -> None:
    paper = closed(votes=[[1, 2], [1], [2]])
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=timezone.now())
    result = published(paper)
    data = only_file(result)
    document = pabulib.parse(data, file="x")
    assert [row[0] for row in document.projects] == ["2", "3", "4"]
    assert sorted(vote for _code, vote in document.votes) == ["", "2", "2"]
    again = recounted(data, Settings.from_dict(result.settings["allocation"]), tmp_path, capsys)
    assert again["outcome_sha256"] == queries.read(result).pots[0].digest


def test_each_pot_has_a_file_with_the_ballots_that_take_part(tmp_path: Path, capsys: Any) -> None:
    round = voting_round(tally_rule=Round.TallyRule.EQUAL_SHARES)
    region = RegionFactory(parent=round.area)
    Pot.objects.create(round=round, area=region, cents=300_000)
    admitted(round, cents=300_000, area=region)
    admitted(round, cents=400_000)
    paper = papers.freeze(paper=papers.draw_up(round=round, at=timezone.now()), at=timezone.now())
    inside = paper.options.get(area=region).number
    outside = 3 - inside
    result = published(closed(paper, votes=[[inside], [inside, outside], [outside], [outside]]))
    files = exports.files(round)
    assert sorted(files) == sorted(f"{round.slug}-{key}.pb" for key in (round.area.key, region.key))
    rule = Settings.from_dict(result.settings["allocation"])
    for pot in queries.read(result).pots:
        data = files[f"{round.slug}-{pot.area}.pb"]
        assert recounted(data, rule, tmp_path, capsys)["outcome_sha256"] == pot.digest
        assert len(pabulib.parse(data, file="x").votes) == (2 if pot.area == region.key else 3)


def test_nothing_leaves_before_publication() -> None:
    assert exports.files(computed().paper.round) == {}
    assert exports.files(a_paper().round) == {}
    hidden = published().paper.round
    hidden.is_public = False
    assert exports.files(hidden) == {}


def test_the_bytes_of_the_paper_have_the_published_hash() -> None:
    paper = a_paper()
    assert hashlib.sha256(exports.paper_json(paper)).hexdigest() == paper.digest


@pytest.mark.parametrize(
    ("cents", "written"), [(0, "0"), (5, "0.05"), (50, "0.50"), (1_240_000, "12400"), (101, "1.01")]
)
def test_amounts_are_plain_numbers(cents: int, written: str) -> None:
    assert exports.amount(cents) == written
