"""The walk down a list of projects: who is visited, who fits, where an order among equals matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from voting.allocation.contest import Contest
from voting.allocation.model import Candidate, Step
from voting.allocation.settings import Amount
from voting.allocation.terms import Terms

Worth = Callable[[Candidate], Amount]


class Visit(NamedTuple):
    """One project on the walk: the money left when its turn came, and what happened."""

    candidate: Candidate
    left: Amount
    action: str
    rival: str | None = None


def worth_of(contest: Contest) -> Worth:
    """What the walk goes by: votes or points, and votes per cost where the utility is cardinality."""
    if contest.settings.utility == "cardinality":
        return lambda candidate: Fraction(contest.votes[candidate.id]) / candidate.cost
    return support_of(contest)


def support_of(contest: Contest) -> Worth:
    """Votes, or points where the utility is points."""
    return lambda candidate: contest.support[candidate.id]


def by_worth(field: Sequence[Candidate], *, worth: Worth, contest: Contest) -> list[Candidate]:
    """The order of the walk: most worth first, the tie order among equals."""
    return sorted(field, key=lambda candidate: (-worth(candidate), contest.rank[candidate.id]))


def walk(
    order: Sequence[Candidate], *, left: Amount, stop: bool, terms: Terms, before: Collection[str] = ()
) -> list[Visit]:
    """Visit the projects in order and fund each that fits in what is left of the money.

    Whom the terms bar beside those funded (`before` the walk and on it) is passed over and stops nothing.
    """
    visits, funded, free = [], list(before), terms.free
    for candidate in order:
        barrier = None if free else terms.barrier(candidate.id, funded)
        fits = barrier is None and candidate.cost <= left
        if barrier is not None:
            visits.append(Visit(candidate, left, barrier.code, barrier.rival))
        else:
            visits.append(Visit(candidate, left, "funded" if fits else "stopped" if stop else "passed_over"))
        if fits:
            funded.append(candidate.id)
            left -= candidate.cost
        elif stop and barrier is None:
            break
    return visits


def funded_on(visits: Sequence[Visit]) -> set[str]:
    """The ids funded on a walk."""
    return {visit.candidate.id for visit in visits if visit.action == "funded"}


def trace(
    visits: Sequence[Visit], *, stage: str, contest: Contest, order: Sequence[Candidate], worth: Worth
) -> tuple[Step, ...]:
    """The walk as steps, each naming the projects of equal worth that the tie order parted from it."""
    equals = {
        candidate.id: tuple(sorted(other.id for other in block if other is not candidate))
        for block in blocks(order, worth=worth)
        for candidate in block
    }
    return tuple(
        Step(
            project=visit.candidate.id,
            action=visit.action,
            stage=stage,
            cost=visit.candidate.cost,
            votes=contest.votes[visit.candidate.id],
            support=contest.support[visit.candidate.id],
            left=visit.left - (visit.candidate.cost if visit.action == "funded" else 0),
            tied_with=equals[visit.candidate.id],
            rival=visit.rival,
        )
        for visit in visits
    )


def blocks(order: Sequence[Candidate], *, worth: Worth) -> list[list[Candidate]]:
    """The walk cut into runs of equal worth."""
    return [list(block) for _worth, block in groupby(order, key=worth)]


def tie_matters(order: Sequence[Candidate], *, visits: Sequence[Visit], worth: Worth) -> bool:
    """Whether another order among equals would have funded other projects; exact, not a guess.

    In a run of equals, whoever is not funded although the money at the start of the run would have
    covered it was only unlucky in the order. With stop, one that does not fit also ends it for the others.
    What an exclusive group or a cap did to the order is not seen here: see `another_funds_others`.
    """
    visited = {visit.candidate.id: visit for visit in visits}
    stopping = any(visit.action == "stopped" for visit in visits)
    for block in blocks(order, worth=worth):
        first = visited.get(block[0].id)
        if first is None:
            return False
        funded = [each for each in block if each.id in visited and visited[each.id].action == "funded"]
        others = [each for each in block if each not in funded]
        if any(each.cost <= first.left for each in others):
            return True
        if funded and others and stopping:
            return True
    return False


def another_funds_others(
    order: Sequence[Candidate], *, worth: Worth, fund: Callable[[list[Candidate]], set[str]]
) -> bool:
    """Whether putting one of the equals first among them would have funded other projects (`fund` walks)."""
    result, place = fund(list(order)), 0
    for block in blocks(order, worth=worth):
        for each in block[1:]:
            changed = [*order[:place], each, *(other for other in order[place:] if other is not each)]
            if fund(changed) != result:
                return True
        place += len(block)
    return False
