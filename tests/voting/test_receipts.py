"""Codes that people read out, write down and type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import receipts

NONCES = st.text(receipts.ALPHABET, min_size=16, max_size=16)


def test_a_new_code_has_80_random_bits() -> None:
    made = {receipts.new_nonce() for _ in range(500)}
    assert len(made) == 500
    assert {len(nonce) for nonce in made} == {16}
    assert set("".join(made)) == set(receipts.ALPHABET)


@given(NONCES)
def test_a_code_survives_being_written_in_groups_and_small_letters(nonce: str) -> None:
    shown = receipts.Receipt(nonce=nonce, leaf="", paper_digest="").code
    assert [len(group) for group in shown.split("-")] == [4, 4, 4, 4]
    assert receipts.parse(shown) == nonce
    assert receipts.parse(f"  {shown.lower().replace('-', ' ')}\n") == nonce
    assert receipts.parse(shown.replace("-", "—", 1).replace("-", " – ", 1)) == nonce


@given(NONCES)
def test_letters_that_look_like_digits_are_read_as_digits(nonce: str) -> None:
    misread = nonce.replace("1", "I", 1).replace("1", "l", 1).replace("0", "o")
    assert receipts.parse(misread) == nonce


@pytest.mark.parametrize(
    "text", ["", "4GC0", "4GC0-Y19M-PHD8-72S", "4GC0-Y19M-PHD8-72SJ-1", "4GC0-Y19M-PHD8-72SÜ", "\x00" * 16]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert receipts.parse(text) is None


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    found = receipts.parse(text)
    assert found is None or (len(found) == 16 and set(found) <= set(receipts.ALPHABET))
