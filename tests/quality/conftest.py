"""A browser for the tests of this folder, and a visit with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import HOW, chromium, executable
from tests.conftest import lacking
from tests.quality.visits import Visit


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if executable() is None:
        lacking("Chromium", HOW)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """A visit with a window of 320 pixels: a small phone, or a desk at 400 percent."""
    size = {"width": 320, "height": 800}
    with browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce") as context:
        yield Visit(context.new_page())
