"""Small copies of pictures: made when first asked for, kept in the storage, named after the original."""

from __future__ import annotations

import io
import re
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.urls import reverse
from PIL import Image

from proposals.storage import FOLDER, pictures

SMALL, LARGE = 600, 1200  # pixels wide
WIDTHS = (SMALL, LARGE)
QUALITY = 78
# Only what the stages store for everybody to see; nothing of the library of the staff area.
NAME = re.compile(r"(?:proposals|projects)/(?:\d{4}/)?[A-Za-z0-9_-]{1,120}\.(?:jpe?g|png|webp)")


class NoSuchPicture(Exception):
    """No picture of this name and width."""


def url(picture: Any, width: int) -> str:
    """Address of a copy of a stored picture (an ImageField's value) that wide; "" where there is none."""
    return reverse("scaled_picture", args=[width, picture.name]) if picture else ""


def srcset(picture: Any) -> str:
    """All copies with their widths, for the attribute of the same name."""
    return ", ".join(f"{url(picture, width)} {width}w" for width in WIDTHS) if picture else ""


def is_of_idea(name: str) -> bool:
    """Whether a stored picture belongs to an idea, which not everybody may see at any time."""
    return name.startswith(f"{FOLDER}/")


def storage_of(name: str) -> Storage:
    """Where a picture and its copies lie."""
    return pictures if is_of_idea(name) else default_storage


def copy(name: str, width: int, *, storage: Storage | None = None) -> bytes:
    """A WebP copy of a stored picture at most ``width`` pixels wide. Raises NoSuchPicture.

    Asks nobody: the view does.
    """
    storage = storage or storage_of(name)
    if width not in WIDTHS or not NAME.fullmatch(name):
        raise NoSuchPicture(name)
    kept = f"scaled/{width}/{name}.webp"
    if storage.exists(kept):
        with storage.open(kept) as file:
            return bytes(file.read())
    if not storage.exists(name):
        raise NoSuchPicture(name)
    with storage.open(name) as file:
        content = _scaled(file.read(), width)
    storage.save(kept, ContentFile(content))
    return content


def _scaled(data: bytes, width: int) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (width, width))
        small = picture.convert("RGB")
    small.thumbnail((width, 4 * width), Image.Resampling.LANCZOS)
    small.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
