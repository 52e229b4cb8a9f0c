"""Ed25519 signatures over receipts and heads of the log. Pure: keys come in and go out as bytes and text.

What is signed begins with words of its own, so that no signature over one thing can pass for one over another.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voting import hashing

RECEIPT = "smarte-partizipation/receipt/1"
HEAD = "smarte-partizipation/head/1"


def receipt(*, paper_digest: str, leaf: str) -> bytes:
    """What is signed for a voter: on this paper, a ballot with this leaf was put into the box."""
    return hashing.canonical([RECEIPT, paper_digest, leaf])


def head(*, paper_digest: str, size: int, root: str, previous: str, at: str) -> bytes:
    """What is signed for everybody: then, the log had so many leaves under this root, and this head before it.

    ``previous``: SHA-256 (hex) of these bytes of the head before, "" for the first; ``at``: ISO 8601, UTC.
    """
    return hashing.canonical([HEAD, paper_digest, size, root, previous, at])


def public_key(secret: bytes) -> str:
    """The public key (hex) of 32 secret bytes."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()


def sign(secret: bytes, message: bytes) -> str:
    """The signature, base64url without padding: 86 characters. The same message always gets the same one."""
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(message)
    return base64.urlsafe_b64encode(signature).decode().rstrip("=")


def is_signed(*, public_key: str, message: bytes, signature: str) -> bool:
    """Whether the holder of the key signed exactly this. Anything malformed is no signature."""
    try:
        raw = base64.b64decode(signature.encode() + b"==", altchars=b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(raw, message)
    except (InvalidSignature, ValueError, binascii.Error, UnicodeError):
        return False
    return True
