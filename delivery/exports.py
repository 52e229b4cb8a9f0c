"""Projects and their money as CSV: for the office, for open data. Sums in euros with a point, days as ISO dates."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from delivery.models import Entry, Project

PROJECT_COLUMNS = (
    "id", "round", "proposal", "title", "area_key", "area", "office", "state", "starts_on", "ends_on",
    "awarded", "committed", "spent", "currency", "lon", "lat",
)  # fmt: skip
ENTRY_COLUMNS = ("project", "title", "kind", "on", "amount", "currency", "note")
# What makes a spreadsheet run a cell as a formula (OWASP, "CSV Injection").
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def projects_csv(projects: Iterable[Project]) -> Iterator[str]:
    """Lines of a CSV file, the header first. ``projects`` come from ``queries.board`` or ``with_facts``."""
    yield from _lines(PROJECT_COLUMNS, (_project(project) for project in projects))


def entries_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Lines of a CSV file, the header first. ``entries`` come from ``queries.entries_of``."""
    yield from _lines(ENTRY_COLUMNS, (_entry(entry) for entry in entries))


def decimal(cents: int) -> str:
    """Cents as a plain number: ``-50`` is "-0.50"."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02}"


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front where it would."""
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def _project(project: Project) -> list[Any]:
    return [
        project.pk,
        project.round.slug,
        project.proposal_id or "",
        safe(project.title),
        project.area.key,
        safe(project.area.name),
        safe(project.office.name) if project.office else "",
        project.state,
        project.starts_on or "",
        project.ends_on or "",
        decimal(project.awarded_cents),
        decimal(project.committed_cents),
        decimal(project.spent_cents),
        project.round.currency,
        "" if project.lon is None else project.lon,
        "" if project.lat is None else project.lat,
    ]


def _entry(entry: Entry) -> list[Any]:
    project = entry.project
    return [
        project.pk,
        safe(project.title),
        entry.kind,
        entry.on,
        decimal(entry.cents),
        project.round.currency,
        safe(entry.note),
    ]


def _lines(header: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """One line at a time, so that a long file is sent while it is written."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in (header, *rows) if isinstance(rows, list) else _with_header(header, rows):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _with_header(header: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[Iterable[Any]]:
    yield header
    yield from rows
