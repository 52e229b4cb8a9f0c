"""The frame's tags: name of the site, pages in the menu."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from cms.filters import ProposalFilter
from cms.models import SiteSettings
from participation.models import Round
from participation.templatetags import remembered
from proposals import categories
from tests.factories.cms import a_site, a_standard_page, some_news
from tests.factories.participation import a_round

pytestmark = pytest.mark.django_db


def shown(text: str) -> str:
    context = Context({"request": RequestFactory().get("/")})
    return Template("{% load cms_tags %}" + text).render(context)


MENU = "{% menu_pages as pages %}{% for page in pages %}{{ page.title }}={{ page.url }};{% endfor %}"


@pytest.mark.parametrize(
    ("language", "menu"), [("de", "So geht es=/so-geht-es/;"), ("en", "So geht es=/en/so-geht-es/;")]
)
def test_the_menu_is_in_the_language_of_the_page(language: str, menu: str) -> None:
    a_standard_page(a_site(), show_in_menus=True)
    with translation.override(language):
        assert shown(MENU) == menu


def test_only_live_pages_below_home_that_are_marked() -> None:
    home = a_site()
    a_standard_page(home, title="Nicht markiert", slug="nicht")
    a_standard_page(home, title="Entwurf", slug="entwurf", show_in_menus=True).unpublish()
    parent = a_standard_page(home, title="Oben", slug="oben", show_in_menus=True)
    a_standard_page(parent, title="Unten", slug="unten", show_in_menus=True)
    some_news(home)
    with translation.override("de"):
        assert shown(MENU) == "Oben=/oben/;"


def test_the_menu_costs_one_query(django_assert_num_queries: Any) -> None:
    a_standard_page(a_site(), show_in_menus=True)
    with django_assert_num_queries(1):
        shown(MENU)


@pytest.mark.parametrize(("name", "expected"), [("", "Smarte Partizipation"), ("Köpenick", "Köpenick")])
def test_the_name_of_the_site(name: str, expected: str) -> None:
    SiteSettings.objects.update_or_create(pk=SiteSettings.load().pk, defaults={"name": name})
    assert shown("{% site_name %}") == expected


def test_settings_are_read_once_a_request(django_assert_num_queries: Any) -> None:
    SiteSettings.load()
    with django_assert_num_queries(1):
        shown("{% site_name %}{% site_settings as site %}{{ site.claim }}{% site_name %}")


LINES = "{% main_menu as lines %}{% for line in lines %}{{ line.url }}:{{ line.current }};{% endfor %}"


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ""),
        ("/vorschlaege/", "/vorschlaege/:page"),
        ("/vorschlaege/7/", "/vorschlaege/:true"),
        ("/so-geht-es/", "/so-geht-es/:page"),
        ("/runden/", "/runden/:page"),
    ],
)
def test_the_menu_says_where_one_is(path: str, current: str) -> None:
    a_standard_page(a_site(), show_in_menus=True)
    with translation.override("de"):
        context = Context({"request": RequestFactory().get(path)})
        lines = Template("{% load cms_tags %}" + LINES).render(context).split(";")
    assert [line for line in lines if not line.endswith(":")] == ([current] if current else []) + [""]
    assert len(lines) == 6


def test_without_a_request_the_menu_leaves_the_database_alone(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0), translation.override("de"):
        text = Template("{% load cms_tags %}" + LINES).render(Context())
    assert text == "/vorschlaege/:;/runden/:;/ergebnisse/:;/projekte/:;"


@pytest.mark.parametrize("name", ["q", "runde", "thema", "gebiet", "stand", "ordnung"])
@pytest.mark.parametrize(
    "query", ["", "q=%3Cb%3E", "runde=eine&thema=green", "runde=nix&thema=nix&gebiet=nix&stand=nix&ordnung=nix",
              "stand=neu&ordnung=neu", "q=" + "x" * 101]
)  # fmt: skip
def test_a_filter_field_is_the_component(name: str, query: str) -> None:
    a_round(slug="eine", now=timezone.now())
    categories.load()
    for _ in range(2):
        form = ProposalFilter(QueryDict(query))
        form.is_valid()
        assert shown_field("{% filter_field field %}", form[name]) == shown_field(
            '{% include "components/field.html" with field=field no_optional=True only %}', form[name]
        )


def shown_field(text: str, field: Any) -> str:
    return Template("{% load cms_tags %}" + text).render(Context({"field": field}))


def test_a_new_choice_is_seen_at_once() -> None:
    a_round(slug="eine", title="Alter Titel", now=timezone.now())
    for title in ("Alter Titel", "Neuer Titel"):
        Round.objects.update(title=title)
        assert title in shown_field("{% filter_field field %}", ProposalFilter(QueryDict())["runde"])


def test_what_somebody_typed_is_not_remembered() -> None:
    remembered._kept.clear()
    form = ProposalFilter(QueryDict("q=geheim"))
    form.is_valid()
    assert "geheim" in shown_field("{% filter_field field %}", form["q"])
    assert remembered._kept == {}


@pytest.mark.parametrize("name", ["Alt", "Neu"])
def test_a_changed_name_of_the_site_is_seen_at_once(name: str) -> None:
    SiteSettings.objects.update_or_create(pk=SiteSettings.load().pk, defaults={"name": name})
    assert shown("{% site_name %}") == name


def test_settings_that_nobody_entered(django_assert_num_queries: Any) -> None:
    SiteSettings.objects.all().delete()
    with django_assert_num_queries(1):
        assert shown("{% site_settings as s %}[{{ s.name }}{{ s.claim }}]") == "[]"
