"""The receipt of a ballot: a random code a person can read out, and the hash of what is in the box. Pure."""

from __future__ import annotations

import secrets
from base64 import b32encode
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 16  # 80 bits
GROUP = 4
_WRITTEN_AS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", **dict.fromkeys("-‐‑–—")})  # phones turn -- into a long dash


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a ballot is in the box. It names no choice and no time."""

    nonce: str
    leaf: str
    paper_digest: str

    @property
    def code(self) -> str:
        """The code as shown: ABCD-EFGH-JKMN-PQRS."""
        return grouped(self.nonce)


def new_nonce() -> str:
    """A random code of 80 bits."""
    return b32encode(secrets.token_bytes(LENGTH * 5 // 8)).decode().translate(_WRITTEN_AS)


def grouped(nonce: str) -> str:
    """The code in groups of four."""
    return "-".join(nonce[i : i + GROUP] for i in range(0, len(nonce), GROUP))


def parse(text: str) -> str | None:
    """The code behind what somebody typed, or None where it cannot be one. Case, spaces and dashes don't matter."""
    nonce = "".join(text.split()).upper().translate(_READ_AS)
    return nonce if len(nonce) == LENGTH and set(nonce) <= set(ALPHABET) else None
