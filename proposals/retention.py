"""What is forgotten after its time: addresses and words of reports, words of removed comments. Rows stay as figures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from proposals.models import Comment, Report


@dataclass(frozen=True)
class Forgotten:
    """How many addresses and texts were emptied."""

    report_addresses: int
    report_texts: int
    comment_texts: int


@transaction.atomic
def forget(*, at: datetime.datetime) -> Forgotten:
    """Empty what is older than the settings KEEP_… allow, counted in whole days of the city. Twice changes nothing.

    A report that nobody answered is forgotten too, as long after it came in as its text may be kept.
    """
    unanswered = Q(settled_at=None, at__lt=_end_of(settings.KEEP_REPORT_TEXT_DAYS, at))
    addresses = Q(settled_at__lt=_end_of(settings.KEEP_REPORT_EMAIL_DAYS, at)) | unanswered
    texts = Q(settled_at__lt=_end_of(settings.KEEP_REPORT_TEXT_DAYS, at)) | unanswered
    removed = Q(removed_at__lt=_end_of(settings.KEEP_REMOVED_COMMENT_DAYS, at))
    return Forgotten(
        report_addresses=_empty(Report.objects.filter(addresses), "email"),
        report_texts=_empty(Report.objects.filter(texts), "text"),
        comment_texts=_empty(Comment.objects.filter(removed), "text"),
    )


def _end_of(days: int, at: datetime.datetime) -> datetime.datetime:
    """What lies before this moment was kept for so many whole days."""
    day = timezone.localdate(at) - datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())


def _empty(rows: Any, field: str) -> int:
    return int(rows.exclude(**{field: ""}).update(**{field: ""}))
