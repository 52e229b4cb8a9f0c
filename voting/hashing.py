"""Bytes that are the same on every machine, and what is hashed over them. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and without spaces, UTF-8: equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """SHA-256 (hex) over the canonical bytes of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def leaf(*, paper_digest: str, nonce: str, choices: Iterable[int]) -> str:
    """The hash that stands for one ballot: SHA-256(0x00 ‖ [paper, nonce, chosen numbers ascending])."""
    return hashlib.sha256(b"\x00" + canonical([paper_digest, nonce, sorted(choices)])).hexdigest()


def box(leaves: Iterable[str]) -> str:
    """The hash that stands for a whole box: SHA-256 over all leaves, sorted, one a line. Any order gives the same."""
    whole = hashlib.sha256()
    for line in sorted(leaves):
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()
