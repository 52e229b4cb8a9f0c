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


# The whole receipt in one line

HEXES = st.text("0123456789abcdef", min_size=64, max_size=64)
SIGNATURES = st.text("ABCxyz019-_", min_size=86, max_size=86) | st.just("")


@given(NONCES, HEXES, SIGNATURES, st.integers(0, 160))
def test_the_whole_line_is_read_back_wherever_it_was_broken(nonce: str, leaf: str, signature: str, at: int) -> None:
    line = receipts.Receipt(nonce=nonce, leaf=leaf, paper_digest="", signature=signature).text
    assert line == f"SP1.{nonce}.{leaf}.{signature}"
    found = receipts.read(f"  {line[:at]}\n{line[at:]} ")
    assert found == receipts.Given(nonce, leaf, signature)


@given(NONCES)
def test_the_code_alone_is_a_receipt_without_a_signature(nonce: str) -> None:
    assert receipts.read(receipts.grouped(nonce).lower()) == receipts.Given(nonce)


@pytest.mark.parametrize("text", ["", "SP1", "SP1.4GC0", f"SP1.{'I' * 16}.{'0' * 64}.", f"SP2.{'0' * 16}.{'0' * 64}."])
def test_what_is_no_receipt_at_all_is_none(text: str) -> None:
    assert receipts.read(text) is None
