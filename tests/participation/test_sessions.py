"""A session lasts two hours from the last thing somebody did, at the price of one written row in ten minutes."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.sessions import RENEWED_AFTER
from tests.factories.participation import UserFactory

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
LASTS = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def somebody(*, ago: datetime.timedelta) -> Client:
    """A person who signed in, or was last seen, that long ago."""
    client = Client()
    client.force_login(UserFactory())
    Session.objects.update(expire_date=timezone.now() + LASTS - ago)
    return client


def left() -> datetime.timedelta:
    return Session.objects.get().expire_date - timezone.now()


def written(client: Client, path: str = "/mein/") -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [q["sql"] for q in caught if q["sql"].startswith(("UPDATE", "INSERT")) and "django_session" in q["sql"]]


def test_two_hours_it_is() -> None:
    assert datetime.timedelta(hours=2) == LASTS


@pytest.mark.parametrize("minutes", [0, 1, 9])
def test_soon_after_nothing_is_written(minutes: int) -> None:
    client = somebody(ago=minutes * MINUTE)
    assert written(client) == []
    assert left() <= LASTS - minutes * MINUTE


@pytest.mark.parametrize("minutes", [10, 11, 60, 119])
def test_later_it_is_prolonged_by_one_row(minutes: int) -> None:
    client = somebody(ago=minutes * MINUTE)
    assert len(written(client)) == 1
    assert LASTS - MINUTE < left() <= LASTS
    assert written(client) == []


@pytest.mark.parametrize("minutes", [120, 121, 60 * 24])
def test_after_two_hours_without_anything_it_is_over(minutes: int) -> None:
    client = somebody(ago=minutes * MINUTE)
    response = client.get("/mein/")
    assert (response.status_code, response["Location"]) == (302, "/konto/login/?next=/mein/")


def test_an_evening_of_small_steps_keeps_somebody_signed_in() -> None:
    """Five hours with a page every 110 minutes."""
    client = somebody(ago=0 * MINUTE)
    for _ in range(3):
        Session.objects.update(expire_date=timezone.now() + LASTS - 110 * MINUTE)
        assert client.get("/mein/").status_code == 200


def test_what_is_asked_without_a_name_prolongs_nothing() -> None:
    client = somebody(ago=RENEWED_AFTER * 2)
    assert written(client, "/gesund/") == []
    assert left() <= LASTS - RENEWED_AFTER * 2


@pytest.mark.parametrize("path", ["/gesund/", "/vorschlaege/", "/runden/", "/konto/login/"])
def test_a_visitor_has_no_session(path: str) -> None:
    client = Client()
    assert client.get(path).status_code == 200
    assert (settings.SESSION_COOKIE_NAME in client.cookies, Session.objects.count()) == (False, 0)


def test_whoever_signs_out_is_out_even_when_it_was_to_be_prolonged() -> None:
    client = somebody(ago=30 * MINUTE)
    client.post("/konto/logout/")
    assert client.get("/mein/").status_code == 302
    assert not any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())
