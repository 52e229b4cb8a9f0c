"""Maximum total utility: of all sets of projects that fit, the one that is worth the most to all voters."""

from __future__ import annotations

import math
from fractions import Fraction

from voting.allocation import knapsack, reasons
from voting.allocation.contest import Contest
from voting.allocation.knapsack import Item, Packed
from voting.allocation.model import Candidate, Outcome, Reason, Step
from voting.allocation.settings import Amount


def count(contest: Contest, *, effort: int = knapsack.EFFORT) -> Outcome:
    """The best set: votes times cost (utility cost), votes (cardinality) or points, summed up.

    Of equally good sets the cheapest, then the one that holds the first project in tie order by which they
    differ. `bound` equals `utility` where the search proved the best; else it says what may be missed.
    """
    factor = math.lcm(*(Fraction(_worth(each, contest)).denominator for each in contest.field))
    best = _pack(contest, factor=factor, effort=effort)
    steps = _steps(contest, best)
    funded = tuple(step.project for step in steps)
    return Outcome(
        settings=contest.settings,
        pot=contest.pot,
        ballots=contest.tally.ballots,
        funded=funded,
        spent=sum(step.cost for step in steps),
        steps=steps,
        reasons=_explain(contest, steps=steps, funded=funded),
        stop_reason="proven_best" if best.bound == best.worth else "not_proven",
        tie_mattered=_pack(contest, factor=factor, effort=effort, backwards=True).numbers != best.numbers,
        utility=Fraction(best.worth, factor),
        bound=Fraction(best.bound, factor),
    )


def winners(contest: Contest) -> set[str]:
    """The ids of the best set."""
    factor = math.lcm(*(Fraction(_worth(each, contest)).denominator for each in contest.field))
    best = _pack(contest, factor=factor, effort=knapsack.EFFORT)
    return {contest.field[number].id for number in best.numbers}


def _worth(candidate: Candidate, contest: Contest) -> Amount:
    support = contest.support[candidate.id]
    return support * candidate.cost if contest.settings.utility == "cost" else support


def _pack(contest: Contest, *, factor: int, effort: int, backwards: bool = False) -> Packed:
    """The best set; `backwards` turns the tie order round and still answers in its numbers."""
    money = math.lcm(Fraction(contest.pot).denominator, *(Fraction(each.cost).denominator for each in contest.field))
    field = list(reversed(contest.field)) if backwards else list(contest.field)
    items = [
        Item(number, int(each.cost * money), int(_worth(each, contest) * factor)) for number, each in enumerate(field)
    ]
    room = int(contest.pot * money)

    def reached(looked_at: int) -> None:  # the search is made a second time, with the tie order turned round
        contest.watch(looked_at + (len(items) if backwards else 0), 2 * len(items))

    if contest.terms.free:
        best = knapsack.pack(items, room=room, effort=effort, reached=reached)
    else:
        barred, signature = _barred(field, contest), _signature(field, contest)
        best = knapsack.pack(items, room=room, barred=barred, signature=signature, effort=effort, reached=reached)
    if not backwards:
        return best
    return Packed(tuple(sorted(len(field) - 1 - number for number in best.numbers)), best.worth, best.bound)


def _members(field: list[Candidate], mask: int) -> list[str]:
    return [each.id for number, each in enumerate(field) if mask >> number & 1]


def _barred(field: list[Candidate], contest: Contest) -> knapsack.Barred:
    return lambda number, mask: contest.terms.barred(field[number].id, _members(field, mask))


def _signature(field: list[Candidate], contest: Contest) -> knapsack.Signature:
    """Sets that bar the same projects and use the same of each cap leave the same choices."""
    terms = contest.terms

    def told(mask: int) -> object:
        ids = _members(field, mask)
        barred = frozenset(rival for key in ids for rival in terms.rivals.get(key, ()))
        return barred, tuple(sum(terms.costs[key] for key in ids if key in projects) for _limit, projects in terms.caps)

    return told


def _steps(contest: Contest, best: Packed) -> tuple[Step, ...]:
    """The funded projects, most support first. The order of these steps decided nothing."""
    funded = [contest.field[number] for number in best.numbers]
    left, steps = contest.pot, []
    for candidate in sorted(funded, key=lambda each: (-contest.support[each.id], contest.rank[each.id])):
        left -= candidate.cost
        votes, support = contest.votes[candidate.id], contest.support[candidate.id]
        steps.append(Step(candidate.id, "funded", "max-utility", candidate.cost, votes, support, left))
    return tuple(steps)


def _explain(contest: Contest, *, steps: tuple[Step, ...], funded: tuple[str, ...]) -> dict[str, Reason]:
    left = steps[-1].left if steps else contest.pot
    lost = [candidate for candidate in contest.field if candidate.id not in set(funded)]
    explained = {
        each.id: Reason("not_in_best", votes=contest.votes[each.id], support=contest.support[each.id], left=left)
        for each in lost
    }
    explained |= reasons.of_the_barred(lost, funded=funded, left=left, contest=contest)
    return explained | reasons.of_steps(steps, contest=contest)
