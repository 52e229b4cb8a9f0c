"""Dates for people's own calendars: one, or all that come."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import calendars
from cms.models import EventPage
from cms.models.events import coming

MOST = 200


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One date. 404: not published."""
    event = get_object_or_404(EventPage.objects.live().public(), pk=pk)
    return _file(calendars.calendar([event], request=request, name=event.title), event.slug)


@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse:
    """All dates that come, in the language of the address: an address to subscribe to."""
    events = EventPage.objects.live().public().filter(locale__language_code=get_language())
    return _file(
        calendars.calendar(coming(events, at=timezone.now())[:MOST], request=request, name=_("Dates")), "termine"
    )


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
