"""What the tests of public pages share: English (the source language), and no addresses of an earlier test's site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from wagtail.models import Site


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _fresh_site_addresses() -> None:
    Site.clear_site_root_paths_cache()
