"""What the frame of every page asks: the name of the site, and the pages in its menu."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import SiteSettings
from participation.prepared import Prepared
from participation.templatetags.remembered import keep

register = template.Library()


class MenuLine(NamedTuple):
    """A line of the main menu; ``current`` is the value of aria-current: "page", "true" (a page below it) or ""."""

    title: str
    url: str
    current: str = ""


MENU_DEPTH = 3  # root, home page, its children


@register.simple_tag(takes_context=True)
def site_settings(context: Any) -> SiteSettings:
    """Name, claim, contact and footer. One query per request."""
    request = context.get("request")
    found = getattr(request, "_site_settings", None) or next(iter(_SETTINGS.rows()), None) or SiteSettings()
    if request is not None:
        request._site_settings = found
    return found


_SETTINGS = Prepared(lambda: SiteSettings.objects.order_by("pk")[:1])


@register.simple_tag(takes_context=True)
def site_name(context: Any) -> str:
    """The name that editors gave the site, or that of the product."""
    return site_settings(context).name or settings.WAGTAIL_SITE_NAME


@register.simple_tag
def menu_pages() -> list[MenuLine]:
    """Live children of the home page marked "in menus", in the language of the page. One query.

    An installation has one site; a second one would show its pages here as well.
    """
    rows = _IN_MENU.rows(language=get_language() or "de")
    return [MenuLine(title, reverse("wagtail_serve", args=[f"{slug}/"])) for title, slug in rows]


def _in_menu(language: str) -> Any:
    pages = Page.objects.live().in_menu().filter(depth=MENU_DEPTH, locale__language_code=language)
    return pages.order_by("path").values_list("title", "slug")


_IN_MENU = Prepared(_in_menu, language=str)


@register.simple_tag(takes_context=True)
def main_menu(context: Any) -> tuple[MenuLine, ...]:
    """The lists of ideas, rounds, results and projects, then editors' pages; without a request the database is left
    alone.
    """
    lists = [
        MenuLine(_("Proposals"), reverse("cms:proposal_list")),
        MenuLine(_("Rounds"), reverse("cms:round_list")),
        MenuLine(_("Results"), reverse("cms:results_index")),
        MenuLine(_("Projects"), reverse("cms:project_list")),
    ]
    request = context.get("request")
    if request is None:
        return tuple(lists)
    return tuple(line._replace(current=_current(line.url, request.path)) for line in [*lists, *menu_pages()])


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url in path else ""


@register.simple_tag(takes_context=True)
def filter_field(context: Any, field: BoundField) -> SafeString:
    """The component field.html for a field of a filter form, remembered unless somebody typed a text into it."""
    template = context.template.engine.get_template("components/field.html")

    def render() -> SafeString:
        html: SafeString = template.render(context.new({"field": field, "no_optional": True}))
        return html

    value, choices = field.value() or "", getattr(field.field, "choices", ())
    chosen = [(str(key), str(label)) for key, label in choices]
    if context.template.engine.debug or (value and value not in dict(chosen)):
        return render()
    key = (type(field.form), field.name, value, tuple(chosen), tuple(field.errors), get_language())
    return keep("components/field.html", key, render)
