"""Pictures of forms that are not finished: kept for a day or two under a signed token, so that an error loses none."""

from __future__ import annotations

import datetime

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from proposals.pictures import Picture

FOLDER = "uploads"
KEPT_FOR = datetime.timedelta(days=2)
SALT = "proposals.uploads"


def keep(picture: Picture, *, at: datetime.datetime) -> str:
    """Store a clean picture for now; the token to find it again. Throws away what others left lying too long."""
    today = timezone.localdate(at)
    _sweep(today)
    name = default_storage.save(f"{FOLDER}/{today.isoformat()}/{picture.name}", ContentFile(picture.content))
    return signing.dumps(name, salt=SALT)


def find(token: str) -> Picture | None:
    """The picture of a token, or None where the token is not ours or the picture is gone."""
    name = _name(token)
    if name is None or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return Picture(name=name.rpartition("/")[2], content=file.read())


def url(token: str) -> str | None:
    """Address at which the picture of a token can be seen, or None."""
    name = _name(token)
    return default_storage.url(name) if name and default_storage.exists(name) else None


def _name(token: str) -> str | None:
    try:
        return str(signing.loads(token, salt=SALT, max_age=KEPT_FOR))
    except signing.BadSignature:
        return None


def _sweep(today: datetime.date) -> None:
    oldest = (today - KEPT_FOR).isoformat()
    try:
        days, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for day in days:
        if day < oldest:
            for file in default_storage.listdir(f"{FOLDER}/{day}")[1]:
                default_storage.delete(f"{FOLDER}/{day}/{file}")
            default_storage.delete(f"{FOLDER}/{day}")
