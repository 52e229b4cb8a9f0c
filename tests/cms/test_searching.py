"""One search over pages, ideas and projects; nothing hidden is found."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from cms import searching
from participation.models import Round
from proposals.models import Proposal
from proposals.states import State
from tests.factories import delivery, proposals
from tests.factories.cms import a_round_page, a_site, a_standard_page, some_news
from tests.factories.participation import NOON, a_round

pytestmark = pytest.mark.django_db


def found(words: str, language: str = "de") -> tuple[list[str], list[str], list[str]]:
    """Titles of pages, ideas and projects."""
    hits = searching.search(words, language=language, at=NOON)
    assert hits is not None
    return (
        sorted(page.title for page in hits.pages),
        [card.title for card in hits.proposals],
        [card.title for card in hits.projects],
    )


@pytest.fixture
def city() -> Round:
    """A site with pages, two ideas of which one is not public, and a project."""
    home = a_site()
    round_ = a_round(title="Kiezkasse Weiher", slug="weiher")
    a_standard_page(home, title="Wie Bänke gebaut werden", slug="baenke", lead="Von der Idee zum Brunnen.")
    some_news(home)
    a_round_page(round_, home=home, title="Kiezkasse am Brunnen")
    proposals.many(round_, 1, title="Ein Brunnen für den Platz")
    proposals.many(round_, 1, state=State.SUBMITTED, title="Noch ein Brunnen")
    project = delivery.a_project(title="Brunnen saniert")
    Proposal.objects.filter(pk=project.proposal_id).update(title="Sanierung", search_text="sanierung")
    return round_


def test_everything_public_that_holds_the_words(city: Round) -> None:
    assert found("brunnen") == (
        ["Kiezkasse am Brunnen", "Wie Bänke gebaut werden"],
        ["Ein Brunnen für den Platz"],
        ["Brunnen saniert"],
    )


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("brunnen idee", ["Wie Bänke gebaut werden"]),
        ("BÄNKE", ["Wie Bänke gebaut werden"]),
        ("Nachricht 0", ["Nachricht 0"]),
        ("Impressum", ["Impressum"]),
        ("gibtesnicht", []),
    ],
)
def test_all_words_must_occur(city: Round, words: str, pages: list[str]) -> None:
    assert found(words)[0] == pages


def test_a_page_is_found_in_its_own_language(city: Round) -> None:
    english = Page.objects.get(slug="baenke", locale__language_code="en").specific
    english.title, english.alias_of = "How benches are built", None
    english.save()
    assert found("benches")[0] == []
    assert found("benches", "en")[0] == ["How benches are built"]


def test_the_page_of_a_hidden_round_is_not_found(city: Round) -> None:
    Round.objects.filter(pk=city.pk).update(is_public=False)
    assert found("brunnen") == (["Wie Bänke gebaut werden"], [], ["Brunnen saniert"])


@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_is_no_search(words: str) -> None:
    assert searching.search(words, language="de", at=NOON) is None


def test_the_first_of_many_and_the_way_to_all(city: Round, client: Client) -> None:
    proposals.many(city, 9, title="Noch ein Brunnen mit Bank")
    hits = searching.search("brunnen bank", language="de", at=NOON)
    assert hits is not None
    assert (len(hits.proposals), hits.proposals_count, hits.more_proposals) == (6, 9, True)
    assert (hits.projects_count, hits.more_projects, hits.count) == (0, False, 9)
    page = client.get("/suche/", {"q": "brunnen bank"}).content.decode()
    assert '<a href="/vorschlaege/?q=brunnen%20bank">Alle 9 Vorschläge ansehen</a>' in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(city: Round, count: int, django_assert_num_queries: object) -> None:
    home = Page.objects.get(slug="baenke", locale__language_code="de")
    for number in range(count):
        a_standard_page(home, title=f"Eiche {number}", slug=f"eiche-{number}")
    proposals.many(city, count, title="Eine Eiche")
    with django_assert_num_queries(11):  # type: ignore[operator]
        searching.search("eiche", language="de", at=NOON)


def test_the_page(city: Round, client: Client) -> None:
    empty = client.get("/suche/")
    assert (empty.status_code, empty.context["found"]) == (200, None)
    none = client.get("/suche/", {"q": "gibtesnicht"}).content.decode()
    assert "Nichts enthält alle diese Wörter." in none
    assert "0 Treffer für „gibtesnicht“" in none
    assert "1 Treffer für „saniert“" in client.get("/suche/", {"q": "saniert"}).content.decode()


@pytest.mark.parametrize("words", ["x" * 101, "a\x00b"])
def test_words_that_cannot_be_searched_are_said_beside_the_field(client: Client, words: str) -> None:
    answer = client.get("/suche/", {"q": words})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["q"]
    assert answer.context["found"] is None


@pytest.mark.parametrize("words", ['"', "'", "a AND", "NOT", "*", "(", "a OR b", "-", "\\", "ä*", ":", "NEAR(a b)"])
def test_what_a_database_could_take_for_a_command_is_only_words(city: Round, client: Client, words: str) -> None:
    assert client.get("/suche/", {"q": words}).status_code == 200


def test_an_index_made_anew_finds_the_same(city: Round) -> None:
    call_command("update_index", verbosity=0)
    assert found("bänke")[0] == ["Wie Bänke gebaut werden"]
