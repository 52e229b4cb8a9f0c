"""Pictures of forms that are not finished: kept for a day or two under a signed token, so that an error loses none."""

from __future__ import annotations

import datetime

from django.core import signing
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from proposals.pictures import Picture
from proposals.storage import pictures

FOLDER = "uploads"
KEPT_FOR = datetime.timedelta(days=2)
SALT = "proposals.uploads"


def keep(picture: Picture, *, at: datetime.datetime) -> str:
    """Store a clean picture for now; the token to find it again. Throws away what others left lying too long."""
    today = timezone.localdate(at)
    _sweep(today)
    name = pictures.save(f"{FOLDER}/{today.isoformat()}/{picture.name}", ContentFile(picture.content))
    return signing.dumps(name, salt=SALT)


def find(token: str) -> Picture | None:
    """The picture of a token, or None where the token is not ours or the picture is gone."""
    name = _name(token)
    if name is None or not pictures.exists(name):
        return None
    with pictures.open(name) as file:
        return Picture(name=name.rpartition("/")[2], content=file.read())


def url(token: str) -> str | None:
    """Address at which whoever is signed in sees the picture of a token, or None."""
    name = _name(token)
    return reverse("proposals:kept_picture", args=[token]) if name and pictures.exists(name) else None


def _name(token: str) -> str | None:
    try:
        return str(signing.loads(token, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


def _sweep(today: datetime.date) -> None:
    oldest = (today - KEPT_FOR).isoformat()
    try:
        days, _ = pictures.listdir(FOLDER)
    except FileNotFoundError:
        return
    for day in days:
        if day < oldest:
            for file in pictures.listdir(f"{FOLDER}/{day}")[1]:
                pictures.delete(f"{FOLDER}/{day}/{file}")
            pictures.delete(f"{FOLDER}/{day}")
