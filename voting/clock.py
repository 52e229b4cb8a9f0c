"""The one clock that decides whether a vote is open: the database's."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime


class DatabaseNow(Now):
    """The database's time when the statement runs. On PostgreSQL NOW() is when the transaction began: too early."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CLOCK_TIMESTAMP()", **context)


def database_now() -> datetime.datetime:
    """The database's time, aware (UTC). One query."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')" if sqlite else "SELECT CLOCK_TIMESTAMP()")
        (now,) = cursor.fetchone()
    if isinstance(now, str):
        now = parse_datetime(now)
    assert isinstance(now, datetime.datetime)
    return now if now.tzinfo else now.replace(tzinfo=datetime.UTC)
