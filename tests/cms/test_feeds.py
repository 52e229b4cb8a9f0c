"""Feeds, sitemap and robots.txt: what machines read of the public, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from participation.models import Round
from proposals.models import Proposal
from proposals.states import State
from tests.factories import delivery, proposals
from tests.factories.cms import a_round_page, a_site, a_standard_page, some_news
from tests.factories.participation import a_round
from tests.factories.voting import voting_round

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(client: Client, address: str) -> list[tuple[str, str]]:
    """Title and address of each entry of a feed."""
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    found = []
    for entry in feed.findall("a:entry", ATOM):
        title, link = entry.find("a:title", ATOM), entry.find("a:link", ATOM)
        assert title is not None
        assert link is not None
        found.append((str(title.text), link.attrib["href"].removeprefix("http://testserver")))
    return found


def addresses(client: Client, path: str) -> list[str]:
    """All addresses of a sitemap or of the list of sitemaps."""
    answer = client.get(path)
    assert answer.status_code == 200
    tree = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    return [str(place.text).removeprefix("http://testserver") for place in tree.findall(".//m:loc", MAP)]


def test_the_newest_ideas_of_a_round_that_are_public(client: Client) -> None:
    a_site()
    round_ = a_round(slug="weiher")
    proposals.many(round_, 2)
    proposals.many(round_, 1, state=State.SUBMITTED)
    newest = Proposal.objects.filter(state=State.PUBLISHED).order_by("-pk")
    expected = [(idea.title, f"/vorschlaege/{idea.pk}/") for idea in newest]
    assert entries(client, "/neu/vorschlaege/weiher.xml") == expected


def test_a_feed_ends_at_thirty(client: Client) -> None:
    a_site()
    proposals.many(a_round(slug="weiher"), 31)
    assert len(entries(client, "/neu/vorschlaege/weiher.xml")) == 30


@pytest.mark.parametrize("slug", ["hidden", "nowhere"])
def test_a_round_that_nobody_sees_has_no_feed(client: Client, slug: str) -> None:
    a_site()
    a_round(slug="hidden", is_public=False)
    assert client.get(f"/neu/vorschlaege/{slug}.xml").status_code == 404


def test_what_happened_in_the_projects(client: Client) -> None:
    a_site()
    project = delivery.a_project(title="Brunnen", state="in_progress")
    assert entries(client, "/neu/projekte.xml") == [("Brunnen: Baubeginn", f"/projekte/{project.pk}/")]


@pytest.mark.parametrize(("address", "start"), [("/neu/nachrichten.xml", ""), ("/en/neu/nachrichten.xml", "/en")])
def test_news_in_the_language_of_the_address(client: Client, address: str, start: str) -> None:
    some_news(a_site(), 2)
    expected = [(f"Nachricht {n}", f"{start}/aktuelles/nachricht-{n}/") for n in range(2)]
    assert entries(client, address) == expected


def test_the_sitemap_holds_all_that_is_public_in_both_languages(client: Client) -> None:
    home = a_site()
    round_ = a_round(slug="weiher")
    a_round(slug="hidden", is_public=False)
    a_round_page(round_, home=home)
    a_standard_page(home)
    proposals.many(round_, 1)
    proposals.many(round_, 1, state=State.SUBMITTED)
    delivery.a_result(round=voting_round(slug="fertig"))
    parts = addresses(client, "/sitemap.xml")
    assert parts == [f"/sitemap-{name}.xml" for name in ("listen", "runden", "vorschlaege", "projekte", "seiten")]
    assert addresses(client, "/sitemap-runden.xml") == sorted(
        [f"{start}/runden/{slug}/" for start in ("", "/en") for slug in ("weiher", "fertig")]
        + [f"{start}/runden/fertig/ergebnis/" for start in ("", "/en")],
        key=lambda address: (address.count("ergebnis"), "fertig" in address, address.startswith("/en")),
    )
    shown = (
        Proposal.objects.filter(state__in=(State.PUBLISHED, State.ADMITTED)).order_by("pk").values_list("pk", flat=True)
    )
    assert addresses(client, "/sitemap-vorschlaege.xml") == [
        f"{start}/vorschlaege/{pk}/" for pk in shown for start in ("", "/en")
    ]
    pages = addresses(client, "/sitemap-seiten.xml")
    legal = ("impressum", "datenschutz", "netiquette", "barrierefreiheit", "leichte-sprache")
    assert sorted(pages) == sorted(
        f"{start}/{name}" for start in ("", "/en") for name in ["", "so-geht-es/", *(f"{page}/" for page in legal)]
    )
    for address in [*pages, *addresses(client, "/sitemap-listen.xml"), *addresses(client, "/sitemap-projekte.xml")]:
        assert client.get(address).status_code == 200, address


def test_the_pages_of_hidden_rounds_are_in_no_sitemap(client: Client) -> None:
    round_ = a_round(slug="weiher")
    a_round_page(round_, home=a_site())
    Round.objects.update(is_public=False)
    everything = [a for part in addresses(client, "/sitemap.xml") for a in addresses(client, part)]
    assert [address for address in everything if "weiher" in address] == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_of_a_sitemap(client: Client, count: int, django_assert_num_queries: object) -> None:
    a_site()
    proposals.many(a_round(slug="weiher"), count)
    client.get("/sitemap-vorschlaege.xml")
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/sitemap-vorschlaege.xml")


def test_robots_are_told_what_is_nothing_for_them(client: Client) -> None:
    said = client.get("/robots.txt").content.decode().splitlines()
    assert said == [
        "User-agent: *",
        *[f"Disallow: /{a}{b}/" for a in ("", "en/") for b in ("verwaltung", "konto", "mein", "suche")],
        "Sitemap: http://testserver/sitemap.xml",
    ]
