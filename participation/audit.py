"""The audit log: add an entry to the chain, check the chain."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model

from participation.models import LogEntry, LogHead

if TYPE_CHECKING:
    from participation.models import Area, User


def record(
    *,
    action: str,
    subject: Model,
    at: datetime.datetime,
    actor: User | None = None,
    area: Area | None = None,
    detail: dict[str, Any] | None = None,
) -> LogEntry:
    """Add an entry in the transaction of the act itself; ``actor`` None: a command did it.

    Nothing about a ballot may ever come here. ``detail`` must be JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act and its log entry belong into one transaction")
    head, _ = LogHead.objects.select_for_update().get_or_create(pk=1)
    entry = LogEntry(
        number=head.number + 1,
        at=at,
        actor_id=actor.pk if actor else None,
        action=action,
        subject=f"{subject._meta.label}:{subject.pk}",
        area=area,
        detail=detail or {},
        previous=head.digest,
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    LogHead.objects.filter(pk=1).update(number=entry.number, digest=entry.digest)
    return entry


def digest(entry: LogEntry) -> str:
    """SHA-256 over all that the entry says, and over the entry before it."""
    parts = [
        entry.number,
        entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.area_id,
        entry.detail,
        entry.previous,
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_fault() -> int | None:
    """The number of the first entry that was changed, moved or is missing; None: the chain is whole."""
    previous, expected = "", 1
    for entry in LogEntry.objects.order_by("number").iterator():
        if entry.number != expected or entry.previous != previous or entry.digest != digest(entry):
            return expected
        previous, expected = entry.digest, expected + 1
    head = LogHead.objects.filter(pk=1).first()
    end = (head.number, head.digest) if head else (0, "")
    return None if end == (expected - 1, previous) else expected
