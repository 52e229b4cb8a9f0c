"""The hashes that are published."""

from __future__ import annotations

import hashlib
import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from voting import hashing

LEAVES = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), unique=True)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=8)


def test_canonical_bytes_are_short_sorted_and_utf8() -> None:
    assert hashing.canonical({"b": [1, None], "a": "Straße"}) == '{"a":"Straße","b":[1,null]}'.encode()


@given(st.dictionaries(st.text(), JSON))
def test_equal_values_give_equal_bytes_whatever_the_order_of_keys(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert hashing.canonical(turned) == hashing.canonical(value)
    assert json.loads(hashing.canonical(value)) == value


def test_a_leaf_can_be_made_by_hand() -> None:
    """As the receipt page says: SHA-256 of a zero byte and the JSON of paper, code and numbers."""
    by_hand = hashlib.sha256(b'\x00["p","CODE",[2,7]]').hexdigest()
    assert hashing.leaf(paper_digest="p", nonce="CODE", choices=[7, 2]) == by_hand


@given(st.sets(st.integers(1, 99), min_size=1), st.integers(1, 99))
def test_another_choice_gives_another_leaf(choices: set[int], other: int) -> None:
    leaf = hashing.leaf(paper_digest="p", nonce="n", choices=choices)
    changed = choices ^ {other}
    assert hashing.leaf(paper_digest="p", nonce="n", choices=sorted(choices, reverse=True)) == leaf
    assert hashing.leaf(paper_digest="p", nonce="n", choices=changed) != leaf
    assert hashing.leaf(paper_digest="q", nonce="n", choices=choices) != leaf
    assert hashing.leaf(paper_digest="p", nonce="m", choices=choices) != leaf


@given(LEAVES, st.randoms())
def test_invariant_13_a_box_has_one_hash_whatever_the_order(leaves: list[str], random: Random) -> None:
    mixed = list(leaves)
    random.shuffle(mixed)
    assert hashing.box(mixed) == hashing.box(leaves)


@given(LEAVES.filter(bool))
def test_a_missing_leaf_changes_the_hash_of_the_box(leaves: list[str]) -> None:
    assert hashing.box(leaves[1:]) != hashing.box(leaves)


def test_the_hash_of_a_box_can_be_made_by_hand() -> None:
    assert hashing.box(["bb", "aa"]) == hashlib.sha256(b"aa\nbb\n").hexdigest()
