"""Signatures: everybody can check them, and nothing can be passed off under one."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import signing

KEY = bytes(range(32))
PUBLIC = signing.public_key(KEY)
HEXES = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_the_public_key_and_signature_of_rfc_8032() -> None:
    """Test 2 of RFC 8032, 7.1."""
    secret = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    assert signing.public_key(secret) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    raw = base64.urlsafe_b64decode(signing.sign(secret, b"\x72") + "==").hex()
    assert raw[:64] == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    assert raw[64:] == "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"


def test_what_is_signed_is_readable_and_names_its_kind() -> None:
    assert json.loads(signing.receipt(paper_digest="aa", leaf="bb")) == [signing.RECEIPT, "aa", "bb"]
    head = signing.head(paper_digest="aa", size=3, root="cc", previous="", at="2026-01-01T00:00:00.000000+00:00")
    assert json.loads(head) == [signing.HEAD, "aa", 3, "cc", "", "2026-01-01T00:00:00.000000+00:00"]


@given(HEXES, HEXES)
def test_a_signature_holds_for_its_message_alone(paper: str, leaf: str) -> None:
    message = signing.receipt(paper_digest=paper, leaf=leaf)
    signature = signing.sign(KEY, message)
    assert (len(signature), signature) == (86, signing.sign(KEY, message))
    other = signing.public_key(bytes(32))
    found = [
        signing.is_signed(public_key=key, message=said, signature=signature)
        for key, said in [(PUBLIC, message), (PUBLIC, message + b" "), (other, message)]
    ]
    assert found == [True, False, False]


@given(st.integers(0, 511))
def test_invariant_10_one_flipped_bit_of_a_signature_is_found(bit: int) -> None:
    message = signing.receipt(paper_digest="a", leaf="b")
    raw = bytearray(base64.urlsafe_b64decode(signing.sign(KEY, message) + "=="))
    raw[bit // 8] ^= 1 << bit % 8
    flipped = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    assert not signing.is_signed(public_key=PUBLIC, message=message, signature=flipped)


@pytest.mark.parametrize("signature", ["", "x", "A" * 86, "ü" * 86, "A" * 85, "\ud800", "=" * 86])
@pytest.mark.parametrize("key", [PUBLIC, "", "zz", "00" * 31, "00" * 32])
def test_what_is_no_signature_or_no_key_signs_nothing(signature: str, key: str) -> None:
    assert not signing.is_signed(public_key=key, message=b"", signature=signature)
