"""What this package adds to the staff area."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from participation.viewsets import AreaDesk, LogDesk, ResidenceDesk, RoundDesk


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Rounds, areas and roles, residence, log."""
    return [RoundDesk(), AreaDesk(), ResidenceDesk(), LogDesk()]


@hooks.register("insert_global_admin_css")
def style_of_desks() -> str:
    """Facts side by side, long forms in groups."""
    return format_html('<link rel="stylesheet" href="{}">', static("participation/staff.css"))
