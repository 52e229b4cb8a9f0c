"""The tie order: every key, in turn, and never left open."""

from __future__ import annotations

import hashlib
import subprocess
from itertools import permutations

import pytest

from tests.voting.allocation.elections import RULES, by_lot
from voting.allocation import Candidate, Settings, SettingsError
from voting.allocation.ties import lot, ranking

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


def test_a_lot_can_be_redone_by_hand() -> None:
    by_hand = subprocess.run(["sha256sum"], input=b"seed-1:Stra\xc3\x9fe", capture_output=True, check=True)
    assert by_hand.stdout.split()[0].decode() == lot("seed-1", "Straße")
    assert lot("seed-1", "a") == hashlib.sha256(b"seed-1:a").hexdigest()


@pytest.mark.parametrize("keys", [("lot:1",), ("lot:2",), ("cost", "lot:1"), ("lot:1", "cost")])
def test_the_smallest_lot_is_first_whatever_the_order_of_the_input(keys: tuple[str, ...]) -> None:
    seed = next(key[4:] for key in keys if key.startswith("lot:"))
    costs = {each.id: each.cost if keys[0] == "cost" else 0 for each in CANDIDATES}
    wanted = sorted(costs, key=lambda key: (costs[key], hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()))
    for order in permutations(CANDIDATES):
        rank = ranking(candidates=order, votes=VOTES, keys=keys)
        assert sorted(rank, key=rank.__getitem__) == wanted


def test_another_seed_is_another_lot() -> None:
    firsts = {min("abcd", key=lambda project: lot(str(seed), project)) for seed in range(50)}
    assert firsts == set("abcd")


@pytest.mark.parametrize("rule", RULES)
def test_the_plain_count_draws_the_same_lot_and_the_settings_keep_it(rule: str) -> None:
    mattered = 0
    for seed in range(150):
        sample, drawn = by_lot(rule, seed)
        settings = Settings.from_dict({**drawn.to_dict(), "ties": [f"lot:{seed}"]})
        assert settings.to_dict()["ties"] == [f"lot:{seed}"]
        outcome = sample.count(settings)
        assert list(outcome.funded) == sample.plain(settings)["funded"], seed
        mattered += outcome.tie_mattered
    # Two best sets that cost the same are rare: nothing of it among these.
    assert (mattered > 0) is (rule != "max-utility")


@pytest.mark.parametrize("key", ["lot", "lot:", "lot:a b", "lot:a,b", "lot:ä", "lot:" + "x" * 201, "LOT:1"])
def test_a_seed_that_nobody_could_retype_is_refused(key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings("greedy", ties=(key,))
    assert str(refused.value) == f"ties: {key!r} is not one of cost, dearer, votes, order, id, lot:SEED."


def test_no_project_is_first_without_the_lot_saying_so() -> None:
    """If the result says that no tie mattered, no seed changes who is funded."""
    for seed in range(60):
        sample, drawn = by_lot("greedy", seed)
        outcomes = [
            sample.count(Settings.from_dict({**drawn.to_dict(), "ties": [f"lot:{number}"], "variants": []}))
            for number in range(4)
        ]
        if not outcomes[0].tie_mattered:
            assert len({frozenset(each.funded) for each in outcomes}) == 1, seed
