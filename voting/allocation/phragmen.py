"""Sequential Phragmen (Los, Christoff, Grossi, IJCAI 2022): the burden of the funded is spread over supporters."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from voting.allocation import reasons, walk
from voting.allocation.carriers import Carriers, carriers_of
from voting.allocation.contest import Contest
from voting.allocation.crowd import people_of
from voting.allocation.electorate import People
from voting.allocation.model import Candidate, Outcome, Reason, Step
from voting.allocation.settings import Amount


@dataclass(frozen=True, slots=True)
class Turn:
    """One project whose turn came: the load its supporters would carry, the most one of them adds, the tied."""

    project: int
    load: Fraction
    payment: Fraction
    tied: tuple[int, ...]
    action: str
    left: Amount


class Asked(NamedTuple):
    """A project that may be the lightest: two bounds on its load, and what its supporters carry."""

    project: int
    low: float
    high: float
    carried: Sequence[tuple[int, int]]


class Burden:
    """Fund the project after which its supporters carry the least, all the same; then ask again.

    A supporter carries what the last project funded for them left on each, so all loads are among as many
    numbers as there are projects, and sums over voters are counts. No load falls, so projects wait in a heap
    under the last load known. Floats with a bound on their error say who may be the lightest; whole numbers over
    one denominator decide. `first` wins every tie: it lets a caller ask what another tie order would do.
    """

    def __init__(self, contest: Contest, people: People, *, first: int | None = None) -> None:
        self.people, self._contest, self._first = people, contest, first
        self.turns: list[Turn] = []
        self.funded: list[int] = []
        self.left = contest.pot
        self._loads, self._whole, self._rounded = [0], 1, [0.0]
        self._carriers: Carriers = carriers_of(people)
        self._waiting = [
            (cost / people.weights[number] * (1 - 2.0**-50), number) for number, cost in enumerate(people.costs)
        ]
        heapq.heapify(self._waiting)
        while (turn := self._next()) is not None:
            self.turns.append(turn)
            contest.watch(len(self.turns), len(contest.field))
            if turn.action == "stopped":
                break

    def _next(self) -> Turn | None:
        asked = self._ask()
        if not asked:
            return None
        best = min(each.high for each in asked)
        loads = {each.project: self._load(each) for each in asked if each.low <= best}
        least = min(loads.values())
        tied = [number for number, load in loads.items() if load == least]
        chosen = min(tied, key=lambda number: (number != self._first, number))
        for each in asked:
            if each.project != chosen:
                heapq.heappush(self._waiting, (each.low, each.project))
        # Each load is at least the one before it.
        lightest = min(place for each in asked if each.project == chosen for place, _count in each.carried)
        payment = least - Fraction(self._loads[lightest], self._whole)
        others = tuple(number for number in sorted(tied) if number != chosen)
        return self._decide(Turn(chosen, least, payment, others, "funded", self.left))

    def _ask(self) -> list[Asked]:
        """Bounds on the loads of all projects that may be the lightest; the barred are dropped."""
        asked: list[Asked] = []
        best = math.inf
        while self._waiting and self._waiting[0][0] <= best:
            _low, number = heapq.heappop(self._waiting)
            if not self.people.barred(number, self.funded):
                asked.append(self._bounds(number))
                best = min(best, asked[-1].high)
        return asked

    def _bounds(self, project: int) -> Asked:
        """Two floats with the load between them: nothing is subtracted, so each operation errs by 2**-53 at most."""
        carried = self._carriers.carried(project)
        burden = sum([count * self._rounded[place] for place, count in carried])
        load = (self.people.costs[project] + burden) / self.people.weights[project]
        error = load * (len(carried) + 8) * 2.0**-52
        return Asked(project, load - error, load + error, carried)

    def _load(self, asked: Asked) -> Fraction:
        burden = sum([count * self._loads[place] for place, count in asked.carried])
        weight = self.people.weights[asked.project] * self._whole
        return Fraction(self.people.costs[asked.project] * self._whole + burden, weight)

    def _decide(self, turn: Turn) -> Turn:
        """Fund it if it fits; `misfit` says whether the count ends at one that does not."""
        cost = self._contest.field[turn.project].cost
        if cost > self.left:
            return replace(turn, action="stopped" if self._contest.settings.misfit == "stop" else "passed_over")
        self.left -= cost
        self.funded.append(turn.project)
        self._enter(turn.load)
        self._carriers.lay(turn.project)
        return replace(turn, left=self.left)

    def _enter(self, load: Fraction) -> None:
        whole = math.lcm(self._whole, load.denominator)
        factor, self._whole = whole // self._whole, whole
        self._loads = [*(each * factor for each in self._loads), load.numerator * (whole // load.denominator)]
        self._rounded.append(load.numerator / load.denominator)


def count(contest: Contest) -> Outcome:
    """The turns, then, if wanted, the rest of the pot by votes, skipping what does not fit."""
    people = people_of(contest)
    burden = Burden(contest, people)
    steps = tuple(_step(turn, contest=contest, people=people) for turn in burden.turns)
    order, visits = _completion(contest, burden)
    if visits:
        told = {visit.candidate.id for visit in visits}
        steps = tuple(step for step in steps if step.action == "funded" or step.project not in told)
        steps += walk.trace(visits, stage="completion", contest=contest, order=order, worth=walk.support_of(contest))
    funded = tuple(step.project for step in steps if step.action == "funded")
    stopped = bool(burden.turns) and burden.turns[-1].action == "stopped"
    return Outcome(
        settings=contest.settings,
        pot=contest.pot,
        ballots=contest.tally.ballots,
        funded=funded,
        spent=sum(step.cost for step in steps if step.action == "funded"),
        steps=steps,
        reasons=_explain(contest, steps=steps, funded=funded),
        stop_reason="first_misfit" if stopped else "all_visited",
        tie_mattered=_tie_mattered(contest, people, burden=burden),
    )


def winners(contest: Contest) -> set[str]:
    """The funded ids."""
    return _funded(contest, Burden(contest, people_of(contest)))


def _completion(contest: Contest, burden: Burden) -> tuple[list[Candidate], list[walk.Visit]]:
    if not contest.settings.tops_up:
        return [], []
    funded = set(burden.funded)
    remaining = [candidate for number, candidate in enumerate(contest.field) if number not in funded]
    order = walk.by_worth(remaining, worth=walk.support_of(contest), contest=contest)
    ids = [contest.field[number].id for number in burden.funded]
    return order, walk.walk(order, left=burden.left, stop=False, terms=contest.terms, before=ids)


def _step(turn: Turn, *, contest: Contest, people: People) -> Step:
    candidate = contest.field[turn.project]
    step = Step(
        project=candidate.id,
        action=turn.action,
        stage="phragmen",
        cost=candidate.cost,
        votes=contest.votes[candidate.id],
        support=contest.support[candidate.id],
        left=turn.left,
        tied_with=tuple(sorted(contest.field[number].id for number in turn.tied)),
        load=turn.load / people.money_factor,
    )
    if turn.action != "funded":
        return step
    payment = turn.payment / people.money_factor
    return replace(step, payment=payment, effective_votes=candidate.cost / payment)


def _explain(contest: Contest, *, steps: tuple[Step, ...], funded: tuple[str, ...]) -> dict[str, Reason]:
    told = {step.project for step in steps}
    left = steps[-1].left if steps else contest.pot
    unreached = [candidate for candidate in contest.field if candidate.id not in told]
    explained = reasons.after_stop(unreached, left=left, contest=contest)
    explained |= reasons.of_the_barred(unreached, funded=funded, left=left, contest=contest)
    return explained | reasons.of_steps(steps, contest=contest)


def _tie_mattered(contest: Contest, people: People, *, burden: Burden) -> bool:
    """Whether putting one of the equals first would have funded other projects."""
    result = _funded(contest, burden)
    for rival in {rival for turn in burden.turns for rival in turn.tied}:
        if _funded(contest, Burden(contest, people, first=rival)) != result:
            return True
    order, visits = _completion(contest, burden)
    return contest.terms.free and walk.tie_matters(order, visits=visits, worth=walk.support_of(contest))


def _funded(contest: Contest, burden: Burden) -> set[str]:
    _order, visits = _completion(contest, burden)
    return {contest.field[number].id for number in burden.funded} | walk.funded_on(visits)
