"""What would have funded a project: the fewest further votes, the least off its cost; found by recounting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from voting.allocation.contest import draw_up
from voting.allocation.model import Candidate
from voting.allocation.rules import WINNERS
from voting.allocation.settings import Amount, Settings, exact
from voting.allocation.tally import Tally, grouped


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
        return funded(with_ballots(tally, project=project, more=more), candidates)

    def with_less(units: int) -> bool:
        return funded(tally, cheaper(candidates, project=project, by=units * settings.unit))

    cost = next(each.cost for each in candidates if each.id == project)
    units = least(with_less, most=max(0, -(-Fraction(cost) // settings.unit) - 1))
    return Change(
        votes=least(with_votes, most=2 * max(1, int(tally.ballots))),
        money=None if units is None else units * settings.unit,
    )


def least(enough: Callable[[int], bool], *, most: int) -> int | None:
    """A number from 1 to `most` that is enough while one less is not; None if none is found by doubling."""
    above, below = 1, 0
    while above <= most and not enough(above):
        if above == most:
            return None
        above, below = min(2 * above, most), above
    if above > most:
        return None
    while above - below > 1:
        middle = (above + below) // 2
        above, below = (middle, below) if enough(middle) else (above, middle)
    return above


def cheaper(candidates: Sequence[Candidate], *, project: str, by: Amount) -> list[Candidate]:
    """The same projects, one of them at a lower cost."""
    return [replace(each, cost=each.cost - by) if each.id == project else each for each in candidates]


def with_ballots(tally: Tally, *, project: str, more: int) -> Tally:
    """The tally with `more` ballots that name one project (with one point, where there are points)."""
    alone: tuple[tuple[str, Amount], ...] = ((project, 1),)
    pairs = [*((group.choices, group.count) for group in tally.groups), (alone, more)]
    return replace(tally, ballots=tally.ballots + more, groups=grouped(pairs))
