"""The database's clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from participation.models import User
from tests.factories.participation import NOON, UserFactory
from voting.clock import DatabaseNow, database_now


@pytest.mark.django_db
def test_the_database_says_an_aware_time_close_to_ours() -> None:
    before = timezone.now() - datetime.timedelta(milliseconds=2)
    now = database_now()
    assert now.utcoffset() == datetime.timedelta()
    assert before <= now <= timezone.now() + datetime.timedelta(milliseconds=2)


def test_both_ways_of_asking_say_the_same(database_clock: Callable[[datetime.datetime], None]) -> None:
    database_clock(NOON + datetime.timedelta(milliseconds=7))
    UserFactory()
    annotated = User.objects.annotate(now=DatabaseNow()).first()
    assert annotated is not None
    assert annotated.now == database_now() == NOON + datetime.timedelta(milliseconds=7)
