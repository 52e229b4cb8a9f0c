"""Mails about projects: the author of the idea hears of every change of state or date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery import phrases
from participation.notifications import tell

if TYPE_CHECKING:
    from delivery.models import Project, Update


def project_changed(project: Project, update: Update) -> None:
    """To the author of the proposal; an imported project or an erased account has none."""
    if project.proposal is None:
        return
    tell(
        project.proposal.author,
        "delivery/emails/project_changed",
        project=project,
        update=update,
        # Called by the template, so that days and sums are written in the person's language.
        changes=lambda: phrases.changes(update, currency=project.round.currency),
    )
