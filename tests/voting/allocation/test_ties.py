"""The tie order: every key, in turn, and never left open."""

from __future__ import annotations

from itertools import permutations

import pytest

from voting.allocation import Candidate
from voting.allocation.ties import ranking

CANDIDATES = (Candidate("d", 2), Candidate("b", 1), Candidate("a", 1), Candidate("c", 2))
VOTES = {"a": 1, "b": 1, "c": 5}


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (("cost",), "abcd"),
        (("dearer",), "cdab"),
        (("votes",), "cabd"),
        (("order",), "dbac"),
        (("id",), "abcd"),
        (("cost", "votes"), "abcd"),
        (("cost", "order"), "badc"),
        (("dearer", "order"), "dcba"),
        (("votes", "order"), "cbad"),
        (("votes", "dearer", "order"), "cbad"),
    ],
)
def test_the_keys_are_asked_in_turn(keys: tuple[str, ...], order: str) -> None:
    rank = ranking(candidates=CANDIDATES, votes=VOTES, keys=keys)
    assert "".join(sorted(rank, key=rank.__getitem__)) == order
    assert sorted(rank.values()) == [0, 1, 2, 3]


@pytest.mark.parametrize("keys", [("cost",), ("dearer",), ("votes",), ("id",), ("cost", "votes")])
def test_without_the_key_order_the_input_order_is_nothing(keys: tuple[str, ...]) -> None:
    ranks = [ranking(candidates=each, votes=VOTES, keys=keys) for each in permutations(CANDIDATES)]
    assert all(rank == ranks[0] for rank in ranks)
