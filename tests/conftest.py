"""What all tests share: a migrated database made once and copied, PostgreSQL on demand, plain skip lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.databases import migrated_sqlite

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
SHARED_DIR = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))


# The root page and the roles' groups, as the migrations make them. Kept here: while a browser runs, Django has another
# connection object than the one that the run began with.
FIRST_RECORDS: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked postgres run where `python -m tests.postgres` started a cluster, all others without it."""
    wanted = "TEST_DATABASE_URL" in os.environ
    chosen = [item for item in items if (item.get_closest_marker("postgres") is not None) == wanted]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with real transactions empties all tables in the end; whoever comes next finds the first records again."""
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    if FIRST_RECORDS:
        # With them at hand Django, after emptying, makes no content types of its own, which would have other keys.
        connection._test_serialized_contents = FIRST_RECORDS[0]
    marker = item.get_closest_marker("django_db")
    emptied = marker is not None and bool(marker.kwargs.get("transaction")) and connection.vendor == "sqlite"
    with _tables_can_be_emptied(item) if emptied else nullcontext():
        yield
    # After the last test the run's database is gone.
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(FIRST_RECORDS[0])


@contextmanager
def _tables_can_be_emptied(item: pytest.Item) -> Iterator[None]:
    """SQLite empties row by row, which tables that only grow refuse; PostgreSQL asks no trigger then."""
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'voting_%'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
    yield
    with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
        for _, sql in guards:
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def german() -> None:
    """Each test begins in German, whatever the one before spoke."""
    from django.utils import translation

    translation.activate("de")


def lacking(what: str, how: str) -> None:
    """Skip with one plain line that says how to get what is missing; with REQUIRE_ALL=1 it is a failure."""
    line = f"{what} is missing: {how}"
    if REQUIRE_ALL:
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with third-party data (elections, borders), which is no part of this repository."""
    if not SHARED_DIR.is_dir():
        pytest.skip(f"{SHARED_DIR.name}/ is missing: set SHARED_DIR to the folder with geo/ and pabulib/")
    return SHARED_DIR


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A migrated database: SQLite copied from one made once per state of the migrations, or a PostgreSQL database."""
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            name = migrated_sqlite(Path(os.environ.get("VAR_DIR", ROOT / "var")) / "test-databases")
            connection.close()
            connection.settings_dict["NAME"] = str(name)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        # Lets tests with real transactions put the root page and the roles' groups back afterwards.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
        FIRST_RECORDS[:] = [connection._test_serialized_contents]
    yield
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "postgresql":
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real browser for the whole run."""
    from tests import browser

    if browser.executable() is None:
        lacking("Chromium", browser.HOW)
    with browser.chromium() as running:
        yield running


@pytest.fixture
def page(chromium: Any, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A fresh browser window on the served site, German, 1440 px; a script error or a broken file is a failure.

    What it showed last is kept as a picture.
    """
    from tests import browser

    context = chromium.new_context(base_url=live_server.url, locale="de-DE", viewport={"width": 1440, "height": 900})
    window = context.new_page()
    window.set_default_timeout(15_000)
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield window
    browser.shoot(window, f"last-{request.node.name}")
    context.close()
    assert faults == []
