"""What this package adds to the staff area: what waits for me, and a menu without what nobody here needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets import viewsets

from participation.desks import Desk

OPERATORS_ONLY = ("help", "reports")


class WaitingPanel(Component):
    """For each desk that the person may use: what waits there, until when, and the way to it."""

    name = "waiting"
    template_name = "cms/desks/waiting.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Desks in the order of the menu, each with its first line."""
        user = parent_context["request"].user
        desks = sorted((desk for desk in _desks() if desk.is_open_to(user)), key=lambda desk: desk.menu_order)
        return {"lines": [(desk, desk.headline(user)) for desk in desks]}


def _desks() -> list[Desk]:
    return [viewset for viewset in viewsets.viewsets if isinstance(viewset, Desk)]


@hooks.register("construct_homepage_panels")
def put_what_waits_first(request: HttpRequest, panels: list[Component]) -> None:
    """The panel stands above Wagtail's own."""
    panels.append(WaitingPanel())


@hooks.register("construct_main_menu")
def hide_what_operators_need_only(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's help and reports are about the website, not about participation: operators find them."""
    if not getattr(request.user, "is_superuser", False):
        menu_items[:] = [item for item in menu_items if item.name not in OPERATORS_ONLY]
