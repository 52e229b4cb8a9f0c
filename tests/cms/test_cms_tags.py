"""The frame's tags: name of the site, pages in the menu."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from cms.models import SiteSettings
from tests.factories.cms import a_site, a_standard_page, some_news

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
