"""A browser for the tests of this folder, and a visit with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.quality.visits import Visit


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    """The browser of the whole run: two at once would share one event loop."""
    return chromium


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """A visit with a window of 320 pixels: a small phone, or a desk at 400 percent."""
    size = {"width": 320, "height": 800}
    with browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce") as context:
        yield Visit(context.new_page())
