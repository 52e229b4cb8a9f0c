"""Small copies of pictures: which may be asked for, what they are, that they are made once."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.test import Client
from PIL import Image

from cms import scaling
from tests.factories.proposals import a_photo


@pytest.fixture
def storage() -> InMemoryStorage:
    return InMemoryStorage()


def store(storage: Any, name: str = "proposals/2027/bild.jpg", **photo: Any) -> str:
    return str(storage.save(name, ContentFile(a_photo(**photo).read())))


@pytest.mark.parametrize(
    ("size", "width", "expected"),
    [
        ((1600, 1067), 600, (600, 400)),
        ((1600, 1067), 1200, (1200, 800)),
        ((1067, 1600), 600, (600, 900)),
        ((300, 200), 600, (300, 200)),
    ],
)
def test_a_copy_is_a_smaller_webp(storage: Any, size: tuple[int, int], width: int, expected: tuple[int, int]) -> None:
    picture = Image.open(io.BytesIO(scaling.copy(store(storage, size=size), width, storage=storage)))
    assert picture.format == "WEBP"
    assert (picture.size[0], abs(picture.size[1] - expected[1]) <= 1) == (expected[0], True)


def test_it_is_made_once(storage: Any) -> None:
    name = store(storage)
    first = scaling.copy(name, 600, storage=storage)
    storage.delete(name)
    assert scaling.copy(name, 600, storage=storage) == first


@pytest.mark.parametrize("width", [0, 1, 599, 601, 4000])
def test_only_known_widths_are_made(storage: Any, width: int) -> None:
    with pytest.raises(scaling.NoSuchPicture):
        scaling.copy(store(storage), width, storage=storage)


@pytest.mark.parametrize(
    "name",
    [
        "proposals/2027/fehlt.jpg",
        "original_images/geheim.jpg",
        "proposals/../original_images/geheim.jpg",
        "../db.sqlite3",
        "/etc/passwd",
        "proposals/2027/datei.svg",
        "proposals/2027/datei.jpg\n",
        "proposals/2027/unter/datei.jpg",
        "",
    ],
)
def test_nothing_else_can_be_read(storage: Any, name: str) -> None:
    storage.save("original_images/geheim.jpg", ContentFile(a_photo().read()))
    with pytest.raises(scaling.NoSuchPicture):
        scaling.copy(name, 600, storage=storage)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_of_picture_can_be_made_smaller(storage: Any, kind: str) -> None:
    name = store(storage, f"projects/2027/bild.{kind.lower()}", kind=kind)
    assert Image.open(io.BytesIO(scaling.copy(name, 600, storage=storage))).size == (600, 450)


def test_addresses_name_width_and_picture() -> None:
    picture = SimpleNamespace(name="proposals/2027/bild.jpg")
    assert scaling.url(picture, 600) == "/bilder/600/proposals/2027/bild.jpg"
    assert scaling.srcset(picture) == (
        "/bilder/600/proposals/2027/bild.jpg 600w, /bilder/1200/proposals/2027/bild.jpg 1200w"
    )


def test_no_picture_has_no_address() -> None:
    assert (scaling.url(None, 600), scaling.srcset(None), scaling.url("", 600)) == ("", "", "")


@pytest.mark.django_db
def test_browsers_may_keep_a_copy_of_a_project_s_picture_for_a_year(client: Client) -> None:
    name = store(default_storage, "projects/2027/ausgeliefert.jpg")
    response = client.get(f"/bilder/600/{name}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.post(f"/bilder/600/{name}").status_code == 405
