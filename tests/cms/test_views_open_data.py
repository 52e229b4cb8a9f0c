"""Open data: everything that can be downloaded is there to be found, and what is not there is not named."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import Area, Phase, Pot, Round
from tests.factories.delivery import a_project
from tests.factories.participation import DistrictFactory, RegionFactory, a_round
from tests.factories.voting import a_paper, admitted, closed, drawn_up, published, voting_round
from voting import papers

pytestmark = pytest.mark.django_db
QUERIES = 10
LISTS = [f"/api/v1/{name}/" for name in ("areas", "rounds", "proposals", "results")] + ["/api/v1/", "/api/v1/schema/"]


def page(client: Client, **query: Any) -> str:
    response = client.get("/en/daten/", query)
    assert response.status_code == 200
    return response.content.decode()


def files(html: str) -> list[str]:
    """The addresses of all that can be downloaded, in the order of the page."""
    main = html[html.index("<main") : html.index("</main>")]
    return [found for found in re.findall(r'href="([^"]+)"', main) if re.search(r"/api/|\.json|\.pb", found)]


def test_without_anything_the_page_names_nothing_but_the_interface(client: Client) -> None:
    Area.objects.all().delete()
    html = page(client)
    assert files(html) == ["/api/v1/", "/api/v1/schema/"]
    assert "Ballot papers and results" not in html


def test_each_list_that_has_something_in_it_is_named_with_how_much(client: Client) -> None:
    a_project()
    html = page(client)
    assert files(html)[:5] == [f"/api/v1/{name}/" for name in ("areas", "rounds", "proposals", "results", "projects")]
    told = [int(n) for n in re.findall(r"(\d+) entr(?:y|ies), JSON", html)]
    assert told == [client.get(address).json()["count"] for address in files(html)[:5]]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_address_on_the_page_answers(client: Client, language: str) -> None:
    published(closed(votes=[[1], [1, 2]]))
    a_paper()
    html = client.get("/daten/" if language == "de" else "/en/daten/").content.decode()
    found = files(html)
    assert len(found) == len(LISTS) + 5 + 2
    assert {client.get(address).status_code for address in found} == {200}


def test_of_a_vote_there_is_what_its_state_allows(client: Client) -> None:
    hidden = a_paper(round=voting_round(is_public=False))
    drawn_up()
    paper = a_paper()
    slug = paper.round.slug
    paper_, seals, box = (
        f"/en/runden/{slug}/{name}.json" for name in ("stimmzettel", "abstimmen/siegel", "abstimmen/urne")
    )
    own = lambda: [address for address in files(page(client)) if slug in address]  # noqa: E731
    assert own() == [paper_, seals]
    shut = closed(paper)
    assert own() == [paper_, seals, box]
    published(shut)
    html = page(client)
    ballots, result = f"/en/runden/{slug}/ergebnis/{slug}.pb", f"/api/v1/results/{slug}/"
    assert files(html) == [*LISTS, paper_, ballots, seals, box, result]
    assert f'href="/en/runden/{slug}/ergebnis/protokoll/"' in html
    assert client.get(f"/en/runden/{slug}/ergebnis/protokoll/").status_code == 200
    assert shut.digest in page(client)
    assert hidden.round.slug not in page(client)


def test_each_pot_has_its_file(client: Client) -> None:
    round_ = voting_round()
    region = RegionFactory(parent=round_.area)
    Pot.objects.create(round=round_, area=region, cents=300_000)
    for area in (region, round_.area):
        admitted(round_, area=area)
    paper = papers.freeze(paper=papers.draw_up(round=round_, at=timezone.now()), at=timezone.now())
    published(closed(paper, votes=[[1], [1, 2]]))
    names = [address.rpartition("/")[2] for address in files(page(client)) if address.endswith(".pb")]
    assert names == [f"{round_.slug}-{key}.pb" for key in (round_.area.key, region.key)]


def rounds_with_papers(count: int) -> list[Round]:
    area = DistrictFactory()
    made = [a_round(phase=Phase.Kind.VOTING, now=timezone.now(), area=area) for _ in range(count)]
    for round_ in made:
        published(closed(a_paper(round=round_, costs=(100_000,)), votes=[[1]]))
    return made


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client)
    return len(asked)


def test_as_many_queries_for_thirty_rounds_as_for_one(client: Client) -> None:
    rounds_with_papers(1)
    page(client)
    assert queries_of(client) == QUERIES
    rounds_with_papers(29)
    assert queries_of(client) == QUERIES
    assert page(client).count("stimmzettel.json") == 30


def test_more_votes_than_a_page_holds_are_on_the_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.views.open_data.VOTES", 2)
    for _ in range(3):
        a_paper()
    assert [page(client, seite=number).count("stimmzettel.json") for number in (1, 2, "x")] == [2, 1, 2]


def test_the_footer_of_every_page_leads_to_it(client: Client) -> None:
    html = client.get("/ergebnisse/").content.decode()
    assert 'href="/daten/"' in html[html.index("<footer") :]


def test_the_downloaded_paper_has_the_hash_that_stands_beside_it(client: Client) -> None:
    paper = a_paper()
    [address] = [found for found in files(page(client)) if found.endswith("stimmzettel.json")]
    body = client.get(address).content
    assert hashlib.sha256(body).hexdigest() == paper.digest
    assert json.loads(body)["round"] == paper.round.slug
