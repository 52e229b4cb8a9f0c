"""Maximum utility: the best set by trying all, the proof, and the honest word where there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from tests.voting.allocation.elections import Sample, by_lot
from voting.allocation import Candidate, Reason, Settings, Tally, allocate, max_utility
from voting.allocation.contest import Contest, draw_up
from voting.allocation.knapsack import Item, Packed, pack


def contest_of(sample: Sample, settings: Settings) -> Contest:
    return draw_up(candidates=sample.candidates, tally=sample.tally(settings), pot=sample.pot, settings=settings)


def best_by_trying(sample: Sample, settings: Settings) -> tuple[Fraction, set[str]]:
    """Every set that fits: worth the most, then the cheapest, then with the first in tie order."""
    contest = contest_of(sample, settings)

    def worth(ids: tuple[str, ...]) -> Fraction:
        costs = sample.costs()
        by_cost = settings.utility == "cost"
        return sum((Fraction(contest.support[key] * (costs[key] if by_cost else 1)) for key in ids), Fraction(0))

    field = [candidate.id for candidate in contest.field]
    tried = [
        ids
        for size in range(len(field) + 1)
        for ids in combinations(field, size)
        if sum(sample.costs()[key] for key in ids) <= sample.pot
        and not any(contest.terms.barred(key, ids[:place]) for place, key in enumerate(ids))
    ]
    best = max(tried, key=lambda ids: (worth(ids), -sum(sample.costs()[key] for key in ids), [k in ids for k in field]))
    return worth(best), set(best)


def test_no_other_set_is_better() -> None:
    for seed in range(300):
        sample, settings = by_lot("max-utility", seed, projects=7)
        outcome = sample.count(settings)
        worth, best = best_by_trying(sample, settings)
        assert (outcome.utility, set(outcome.funded)) == (worth, best), seed
        assert (outcome.bound, outcome.stop_reason) == (worth, "proven_best")


def test_losers_and_the_barred_are_told() -> None:
    candidates = [Candidate("a", 6), Candidate("b", 5), Candidate("c", 5), Candidate("d", 1)]
    tally = Tally.of_approvals([["a"], ["a"], ["b"], ["b"], ["c"], ["c"], ["d"]])
    settings = Settings("max-utility", exclusive=(("b", "d"),))
    outcome = allocate(candidates=candidates, tally=tally, pot=10, settings=settings)
    assert (outcome.funded, outcome.utility, outcome.spent) == (("b", "c"), 20, 10)
    assert outcome.reasons["a"] == Reason("not_in_best", votes=2, support=2, left=0)
    assert outcome.reasons["d"] == Reason("excluded", votes=1, support=1, left=0, rival="b")


@pytest.mark.parametrize(("ties", "funded"), [(("id",), ("a",)), (("order",), ("b",))])
def test_of_equally_good_sets_the_tie_order_decides(ties: tuple[str, ...], funded: tuple[str, ...]) -> None:
    candidates, tally = [Candidate("b", 6), Candidate("a", 6)], Tally.of_approvals([["a", "b"]])
    outcome = allocate(candidates=candidates, tally=tally, pot=6, settings=Settings("max-utility", ties=ties))
    assert (outcome.funded, outcome.tie_mattered) == (funded, True)


def test_of_equally_good_sets_the_cheapest_comes_first() -> None:
    candidates, tally = [Candidate("b", 6), Candidate("a", 5)], Tally.of_approvals([["a", "b"]])
    settings = Settings("max-utility", utility="cardinality", ties=("dearer",))
    outcome = allocate(candidates=candidates, tally=tally, pot=6, settings=settings)
    assert (outcome.funded, outcome.tie_mattered) == (("a",), False)


def test_a_search_that_is_given_up_says_so() -> None:
    items = [Item(number, 1000 + 7 * number, 1000 + 7 * number) for number in range(40)]
    given_up = pack(items, room=20_011, effort=200)
    proven = pack(items, room=20_011)
    assert given_up.worth <= proven.worth < given_up.bound
    assert proven.bound == proven.worth


def test_an_outcome_that_is_not_proven_says_so() -> None:
    candidates = [Candidate(f"p{number}", 100 + 7 * number) for number in range(12)]
    tally = Tally.of_approvals([[candidate.id for candidate in candidates]])
    contest = draw_up(candidates=candidates, tally=tally, pot=501, settings=Settings("max-utility"))
    outcome = max_utility.count(contest, effort=3)
    assert outcome.stop_reason == "not_proven"
    assert outcome.utility is not None
    assert outcome.utility < (outcome.bound or 0) <= 501
    assert outcome.to_dict()["bound"] == int(outcome.bound or 0)


def test_nothing_to_pack_is_an_answer() -> None:
    assert pack([], room=5) == Packed((), 0, 0)
    assert pack([Item(0, 6, 1)], room=5) == Packed((), 0, 0)
