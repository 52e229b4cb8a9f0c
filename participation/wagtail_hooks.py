"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from participation.viewsets import AreaDesk, LogDesk, ResidenceDesk, RoundDesk


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Rounds, areas and roles, residence, log."""
    return [RoundDesk(), AreaDesk(), ResidenceDesk(), LogDesk()]
