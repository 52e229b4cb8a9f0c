"""What holds on every public page: nothing hidden leaks, no cookie, valid HTML, both languages, no 500 on odd input."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tinyhtml5.parser import HTMLParser

from participation.models import Round
from tests.cms import city as cities

pytestmark = pytest.mark.django_db

LISTS = [
    "/",
    "/vorschlaege/",
    "/vorschlaege/?runde=sammelrunde&q=bank&thema=green&stand=neu&ordnung=neu",
    "/vorschlaege/?stand=gewonnen",
    "/vorschlaege/?stand=fertig",
    "/vorschlaege/?q=nirgends",
    "/runden/",
    "/runden/?q=Bezirk 01",
    "/runden/?q=nirgends",
    "/projekte/",
    "/projekte/?stand=done&runde=entschieden",
    "/projekte/?q=nirgends",
    "/ergebnisse/",
    "/runden/sammelrunde/",
    "/runden/entschieden/",
    "/runden/entschieden/ergebnis/",
    "/so-geht-es/",
    "/aktuelles/",
    "/aktuelles/nachricht-0/",
    "/impressum/",
    "/datenschutz/",
    "/netiquette/",
    "/barrierefreiheit/",
    "/leichte-sprache/",
]
FILES = ["/karte/stadt.json", "/karte/vorschlaege.json", "/karte/vorschlaege.json?runde=sammelrunde"]
# Addresses that name what the public must not see; filled in with keys of the hidden round.
HIDDEN = [
    "/runden/verborgen/",
    "/runden/verborgen/ergebnis/",
    "/runden/verborgen/ergebnis/verborgen.pb",
    "/runden/gezaehlt/ergebnis/",
    "/runden/gezaehlt/ergebnis/gezaehlt.pb",
    "/vorschlaege/{proposal}/",
    "/projekte/{project}/",
    "/karte/vorschlaege.json?runde=verborgen",
    "/verborgen/",
    "/vorschlaege/99999999/",
    "/projekte/99999999/",
    "/runden/gibt-es-nicht/",
]


@pytest.fixture
def city() -> cities.City:
    return cities.build()


def pages(city: cities.City) -> list[str]:
    """Every kind of public page of this city."""
    states = city.collecting.proposals.values_list("pk", flat=True)
    won = city.decided.projects.values_list("pk", "proposal_id")
    return [
        *LISTS,
        *(f"/vorschlaege/{pk}/" for pk in states),
        *(f"/vorschlaege/{proposal}/" for _pk, proposal in won),
        *(f"/projekte/{pk}/" for pk, _proposal in won),
    ]


def test_every_page_is_there_in_both_languages(city: cities.City, client: Client) -> None:
    found = {path: [client.get(path).status_code, client.get(f"/en{path}").status_code] for path in pages(city)}
    assert found == {path: [200, 200] for path in found}


def test_no_page_sets_a_cookie(city: cities.City, client: Client) -> None:
    found = {path: list(client.get(path).cookies) for path in [*pages(city), *FILES]}
    assert found == {path: [] for path in found}


def faults_of(html: str) -> list[Any]:
    """What is wrong with a page: invalid HTML, no title, not one heading, script or style that the policy forbids."""
    parser = HTMLParser()
    parser.parse(html)
    found: list[Any] = list(parser.errors)
    if not html.split("<title>")[1].split("</title>")[0].strip():
        found.append("no title")
    if html.count("<h1") != 1:
        found.append(f"{html.count('<h1')} headings")
    return found + [word for word in (" style=", "<style", " onclick=", "javascript:") if word in html]


def test_the_check_finds_what_is_wrong() -> None:
    page = "<!DOCTYPE html><html lang=de><title>{}</title><body><h1>a</h1>{}</body></html>"
    assert faults_of(page.format("a", "<p>b</p>")) == []
    assert faults_of(page.format("", "<h1 style='x'>")[:-14])[-3:] == ["no title", "2 headings", " style="]
    assert len(faults_of(page.format("a", "<p><ul><li></p>"))) > 0


def test_every_page_is_well_made(city: cities.City, client: Client) -> None:
    found = {path: faults_of(client.get(path).content.decode()) for path in pages(city)}
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_nothing_of_a_hidden_round_is_on_any_page(city: cities.City, client: Client) -> None:
    names = ["Verborgene Runde", "verborgen", f"/vorschlaege/{city.hidden_proposal.pk}/"]
    names += [f"/projekte/{city.hidden_project.pk}/", "Bezirk 03, "]
    leaks = {
        path: [name for name in names if name in text]
        for path in [*pages(city), *FILES]
        for text in [client.get(path).content.decode()]
    }
    assert {path: found for path, found in leaks.items() if found} == {}


def test_nothing_of_an_unpublished_result_is_on_any_page(city: cities.City, client: Client) -> None:
    option = city.unpublished.ballot_paper.options.get()
    told = [client.get(path).content.decode() for path in (f"/en/vorschlaege/{option.proposal_id}/", "/en/ergebnisse/")]
    words = ["Funded at step", "not this time", "Not this time", "gezaehlt/ergebnis", ">won<"]
    assert [[word for word in words if word in text] for text in told] == [[], []]
    assert "The votes are being counted" in client.get("/en/runden/gezaehlt/").content.decode()


def addresses(city: cities.City) -> list[str]:
    return [address.format(proposal=city.hidden_proposal.pk, project=city.hidden_project.pk) for address in HIDDEN]


def test_what_is_hidden_is_not_there(city: cities.City, client: Client) -> None:
    found = {path: client.get(path).status_code for path in addresses(city)}
    found |= {f"/en{path}": client.get(f"/en{path}").status_code for path in addresses(city)}
    assert found == dict.fromkeys(found, 404)


def test_showing_the_hidden_round_brings_it_all_back(city: cities.City, client: Client) -> None:
    """The other side of the test before it: it is the round's visibility that hides these pages."""
    Round.objects.filter(slug="verborgen").update(is_public=True)
    found = [client.get(path).status_code for path in addresses(city)]
    assert found == [200, 200, 200, 404, 404, 200, 200, 200, 301, 404, 404, 404]


BROKEN = ["%00", "x", "9" * 19, "-1", "%2e%2e"]
ODD = ["%00", "'%22;--", "<script>", "%FF%FE", "9" * 400, "-1", "0", "1e99", "ß" * 50, "%20", "a" * 5000]


QUERIES = [
    "/vorschlaege/?q={}",
    "/vorschlaege/?seite={}",
    "/vorschlaege/?runde={0}&thema={0}&gebiet={0}&stand={0}&ordnung={0}",
    "/projekte/?q={0}&runde={0}&stand={0}&seite={0}",
    "/runden/?q={}",
    "/aktuelles/?seite={}",
    "/karte/stadt.json?gebiet={}",
    "/karte/vorschlaege.json?sprache={}",
]


def test_odd_input_is_answered(client: Client) -> None:
    cities.site.some_news(cities.site.a_site())
    found = {path.format(value): client.get(path.format(value)).status_code for path in QUERIES for value in ODD}
    assert found == dict.fromkeys(found, 200)


def test_an_odd_address_is_not_found(client: Client) -> None:
    cities.site.a_site()
    shapes = ["/vorschlaege/{}/", "/projekte/{}/", "/runden/{}/", "/runden/{}/ergebnis/", "/bilder/600/{}"]
    found = {shape.format(value): client.get(shape.format(value)).status_code for shape in shapes for value in BROKEN}
    assert found == dict.fromkeys(found, 404)
