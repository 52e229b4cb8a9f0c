"""Results: the list, the story of one, the file that anybody can count again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms import drawing, story
from participation.models import Phase, Pot, Round
from tests.factories.participation import DistrictFactory, RegionFactory, a_round
from tests.factories.voting import a_paper, admitted, closed, officer, published, voting_round
from voting import papers, results
from voting import queries as voting
from voting.models import Result

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def decided(*, votes: Any = ((1, 2), (1,), (2,), (3,)), costs: Any = (400_000,) * 3, **rules: Any) -> Result:
    """A published result in a pot of €10,000."""
    facts = {"title": "Bürgerhaushalt", "slug": "buerger", "cents": 1_000_000, "area": DistrictFactory(key="01")}
    round_ = a_round(phase=Phase.Kind.VOTING, now=timezone.now(), **(facts | rules))
    return published(closed(a_paper(round=round_, costs=costs), votes=votes))


def told(result: Result) -> story.Story:
    found = voting.published_result(Round.objects.get(pk=result.paper.round_id))
    assert found is not None
    return story.tell(found, city=drawing.city())


@pytest.mark.parametrize(
    ("projects", "cents", "currency", "said"),
    [
        (0, 0, "EUR", "No idea won"),
        (1, 400_000, "EUR", "1 project for €4,000"),
        (17, 49_800_000, "EUR", "17 projects for €498,000"),
        (30, 100_000_000, "PLN", "30 projects for 1,000,000\u00a0zł"),
    ],
)
def test_the_headline_is_the_outcome(projects: int, cents: int, currency: str, said: str) -> None:
    assert story.headline(projects, cents, currency) == said


def test_the_story_of_greedy() -> None:
    found = told(decided())
    assert found.headline == "2 projects for €8,000"
    assert [(entry.number, entry.votes, entry.funded) for entry in found.won] == [(1, 2, True), (2, 2, True)]
    assert [(entry.number, entry.votes, entry.funded) for entry in found.missed] == [(3, 1, False)]
    [pot] = found.pots
    assert (pot.name, pot.cents, pot.spent_cents, pot.rest_cents) == ("Bezirk 01", 1_000_000, 800_000, 200_000)
    assert [piece.cents for piece in pot.pieces] == [400_000, 400_000]
    assert pot.summary == "€8,000 of €10,000 are given to 2 projects."
    assert [(step.number, step.votes, step.left_cents, step.text) for step in pot.steps] == [
        (1, 2, 600_000, "funded"),
        (2, 2, 200_000, "funded"),
        (3, 1, 200_000, "does not fit into the rest of the pot, passed over"),
    ]
    assert pot.rule.startswith("The idea with the most votes is paid first, then the next; what no longer fits")


def test_every_option_has_its_reason() -> None:
    found = told(decided())
    assert [entry.reason for entry in [*found.won, *found.missed] if not entry.reason] == []


@pytest.mark.parametrize(
    ("rule", "sentence", "last"),
    [
        ("greedy_skip", "passed over", "does not fit into the rest of the pot, passed over"),
        ("greedy_stop", "until one no longer fits", "does not fit any more; the count ends here"),
        ("equal_shares", "equal share of the money", "funded, each supporter pays at most €4,000"),
    ],
)
def test_every_rule_is_told_in_its_words(rule: str, sentence: str, last: str) -> None:
    votes = ((1,), (2,)) if rule == "equal_shares" else ((1, 2), (1,), (2,), (3,))
    [pot] = told(decided(tally_rule=rule, votes=votes)).pots
    assert (sentence in pot.rule, pot.steps[-1].text) == (True, last)


def test_equal_shares_say_what_each_ballot_had() -> None:
    [pot] = told(decided(tally_rule="equal_shares", votes=((1,), (2,)))).pots
    assert [note for note in pot.notes if note.startswith("Each ballot had €")] != []


@pytest.mark.parametrize(("votes", "mattered"), [(((1,), (2,), (3,)), True), (((1, 2), (1, 2), (3,)), False)])
def test_a_tie_that_mattered_is_said(votes: Any, mattered: bool) -> None:
    [pot] = told(decided(votes=votes)).pots
    assert ("Two ideas were equal, and the order fixed before the vote decided." in pot.notes) == mattered
    assert ("No two ideas were equal where it mattered." in pot.notes) == (not mattered)


def test_winners_with_a_place_are_in_the_drawing() -> None:
    result = decided()
    won, lost = result.paper.options.get(number=1).proposal, result.paper.options.get(number=3).proposal
    for proposal in (won, lost):
        proposal.lon, proposal.lat = 13.35, 52.35
        proposal.save()
    dots = told(result).city.dots
    assert [(dot.label, dot.url, dot.kind) for dot in dots] == [(won.title, f"/en/vorschlaege/{won.pk}/", "won")]


def test_a_vote_without_votes_has_no_winner(client: Client) -> None:
    decided(votes=())
    text = client.get("/en/runden/buerger/ergebnis/").content.decode()
    assert ["<h1>No idea won</h1>" in text, "0 people voted." in text] == [True, True]


def test_the_page_tells_it_all(client: Client) -> None:
    result = decided()
    text = client.get("/en/runden/buerger/ergebnis/").content.decode()
    shown = [
        "<h1>2 projects for €8,000</h1>",
        "4 people voted.",
        "2 ideas won",
        "1 idea missed out this time",
        "How the votes were counted",
        "All 3 steps",
        "Count again yourself",
        result.digest,
        result.paper.digest,
        result.paper.closing.box_digest,
        "python -m voting.allocation count buerger.pb --cents --rule greedy",
    ]
    assert [words for words in shown if words not in text] == []


def test_a_replaced_result_is_named(client: Client) -> None:
    paper = decided().paper
    again = results.compute(paper=paper, at=timezone.now(), by=officer(paper.round))
    certified = results.certify(result=again, at=timezone.now(), by=officer(paper.round))
    results.publish(result=certified, at=timezone.now(), by=officer(paper.round))
    response = client.get("/en/runden/buerger/ergebnis/")
    assert response.context["published"].result.run == 2
    assert [result.run for result in response.context["earlier"]] == [1]
    assert "was replaced by this one." in response.content.decode()


def test_anybody_counts_the_file_again(client: Client, tmp_path: Path) -> None:
    decided()
    [file] = client.get("/en/runden/buerger/ergebnis/").context["files"]
    response = client.get(file["url"])
    assert response["Content-Disposition"] == 'attachment; filename="buerger.pb"'
    (tmp_path / file["name"]).write_bytes(response.content)
    command = [sys.executable, *file["command"].split()[1:]]
    command[command.index("buerger.pb")] = str(tmp_path / "buerger.pb")
    counted = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert "2" in counted.stdout


@pytest.mark.parametrize(
    ("rule", "reason", "enough"),
    [
        ("greedy_skip", "Missed by 2 votes or €2,000", ""),  # the reason says it already
        (
            "equal_shares",
            "€2,000 were missing in the pot when its turn came",
            "1 more vote or €1,001 less would have been enough",
        ),
    ],
)
def test_every_loser_says_what_would_have_been_enough(client: Client, rule: str, reason: str, enough: str) -> None:
    found = told(decided(tally_rule=rule))
    assert ([(each.reason, each.enough) for each in found.missed], [each.enough for each in found.won]) == (
        [(reason, enough)],
        [""] * len(found.won),
    )
    assert reason in (text := client.get("/en/runden/buerger/ergebnis/").content.decode())
    assert enough in text
    Result.objects.update(findings={})
    assert "would have been enough" not in client.get("/en/runden/buerger/ergebnis/").content.decode()


def test_with_equal_shares_each_step_says_what_supporters_paid_and_counted_for(client: Client) -> None:
    [pot] = told(decided(tally_rule="equal_shares", votes=((1, 2), (1,), (2,), (1, 3)))).pots
    steps = pot_steps(Result.objects.get())
    assert pot.shares
    assert [step.payment != "" for step in pot.steps] == ["payment" in step for step in steps]
    text = client.get("/en/runden/buerger/ergebnis/").content.decode()
    assert ["Each pays at most" in text, "Counts as votes" in text] == [True, True]


def test_other_rules_have_no_payments(client: Client) -> None:
    [pot] = told(decided()).pots
    assert (pot.shares, {(step.payment, step.effective) for step in pot.steps}) == (False, {("", "")})
    assert "Each pays at most" not in client.get("/en/runden/buerger/ergebnis/").content.decode()


def pot_steps(result: Result) -> Any:
    return result.outcomes[0]["outcome"]["steps"]


def test_the_pictures_stand_on_the_page_with_title_and_words(client: Client) -> None:
    decided()
    text = client.get("/en/runden/buerger/ergebnis/").content.decode()
    assert 'aria-labelledby="chart-represented-title chart-represented-desc"' in text
    assert '<title id="chart-chain-01-title">How the pot is used up</title>' in text
    assert " style=" not in text


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("q=Vorschlag+3", [3]),
        ("q=vorschlag+1", [1, 10, 11, 12]),
        ("q=nichts+davon", []),
        ("q=", list(range(1, 13))),
        ("gebiet=99", list(range(1, 13))),  # no such area on this ballot: no field, nothing to narrow
    ],
)
def test_searching_a_long_result(client: Client, asked: str, numbers: list[int]) -> None:
    result = decided(costs=(30_000,) * 12, votes=((1,),))
    titles = [f"Vorschlag {number}" for number in numbers]
    listed = client.get(f"/en/runden/buerger/ergebnis/?{asked}").context["listed"]
    assert sorted(each.title for each in listed.entries) == sorted(titles)
    assert result.paper.options.count() == 12


def test_the_headline_stays_whatever_is_looked_for(client: Client) -> None:
    decided(costs=(30_000,) * 12, votes=((1,),))
    text = client.get("/en/runden/buerger/ergebnis/?q=Vorschlag+3").content.decode()
    assert ["<h1>1 project for €300</h1>" in text, "1 of 12 ideas fits." in text] == [True, True]


def test_a_short_result_needs_no_search(client: Client) -> None:
    decided()
    assert client.get("/en/runden/buerger/ergebnis/").context["form"] is None


def in_two_pots(votes: Any = ((1, 2), (1, 3), (3,), (3, 4))) -> Result:
    """The district pays one of two ideas, its region one of two others."""
    district = DistrictFactory(name="Pankow")
    region = RegionFactory(parent=district, name="Weißensee")
    round_ = voting_round(cents=500_000, area=district)
    Pot.objects.create(round=round_, area=region, cents=450_000)
    for area in (district, district, region, region):
        admitted(round_, cents=400_000, area=area)
    paper = papers.freeze(paper=papers.draw_up(round=round_, at=timezone.now()), at=timezone.now())
    return published(closed(paper, votes=votes))


def test_with_several_pots_winners_and_losers_stand_below_the_money_of_their_pot(client: Client) -> None:
    result = in_two_pots()
    found = told(result)
    for parts, number in ((found.won_by_pot, len(found.won)), (found.missed_by_pot, len(found.missed))):
        assert (
            [part.pot.name for part in parts if part.pot] == [pot.name for pot in found.pots] == ["Pankow", "Weißensee"]
        )
        assert [len(part.entries) for part in parts] == [1, 1]
        assert number == 2
        assert [each.pot for part in parts for each in part.entries] == [pot.key for pot in found.pots]
    body = client.get(reverse("results", args=[result.paper.round.slug])).content.decode()
    assert body.count("<h3>Pankow</h3>") == body.count("<h3>Weißensee</h3>") == 3  # won, missed, steps
    assert body.count('<h4 class="outcome__title">') == 4
    with override("de"):
        for pot in found.pots:
            assert body.count(f'<p class="quiet">{pot.summary}</p>') == 2


def test_the_search_goes_across_pots_and_empty_ones_are_left_out(client: Client) -> None:
    result = in_two_pots()
    region = result.paper.options.exclude(pot__area=result.paper.round.area).first()
    assert region is not None
    body = client.get(reverse("results", args=[result.paper.round.slug]), {"gebiet": region.area.key}).content.decode()
    assert (body.count("<h3>Pankow</h3>"), body.count("<h3>Weißensee</h3>")) == (1, 3)  # Pankow: its steps
    narrowed = told(result).narrowed("", region.area.key)
    assert [len(part.entries) for part in (*narrowed.won_by_pot, *narrowed.missed_by_pot)] == [1, 1]


def test_one_pot_needs_no_heading_of_its_own(client: Client) -> None:
    result = decided()
    [part] = told(result).won_by_pot
    assert (part.pot, part.entries) == (None, told(result).won)
    body = client.get(reverse("results", args=[result.paper.round.slug])).content.decode()
    assert body.count('<h3 class="outcome__title">') == 3
    assert "<h4" not in body


def test_only_the_ideas_of_one_area(client: Client) -> None:
    result = decided(costs=(30_000,) * 12, votes=((1,),))
    region = RegionFactory(parent=result.paper.round.area, key="0101", name="Norden")
    result.paper.options.filter(number__in=(2, 5)).update(area=region)
    response = client.get("/en/runden/buerger/ergebnis/?gebiet=0101")
    assert sorted(entry.number for entry in response.context["listed"].entries) == [2, 5]
    assert '<option value="0101" selected>Norden</option>' in response.content.decode()


@pytest.mark.parametrize("name", ["andere.pb", "buerger.csv", "..%2fbuerger.pb"])
def test_there_is_no_other_file(client: Client, name: str) -> None:
    decided()
    assert client.get(f"/runden/buerger/ergebnis/{name}").status_code == 404


def test_the_list_of_results(client: Client) -> None:
    empty = client.get("/en/ergebnisse/").content.decode()
    decided()
    full = client.get("/en/ergebnisse/").content.decode()
    assert ["No result has been published yet." in text for text in (empty, full)] == [True, False]
    assert ["2 projects for €8,000" in full, "/en/runden/buerger/ergebnis/" in full] == [True, True]


@pytest.mark.parametrize("options", [1, 30])
def test_the_queries_of_a_result_do_not_grow(client: Client, options: int, django_assert_num_queries: Any) -> None:
    decided(costs=(30_000,) * options, votes=((1,),))
    client.get("/runden/buerger/ergebnis/")
    with django_assert_num_queries(9):
        client.get("/runden/buerger/ergebnis/")


@pytest.mark.parametrize("rounds", [1, 4])
def test_the_queries_of_the_list_do_not_grow(client: Client, rounds: int, django_assert_num_queries: Any) -> None:
    for number in range(rounds):
        decided(slug=f"runde-{number}", area=DistrictFactory(key=f"{number + 1:02}"))
    client.get("/ergebnisse/")
    with django_assert_num_queries(5):
        client.get("/ergebnisse/")
