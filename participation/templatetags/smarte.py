"""Money, days and phases in templates, as people say them."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from participation import money as money_
from participation import queries, timetable
from participation.models import Phase, Round

register = template.Library()


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Cents as "12.400 €" in the language of the page; None: a dash."""
    return "–" if cents is None else money_.say(int(cents), currency=currency, language=get_language() or "de")


@register.filter
def days_left(ends_at: datetime.datetime | None) -> str:
    """How long something is still possible: "9 more days", "1 more day", "ends today", "over"."""
    if ends_at is None:
        return ""
    now = timezone.now()
    if ends_at <= now:
        return gettext("over")
    days = timetable.days_left(ends_at, at=now, zone=timezone.get_current_timezone())
    if days == 0:
        return gettext("ends today")
    return ngettext("%(days)d more day", "%(days)d more days", days) % {"days": days}


@register.filter
def say_date(value: datetime.date | datetime.datetime | None) -> str:
    """A day as people write it: "14. März 2027"."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = timezone.localtime(value)
    return date_format(value, "DATE_FORMAT")


@register.filter
def iso(value: datetime.datetime) -> str:
    """A moment as machines read it, in the time zone of the page."""
    return timezone.localtime(value).isoformat()


@register.filter
def say_last_day(ends_at: datetime.datetime | None) -> str:
    """The last day on which something is possible; an end at midnight belongs to the day before."""
    return say_date(ends_at - datetime.timedelta(microseconds=1)) if ends_at else ""


@register.filter
def gone(phase: Any, now: datetime.datetime) -> int:
    """How much of a phase is over, in percent; 100 after its end, 0 before its start."""
    whole, over = phase.ends_at - phase.starts_at, now - phase.starts_at
    return max(0, min(100, round(100 * (over / whole)))) if whole else 100


@register.filter
def dotted(number: int | None) -> str:
    """A whole number with the separators of the language: "3.214"."""
    if number is None:
        return "–"
    separator = "," if (get_language() or "de").startswith("en") else "."
    return f"{int(number):,}".replace(",", separator)


@register.simple_tag
def phase_now(round_: Round) -> Phase | None:
    """The phase running now. No query if the round came from queries.rounds_with_phases."""
    return queries.phase_now(round_, at=timezone.now())


@register.simple_tag
def phase_next(round_: Round) -> Phase | None:
    """The next phase to start."""
    return queries.phase_next(round_, at=timezone.now())


@register.simple_tag
def total_cents(round_: Round) -> int:
    """All the money of a round."""
    return queries.total_cents(round_)
