"""Trees of hashes: the vectors of RFC 6962, a second implementation by its letter, and every kind of wrong proof."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import merkle

# The inputs and roots that the tests of Certificate Transparency have always used: trees of 1 to 8 leaves.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTORS = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in INPUTS]

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=40)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """The largest power of two below the number of leaves."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH, by the letter of RFC 6962, 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """PATH, by the letter of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if place < k:
        return [*naive_path(leaves[:k], place), naive_root(leaves[k:])]
    return [*naive_path(leaves[k:], place - k), naive_root(leaves[:k])]


def some_leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(bytes([0, number])).digest() for number in range(count)]


@pytest.mark.parametrize("count", range(1, 9))
def test_the_roots_of_certificate_transparency(count: int) -> None:
    assert merkle.Tree(VECTORS[:count]).root().hex() == ROOTS[count - 1]


def test_the_proofs_of_certificate_transparency() -> None:
    assert [step.hex() for step in merkle.Tree(VECTORS).inclusion(0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in merkle.Tree(VECTORS).consistency(6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert merkle.Tree(VECTORS[:5]).inclusion(4) == [bytes.fromhex(ROOTS[3])]
    assert merkle.Tree(VECTORS).consistency(1) == merkle.Tree(VECTORS).inclusion(0)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.Tree([]).root() == hashlib.sha256(b"").digest()


@given(LEAVES)
def test_the_root_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert merkle.Tree(leaves).root() == naive_root(leaves)


@pytest.mark.parametrize("second", range(1, 18))
def test_one_tree_answers_for_each_earlier_size(second: int) -> None:
    tree, leaves = merkle.Tree(some_leaves(33)), some_leaves(second)
    assert tree.root(second) == naive_root(leaves)
    proofs = [tree.consistency(first, second) for first in range(second + 1)]
    assert proofs == [merkle.Tree(leaves).consistency(first) for first in range(second + 1)]


@pytest.mark.parametrize("size", [-1, 4])
def test_there_is_no_root_of_more_leaves_than_there_are(size: int) -> None:
    with pytest.raises(IndexError):
        merkle.Tree(some_leaves(3)).root(size)
    with pytest.raises(IndexError):
        merkle.Tree(some_leaves(3)).consistency(0, size)


@given(LEAVES)
def test_a_growing_tree_has_every_root_on_its_way(leaves: list[bytes]) -> None:
    growing = merkle.Frontier()
    roots = [growing.root()]
    for leaf in leaves:
        growing.append(leaf)
        roots.append(growing.root())
    assert roots == [naive_root(leaves[:count]) for count in range(len(leaves) + 1)]
    assert growing.size == len(leaves)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_has_a_proof_that_holds_for_it_alone(size: int) -> None:
    leaves = some_leaves(size)
    root = naive_root(leaves)
    for place, leaf in enumerate(leaves):
        path = merkle.Tree(leaves).inclusion(place)
        assert path == naive_path(leaves, place)
        # Where the same neighbours stand at the same sides the place is another one only by number: there is none.
        held = [
            (where, other)
            for where in range(-1, size + 1)
            for other in range(size)
            if merkle.includes(root=root, size=size, place=where, leaf=leaves[other], path=path)
        ]
        assert held == [(place, place)]
        assert leaf == leaves[place]


@pytest.mark.parametrize("size", range(1, 18))
def test_each_changed_step_of_a_proof_is_found(size: int) -> None:
    leaves = some_leaves(size)
    root, foreign = naive_root(leaves), bytes(32)
    for place, leaf in enumerate(leaves):
        path = merkle.Tree(leaves).inclusion(place)
        wrong = [[*path, foreign], [foreign, *path], path[:-1], path[1:]] if path else [[foreign]]
        wrong += [[*path[:at], foreign, *path[at + 1 :]] for at in range(len(path))]
        proven = [merkle.includes(root=root, size=size, place=place, leaf=leaf, path=each) for each in wrong]
        assert proven == [False] * len(wrong)


@pytest.mark.parametrize("second", range(1, 34))
def test_every_tree_extends_each_earlier_one(second: int) -> None:
    leaves = some_leaves(second)
    new = naive_root(leaves)
    for first in range(1, second + 1):
        old = naive_root(leaves[:first])
        path = merkle.Tree(leaves).consistency(first)
        proven = [
            merkle.extends(first=first, first_root=old, second=second, second_root=new, path=path),
            merkle.extends(first=first, first_root=bytes(32), second=second, second_root=new, path=path),
            merkle.extends(first=first, first_root=old, second=second, second_root=bytes(32), path=path),
            merkle.extends(first=first, first_root=old, second=second, second_root=new, path=[*path, bytes(32)]),
        ]
        assert proven == [True, False, False, False]


def test_every_tree_extends_the_empty_one_and_nothing_needs_to_be_shown() -> None:
    nothing, root = merkle.Tree([]).root(), naive_root(some_leaves(3))
    assert merkle.Tree(some_leaves(3)).consistency(0) == []
    assert merkle.extends(first=0, first_root=nothing, second=3, second_root=root, path=[])
    assert not merkle.extends(first=0, first_root=root, second=3, second_root=root, path=[])
    assert not merkle.extends(first=0, first_root=nothing, second=3, second_root=root, path=[root])


@pytest.mark.parametrize("second", range(2, 18))
def test_a_rewritten_history_has_no_proof(second: int) -> None:
    leaves = some_leaves(second)
    for first in range(1, second):
        for altered in range(first):
            history = [*leaves[:altered], bytes(32), *leaves[altered + 1 : first]]
            proven = merkle.extends(
                first=first,
                first_root=naive_root(history),
                second=second,
                second_root=naive_root(leaves),
                path=merkle.Tree(leaves).consistency(first),
            )
            assert not proven


@given(
    st.integers(-1, 20),
    st.integers(-1, 20),
    st.lists(st.binary(min_size=32, max_size=32), max_size=8),
    st.binary(min_size=32, max_size=32),
)
def test_made_up_proofs_prove_nothing_and_break_nothing(
    first: int, second: int, path: list[bytes], leaf: bytes
) -> None:
    root = naive_root(some_leaves(30))
    assert not merkle.includes(root=root, size=second, place=first, leaf=leaf, path=path)
    assert not merkle.extends(first=first, first_root=leaf, second=second + 40, second_root=root, path=path)


@pytest.mark.parametrize("place", [-1, 3, 4])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(place: int) -> None:
    with pytest.raises(IndexError):
        merkle.Tree(some_leaves(3)).inclusion(place)


@pytest.mark.parametrize("first", [-1, 4])
def test_there_is_no_proof_from_a_tree_that_is_larger(first: int) -> None:
    with pytest.raises(IndexError):
        merkle.Tree(some_leaves(3)).consistency(first)
    assert not merkle.extends(first=first, first_root=bytes(32), second=3, second_root=bytes(32), path=[])
