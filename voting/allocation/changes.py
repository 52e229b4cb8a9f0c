"""What would have funded a project: the fewest further votes, the least off its cost; found by recounting."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from voting.allocation.contest import draw_up
from voting.allocation.model import Candidate, Outcome, Reason
from voting.allocation.rules import RULES, WINNERS
from voting.allocation.settings import Amount, Settings, exact
from voting.allocation.tally import Tally


@dataclass(frozen=True, slots=True)
class Change:
    """Each alone would have been enough, and one less would not; None where nothing of the kind helps.

    `votes` are further ballots that name only this project, `money` is what its cost would have to be lower.
    Both None: not with this rule.
    """

    votes: int | None
    money: Amount | None

    def to_dict(self) -> dict[str, Any]:
        """JSON types."""
        return {"votes": self.votes, "money": None if self.money is None else exact(self.money)}


def smallest_change(
    *, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings, project: str
) -> Change:
    """The change for one project that was not funded. The pot stays the same; money in whole `unit`s.

    With equal shares every further ballot makes each share a little smaller. Where more need not be better
    (add1), the numbers found hold as they are said: so much suffices, one less does not. Some 40 counts.
    """

    def funded(tally: Tally, candidates: Sequence[Candidate]) -> bool:
        contest = draw_up(candidates=candidates, tally=tally, pot=pot, settings=settings)
        return project in WINNERS[settings.rule](contest)

    def with_votes(more: int) -> bool:
        return funded(tally.with_ballots(project=project, more=more), candidates)

    def with_less(units: int) -> bool:
        return funded(tally, cheaper(candidates, project=project, by=units * settings.unit))

    cost = next(each.cost for each in candidates if each.id == project)
    reason = _outcome(candidates=candidates, tally=tally, pot=pot, settings=settings).reasons[project]
    units = least(
        with_less,
        most=max(0, -(-Fraction(cost) // settings.unit) - 1),
        guess=_units(reason.missing_money, settings.unit),
    )
    return Change(
        votes=least(with_votes, most=2 * max(1, int(tally.ballots)), guess=_votes(reason, tally=tally, pot=pot)),
        money=None if units is None else units * settings.unit,
    )


def _outcome(*, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings) -> Outcome:
    """The count as it was; kept with the tally, as the losers are asked about one after another."""
    asked = (tuple(candidates), pot, settings)
    kept = tally._kept.get("outcome")
    if kept is None or kept[0] != asked:
        contest = draw_up(candidates=candidates, tally=tally, pot=pot, settings=settings)
        kept = tally._kept["outcome"] = (asked, RULES[settings.rule](contest))
    outcome: Outcome = kept[1]
    return outcome


def _units(money: Amount | None, unit: Amount) -> int | None:
    """Money in units, rounded up."""
    return None if money is None else math.ceil(Fraction(money) / unit)


def _votes(reason: Reason, *, tally: Tally, pot: Amount) -> int | None:
    """Where to begin: what the rule says was missing, or as many first shares as money was missing."""
    if reason.missing_votes is not None:
        return math.ceil(reason.missing_votes)
    if reason.missing_money is None or not pot:
        return None
    return math.ceil(Fraction(reason.missing_money) * tally.ballots / pot)


def least(enough: Callable[[int], bool], *, most: int, guess: int | None = None) -> int | None:
    """A number from 1 to `most` that is enough while one less is not; None if none is found by doubling.

    With a `guess` the search begins there and goes away from it in steps that double.
    """
    if guess is None or not 1 < guess <= most:
        guess = 1
    if most < 1:
        return None
    below, above = (0, guess) if enough(guess) else (guess, 0)
    step = 1
    while above and above > 1 and below == 0:
        lower = above - step
        if lower < 1:
            break
        above, below = (lower, 0) if enough(lower) else (above, lower)
        step *= 2
    while not above:
        if below == most:
            return None
        higher = min(below + step, most)
        below, above = (below, higher) if enough(higher) else (higher, 0)
        step *= 2
    while above - below > 1:
        middle = (above + below) // 2
        above, below = (middle, below) if enough(middle) else (above, middle)
    return above


def cheaper(candidates: Sequence[Candidate], *, project: str, by: Amount) -> list[Candidate]:
    """The same projects, one of them at a lower cost."""
    return [replace(each, cost=each.cost - by) if each.id == project else each for each in candidates]
