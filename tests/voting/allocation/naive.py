"""A second, slow and plain implementation, written from the definitions: one purse per voter, fractions only.

It shares nothing with the product but the input, and answers with the funded ids in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Election:
    costs: dict[str, Fraction]
    ballots: Sequence[dict[str, Fraction]]
    pot: Fraction
    utility: str = "cost"
    min_votes: Fraction = Fraction(0)
    ties: Sequence[str] = ("cost", "votes", "order")

    def votes(self, project: str) -> int:
        return sum(1 for ballot in self.ballots if project in ballot)

    def support(self, project: str) -> Fraction:
        if self.utility != "points":
            return Fraction(self.votes(project))
        return sum((ballot.get(project, Fraction(0)) for ballot in self.ballots), Fraction(0))

    def rank(self, project: str) -> tuple:
        place = list(self.costs).index(project)
        measures = {
            "cost": self.costs[project],
            "dearer": -self.costs[project],
            "order": place,
            "id": project,
        }
        measures["votes"] = -self.votes(project)
        return (*(measures[key] for key in self.ties), project)

    def standing(self) -> list[str]:
        return [
            project
            for project, cost in self.costs.items()
            if cost <= self.pot and self.support(project) > 0 and self.support(project) >= self.min_votes
        ]


def greedy(election: Election, *, misfit: str = "skip") -> list[str]:
    per_cost = election.utility == "cardinality"
    worth = {p: election.support(p) / (election.costs[p] if per_cost else 1) for p in election.standing()}
    order = sorted(worth, key=lambda p: (-worth[p], election.rank(p)))
    return take(order, election, [], stop=misfit == "stop")


def take(order: Sequence[str], election: Election, funded: list[str], *, stop: bool) -> list[str]:
    funded = list(funded)
    for project in order:
        if election.costs[project] + sum(election.costs[p] for p in funded) <= election.pot:
            funded.append(project)
        elif stop:
            return funded
    return funded


def rho(election: Election, project: str, purses: Sequence[Fraction]) -> Fraction | None:
    def value(ballot: dict[str, Fraction]) -> Fraction:
        worth = {"cost": election.costs[project], "cardinality": Fraction(1)}
        return worth.get(election.utility) or ballot[project]

    payers = [
        (purse, value(ballot)) for purse, ballot in zip(purses, election.ballots, strict=True) if project in ballot
    ]
    payers.sort(key=lambda payer: payer[0] / payer[1])
    rest = election.costs[project]
    for number, (purse, utility) in enumerate(payers):
        price = rest / sum(utility for _purse, utility in payers[number:])
        if price * utility <= purse:
            return price
        rest -= purse
    return None


def equal_shares(election: Election, endowment: Fraction) -> tuple[list[str], list[Fraction]]:
    """The funded ids and the highest payment for each."""
    purses, funded, highest = [endowment for _ballot in election.ballots], [], []
    while True:
        prices = {p: rho(election, p, purses) for p in election.standing() if p not in funded}
        affordable = {p: price for p, price in prices.items() if price is not None}
        if not affordable:
            return funded, highest
        best = min(affordable, key=lambda p: (affordable[p], election.rank(p)))
        unit = {"cost": election.costs[best], "cardinality": Fraction(1)}.get(election.utility)
        asked = [affordable[best] * (unit or ballot[best]) if best in ballot else 0 for ballot in election.ballots]
        paid = [min(purse, ask) for purse, ask in zip(purses, asked, strict=True)]
        purses = [purse - pay for purse, pay in zip(purses, paid, strict=True)]
        funded.append(best)
        highest.append(max(paid))


def completed(
    election: Election,
    *,
    completion: str,
    start: str = "exact",
    stop: str = "exhaustive",
    step: Fraction = Fraction(1),
) -> list[str]:
    share = Fraction(election.pot) / len(election.ballots) if election.ballots else Fraction(0)
    if completion.startswith("add1") and start == "integral":
        share = Fraction(floor(share))
    funded, _paid = equal_shares(election, share)
    if completion.startswith("add1"):
        funded = raised(election, funded, share, stop=stop, step=step)
    if completion.endswith("utilitarian"):
        rest = [p for p in election.standing() if p not in funded]
        order = sorted(rest, key=lambda p: (-election.support(p), election.rank(p)))
        funded = take(order, election, funded, stop=False)
    return funded


def raised(election: Election, funded: list[str], share: Fraction, *, stop: str, step: Fraction) -> list[str]:
    def cost(projects: Sequence[str]) -> Fraction:
        return sum((election.costs[project] for project in projects), Fraction(0))

    while True:
        left = election.pot - cost(funded)
        missing = [p for p in election.standing() if p not in funded]
        if not missing or (stop == "exhaustive" and all(election.costs[p] > left for p in missing)):
            return funded
        share += step
        following, _paid = equal_shares(election, share)
        if cost(following) > election.pot:
            return funded
        funded = following
