"""The demo's dates, around today, in German and English."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page

from cms.demo.city import read
from cms.models import EventIndexPage, EventPage
from cms.sites import body_of
from participation.models import Area

TRANSLATED = ("title", "lead", "access", "called_off")


def build(home: Page, *, now: datetime.datetime) -> list[EventPage]:
    """The list and its dates below the home page, in German."""
    told = read("dates.json")
    parent = Page.objects.get(pk=home.pk)
    index = EventIndexPage(
        title=told["title"], lead=told["lead"], slug="termine", show_in_menus=True, locale=home.locale
    )
    parent.add_child(instance=index)
    index.save_revision().publish()
    return [_add(index, date, now) for date in told["dates"]]


def translate(dates: list[EventPage], *, locale: Locale) -> None:
    """Turn the mirrored pages into translations of their own."""
    told = read("dates.json")
    index = EventIndexPage.objects.get(pk=dates[0].get_parent().pk)
    _say(index, locale, title=told["title_en"], lead=told["lead_en"])
    for page, date in zip(dates, told["dates"], strict=True):
        words = {name: date.get(f"{name}_en", "") for name in TRANSLATED}
        _say(page, locale, **words, body=body_of(date["body_en"]))


def _add(index: EventIndexPage, date: dict[str, Any], now: datetime.datetime) -> EventPage:
    day = timezone.localdate(now) + datetime.timedelta(days=date["in_days"])
    starts_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(date["hour"])))
    page = EventPage(
        title=date["title"], slug=slugify(date["title"])[:60], lead=date["lead"], place=date["place"],
        access=date["access"], called_off=date.get("called_off", ""), starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(hours=date["hours"]), body=body_of(date["body"]),
        area=Area.objects.filter(key=date["district"]).first(), locale=index.locale,
    )  # fmt: skip
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def _say(page: Page, locale: Locale, **fields: Any) -> None:
    twin = page.get_translation(locale).specific
    twin.alias_of = None
    for name, value in fields.items():
        setattr(twin, name, value)
    twin.save_revision().publish()
