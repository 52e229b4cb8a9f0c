"""The demo: loaded whole, once, by the same command as `make demo`."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cms.demo.city import read
from cms.demo.editions import EDITIONS
from cms.demo.logins import LOGINS, PASSWORD
from delivery import queries as delivery
from participation import audit, queries
from participation.models import Pot, Round
from proposals import queries as proposals
from voting import queries as voting

pytestmark = pytest.mark.django_db
VOTERS = 40


def run() -> str:
    out = io.StringIO()
    call_command("seed_demo", voters=VOTERS, stdout=out)
    return out.getvalue()


def test_the_demo_is_a_city_with_four_rounds_in_different_phases() -> None:
    run()
    now = timezone.now()
    rounds = {round_.slug: round_ for round_ in queries.rounds_with_phases()}
    phases = {slug: getattr(queries.phase_now(round_, at=now), "kind", None) for slug, round_ in rounds.items()}
    assert phases == {
        "lichtenberg": "collecting",
        "kiezkasse-treptow-koepenick": "assessing",
        "marzahn-hellersdorf": "voting",
        "mitte": "delivering",
    }
    the_proposals_stand_where_their_texts_say(rounds)
    the_pots_of_the_kiezkasse_sum_exactly(rounds["kiezkasse-treptow-koepenick"])
    the_running_vote_shows_nothing_but_its_turnout(rounds["marzahn-hellersdorf"])
    the_finished_round_has_its_winners(rounds["mitte"])
    everybody_can_sign_in_and_read()
    assert audit.first_fault() is None
    assert "kept" in run()
    assert Round.objects.count() == 4


def the_proposals_stand_where_their_texts_say(rounds: dict[str, Round]) -> None:
    for edition in EDITIONS:
        told = Counter(idea["state"] for idea in read(f"rounds/{edition.name}.json")["proposals"])
        stand = Counter(rounds[edition.slug].proposals.values_list("state", flat=True))  # type: ignore[attr-defined]
        assert stand == told, edition.name


def the_pots_of_the_kiezkasse_sum_exactly(round_: Round) -> None:
    pots = list(Pot.objects.filter(round=round_).values_list("cents", flat=True))
    assert (len(pots), sum(pots), min(pots) >= 260_000) == (20, 10_000_000, True)


def the_running_vote_shows_nothing_but_its_turnout(round_: Round) -> None:
    paper = voting.paper_for(round_)
    assert paper is not None
    assert voting.turnout(paper) == VOTERS
    assert voting.published_result(round_) is None
    assert Client().get(f"/runden/{round_.slug}/ergebnis/").status_code == 404


def the_finished_round_has_its_winners(round_: Round) -> None:
    result = voting.published_result(round_)
    assert result is not None
    told = {idea["title"] for idea in read("rounds/mitte.json")["proposals"] if "delivery" in idea}
    assert {outcome.option.title for outcome in result.funded} == told
    states = Counter(project.state for project in delivery.board(round=round_))
    assert states == {"in_progress": 8, "done": 6, "planned": 4}
    closing = result.paper.closing
    assert closing.rights == closing.ballots == result.ballots > 0


def everybody_can_sign_in_and_read() -> None:
    for email, _ in LOGINS:
        assert Client().login(email=email, password=PASSWORD), email
    pages = [
        "/",
        "/en/",
        "/runden/",
        "/vorschlaege/",
        "/ergebnisse/",
        "/projekte/",
        "/hilfe/",
        "/neues/",
        "/impressum/",
    ]
    assert [Client().get(page).status_code for page in pages] == [200] * len(pages)
    assert proposals.list_for_public().count() > 150
