"""Greedy: how many votes a project was short of, worked out without a recount."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voting.allocation import ties, walk
from voting.allocation.contest import Contest
from voting.allocation.model import Candidate, Reason


def with_missing_votes(
    explained: Mapping[str, Reason], *, order: Sequence[Candidate], contest: Contest
) -> dict[str, Reason]:
    """Greedy: the same reasons, each project that lost on the walk with the support it was short of.

    The number is the smallest whole number of further votes (or points), everything else unchanged.
    """
    done = dict(explained)
    for candidate in order:
        if done[candidate.id].code != "funded":
            missing = _missing_support(candidate, order=order, contest=contest)
            done[candidate.id] = replace(done[candidate.id], missing_votes=missing)
    return done


def _missing_support(candidate: Candidate, *, order: Sequence[Candidate], contest: Contest) -> int:
    """The rival to overtake is the last one before whose turn the money would still have sufficed."""
    others = [other for other in order if other is not candidate]
    stop = contest.settings.misfit == "stop"
    visits = walk.walk(others, left=contest.pot, stop=stop, terms=contest.terms)
    rival = [visit.candidate for visit in visits if visit.left >= candidate.cost][-1]
    level = walk.worth_of(contest)(rival)
    if contest.settings.utility == "cardinality":
        level *= candidate.cost
    missing = math.ceil(level - contest.support[candidate.id])
    drawn = missing == level - contest.support[candidate.id]
    return missing + 1 if drawn and not _wins_tie(candidate, rival, more=missing, contest=contest) else missing


def _wins_tie(candidate: Candidate, rival: Candidate, *, more: int, contest: Contest) -> bool:
    votes = dict(contest.votes)
    if contest.settings.utility != "points":
        votes[candidate.id] += more
    pair = sorted((candidate, rival), key=lambda each: contest.place[each.id])
    rank = ties.ranking(candidates=pair, votes=votes, keys=contest.settings.ties)
    return rank[candidate.id] < rank[rival.id]
