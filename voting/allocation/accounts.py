"""Equal shares: what each voter paid, for which project, and what they had left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation import add1
from voting.allocation.contest import Contest
from voting.allocation.crowd import people_of
from voting.allocation.electorate import electorate
from voting.allocation.purses import ExactPurses
from voting.allocation.settings import Amount


@dataclass(frozen=True, slots=True)
class Account:
    """All voters with the same ballot: how many, what each of them paid per project, and what each has left."""

    projects: tuple[str, ...]
    voters: Amount
    paid: Mapping[str, Fraction]
    left: Fraction


def accounts(contest: Contest) -> tuple[Account, ...]:
    """The accounts of all ballots that name a project which stands, in the order of the ballots.

    They end with the last purchase; what a completion by votes adds is paid by the pot and not by voters.
    """
    people = electorate(contest)
    kept = add1.settle(contest, people_of(contest))
    purses = ExactPurses(people, kept.endowment)
    paid: list[dict[str, Fraction]] = [{} for _group in people.counts]
    for purchase in kept.sharing.purchases:
        before, level = list(purses.money), purses.level(purchase.project)
        assert level is not None, "a project was bought that its supporters cannot pay"
        purses.charge(purchase.project, level)
        for _points, groups in people.supporters[purchase.project]:
            for group in groups:
                payment = (before[group] - purses.money[group]) / people.money_factor
                paid[group][contest.field[purchase.project].id] = payment
    barred = contest.set_aside.keys()
    groups_left = [group for group in contest.tally.without(barred).groups if group.choices]
    return tuple(
        Account(tuple(key for key, _points in group.choices), group.count, each, money / people.money_factor)
        for group, each, money in zip(groups_left, paid, purses.money, strict=True)
    )
