"""Ballots, counted: how many there are and which distinct ones, with their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, overload

from voting.allocation.settings import Amount
from voting.allocation.table import Table, table_of, table_of_lists

#: A project on a ballot and its points (1 where there are none).
Choice = tuple[str, Amount]


class BallotError(ValueError):
    """A ballot cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Group:
    """All identical ballots as one: (project id, points) sorted by id, and how many there are.

    Equal ballots keep equal money under equal shares, so counting them together changes nothing. `count`
    is a fraction only where ballots of different channels weigh differently.
    """

    choices: tuple[Choice, ...]
    count: Amount


class Groups(Sequence[Group]):
    """Groups that are made when somebody wants to see them."""

    def __init__(self, make: Callable[[], tuple[Group, ...]]) -> None:
        self._make = make
        self._made: tuple[Group, ...] | None = None

    def _all(self) -> tuple[Group, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> Group: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Group, ...]: ...
    def __getitem__(self, place: int | slice) -> Group | tuple[Group, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Group]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, Groups) else other)

    def __hash__(self) -> int:
        return hash(self._all())


@dataclass(frozen=True, slots=True)
class Tally:
    """The counted box. `ballots` includes empty ones; `pointed` tells whether the points mean anything.

    `channels` are the shares by which ballots were weighed, as in Settings.
    """

    ballots: Amount
    groups: Sequence[Group]
    pointed: bool = False
    channels: tuple[tuple[str, Amount], ...] = ()
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of_approvals(cls, ballots: Iterable[Iterable[str]]) -> Tally:
        """Count approval ballots; a project named twice on one ballot counts once."""
        return cls.of_counted_approvals((ballot, 1) for ballot in ballots)

    @classmethod
    def of_lists(cls, counted: Mapping[str, int]) -> Tally:
        """Count approval ballots written as ids with commas between them, with how many there are of each."""
        table = table_of_lists(counted)
        if table is None:
            return cls.of_counted_approvals((cell.split(",") if cell else (), times) for cell, times in counted.items())
        tally = cls(ballots=sum(counted.values()), groups=Groups(lambda: _groups_of(table)))
        tally._kept["table"] = table
        return tally

    @classmethod
    def of_counted_approvals(cls, ballots: Iterable[tuple[Iterable[str], int]]) -> Tally:
        """The same for ballots that come with how many there are of each."""
        counted: dict[tuple[str, ...], int] = {}
        for ballot, times in ballots:
            named = tuple(sorted(_approved(ballot)))
            counted[named] = counted.get(named, 0) + times
        choice = {project: (project, 1) for named in counted for project in named}
        groups = tuple(Group(tuple([choice[each] for each in named]), counted[named]) for named in sorted(counted))
        return cls(ballots=sum(counted.values()), groups=groups)

    @classmethod
    def of_points(cls, ballots: Iterable[Mapping[str, Amount]]) -> Tally:
        """Count ballots of project id to points; 0 points are no vote. Raises BallotError."""
        return cls.of_counted_points((ballot, 1) for ballot in ballots)

    @classmethod
    def of_counted_points(cls, ballots: Iterable[tuple[Mapping[str, Amount], int]]) -> Tally:
        """The same for ballots that come with how many there are of each."""
        counted: dict[tuple[Choice, ...], int] = {}
        for ballot, times in ballots:
            choices = tuple(sorted(_pointed(ballot)))
            counted[choices] = counted.get(choices, 0) + times
        groups = tuple(Group(choices, counted[choices]) for choices in sorted(counted))
        return cls(ballots=sum(counted.values()), groups=groups, pointed=True)

    @classmethod
    def of_ranks(cls, ballots: Iterable[Sequence[str]], *, places: int) -> Tally:
        """Count rankings as points: `places` for the first, one less for each further one, never below 0."""
        return cls.of_points(_points_of_ranks(ballot, places=places) for ballot in ballots)

    @property
    def table(self) -> Table | None:
        """The ballots as arrays, made once; None where the vote is small or NumPy is not installed."""
        if "table" not in self._kept:
            self._kept["table"] = table_of(self.groups)
        table: Table | None = self._kept["table"]
        return table

    @property
    def votes(self) -> dict[str, Amount]:
        """Project id to the number of ballots naming it; projects nobody named are absent."""
        if self.table is not None:
            return self.table.votes()
        votes: dict[str, Amount] = {}
        for group in self.groups:
            for project, _points in group.choices:
                votes[project] = votes.get(project, 0) + group.count
        return {project: votes[project] for project in sorted(votes)}

    @property
    def score(self) -> dict[str, Amount]:
        """Project id to the sum of its points."""
        if self.table is not None:
            return self.table.score()
        score: dict[str, Amount] = {}
        for group in self.groups:
            for project, points in group.choices:
                score[project] = score.get(project, 0) + points * group.count
        return {project: score[project] for project in sorted(score)}

    def with_ballots(self, *, project: str, more: int) -> Tally:
        """The tally with so many more ballots that name one project (with one point, where there are points)."""
        alone: tuple[Choice, ...] = ((project, 1),)

        def groups() -> tuple[Group, ...]:
            return grouped([*((group.choices, group.count) for group in self.groups), (alone, more)])

        table = None if self.table is None else self.table.with_ballots(project, more=more)
        if table is None:
            return replace(self, ballots=self.ballots + more, groups=groups())
        tally = replace(self, ballots=self.ballots + more, groups=Groups(groups))
        tally._kept["table"] = table
        return tally

    def without(self, projects: Collection[str]) -> Tally:
        """The same ballots with some projects struck out, for a recount after a withdrawal."""
        pairs = (
            (tuple(each for each in group.choices if each[0] not in projects), group.count) for group in self.groups
        )
        return replace(self, groups=grouped(pairs))

    def only(self, projects: Collection[str]) -> Tally:
        """The vote on some of the projects: a ballot that names others alone is no ballot here."""
        named = [
            group for group in self.groups if not group.choices or any(key in projects for key, _ in group.choices)
        ]
        pairs = ((tuple(each for each in group.choices if each[0] in projects), group.count) for group in named)
        return replace(self, ballots=sum(group.count for group in named), groups=grouped(pairs))


def weighed(tallies: Mapping[str, Tally], *, channels: Sequence[tuple[str, Amount]]) -> Tally:
    """One tally of several channels (internet, paper), each with its share of the sum of all shares.

    The ballots of a channel weigh the same and together make up its share; all ballots weigh as many as they
    are. Raises BallotError for a channel without ballots or without a share.
    """
    shares = dict(channels)
    for channel in sorted(tallies.keys() ^ shares.keys()):
        raise BallotError(f"The channel {channel!r} has {'no ballots' if channel in shares else 'no share'}.")
    ballots, whole = sum(tally.ballots for tally in tallies.values()), sum(shares.values())
    pairs: list[tuple[tuple[Choice, ...], Amount]] = []
    for channel, tally in tallies.items():
        if not tally.ballots:
            raise BallotError(f"The channel {channel!r} has no ballots.")
        weight = Fraction(ballots * shares[channel]) / (whole * tally.ballots)
        pairs += [(group.choices, group.count * weight) for group in tally.groups]
    pointed = any(tally.pointed for tally in tallies.values())
    return Tally(ballots=ballots, groups=grouped(pairs), pointed=pointed, channels=tuple(channels))


def grouped(pairs: Iterable[tuple[tuple[Choice, ...], Amount]]) -> tuple[Group, ...]:
    """Choices and numbers of ballots, each choice once and in order."""
    counted: dict[tuple[Choice, ...], Amount] = {}
    for choices, count in pairs:
        counted[choices] = counted.get(choices, 0) + count
    return tuple(Group(choices, counted[choices]) for choices in sorted(counted))


def _groups_of(table: Table) -> tuple[Group, ...]:
    """The groups of a table of approval ballots."""
    pairs = [(key, 1) for key in table.keys]
    choices, ends = [pairs[place] for place in table.projects.tolist()], table.starts.tolist()
    rows = zip(ends, ends[1:], table.counts.tolist(), strict=False)
    return tuple([Group(tuple(choices[first:last]), count) for first, last, count in rows])


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
