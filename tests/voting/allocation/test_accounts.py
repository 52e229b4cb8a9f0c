"""Equal shares: the books of the voters balance to the last fraction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.voting.allocation import shared
from tests.voting.allocation.elections import by_lot
from voting.allocation import Account, AllocationError, Amount, Candidate, Settings, Tally, accounts, allocate


def test_each_voter_pays_only_for_what_they_chose() -> None:
    candidates = [Candidate("a", 4), Candidate("b", 9)]
    tally = Tally.of_approvals([["a", "b"], ["b"], ["b"], ["a"], []])
    found = accounts(candidates=candidates, tally=tally, pot=20, settings=Settings("equal-shares"))
    # b comes first and takes 3 of the share of 4; for a, the voter of both gives the last 1.
    assert found == (
        Account(("a",), 1, {"a": Fraction(3)}, Fraction(1)),
        Account(("a", "b"), 1, {"b": Fraction(3), "a": Fraction(1)}, Fraction(0)),
        Account(("b",), 2, {"b": Fraction(3)}, Fraction(1)),
    )


def test_payments_make_the_costs_and_nobody_pays_more_than_the_share() -> None:
    for seed in range(250):
        sample, drawn = by_lot("equal-shares", seed)
        settings = replace(drawn, comparison="none")
        outcome = sample.count(settings)
        given = {"candidates": sample.candidates, "tally": sample.tally(settings), "pot": sample.pot}
        paid: dict[str, Amount] = {}
        for account in accounts(**given, settings=settings):
            assert set(account.paid) <= set(account.projects)
            assert all(payment > 0 or account.left == 0 for payment in account.paid.values())
            assert sum(account.paid.values()) + account.left == outcome.endowment
            assert account.left >= 0
            for key, payment in account.paid.items():
                paid[key] = paid.get(key, 0) + payment * account.voters
        assert paid == {step.project: step.cost for step in outcome.steps if step.stage == "equal-shares"}


def test_the_books_of_wieliczka_balance() -> None:
    document = shared.election("Poland_Wieliczka_2023_Green_Budget.pb")
    given = {
        "candidates": document.candidates(),
        "tally": document.tally(points=False),
        "pot": document.pot,
        "settings": Settings("equal-shares"),
    }
    books, outcome = accounts(**given), allocate(**given)
    assert sum(account.voters for account in books) == outcome.ballots == 6586
    assert sum(account.voters * sum(account.paid.values()) for account in books) == outcome.spent
    assert sum(account.voters * account.left for account in books) == document.pot - outcome.spent


def test_no_other_rule_charges_the_voters() -> None:
    with pytest.raises(AllocationError, match=r"^Only equal shares charge the voters\.$"):
        accounts(candidates=[], tally=Tally(0, ()), pot=1, settings=Settings("greedy"))
