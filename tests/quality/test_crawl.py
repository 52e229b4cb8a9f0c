"""Every link leads somewhere, on every page, for everybody, in both languages; and what is hidden stays hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from wagtail.admin.viewsets import viewsets

from participation.desks import Desk
from tests.factories.participation import UserFactory
from tests.quality import whole as worlds
from tests.quality.crawler import HOST, Page, crawl, english_words, faults_of, kind_of
from tests.quality.whole import ELSEWHERE, ROLES, STAFF, UNPUBLISHED, Whole

pytestmark = pytest.mark.django_db

STAFF_AREA = "/verwaltung/"
# Links of Wagtail that its scripts complete, and the live page of a hidden round: Wagtail links it all the same.
NO_PAGE = (f"{STAFF_AREA}bulk/", "/runden/hinter/", "/en/runden/hinter/")
# Of our own pages 30 of a kind, so that items in all states are among them; others have seen those of an operator.
OFTEN = {"superuser": 1, "returning_officer": 8}
# What the editor has walked through already.
EDITORS = tuple(f"{STAFF_AREA}{part}/" for part in ("pages", "images", "documents", "tag-autocomplete"))
SIGNS_OUT = ("/konto/logout/", "/en/konto/logout/", f"{STAFF_AREA}logout/")


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[Whole]:
    """The whole world, built once for all tests of this module, which only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)
    cache.clear()


def ours() -> tuple[str, ...]:
    """Where our desks lie in the staff area; all else there is Wagtail's own."""
    return tuple(f"{STAFF_AREA}{viewset.name}/" for viewset in viewsets.viewsets if isinstance(viewset, Desk))


def language_of(address: str) -> str:
    return "en" if address.startswith("/en/") else "de"


def ways_wrong(page: Page) -> list[str]:
    """A link that does not lead to a page, a file or the log-in."""
    status, target = page.response.status_code, page.response.headers.get("Location", "")
    if status == 200 or (status == 302 and target.startswith(("/konto/", "/en/konto/", f"{STAFF_AREA}pages/add/"))):
        return []
    return [f"{status} {target} from {page.source}"]


def findings(pages: Iterable[Page], language: str = "") -> dict[str, list[str]]:
    """What is wrong on each page that has something wrong."""
    found: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        found[page.address] += ways_wrong(page)
        if page.is_whole:
            found[page.address] += faults_of(page, language=language or language_of(page.address))
    return {address: faults for address, faults in found.items() if faults}


def shared_titles(pages: Iterable[Page]) -> dict[tuple[str, str], set[str]]:
    """Titles that pages of different kinds share; what is one kind (each idea's form to report it) may."""
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page in pages:
        path = page.address.partition("?")[0]
        if page.is_whole and page.response.status_code == 200:
            kinds[language_of(path), page.title].add(kind_of(path))
    return {title: found for title, found in kinds.items() if len(found) > 1}


@pytest.fixture(scope="module")
def public(whole: Whole) -> dict[str, list[Page]]:
    """All that a visitor and a citizen reach, in both languages."""
    inside = lambda link: not link.startswith((STAFF_AREA, *SIGNS_OUT))  # noqa: E731
    return {
        who: list(crawl(whole.window(who), "/", within=inside, often=lambda address: 12))
        for who in ("visitor", "citizen")
    }


@pytest.mark.parametrize("who", ["visitor", "citizen"])
def test_public_pages(public: dict[str, list[Page]], who: str) -> None:
    pages = public[who]
    assert findings(pages) == {}
    assert shared_titles(pages) == {}
    places = {page.address.removeprefix("/en").split("/")[1].partition("?")[0] for page in pages}
    everywhere = {"vorschlaege", "runden", "projekte", "ergebnisse", "aktuelles", "impressum", "so-geht-es"}
    assert everywhere | ({"mein"} if who == "citizen" else {"konto"}) <= places


def test_a_visitor_who_reads_gets_no_cookie(public: dict[str, list[Page]]) -> None:
    """Only a form that sends something needs one, against forged forms."""
    found = {}
    for page in public["visitor"]:
        sends = any(form.get("method") == "post" for form in page.all("form"))
        cookies = set(page.response.cookies) - ({"csrftoken"} if sends else set())
        if cookies:
            found[page.address] = cookies
    assert found == {}


def test_what_pages_load_is_there(public: dict[str, list[Page]]) -> None:
    client = Client()
    loads = {address for pages in public.values() for page in pages for address in page.loads}
    files = sorted({address.removeprefix(HOST).partition("#")[0] for address in loads})
    found = {address: client.get(address).status_code for address in files}
    # Where a form is sent to may want a signed-in person (302) or refuse to be read (405).
    assert {address: status for address, status in found.items() if status not in (200, 302, 405)} == {}
    assert any(address.startswith("/static/cms/") for address in files)


def test_the_search_for_english_words_finds_them(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side: the same pages in English, judged as if they were to be German."""
    client = whole.window("citizen")
    pages = [Page(address, "", client.get(address)) for address in ("/en/vorschlaege/", "/en/mein/", "/en/projekte/")]
    for page in pages:
        page.nodes[0].set("lang", "de")
    assert [len(english_words(page)) > 10 for page in pages] == [True, True, True]
    assert ["Skip to the content" in english_words(page) for page in pages] == [True, True, True]


@pytest.mark.parametrize("who", STAFF)
def test_staff_area(whole: Whole, who: str) -> None:
    """Each desk with all its items and forms; of Wagtail's own kinds of page one each."""
    desks = ours()
    often = lambda address: OFTEN.get(who, 30) if address.startswith(desks) else 1  # noqa: E731
    outside = (*NO_PAGE, *SIGNS_OUT, *(EDITORS if who == "superuser" else ()))
    inside = lambda link: link.startswith(STAFF_AREA) and not link.startswith(outside)  # noqa: E731
    pages = list(crawl(whole.window(who), STAFF_AREA, within=inside, often=often))
    assert findings(pages, "de") == {}
    assert shared_titles(page for page in pages if page.address.startswith(desks)) == {}
    if who not in ("superuser", "editor"):  # editors write the pages of the whole site
        assert {page.address for page in pages if ELSEWHERE.encode() in page.body} == set()


@pytest.mark.parametrize("who", ["superuser"])
def test_staff_area_in_english(whole: Whole, who: str) -> None:
    desks = ours()
    pages = list(
        crawl(whole.window(who, "en"), *desks, within=lambda link: link.startswith(desks), often=lambda address: 1)
    )
    assert findings(pages, "en") == {}
    assert {page.address for page in pages} > set(desks)


# What nobody outside may see, and what no member of staff of another district; filled in with keys of the world.
HIDDEN = [
    "/runden/gezaehlt/ergebnis/", "/runden/gezaehlt/ergebnis/gezaehlt.pb", "/api/v1/results/gezaehlt/",
    "/runden/hinter/", "/runden/hinter/ergebnis/", "/runden/hinter/ergebnis/hinter.pb", "/runden/hinter/einreichen/",
    "/runden/hinter/abstimmen/", "/runden/hinter/abstimmen/quittung/", "/runden/hinter/abstimmen/pruefziffer/",
    "/api/v1/rounds/hinter/", "/api/v1/results/hinter/", "/karte/vorschlaege.json?runde=hinter",
    "/vorschlaege/{hidden}/", "/api/v1/proposals/{hidden}/", "/projekte/{hidden_project}/",
    "/api/v1/projects/{hidden_project}/", "/vorschlaege/{elsewhere}/", "/vorschlaege/{submitted}/",
    "/vorschlaege/{returned}/", "/vorschlaege/{refused}/", "/vorschlaege/{submitted}/kommentieren/",
    "/vorschlaege/{submitted}/melden/", "/vorschlaege/{refused}/melden/", "/vorschlaege/{submitted}/eingereicht/",
    "/vorschlaege/{returned}/bearbeiten/", "/vorschlaege/{returned}/zuruecknehmen/",
    "/api/v1/proposals/{submitted}/", "/api/v1/proposals/{refused}/", "/api/v1/proposals/{withdrawn}/",
]  # fmt: skip
OTHER_DISTRICT = [
    "vorschlaege/{elsewhere}/", "vorschlaege/{elsewhere}/veroeffentlichen/", "vorschlaege/{elsewhere}/ablehnen/",
    "pruefung/{hidden}/", "stimmzettel/{hidden_round}/", "ergebnisse/{hidden_paper}/", "umsetzung/{hidden_project}/",
    "umsetzung/{hidden_project}/geld/", "runden/{hidden_round}/", "runden/{hidden_round}/zeigen/",
    "gebiete/{other_area}/", "gebiete/{other_area}/rolle/",
]  # fmt: skip


def keys(whole: Whole) -> dict[str, object]:
    hidden = whole.rounds["hidden"]
    return {name: idea.pk for name, idea in whole.ideas.items()} | {
        "hidden_round": hidden.pk,
        "hidden_paper": hidden.ballot_paper.pk,
        "hidden_project": hidden.projects.latest("pk").pk,
        "other_area": hidden.area.pk,
    }


@pytest.mark.parametrize("address", HIDDEN)
def test_what_is_hidden_is_not_there(whole: Whole, address: str) -> None:
    """For a visitor, for a citizen who did not write it, and for a neighbour's staff: not found, or sign in first."""
    whole.people["somebody"] = UserFactory()
    found = {}
    for who in ("visitor", "somebody", "clerk"):
        for prefix in ("", "/en") if not address.startswith(("/api/", "/karte/")) else ("",):
            response = whole.window(who).get(prefix + address.format(**keys(whole)))
            found[who, prefix] = response.status_code
            assert not [word for word in (ELSEWHERE, UNPUBLISHED) if word in response.content.decode()]
    asks_first = address.endswith(("/eingereicht/", "/bearbeiten/", "/zuruecknehmen/"))
    expected = {key: 302 if asks_first and key[0] == "visitor" else 404 for key in found}
    assert found == expected


@pytest.mark.parametrize("who", ROLES)
def test_staff_of_another_district_find_nothing(whole: Whole, who: str) -> None:
    client, operator = whole.window(who), whole.window("superuser")
    places = [STAFF_AREA + address.format(**keys(whole)) for address in OTHER_DISTRICT]
    read = {place: client.get(place) for place in places}
    sent = {place: client.post(place, {"sure": "on"}) for place in places}
    assert {place: answer.status_code for place, answer in (read | sent).items() if answer.status_code == 200} == {}
    for answer in (*read.values(), *sent.values()):
        # 405: an item's own page takes nothing. Who may not use the desk at all is led home.
        assert answer.status_code in (403, 404, 405) or answer.headers["Location"] == STAFF_AREA
    assert {place: operator.get(place).status_code for place in places} == dict.fromkeys(places, 200)


@pytest.mark.parametrize(("who", "sees"), [("returning_officer", True), ("office", False)])
def test_the_count_is_for_returning_officers_until_it_is_published(whole: Whole, who: str, sees: bool) -> None:
    paper = whole.rounds["counted"].ballot_paper
    response = whole.window(who).get(f"{STAFF_AREA}ergebnisse/{paper.pk}/")
    assert (response.status_code, response.context["count"] is not None) == (200, sees)
    assert ("Schritte der Auszählung" in response.content.decode()) is sees
