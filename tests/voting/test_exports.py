"""The published vote as a file that anybody can recount."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shlex
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import assume, given
from hypothesis import strategies as st

from participation.models import Pot, Round
from tests.factories.participation import RegionFactory
from tests.factories.voting import a_paper, admitted, closed, computed, published, voting_round
from voting import exports, papers, queries
from voting.allocation import Settings, SettingsError, options, pabulib, stated
from voting.allocation.__main__ import main
from voting.allocation.settings import CHOICES, TIE_KEYS, Cap
from voting.models import Ballot, Result

pytestmark = pytest.mark.django_db
CENTS: dict[str, Any] = {"increment": 100, "unit": 100}
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
    assert sorted(document.selected()) == [each.option.key for each in queries.read(result).options if each.funded]
    # By votes, then the cheaper, then the order of the paper: so the format lists who was asked first.
    listed = [(-int(votes), Fraction(cost), int(key)) for key, cost, votes, *_rest in document.projects]
    assert listed == sorted(listed)
    assert {key for _votes, _cost, key in listed} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("settings", "options"),
    [
        (Settings("greedy", **CENTS), "--rule greedy"),
        (Settings("greedy", misfit="stop", min_votes=3, **CENTS), "--rule greedy --misfit stop --min-votes 3"),
        (
            Settings("equal-shares", completion="add1", add1_stop="overspend", **CENTS),
            "--rule equal-shares --completion add1 --add1-stop overspend",
        ),
        (Settings("greedy", ties=("order",), **CENTS), "--rule greedy --ties order"),
        (
            Settings("greedy", exclusive=(("a", "b 1"), ("c", "d")), caps=(Cap(150, ("a",)),), **CENTS),
            "--rule greedy --exclusive 'a,b 1' --exclusive c,d --cap 3/2:a",
        ),
        (
            Settings(
                "equal-shares", completion="add1", increment=Fraction(1, 50), increment_as="share", unit=100,
                comparison="exclusion", min_share=Fraction(1, 10), channels=(("internet", Fraction(1, 2)),),
            ),
            "--rule equal-shares --completion add1 --increment 1/50 --increment-as share --comparison exclusion"
            " --min-share 1/10 --channel internet=1/2",
        ),
    ],
)  # fmt: skip
def test_the_options_of_a_recount(settings: Settings, options: str) -> None:
    assert exports.recount_options(settings) == options


IDS = ("1", "2", "BO.D16/23", "A 7", "Straße")
AMOUNT = st.fractions(min_value=0, max_value=10_000, max_denominator=60)
POSITIVE = AMOUNT.filter(bool)
GROUPS = st.permutations(IDS).map(lambda ids: (tuple(ids[:2]), tuple(ids[2:])))
ANY: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.sampled_from(choices) for name, choices in CHOICES.items()},
    "ties": st.lists(st.sampled_from(TIE_KEYS), min_size=1, unique=True).map(tuple),
    "increment": POSITIVE,
    "unit": st.just(100),
    **dict.fromkeys(("min_votes", "min_share", "min_by_cost"), AMOUNT),
    "part_from": st.fractions(min_value=0, max_value=1, max_denominator=9),
    "exclusive": GROUPS,
    "variants": GROUPS,
    "caps": st.lists(st.builds(Cap, AMOUNT, GROUPS.map(lambda groups: groups[1])), max_size=3).map(tuple),
    "channels": st.dictionaries(st.sampled_from(("internet", "ballot box")), POSITIVE, max_size=2).map(
        lambda shares: tuple(shares.items())
    ),
}


def test_the_property_below_draws_every_setting_there_is() -> None:
    assert set(ANY) == {field.name for field in dataclasses.fields(Settings)}


@given(st.data())
def test_whatever_the_settings_the_command_line_reads_back_the_same(data: Any) -> None:
    always = {"rule", "unit"}
    for name in data.draw(st.permutations(sorted(set(ANY) - always))):
        if data.draw(st.booleans()):
            always.add(name)
    try:
        rule = Settings(**({"increment": 100} | {name: data.draw(ANY[name]) for name in sorted(always)}))
    except SettingsError:
        assume(False)
    typed = ["count", "x.pb", "--cents", *shlex.split(exports.recount_options(rule))]
    assert options.settings_of(options.parser().parse_args(typed)) == rule
    words, digest = f"--cents {exports.recount_options(rule)}", "0f" * 32
    assert stated.stated(stated.comment(words, digest=digest) + " #3: more") == stated.Stated(rule, True, digest)


def test_withdrawn_projects_are_left_out_and_their_ballots_stay(tmp_path: Path, capsys: Any) -> None:
    paper = closed(votes=[[1, 2], [1], [2]])
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=timezone.now())
    result = published(paper)
    data = only_file(result)
    document = pabulib.parse(data, file="x")
    assert sorted(row[0] for row in document.projects) == ["2", "3", "4"]
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


def test_files_are_named_after_the_round_and_where_there_are_several_after_the_area() -> None:
    paper = a_paper()
    slug, key = paper.round.slug, paper.round.area.key
    assert exports.file_names(paper) == {key: f"{slug}.pb"}
    paper.settings["pots"].append({"pot": 0, "area": "x", "cents": 1})
    assert exports.file_names(paper) == {key: f"{slug}-{key}.pb", "x": f"{slug}-x.pb"}
    assert exports.paper_name(paper) == f"{slug}-stimmzettel.json"
