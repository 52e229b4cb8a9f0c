"""What every rule starts from: who stands, with which support, in which tie order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation import ties, variants
from voting.allocation.model import AllocationError, Candidate, Reason
from voting.allocation.settings import Amount, Settings
from voting.allocation.tally import Tally
from voting.allocation.terms import Terms, terms_of

#: Told how much of a long count is done and how much it is at most (None: not known).
Watch = Callable[[int, int | None], None]


def nobody(done: int, at_most: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A checked input. `place` is the order of the input, `rank` the tie order.

    `field` holds the projects that can be funded at all, in tie order. The others are in `set_aside` with
    their reason: no votes, below the minimum, dearer than the whole pot, another form of one that stands.
    They take no part in any step, so none of them can end a walk or a raise of the shares.
    """

    settings: Settings
    pot: Amount
    tally: Tally
    votes: Mapping[str, Amount]
    support: Mapping[str, Amount]
    place: Mapping[str, int]
    rank: Mapping[str, int]
    field: tuple[Candidate, ...]
    set_aside: Mapping[str, Reason]
    terms: Terms
    watch: Watch = nobody


def draw_up(
    *, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings, watch: Watch = nobody
) -> Contest:
    """Check the input and set aside what can never be funded. Raises AllocationError."""
    _check(candidates=candidates, tally=tally, pot=pot, settings=settings)
    terms = terms_of(settings, candidates)
    forms = _forms(candidates, tally=tally, pot=pot, settings=settings)
    tally = variants.merged(tally, forms) if forms else tally
    named = tally.votes
    votes = {candidate.id: named.get(candidate.id, 0) for candidate in candidates}
    counted: Mapping[str, Amount] = tally.score if settings.utility == "points" else named
    support = {candidate.id: counted.get(candidate.id, 0) for candidate in candidates}
    rank = ties.ranking(candidates=candidates, votes=votes, keys=settings.ties)
    set_aside = {key: Reason("other_form", votes=0, support=0, rival=form) for key, form in forms.items()}
    for candidate in candidates:
        key = candidate.id
        reason = _bar(
            candidate, votes=votes[key], support=support[key], pot=pot, ballots=tally.ballots, settings=settings
        )
        if reason is not None and key not in forms:
            set_aside[key] = reason
    standing = [candidate for candidate in candidates if candidate.id not in set_aside]
    field = tuple(sorted(standing, key=lambda candidate: rank[candidate.id]))
    place = {candidate.id: number for number, candidate in enumerate(candidates)}
    return Contest(settings, pot, tally, votes, support, place, rank, field, set_aside, terms, watch)


def _forms(candidates: Sequence[Candidate], *, tally: Tally, pot: Amount, settings: Settings) -> dict[str, str]:
    """Of the variants of a project, the one with the most support stands that the pot can pay at all."""
    if not settings.variants:
        return {}
    votes = tally.votes
    support = tally.score if settings.utility == "points" else votes
    rank = ties.ranking(candidates=candidates, votes=votes, keys=settings.ties)
    return variants.forms(
        candidates,
        groups=settings.variants,
        order=lambda each: (each.cost > pot, -support.get(each.id, 0), rank[each.id]),
    )


def minimum(candidate: Candidate, *, pot: Amount, ballots: Amount, settings: Settings) -> Amount:
    """The support a project needs at least: the largest of the three minimums."""
    by_cost = Fraction(settings.min_by_cost * ballots * candidate.cost) / pot if settings.min_by_cost and pot else 0
    return max(settings.min_votes, settings.min_share * ballots, by_cost)


def _bar(
    candidate: Candidate, *, votes: Amount, support: Amount, pot: Amount, ballots: Amount, settings: Settings
) -> Reason | None:
    if not support:
        return Reason("no_votes", votes=votes, support=support)
    least = minimum(candidate, pot=pot, ballots=ballots, settings=settings)
    if support < least:
        missing = least - support
        return Reason("below_minimum", votes=votes, support=support, missing_votes=missing)
    if candidate.cost > pot:
        missing = candidate.cost - pot
        return Reason("does_not_fit", votes=votes, support=support, left=pot, missing_money=missing)
    return None


def _check(*, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings) -> None:
    if isinstance(pot, float) or pot < 0:
        raise AllocationError("The pot must be an exact number of at least 0.")
    ids = {candidate.id for candidate in candidates}
    if len(ids) != len(candidates):
        raise AllocationError("A project is listed twice.")
    table = tally.table
    named = set(table.keys) if table else {project for group in tally.groups for project, _points in group.choices}
    strangers = sorted(named - ids)
    if strangers:
        raise AllocationError(f"A ballot names {strangers[0]!r}, which is not among the projects.")
    if settings.channels != tally.channels:
        raise AllocationError("The ballots are not weighed by the channels that the settings name.")
    if settings.utility == "points" and not tally.pointed:
        raise AllocationError("Points are needed for the utility points; these ballots carry none.")
