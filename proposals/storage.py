"""Where pictures of ideas lie: a folder that no web server hands out. A view does, and asks who may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.deconstruct import deconstructible

FOLDER = "proposals"  # the pictures of ideas that were handed in


@deconstructible(path="proposals.storage.PictureStorage")
class PictureStorage(FileSystemStorage):
    """Files below the setting PICTURES_ROOT, whose addresses lead to a view."""

    # Properties, so that a changed setting counts at once.
    @property
    def base_location(self) -> Any:
        return settings.PICTURES_ROOT

    @property
    def location(self) -> str:
        return str(Path(settings.PICTURES_ROOT).resolve())

    def url(self, name: str | None) -> str:
        """Address of the picture itself; only names of ideas that were handed in have one."""
        return reverse("proposals:picture", args=[(name or "").removeprefix(f"{FOLDER}/")])


pictures = PictureStorage()
