"""Greedy: how many votes a project was short of, worked out without a recount."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from voting.allocation import ties, walk
from voting.allocation.contest import Contest
from voting.allocation.model import Candidate, Reason
from voting.allocation.walk import Visit


def with_missing_votes(
    explained: Mapping[str, Reason], *, order: Sequence[Candidate], contest: Contest
) -> dict[str, Reason]:
    """Greedy: the same reasons, each project that lost on the walk with the support it was short of.

    The number is the smallest whole number of further votes (or points), everything else unchanged.
    """
    done, stop = dict(explained), contest.settings.misfit == "stop"
    whole = [] if stop else walk.walk(order, left=contest.pot, stop=False, terms=contest.terms)
    for candidate in order:
        if done[candidate.id].code != "funded":
            others = [other for other in order if other is not candidate] if stop else []
            # Whoever is passed over changes nothing for the others; whoever stops the walk does.
            visits = walk.walk(others, left=contest.pot, stop=True, terms=contest.terms) if stop else whole
            missing = _missing_support(candidate, visits=visits, contest=contest)
            done[candidate.id] = replace(done[candidate.id], missing_votes=missing)
    return done


def _missing_support(candidate: Candidate, *, visits: Sequence[Visit], contest: Contest) -> int:
    """The rival to overtake is the last other one before whose turn the money would still have sufficed."""
    enough = takewhile(lambda visit: visit.left >= candidate.cost, visits)
    rival = [visit.candidate for visit in enough if visit.candidate is not candidate][-1]
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
