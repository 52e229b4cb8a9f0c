"""Equal shares: raise every voter's share step by step until the pot is used (the completion add1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation import headroom
from voting.allocation.contest import Contest
from voting.allocation.crowd import in_lists
from voting.allocation.electorate import People
from voting.allocation.outlook import Outlook
from voting.allocation.sharing import Sharing

#: After so many reruns with the same purchases, it is looked ahead how many more would repeat them; the
#: number is adapted to what that brings. A look ahead costs about as much as WORTH_WHILE reruns.
PATIENCE = 50
WORTH_WHILE = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """The run whose purchases count: its endowment, how often it was raised, and why it is the last."""

    sharing: Sharing
    endowment: Fraction
    raises: int
    stop_reason: str


def start(contest: Contest) -> Fraction:
    """The first share: the pot through all ballots, empty ones too; "integral" drops parts of a unit."""
    if not contest.tally.ballots:
        return Fraction(0)
    share = Fraction(contest.pot) / contest.tally.ballots
    if contest.settings.raises_shares and contest.settings.add1_start == "integral":
        return Fraction(math.floor(share / contest.settings.unit) * contest.settings.unit)
    return share


def settle(contest: Contest, people: People) -> Kept:
    """The run to keep. Without add1 it is the first; nor is anything raised where all projects fit.

    With add1, each rerun starts from scratch with `increment` more. "exhaustive" keeps the first run after
    which no unfunded project fits; both stops keep the run before the first that costs more than the pot.
    Reruns that are sure not to be the last are counted and not made.
    """
    settings, endowment = contest.settings, start(contest)
    if not settings.raises_shares:
        return Kept(Sharing(people, endowment), endowment, 0, "no_project_affordable")
    if everything_fits(contest):
        return Kept(Sharing(people, endowment), endowment, 0, "everything_fits")
    increment = Fraction(settings.increment) * (endowment if settings.increment_as == "share" else 1)
    raises = _sure_to_go_on(contest, people, endowment, increment=increment)
    endowment += raises * increment
    sharing = Sharing(people, endowment)
    repeats, patience = 0, PATIENCE
    at_most = most_raises(contest, start(contest), increment=increment)
    while True:
        contest.watch(raises, at_most)
        if (reason := _last(contest, people, sharing)) is not None or not increment:
            return Kept(sharing, endowment, raises, reason or "all_bought")
        if repeats >= patience:
            skipped = _repeating(people, sharing, endowment, increment=increment)
            repeats, patience = 0, max(1, patience // 2) if skipped > WORTH_WHILE else 2 * patience
            raises, endowment = raises + skipped, endowment + skipped * increment
            sharing = Sharing(people, endowment)
            contest.watch(raises, at_most)
        following = Sharing(people, endowment + increment, after=sharing)
        if cost(contest, following) > contest.pot:
            return Kept(sharing, endowment, raises, "next_overspends")
        repeats = repeats + 1 if following.bought == sharing.bought else 0
        sharing, endowment, raises = following, endowment + increment, raises + 1


def most_raises(contest: Contest, endowment: Fraction, *, increment: Fraction) -> int | None:
    """After how many raises the purchases surely cost more than the pot; None where projects bar one another.

    While at most the pot is spent, v supporters hold at least v times the share less the pot. So a project is bought
    once v times the share is the pot and its cost; the last raise comes before those bought so cost too much.
    """
    if not contest.terms.free or not increment:
        return None
    pot, together = Fraction(contest.pot), Fraction(0)
    for share, candidate_cost in sorted(
        ((pot + each.cost) / contest.votes[each.id], each.cost) for each in contest.field
    ):
        together += candidate_cost
        if together > pot:
            return max(0, math.ceil((share - endowment) / increment))
    return None


def _last(contest: Contest, people: People, sharing: Sharing) -> str | None:
    """Why nothing is raised after this run; None if it is."""
    if all_bought(people, sharing):
        return "all_bought"
    exhaustive = contest.settings.add1_stop == "exhaustive"
    return "exhausted" if exhaustive and is_exhaustive(contest, sharing) else None


def _sure_to_go_on(contest: Contest, people: People, endowment: Fraction, *, increment: Fraction) -> int:
    """How many raises are sure to leave room in the pot, so that none of the runs before is the last."""
    if not contest.terms.free or not increment:
        return 0
    factor = people.money_factor
    return headroom.steps(
        people,
        share=endowment * factor,
        increment=increment * factor,
        pot=Fraction(contest.pot) * factor * people.vote_factor,
        exhaustive=contest.settings.add1_stop == "exhaustive",
    )


def _repeating(people: People, sharing: Sharing, endowment: Fraction, *, increment: Fraction) -> int:
    """How many further raises are sure to buy the same projects in the same order."""
    limit = Outlook(in_lists(people), endowment, bought=sharing.bought).limit
    return 0 if limit is None else max(0, math.ceil(limit / increment) - 1)


def cost(contest: Contest, sharing: Sharing) -> Fraction:
    """What the purchases cost, in the caller's unit."""
    return sum((Fraction(contest.field[project].cost) for project in sharing.bought), Fraction(0))


def everything_fits(contest: Contest) -> bool:
    """Whether all projects that stand can be funded together."""
    ids = [candidate.id for candidate in contest.field]
    if sum(candidate.cost for candidate in contest.field) > contest.pot:
        return False
    return not any(contest.terms.barred(key, ids[:place]) for place, key in enumerate(ids))


def all_bought(people: People, sharing: Sharing) -> bool:
    """Whether a higher share could buy nothing more: whoever was not bought is barred by a purchase."""
    bought = set(sharing.bought)
    others = (number for number in range(len(people.costs)) if number not in bought)
    return all(people.barred(number, sharing.bought) for number in others)


def is_exhaustive(contest: Contest, sharing: Sharing) -> bool:
    """Whether no project that stands fits in what the purchases leave of the pot."""
    bought, left = set(sharing.bought), contest.pot - cost(contest, sharing)
    ids = [contest.field[number].id for number in sharing.bought]
    others = (candidate for number, candidate in enumerate(contest.field) if number not in bought)
    return all(candidate.cost > left or contest.terms.barred(candidate.id, ids) for candidate in others)
