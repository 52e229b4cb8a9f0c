"""Dates as people's own calendars read them (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.http import HttpRequest
from icalendar import Calendar, Event

from cms.models import EventPage

PRODUCT = "-//Smarte Partizipation//Termine//DE"


def calendar(events: Iterable[EventPage], *, request: HttpRequest, name: str) -> bytes:
    """A calendar of these dates, times in UTC. What is called off stays in it as cancelled, so that it disappears."""
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("x-wr-calname", name)
    for event in events:
        book.add_component(_entry(event, request))
    return bytes(book.to_ical())


def _entry(event: EventPage, request: HttpRequest) -> Event:
    changed = event.last_published_at or event.starts_at
    entry = Event()
    entry.add("uid", f"{event.translation_key}@{request.get_host().partition(':')[0]}")
    entry.add("dtstamp", changed.astimezone(datetime.UTC))
    entry.add("dtstart", event.starts_at.astimezone(datetime.UTC))
    entry.add("dtend", event.ends_at.astimezone(datetime.UTC))
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("description", "\n\n".join(text for text in (event.called_off, event.lead, event.access) if text))
    entry.add("url", request.build_absolute_uri(event.get_url()))
    entry.add("status", "CANCELLED" if event.called_off else "CONFIRMED")
    return entry
