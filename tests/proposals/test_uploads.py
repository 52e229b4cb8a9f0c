"""Pictures of unfinished forms."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.base import File

from proposals import pictures, uploads
from tests.factories.participation import NOON
from tests.factories.proposals import a_photo


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.PICTURES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def picture() -> pictures.Picture:
    return pictures.clean(File(a_photo()))


def test_a_token_finds_its_picture_again(picture: pictures.Picture) -> None:
    token = uploads.keep(picture, at=NOON)
    assert uploads.find(token) == picture
    assert uploads.url(token) == f"/vorschlaege/bild/angefangen/{token}"


@pytest.mark.parametrize(
    "token",
    ["", "x", "current", "a:b:c", signing.dumps("../../etc/passwd"), signing.dumps("x", salt="another")],
    ids=["empty", "letter", "word", "parts", "path", "salt"],  # signatures hold the time: no names for tests
)
def test_a_token_of_somebody_else_finds_nothing(token: str) -> None:
    assert (uploads.find(token), uploads.url(token)) == (None, None)


def test_what_is_gone_is_gone(picture: pictures.Picture, folder: Path) -> None:
    token = uploads.keep(picture, at=NOON)
    (folder / "uploads" / "2027-03-10" / picture.name).unlink()
    assert (uploads.find(token), uploads.url(token)) == (None, None)


def test_what_lay_too_long_is_thrown_away(picture: pictures.Picture, folder: Path) -> None:
    day = datetime.timedelta(days=1)
    for age in range(5):
        uploads.keep(picture, at=NOON - (4 - age) * day)
    assert sorted(path.name for path in (folder / "uploads").iterdir()) == ["2027-03-08", "2027-03-09", "2027-03-10"]
