"""Sequential Phragmen (Los, Christoff, Grossi, IJCAI 2022): the burden of the funded is spread over supporters."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from voting.allocation import reasons, walk
from voting.allocation.contest import Contest
from voting.allocation.electorate import Electorate, electorate
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


class Burden:
    """Fund the project after which its supporters carry the least, all the same; then ask again.

    A supporter carries what the last project funded for them left on each, so all loads are among as many
    numbers as there are projects, and sums over voters are counts. No load falls, so projects wait in a heap
    under the last load known. `first` wins every tie: it lets a caller ask what another tie order would do.
    """

    def __init__(self, contest: Contest, people: Electorate, *, first: int | None = None) -> None:
        self.people, self._contest, self._first = people, contest, first
        self.turns: list[Turn] = []
        self.funded: list[int] = []
        self.left = contest.pot
        self._loads = [Fraction(0)]
        self._last = [0] * len(people.counts)
        self._groups = [[group for _points, groups in each for group in groups] for each in people.supporters]
        self._waiting = [(Fraction(cost, people.weights[number]), number) for number, cost in enumerate(people.costs)]
        heapq.heapify(self._waiting)
        while (turn := self._next()) is not None:
            self.turns.append(turn)
            if turn.action == "stopped":
                break

    def _next(self) -> Turn | None:
        asked = self._ask()
        if not asked:
            return None
        best = min(load for load, _number in asked)
        tied = [number for load, number in asked if load == best]
        chosen = min(tied, key=lambda number: (number != self._first, number))
        for load, number in asked:
            if number != chosen:
                heapq.heappush(self._waiting, (load, number))
        return self._decide(chosen, best, tied=tuple(number for number in sorted(tied) if number != chosen))

    def _ask(self) -> list[tuple[Fraction, int]]:
        """The loads of all projects that may be the lightest; the barred are dropped."""
        asked: list[tuple[Fraction, int]] = []
        best: Fraction | None = None
        while self._waiting and (best is None or self._waiting[0][0] <= best):
            _load, number = heapq.heappop(self._waiting)
            if not self.people.barred(number, self.funded):
                asked.append((self._load(number), number))
                best = asked[-1][0] if best is None else min(best, asked[-1][0])
        return asked

    def _load(self, project: int) -> Fraction:
        carried: Counter[int] = Counter()
        for group in self._groups[project]:
            carried[self._last[group]] += self.people.counts[group]
        burden = sum((self._loads[place] * count for place, count in carried.items()), Fraction(0))
        return (self.people.costs[project] + burden) / self.people.weights[project]

    def _decide(self, project: int, load: Fraction, *, tied: tuple[int, ...]) -> Turn:
        """Fund it if it fits; `misfit` says whether the count ends at one that does not."""
        lightest = min(self._loads[self._last[group]] for group in self._groups[project])
        cost, action = self._contest.field[project].cost, "funded"
        if cost > self.left:
            action = "stopped" if self._contest.settings.misfit == "stop" else "passed_over"
        else:
            self.left -= cost
            self.funded.append(project)
            self._loads.append(load)
            for group in self._groups[project]:
                self._last[group] = len(self._loads) - 1
        return Turn(project, load, load - lightest, tied, action, self.left)


def count(contest: Contest) -> Outcome:
    """The turns, then, if wanted, the rest of the pot by votes, skipping what does not fit."""
    people = electorate(contest)
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
    return _funded(contest, Burden(contest, electorate(contest)))


def _completion(contest: Contest, burden: Burden) -> tuple[list[Candidate], list[walk.Visit]]:
    if not contest.settings.tops_up:
        return [], []
    funded = set(burden.funded)
    remaining = [candidate for number, candidate in enumerate(contest.field) if number not in funded]
    order = walk.by_worth(remaining, worth=walk.support_of(contest), contest=contest)
    ids = [contest.field[number].id for number in burden.funded]
    return order, walk.walk(order, left=burden.left, stop=False, terms=contest.terms, before=ids)


def _step(turn: Turn, *, contest: Contest, people: Electorate) -> Step:
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


def _tie_mattered(contest: Contest, people: Electorate, *, burden: Burden) -> bool:
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
