"""The receipt of a ballot: a random code a person can read out, and the hash of what is in the box. Pure."""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 16  # 80 bits
GROUP = 4
MARK = "SP1"
_WHOLE = re.compile(rf"{MARK}\.([0-9A-Z]{{16}})\.([0-9a-f]{{64}})\.([A-Za-z0-9_-]{{86}}|)")
_WRITTEN_AS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", **dict.fromkeys("-‐‑–—")})  # phones turn -- into a long dash


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a ballot is in the box. It names no choice and no time.

    ``signature``: by the key of the paper over paper and leaf (voting.signing); empty where the vote has no log.
    """

    nonce: str
    leaf: str
    paper_digest: str
    signature: str = ""

    @property
    def code(self) -> str:
        """The code as shown: ABCD-EFGH-JKMN-PQRS."""
        return grouped(self.nonce)

    @property
    def text(self) -> str:
        """All of it in one line, for the QR code and a file: SP1.code.leaf.signature."""
        return ".".join((MARK, self.nonce, self.leaf, self.signature))


def new_nonce() -> str:
    """A random code of 80 bits."""
    return b32encode(secrets.token_bytes(LENGTH * 5 // 8)).decode().translate(_WRITTEN_AS)


def grouped(nonce: str) -> str:
    """The code in groups of four."""
    return "-".join(nonce[i : i + GROUP] for i in range(0, len(nonce), GROUP))


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody shows as their receipt: the code, and leaf and signature where they have the whole line."""

    nonce: str
    leaf: str = ""
    signature: str = ""


def read(text: str) -> Given | None:
    """A receipt as somebody gives it, the whole line or the code alone; None where it cannot be one."""
    whole = _WHOLE.search("".join(text.split()))
    if whole is not None and set(whole[1]) <= set(ALPHABET):
        return Given(*whole.groups())
    nonce = parse(text)
    return Given(nonce) if nonce is not None else None


def parse(text: str) -> str | None:
    """The code behind what somebody typed, or None where it cannot be one. Case, spaces and dashes don't matter."""
    nonce = "".join(text.split()).upper().translate(_READ_AS)
    return nonce if len(nonce) == LENGTH and set(nonce) <= set(ALPHABET) else None
