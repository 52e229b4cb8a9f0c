"""Which phase is now: pure functions over spans of time. Upper bounds are exclusive."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol, TypeVar


class Span(Protocol):
    """Anything with a kind, a start and an end (aware datetimes); the end is not part of it."""

    @property
    def kind(self) -> str: ...
    @property
    def starts_at(self) -> datetime.datetime: ...
    @property
    def ends_at(self) -> datetime.datetime: ...


S = TypeVar("S", bound=Span)


def running(spans: Iterable[S], *, at: datetime.datetime) -> S | None:
    """The span that is running at that moment; the latest start wins where two overlap. None: none is."""
    found = [span for span in spans if span.starts_at <= at < span.ends_at]
    return max(found, key=lambda span: span.starts_at, default=None)


def upcoming(spans: Iterable[S], *, at: datetime.datetime) -> S | None:
    """The next span to start after that moment, or None."""
    return min((span for span in spans if span.starts_at > at), key=lambda span: span.starts_at, default=None)


def is_running(spans: Iterable[S], kind: str, *, at: datetime.datetime) -> bool:
    """Whether a span of this kind is running at that moment."""
    return any(span.kind == kind and span.starts_at <= at < span.ends_at for span in spans)


def overlap(spans: Iterable[S]) -> tuple[S, S] | None:
    """The first two spans that share a moment, in order of start, or None."""
    ordered = sorted(spans, key=lambda span: (span.starts_at, span.ends_at))
    for first, second in pairwise(ordered):
        if second.starts_at < first.ends_at:
            return first, second
    return None


def days_left(ends_at: datetime.datetime, *, at: datetime.datetime, zone: datetime.tzinfo) -> int:
    """Days on the calendar until the last day on which something is possible; 0: it ends today.

    An end at midnight belongs to the day before, as people say it.
    """
    last_day = (ends_at - datetime.timedelta(microseconds=1)).astimezone(zone).date()
    return (last_day - at.astimezone(zone).date()).days


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The day that lies ``count`` working days (Monday to Friday) after ``day``."""
    while count > 0:
        day += datetime.timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day
