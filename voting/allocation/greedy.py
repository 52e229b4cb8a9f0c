"""Greedy: walk down the projects by support and fund what still fits (the rule of most cities)."""

from __future__ import annotations

from voting.allocation import reasons, shortfall, walk
from voting.allocation.contest import Contest
from voting.allocation.model import Outcome


def count(contest: Contest) -> Outcome:
    """Fund by support, most first; `misfit` says whether the walk ends at the first that does not fit."""
    settings, worth = contest.settings, walk.worth_of(contest)
    order = walk.by_worth(contest.field, worth=worth, contest=contest)
    visits = walk.walk(order, left=contest.pot, stop=settings.misfit == "stop")
    steps = walk.trace(visits, stage="greedy", contest=contest, order=order, worth=worth)
    explained = reasons.of_steps(steps, contest=contest)
    explained |= reasons.after_stop(order[len(visits) :], left=visits[-1].left if visits else 0, contest=contest)
    funded = [visit.candidate for visit in visits if visit.action == "funded"]
    return Outcome(
        settings=settings,
        pot=contest.pot,
        ballots=contest.tally.ballots,
        funded=tuple(candidate.id for candidate in funded),
        spent=sum(candidate.cost for candidate in funded),
        steps=steps,
        reasons=shortfall.with_missing_votes(explained, order=order, contest=contest),
        stop_reason="first_misfit" if visits and visits[-1].action == "stopped" else "all_visited",
        tie_mattered=walk.tie_matters(order, visits=visits, worth=worth),
    )
