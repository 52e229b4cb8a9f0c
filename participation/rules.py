"""Who may do what, as sentences. A role held for an area covers everything below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

if TYPE_CHECKING:
    from participation.models import Area, User


def held_paths(user: User | AnonymousUser, *names: str) -> list[str]:
    """Paths of the areas for which the person holds one of these roles; an operator holds all. One query."""
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_superuser:
        return [""]
    if not hasattr(user, "_held"):
        user._held = list(user.roles.values_list("name", "area__path"))  # type: ignore[union-attr]
    return [path for name, path in user._held if name in names]  # type: ignore[union-attr]


def holds_role(user: User | AnonymousUser, name: str, area: Area) -> bool:
    """Whether the person holds the role for this area or one above it."""
    return any(area.path.startswith(path) for path in held_paths(user, name))


def is_staff(user: User | AnonymousUser) -> bool:
    """Whether the person holds any role."""
    from participation.models.people import Role

    return bool(held_paths(user, *Role.Name.values))


def scope(user: User | AnonymousUser, *names: str, field: str = "area__path") -> Q:
    """A filter for query sets: rows whose area lies where the person holds one of these roles."""
    condition = Q(pk__in=[])
    for path in held_paths(user, *names):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def can_set_up_round(user: User | AnonymousUser, area: Any) -> bool:
    """The district office sets up rounds of its area."""
    return holds_role(user, "office", area)


def can_confirm_residence(user: User | AnonymousUser, area: Any) -> bool:
    """A clerk of the area confirms where people live there."""
    return holds_role(user, "clerk", area)


def can_grant_role(user: User | AnonymousUser, area: Any) -> bool:
    """The district office gives roles for its area and below."""
    return holds_role(user, "office", area)
