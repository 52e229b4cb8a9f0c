"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from delivery import phrases
from delivery.viewsets import AwardDesk, ProjectDesk
from participation import audit_texts

audit_texts.ACTS.update(phrases.ACTS)


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Awards that wait, and projects."""
    return [AwardDesk(), ProjectDesk()]
