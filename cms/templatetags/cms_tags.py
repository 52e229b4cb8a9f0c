"""What the frame of every page asks: the name of the site, and the pages in its menu."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from cms.models import SiteSettings

register = template.Library()

MENU_DEPTH = 3  # root, home page, its children


@register.simple_tag(takes_context=True)
def site_settings(context: Any) -> SiteSettings:
    """Name, claim, contact and footer. One query per request."""
    request = context.get("request")
    found: SiteSettings = SiteSettings.load(request_or_site=request) if request else SiteSettings.load()
    return found


@register.simple_tag(takes_context=True)
def site_name(context: Any) -> str:
    """The name that editors gave the site, or that of the product."""
    return site_settings(context).name or settings.WAGTAIL_SITE_NAME


@register.simple_tag
def menu_pages() -> list[dict[str, str]]:
    """Live children of the home page marked "in menus", in the language of the page: title and url. One query.

    An installation has one site; a second one would show its pages here as well.
    """
    pages = Page.objects.live().in_menu().filter(depth=MENU_DEPTH, locale__language_code=get_language() or "de")
    rows = pages.order_by("path").values_list("title", "slug")
    return [{"title": title, "url": reverse("wagtail_serve", args=[f"{slug}/"])} for title, slug in rows]
