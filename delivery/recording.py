"""How what changes on a project is written: locked, as old and new value with a reason, in the log, told to the author.

The verbs of ``delivery.projects`` alone come here.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from delivery import notifications
from delivery.models import Project, Update
from participation import audit

if TYPE_CHECKING:
    from participation.models import User


class ProjectRefused(Exception):
    """A project cannot go on like this; ``code`` says why (sentences: ``delivery.phrases``)."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def locked(project: Project) -> Project:
    """The project as it is now, its row locked, with area, round and the author of the idea."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("area", "round__area", "proposal__author")
    return rows.get(pk=project.pk)


def locked_open(project: Project) -> Project:
    """The same. Raises ProjectRefused (closed) where it is done or dropped."""
    project = locked(project)
    if not project.is_open:
        raise ProjectRefused("closed", state=project.get_state_display())
    return project


def apply(project: Project, wanted: dict[str, Any]) -> dict[str, list[Any]]:
    """Write new values into the locked project; gives back what changed as old and new value. Raises upside_down."""
    changes = {
        name: [plain(getattr(project, name)), plain(value)]
        for name, value in wanted.items()
        if getattr(project, name) != value
    }
    for name in changes:
        setattr(project, name, wanted[name])
    check_order(project.starts_on, project.ends_on)
    if changes:
        project.save(update_fields=list(changes))
    return changes


def announce(action: str, project: Project, changes: dict[str, list[Any]], **update: Any) -> Update:
    """The update of a report, its log entry, and the mail to the author where something changed."""
    told = tell(project, changes=changes, **update)
    log(action, project, told.at, told.by, {"update": told.pk, "changes": changes})
    if changes:
        notifications.project_changed(project, told)
    return told


def tell(
    project: Project,
    *,
    title: str,
    changes: dict[str, list[Any]],
    at: datetime.datetime,
    by: User | None,
    text: str = "",
    reason: str = "",
) -> Update:
    """Write an update; with ``changes`` the reason is owed. Raises ProjectRefused (no_reason)."""
    if changes and not reason.strip():
        raise ProjectRefused("no_reason", changes=sorted(changes))
    return Update.objects.create(
        project=project,
        title=title.strip(),
        text=text.strip(),
        reason=reason.strip() if changes else "",
        changes=changes,
        by=by,
        at=at,
    )


def log(action: str, project: Project, at: datetime.datetime, by: User | None, detail: dict[str, Any]) -> None:
    """The entry in the audit log."""
    audit.record(action=f"projects.{action}", subject=project, at=at, actor=by, area=project.area, detail=detail)


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def check_order(starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    """Raises ProjectRefused (upside_down)."""
    if starts_on and ends_on and ends_on < starts_on:
        raise ProjectRefused("upside_down")
