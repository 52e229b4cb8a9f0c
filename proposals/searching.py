"""How the search field reads: small letters without accents, word by word. Pure."""

from __future__ import annotations

import unicodedata

MOST_WORDS = 8
LONGEST_WORD = 60
# People without an umlaut key write "Spielplaetze" and mean "Spielplätze".
SPELT_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def fold(text: str) -> str:
    """Small letters without accents, ``ß`` as ``ss``, runs of white space as one blank; folding twice changes nothing.

    >>> fold("Grüne  Straße")
    'grune strasse'
    """
    # Twice: taking an accent away can leave a letter that still has a small form of its own.
    return _strip(_strip(text))


def alternatives(query: str) -> list[tuple[str, ...]]:
    """The words of a query, folded, each with the other spellings that count as found too. At most MOST_WORDS.

    >>> alternatives("Spielplaetze Süd")
    [('spielplaetze', 'spielplatze'), ('sud',)]
    """
    return [_spellings(word[:LONGEST_WORD]) for word in fold(query).split()[:MOST_WORDS]]


def _strip(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (" " if c == "\x00" else c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


def _spellings(word: str) -> tuple[str, ...]:
    other = word
    for pair, letter in SPELT_OUT:
        other = other.replace(pair, letter)
    return (word,) if other == word else (word, other)
