"""Greedy: walk down the projects by support and fund what still fits (the rule of most cities)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voting.allocation import reasons, shortfall, walk
from voting.allocation.contest import Contest
from voting.allocation.model import Candidate, Outcome, Step
from voting.allocation.walk import Visit


def count(contest: Contest) -> Outcome:
    """Fund by support, most first; `misfit` says whether the walk ends at the first that does not fit."""
    settings, worth = contest.settings, walk.worth_of(contest)
    order = walk.by_worth(contest.field, worth=worth, contest=contest)
    visits = visit_all(order, contest=contest)
    steps = _with_part(walk.trace(visits, stage="greedy", contest=contest, order=order, worth=worth), contest=contest)
    explained = reasons.of_steps(steps, contest=contest)
    explained |= reasons.after_stop(order[len(visits) :], left=visits[-1].left if visits else 0, contest=contest)
    if contest.terms.free and not settings.part_from:
        explained = shortfall.with_missing_votes(explained, order=order, contest=contest)
    return Outcome(
        settings=settings,
        pot=contest.pot,
        ballots=contest.tally.ballots,
        funded=tuple(step.project for step in steps if step.action == "funded"),
        spent=contest.pot - steps[-1].left if steps else 0,
        steps=steps,
        reasons=explained,
        stop_reason="first_misfit" if visits and visits[-1].action == "stopped" else "all_visited",
        tie_mattered=_tie_mattered(order, visits=visits, contest=contest),
        part_funded=tuple(step.project for step in steps if step.action == "part_funded"),
    )


def winners(contest: Contest) -> set[str]:
    """The funded ids; not those funded in part."""
    order = walk.by_worth(contest.field, worth=walk.worth_of(contest), contest=contest)
    return walk.funded_on(visit_all(order, contest=contest))


def visit_all(order: Sequence[Candidate], *, contest: Contest) -> list[Visit]:
    """The walk of this rule with the whole pot."""
    return walk.walk(order, left=contest.pot, stop=contest.settings.misfit == "stop", terms=contest.terms)


def _with_part(steps: tuple[Step, ...], *, contest: Contest) -> tuple[Step, ...]:
    """The project that ended the walk gets what is left, if that is enough of its cost (Poznan: 80 %)."""
    share = contest.settings.part_from
    if not share or not steps or steps[-1].action != "stopped" or steps[-1].left < share * steps[-1].cost:
        return steps
    last = steps[-1]
    return (*steps[:-1], replace(last, action="part_funded", reserve=last.cost - last.left, left=0))


def _tie_mattered(order: Sequence[Candidate], *, visits: Sequence[Visit], contest: Contest) -> bool:
    worth = walk.worth_of(contest)
    if contest.terms.free and not contest.settings.part_from:
        return walk.tie_matters(order, visits=visits, worth=worth)

    def fund(changed: list[Candidate]) -> set[str]:
        again = visit_all(changed, contest=contest)
        stopped = {f"stopped:{visit.candidate.id}" for visit in again if visit.action == "stopped"}
        return walk.funded_on(again) | (stopped if contest.settings.part_from else set())

    return walk.another_funds_others(order, worth=worth, fund=fund)
