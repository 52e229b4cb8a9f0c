"""The secret keys of a paper: files outside the database, made once when the paper is frozen.

The register key turns a person into a mac, the link key turns a right into the key of its ballot. Without them the
register and the box cannot be joined. The sign key signs receipts and the heads of the log. A key that is missing is
never made anew: that would let people vote twice.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from voting import hashing

NAMES = ("register", "link", "sign")
JOINING = NAMES[:2]
KEY_BYTES = 32


class KeysMissing(Exception):
    """The keys of this paper are not here: nobody can vote until the operator has put them back."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that join register and box of one paper. They never show in a log or a traceback."""

    register: bytes = field(repr=False)
    link: bytes = field(repr=False)


def make(key_id: str) -> Keys:
    """Make the key files of a paper, readable by this user only. Raises FileExistsError: never overwritten."""
    folder: Path = settings.VOTING_KEYS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        handle = os.open(_file(key_id, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    return load(key_id)


def load(key_id: str) -> Keys:
    """Read the keys of a paper. Raises KeysMissing where a file is not there or not whole."""
    register, link = (_read(key_id, name) for name in JOINING)
    return Keys(register=register, link=link)


def signing_key(key_id: str) -> bytes:
    """Read the key that signs for a paper. Raises KeysMissing."""
    return _read(key_id, "sign")


def destroy(key_id: str) -> bool:
    """Delete the keys of a paper: from here on nothing joins register and box. False: they were gone already."""
    files = [_file(key_id, name) for name in NAMES]
    found = [file for file in files if file.exists()]
    for file in found:
        file.write_bytes(secrets.token_bytes(KEY_BYTES))
        file.unlink()
    return bool(found)


def mac(key: bytes, *parts: object) -> str:
    """HMAC-SHA-256 (hex) over the parts; canonical JSON keeps ("1", "23") and ("12", "3") apart."""
    return hmac.new(key, hashing.canonical([str(part) for part in parts]), hashlib.sha256).hexdigest()


def _read(key_id: str, name: str) -> bytes:
    try:
        key = _file(key_id, name).read_bytes()
    except FileNotFoundError:
        raise KeysMissing(key_id) from None
    if len(key) != KEY_BYTES:
        raise KeysMissing(key_id)
    return key


def _file(key_id: str, name: str) -> Path:
    if not key_id.isalnum():
        raise KeysMissing(key_id)
    return Path(settings.VOTING_KEYS_DIR) / f"{key_id}.{name}.key"
