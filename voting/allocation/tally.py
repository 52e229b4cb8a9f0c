"""Ballots, counted: how many there are and which distinct ones, with their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.settings import Amount


class BallotError(ValueError):
    """A ballot cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Group:
    """All identical ballots as one: (project id, points) sorted by id, and how many there are.

    Equal ballots keep equal money under equal shares, so counting them together changes nothing.
    """

    choices: tuple[tuple[str, Amount], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The counted box. `ballots` includes empty ones; `pointed` tells whether the points mean anything."""

    ballots: int
    groups: tuple[Group, ...]
    pointed: bool = False

    @classmethod
    def of_approvals(cls, ballots: Iterable[Iterable[str]]) -> Tally:
        """Count approval ballots; a project named twice on one ballot counts once."""
        return cls._of(((project, 1) for project in _approved(ballot)) for ballot in ballots)

    @classmethod
    def of_points(cls, ballots: Iterable[Mapping[str, Amount]]) -> Tally:
        """Count ballots of project id to points; 0 points are no vote. Raises BallotError."""
        return cls._of((_pointed(ballot) for ballot in ballots), pointed=True)

    @classmethod
    def of_ranks(cls, ballots: Iterable[Sequence[str]], *, places: int) -> Tally:
        """Count rankings as points: `places` for the first, one less for each further one, never below 0."""
        return cls.of_points(_points_of_ranks(ballot, places=places) for ballot in ballots)

    @classmethod
    def _of(cls, ballots: Iterable[Iterable[tuple[str, Amount]]], *, pointed: bool = False) -> Tally:
        counted = Counter(tuple(sorted(choices)) for choices in ballots)
        groups = tuple(Group(choices, counted[choices]) for choices in sorted(counted))
        return cls(ballots=sum(counted.values()), groups=groups, pointed=pointed)

    @property
    def votes(self) -> dict[str, int]:
        """Project id to the number of ballots naming it; projects nobody named are absent."""
        votes: Counter[str] = Counter()
        for group in self.groups:
            votes.update({project: group.count for project, _points in group.choices})
        return {project: votes[project] for project in sorted(votes)}

    @property
    def score(self) -> dict[str, Amount]:
        """Project id to the sum of its points."""
        score: dict[str, Amount] = {}
        for group in self.groups:
            for project, points in group.choices:
                score[project] = score.get(project, 0) + points * group.count
        return {project: score[project] for project in sorted(score)}

    def without(self, projects: Collection[str]) -> Tally:
        """The same ballots with some projects struck out, for a recount after a withdrawal."""
        counted: Counter[tuple[tuple[str, Amount], ...]] = Counter()
        for group in self.groups:
            counted[tuple(choice for choice in group.choices if choice[0] not in projects)] += group.count
        groups = tuple(Group(choices, counted[choices]) for choices in sorted(counted))
        return Tally(ballots=self.ballots, groups=groups, pointed=self.pointed)


def _approved(ballot: Iterable[str]) -> set[str]:
    if isinstance(ballot, str):
        raise BallotError("A ballot must be a list of project ids, not a text.")
    return set(ballot)


def _pointed(ballot: Mapping[str, Amount]) -> Iterable[tuple[str, Amount]]:
    for project, points in ballot.items():
        if isinstance(points, bool) or not isinstance(points, (int, Fraction)):
            raise BallotError(f"Points for {project} must be an int or a Fraction.")
        if points < 0:
            raise BallotError(f"Points for {project} must not be negative.")
        if points:
            yield project, points


def _points_of_ranks(ballot: Sequence[str], *, places: int) -> dict[str, Amount]:
    points: dict[str, Amount] = {}
    for place, project in enumerate(ballot):
        points.setdefault(project, max(0, places - place))
    return points
