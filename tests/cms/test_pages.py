"""The page types: which may stand where, what they refuse, and how a round's page finds its address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Locale, Page
from wagtail.test.utils import WagtailPageTestCase

from cms.models import EventIndexPage, EventPage, HomePage, LegalPage, NewsIndexPage, NewsPage, RoundPage, StandardPage
from cms.models.rounds import page_of
from participation.models import Round, User
from tests.factories.cms import a_round_page, a_site, a_standard_page, english, some_news
from tests.factories.participation import DistrictFactory, a_round
from tests.factories.proposals import a_photo

pytestmark = pytest.mark.django_db

CHILDREN: dict[Any, set[Any]] = {
    Page: {HomePage, Page},
    HomePage: {StandardPage, NewsIndexPage, EventIndexPage, RoundPage, LegalPage},
    EventIndexPage: {EventPage},
    EventPage: set(),
    StandardPage: {StandardPage},
    NewsIndexPage: {NewsPage},
    NewsPage: set(),
    RoundPage: set(),
    LegalPage: set(),
}


class WhatStandsWhere(WagtailPageTestCase):
    """Parents and children of every type."""

    def test_each_type_takes_its_children_only(self) -> None:
        for parent, children in CHILDREN.items():
            with self.subTest(parent=parent.__name__):
                self.assertAllowedSubpageTypes(parent, children)

    def test_a_page_of_words_can_be_created_and_served(self) -> None:
        home = a_site()
        page = a_standard_page(home)
        self.assertPageIsRoutable(page)
        self.assertPageIsRenderable(page)

    def test_an_operator_can_edit_every_type(self) -> None:
        home = a_site()
        pages = [home, a_standard_page(home), *some_news(home), a_round_page(a_round(), home=home)]
        self.client.force_login(User.objects.create_superuser("chefin@example.org", "ein-langes-passwort"))
        found = {type(page): self.client.get(f"/verwaltung/pages/{page.pk}/edit/").status_code for page in pages}
        assert found == {HomePage: 200, StandardPage: 200, NewsPage: 200, RoundPage: 200}


def test_no_type_is_forgotten() -> None:
    from django.apps import apps

    types = {model for model in apps.get_app_config("cms").get_models() if issubclass(model, Page)}
    assert types == set(CHILDREN) - {Page}


@pytest.mark.parametrize(("kind", "slug"), list(LegalPage.SLUGS.items()))
def test_a_legal_page_has_a_fixed_address(kind: str, slug: str) -> None:
    page = LegalPage(title="Irgendwas", kind=kind, slug="ganz-anders", path="00019999", depth=2)
    page.full_clean()
    assert page.slug == slug


def test_a_kind_of_legal_page_is_there_once() -> None:
    home = a_site()
    again = LegalPage(title="Noch ein Impressum", kind="imprint", locale=home.locale)
    with pytest.raises(ValidationError):
        home.add_child(instance=again)


def a_picture() -> Any:
    return get_image_model().objects.create(title="Bild", file=ContentFile(a_photo().read(), name="bild.jpg"))


@pytest.mark.parametrize("model", [NewsPage, RoundPage])
@pytest.mark.parametrize(("alt", "refused"), [("", True), ("Foto: eine Bank", False)])
def test_a_picture_needs_its_description(model: Any, alt: str, refused: bool) -> None:
    page = model(title="Seite", picture=a_picture(), picture_alt=alt, locale=Locale.get_default())
    errors: dict[str, list[str]] = {}
    try:
        page.clean()
    except ValidationError as error:
        errors = error.message_dict
    assert errors == ({"picture_alt": ["Please describe the picture for people who cannot see it."]} if refused else {})


def test_a_round_has_one_page_in_each_language() -> None:
    home, round_ = a_site(), a_round()
    page = a_round_page(round_, home=home)
    translated = page.get_translation(english())
    translated.specific.clean()
    with pytest.raises(ValidationError) as error:
        RoundPage(title="Zweite", round=round_, locale=home.locale).clean()
    assert error.value.message_dict == {"round": ["This round has a page already."]}


def test_the_page_of_a_round_has_the_rounds_address() -> None:
    round_ = a_round()
    page = a_round_page(round_, home=a_site(), slug="ein-anderer-name")
    assert page.get_url() == f"/runden/{round_.slug}/"
    assert page.get_translation(english()).specific.get_url() == f"/en/runden/{round_.slug}/"


@pytest.mark.parametrize("language", ["", "/en"])
def test_whoever_comes_through_the_tree_is_sent_on(client: Client, language: str) -> None:
    round_ = a_round()
    a_round_page(round_, home=a_site(), slug="ein-anderer-name")
    response = client.get(f"{language}/ein-anderer-name/")
    assert (response.status_code, response["Location"]) == (301, f"{language}/runden/{round_.slug}/")


@pytest.mark.parametrize(("language", "words"), [("", "Worum es geht."), ("/en", "What it is about.")])
def test_the_words_of_the_editors_stand_on_the_round(client: Client, language: str, words: str) -> None:
    round_ = a_round()
    page = a_round_page(round_, home=a_site())
    translated = page.get_translation(english()).specific
    translated.alias_of = None
    translated.lead = "What it is about."
    translated.save_revision().publish()
    assert words in client.get(f"{language}/runden/{round_.slug}/").content.decode()


def test_a_language_without_a_page_shows_the_other_one() -> None:
    round_ = a_round()
    page = a_round_page(round_, home=a_site())
    page.get_translation(english()).delete()
    assert (page_of(round_, language="en"), page_of(round_, language="de")) == (page, page)


def test_an_unpublished_page_is_not_shown_but_the_round_is(client: Client) -> None:
    round_ = a_round()
    a_round_page(round_, home=a_site(), lead="Nur ein Entwurf.").unpublish()
    for page in RoundPage.objects.all():
        page.unpublish()
    response = client.get(f"/runden/{round_.slug}/")
    assert (response.status_code, "Nur ein Entwurf." in response.content.decode()) == (200, False)


def test_the_page_of_a_hidden_round_is_hidden(client: Client) -> None:
    round_ = a_round()
    a_round_page(round_, home=a_site())
    Round.objects.filter(pk=round_.pk).update(is_public=False)
    assert [client.get(path).status_code for path in (f"/runden/{round_.slug}/", f"/{round_.slug}/")] == [404, 404]


def test_a_round_without_a_page_is_served_plainly(client: Client) -> None:
    a_site()
    round_ = a_round(title="Kiezkasse", summary="Wir fragen Sie.")
    text = client.get(f"/en/runden/{round_.slug}/").content.decode()
    assert [word in text for word in ("Kiezkasse", "Wir fragen Sie.", "The rules in five sentences")] == [True] * 3


@pytest.mark.parametrize(("count", "shown", "pages"), [(1, 1, 1), (12, 12, 1), (13, 12, 2)])
def test_news_are_shown_twelve_at_a_time_the_newest_first(client: Client, count: int, shown: int, pages: int) -> None:
    some_news(a_site(), count)
    articles = client.get("/aktuelles/").context["articles"]
    assert [article.title for article in articles] == [f"Nachricht {n}" for n in range(shown)]
    assert articles.paginator.num_pages == pages


@pytest.mark.parametrize("count", [1, 12])
def test_the_queries_of_the_news_do_not_grow(client: Client, count: int, django_assert_num_queries: Any) -> None:
    some_news(a_site(), count)
    client.get("/aktuelles/")
    with django_assert_num_queries(11):
        client.get("/aktuelles/")


HOME_BODY = json.dumps(
    [
        {"type": "now", "value": {"title": "Jetzt"}},
        {"type": "projects", "value": {"title": "Gebaut", "count": 3}},
        {"type": "money", "value": {"title": "Geld"}},
        {"type": "news", "value": {"title": "Neues", "count": 3}},
    ]
)


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_the_home_page_do_not_grow(client: Client, count: int, django_assert_num_queries: Any) -> None:
    home = a_site()
    home.body = HOME_BODY
    home.save_revision().publish()
    for number in range(count):
        a_round(slug=f"r{number}", area=DistrictFactory(), now=timezone.now())
    client.get("/")
    with django_assert_num_queries(15):
        client.get("/")


def test_the_home_page_reads_its_rounds_once_for_the_drawing_and_for_what_can_be_done(client: Client) -> None:
    home = a_site()
    home.body = HOME_BODY
    home.save_revision().publish()
    round_ = a_round(slug="eine", title="Alter Titel", now=timezone.now())
    for title in ("Alter Titel", "Neuer Titel"):
        Round.objects.filter(pk=round_.pk).update(title=title)
        response = client.get("/")
        assert [line.round.title for line in response.context["lines"]] == [title]
        assert "/runden/eine/" in response.content.decode()
