"""What the tests of a vote share: a database whose clock stands where a test puts it (SQLite)."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

NOW = ("%Y-%m-%d %H:%M:%f", "NOW")


@pytest.fixture
def database_clock(db: None) -> Iterator[Callable[[datetime.datetime], None]]:
    """Call it with a moment: from then on the database says that it is this moment; after the test the real one."""
    stands: list[datetime.datetime] = []

    def strftime(*asked: str) -> str:
        if stands and asked == NOW:
            utc = stands[-1].astimezone(datetime.UTC)
            return f"{utc:%Y-%m-%d %H:%M:%S}.{utc.microsecond // 1000:03}"
        places = ", ".join("?" * len(asked))
        with sqlite3.connect(":memory:") as other:
            return str(other.execute(f"SELECT strftime({places})", asked).fetchone()[0])

    connection.ensure_connection()
    connection.connection.create_function("strftime", -1, strftime)
    yield stands.append
    stands.clear()
