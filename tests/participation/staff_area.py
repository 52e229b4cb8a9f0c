"""What tests of the staff area share: people with roles, and how they look and act there."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from participation import registration
from participation.models import Area, User
from tests.factories.participation import NOON, UserFactory


def colleague(role: str, area: Area, **fields: Any) -> User:
    """A member of staff whose role was given the way roles are given."""
    user = UserFactory(**fields)
    registration.grant_role(user=user, area=area, name=role, at=NOON)
    return user


def at_work(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, desk: str, query: str = "") -> list[Any]:
    return list(client.get(f"/verwaltung/{desk}/{query}").context["object_list"])


def sentences(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}
