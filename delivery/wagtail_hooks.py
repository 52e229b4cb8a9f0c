"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from delivery.viewsets import AwardDesk, ProjectDesk


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Awards that wait, and projects."""
    return [AwardDesk(), ProjectDesk()]
