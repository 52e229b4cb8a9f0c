"""Folding: what counts as the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals import searching


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Größe", "grosse"),
        ("GRÖSSE", "grosse"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("Äpfel, Öl, Übung", "apfel, ol, ubung"),
        ("café naïve", "cafe naive"),
        ("İstanbul", "istanbul"),
        ("ﬁnden", "finden"),
        ("Zażółć gęślą jaźń", "zazołc gesla jazn"),
        ("a\x00b", "a b"),
        ("  zwei\n\tWörter ", "zwei worter"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert searching.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert searching.fold(searching.fold(text)) == searching.fold(text)


@given(st.text())
def test_large_and_small_letters_are_the_same(text: str) -> None:
    assert searching.fold(text.casefold()) == searching.fold(text)


@given(st.text())
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert searching.fold(unicodedata.normalize("NFD", text)) == searching.fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_what_is_stored_can_be_stored(text: str) -> None:
    """No NUL (PostgreSQL refuses it), no combining marks, single blanks only."""
    folded = searching.fold(text)
    assert "\x00" not in folded
    assert not any(unicodedata.combining(c) for c in folded)
    assert folded == " ".join(folded.split())


@given(st.lists(st.text(alphabet="abcäöüßéÉÄ", min_size=1, max_size=12), min_size=1, max_size=searching.MOST_WORDS))
def test_every_word_of_a_text_finds_it(words: list[str]) -> None:
    stored = searching.fold(" ".join(words))
    for spellings in searching.alternatives(" ".join(reversed(words))):
        assert any(spelling in stored for spelling in spellings)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Spielplaetze", [("spielplaetze", "spielplatze")]),
        ("Spielplätze", [("spielplatze",)]),
        ("neue Oelmuehle", [("neue", "neu"), ("oelmuehle", "olmuhle")]),
        ("", []),
        (" \x00 ", []),
    ],
)
def test_people_without_umlauts_are_understood(query: str, found: list[tuple[str, ...]]) -> None:
    assert searching.alternatives(query) == found


def test_endless_queries_are_cut() -> None:
    assert len(searching.alternatives("wort " * 500)) == searching.MOST_WORDS
    assert searching.alternatives("x" * 5000) == [("x" * searching.LONGEST_WORD,)]
