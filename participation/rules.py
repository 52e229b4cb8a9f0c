"""Who may do what, as sentences. A role held for an area covers everything below it."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q


class HasPath(Protocol):
    """An area, as far as rules need it: keys from the city down, "00/09/090101/"."""

    path: str


def held_paths(user: Any, *names: str) -> list[str]:
    """Paths of the areas for which the person holds one of these roles (none named: any); an operator holds all.

    One query for each user object.
    """
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_superuser:
        return [""]
    if not hasattr(user, "_held"):
        user._held = list(user.roles.values_list("name", "area__path"))
    return [path for name, path in user._held if not names or name in names]


def forget(user: Any) -> None:
    """Ask the database anew about this user object: its roles have changed."""
    user.__dict__.pop("_held", None)


def holds_role(user: Any, name: str, area: HasPath) -> bool:
    """Whether the person holds the role for this area or one above it."""
    return any(area.path.startswith(path) for path in held_paths(user, name))


def is_staff(user: Any) -> bool:
    """Whether the person holds any role."""
    return bool(held_paths(user))


def scope(user: Any, *names: str, field: str = "area__path") -> Q:
    """A filter for query sets: rows whose area lies where the person holds one of these roles."""
    condition = Q(pk__in=[])
    for path in held_paths(user, *names):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def can_set_up_round(user: Any, area: HasPath) -> bool:
    """The district office sets up rounds of its area."""
    return holds_role(user, "office", area)


def can_confirm_residence(user: Any, area: HasPath) -> bool:
    """A clerk of the area confirms where people live there."""
    return holds_role(user, "clerk", area)


def can_grant_role(user: Any, area: HasPath) -> bool:
    """The district office gives roles for its area and below."""
    return holds_role(user, "office", area)
