"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from voting.viewsets import PaperDesk, ResultDesk


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Ballot papers and results."""
    return [PaperDesk(), ResultDesk()]
