"""What people ask of a count once it is made: what would have been enough, and who got something. Pure.

It is worked out once, when the result is made, and stored with it: no page ever counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from voting import allocation
from voting.allocation import Candidate, Outcome, Settings, Tally
from voting.allocation.comparison import measure

#: What the smallest change for one project costs at most, in counts (see voting.allocation.changes).
COUNTS = 40
#: How long a count may be explained while somebody waits for it, and at a time in the queue (see voting.results).
SECONDS = 15.0
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Contest:
    """One pot with all that decides it: its area's key, its money in cents, who stands, and the ballots for it."""

    area: str
    cents: int
    candidates: Sequence[Candidate]
    tally: Tally
    settings: Settings

    def allocate(self) -> Outcome:
        """Count it. Raises AllocationError."""
        return allocation.allocate(candidates=self.candidates, tally=self.tally, pot=self.cents, settings=self.settings)


def explain(
    *,
    contests: Sequence[Contest],
    outcomes: Sequence[dict[str, Any]],
    tally: Tally,
    known: Mapping[str, Any] = NOTHING,
    at_least: int = 0,
    seconds: float | None = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, Any]:
    """The findings of a count as JSON. ``outcomes``: Outcome.to_dict() per contest; ``tally``: the whole box.

    ``changes``: project to {"votes", "money"} (cents), each alone enough, both None: not with this rule. The closest
    come first; a project for which ``seconds`` do not last is left out, and ``complete`` is false. None: no limit.
    ``known`` are the changes of earlier goes, which are kept; ``at_least`` so many are added, however long they take.
    ``represented``: see voting.allocation.comparison.Measures.
    """
    ends = None if seconds is None else clock() + seconds
    changes: dict[str, Any] = {}
    missed = 0
    for contest, outcome in zip(contests, outcomes, strict=True):
        losers = losers_of(outcome)
        kept = {key: known[key] for key in losers if key in known}
        changes |= kept
        losers = [key for key in losers if key not in kept]
        added = sum(key not in known for key in changes)
        found = _changes(contest, losers, at_least=at_least - added, ends=ends, clock=clock)
        changes |= found
        missed += len(losers) - len(found)
    funded = {key for outcome in outcomes for key in outcome["funded"]}
    return {"changes": changes, "complete": not missed, "represented": represented(tally, funded)}


def losers_of(outcome: dict[str, Any]) -> list[str]:
    """Who was not funded, most votes first."""
    reasons = outcome["reasons"]
    lost = [key for key in reasons if key not in outcome["funded"]]
    return sorted(lost, key=lambda key: (-_votes(reasons[key]), key))


def represented(tally: Tally, funded: Collection[str]) -> dict[str, Any]:
    """How many ballots have 0, 1, 2 … funded projects, the average and how unequal that is."""
    stated = measure(tally=tally, money=dict.fromkeys(funded, 0)).to_dict()
    return {name: stated[name] for name in ("ballots", "represented", "by_number", "average", "inequality")}


def _changes(
    contest: Contest, losers: Sequence[str], *, at_least: int, ends: float | None, clock: Callable[[], float]
) -> dict[str, Any]:
    """The smallest change for each loser, as far as time lasts.

    How long one takes is known from the one before it, and for the first from a single count.
    """
    begun = clock()
    if losers:
        contest.allocate()
    now = clock()
    each = COUNTS * (now - begun)
    found: dict[str, Any] = {}
    for key in losers:
        if ends is not None and now + each > ends and len(found) >= at_least:
            break
        found[key] = allocation.smallest_change(
            candidates=contest.candidates,
            tally=contest.tally,
            pot=contest.cents,
            settings=contest.settings,
            project=key,
        ).to_dict()
        begun, now = now, clock()
        each = now - begun
    return found


def _votes(reason: dict[str, Any]) -> Fraction:
    votes: int | str = reason["votes"]  # "3/2" where channels weigh differently
    return Fraction(votes)
