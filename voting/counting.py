"""From ballots to a tally: how many there are, how often each distinct one. Pure, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from voting.allocation import Amount, Tally


def count(ballots: Iterable[Iterable[str]]) -> Tally:
    """Count approval (and knapsack) ballots, each the ids a person chose.

    An id named twice on one ballot counts once; an empty ballot counts as a ballot.
    """
    return Tally.of_approvals(ballots)


def count_points(ballots: Iterable[Mapping[str, Amount]]) -> Tally:
    """Count point ballots, each of id to points (whole numbers or fractions); 0 points are no vote.

    Raises BallotError for points below 0 or inexact.
    """
    return Tally.of_points(ballots)


def count_ranks(ballots: Iterable[Sequence[str]], *, places: int) -> Tally:
    """Count rankings, best first: `places` points for the first place, one less for each further one."""
    return Tally.of_ranks(ballots, places=places)
