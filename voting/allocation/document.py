"""One election as a Pabulib file holds it, and how its cells are understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation.model import Candidate
from voting.allocation.settings import Amount
from voting.allocation.tally import BallotError, Tally, weighed

#: Columns of PROJECTS that say where a project is and what it is about.
LABELS = ("district", "neighborhood", "category")
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Document:
    """All cells as text, in the order of the file."""

    meta: Mapping[str, str]
    project_columns: tuple[str, ...]
    projects: tuple[tuple[str, ...], ...]
    vote_columns: tuple[str, ...]
    votes: tuple[tuple[str, ...], ...]

    @property
    def pot(self) -> Amount:
        """The budget, in the unit of the file."""
        return number(self.meta["budget"])

    @property
    def names(self) -> dict[str, str]:
        """Project id to name; the id again where the file has no names."""
        column = "name" if "name" in self.project_columns else "project_id"
        return dict(zip(self._projects("project_id"), self._projects(column), strict=True))

    def candidates(self) -> list[Candidate]:
        """The projects in file order, which is the tie order "order"."""
        keys, costs = self._projects("project_id"), self._projects("cost")
        return [Candidate(key, number(cost)) for key, cost in zip(keys, costs, strict=True)]

    def tally(self, *, points: bool, channels: Sequence[tuple[str, Amount]] = ()) -> Tally:
        """The ballots; with `channels`, weighed by their voting_method (see `tally.weighed`). Raises BallotError."""
        if not channels:
            return self._tally(self.votes, points=points)
        if "voting_method" not in self.vote_columns:
            raise BallotError("The file has no column voting_method.")
        place, rows = self.vote_columns.index("voting_method"), dict[str, list[tuple[str, ...]]]()
        for row in self.votes:
            rows.setdefault(row[place], []).append(row)
        return weighed({name: self._tally(each, points=points) for name, each in rows.items()}, channels=channels)

    def _tally(self, rows: Sequence[tuple[str, ...]], *, points: bool) -> Tally:
        """The ballots of some rows. With `points`: the points given, and for ranks one point per place from the end.

        A ranking of at most k places (max_length, or else the longest ballot) gives k, k-1, … points.
        Without: approval of whatever a ballot lists. Approval ballots carry no points either way.
        """
        vote = self.vote_columns.index("vote")
        if points and self.meta["vote_type"] == "ordinal":
            longest = max((len(listed(cell)) for cell in set(self._votes("vote"))), default=0)
            places = int(self.meta.get("max_length", longest))
            return Tally.of_ranks((listed(row[vote]) for row in rows), places=places)
        if points and "points" in self.vote_columns:
            given = self.vote_columns.index("points")
            counted = Counter((row[vote], row[given]) for row in rows)
            ballots = {pair: zip(listed(pair[0]), map(number, listed(pair[1])), strict=True) for pair in counted}
            return Tally.of_counted_points((dict(ballots[pair]), times) for pair, times in counted.items())
        return Tally.of_lists(Counter([row[vote] for row in rows]))

    def selected(self) -> list[str]:
        """The projects the file says were funded by the vote itself (selected = 1)."""
        keys, marks = self._projects("project_id"), self._projects("selected")
        return [key for key, mark in zip(keys, marks, strict=True) if mark == "1"]

    @property
    def pointed(self) -> bool:
        """Whether the ballots can be counted by points: they carry points, or ranks that are turned into points."""
        return self.meta["vote_type"] == "ordinal" or "points" in self.vote_columns

    def labels(self) -> dict[str, dict[str, list[str]]]:
        """The columns district, neighborhood and category, as far as the file has them: project id to the names."""
        there = [column for column in LABELS if column in self.project_columns]
        keys = self._projects("project_id")
        return {column: dict(zip(keys, map(listed, self._projects(column)), strict=True)) for column in there}

    def _projects(self, column: str) -> list[str]:
        place = self.project_columns.index(column)
        return [cells[place] for cells in self.projects]

    def _votes(self, column: str) -> list[str]:
        place = self.vote_columns.index(column)
        return [cells[place] for cells in self.votes]

    def notes(self) -> list[str]:
        """What the file says about itself and its ballots do not bear out. It does not stop the count."""
        return [*self._doubles(), *self._long_ballots(), *self._other_sums()]

    def _doubles(self) -> Iterator[str]:
        ballots = [listed(cell) for cell in self._votes("vote")]
        doubles = sum(len(set(ballot)) < len(ballot) for ballot in ballots)
        if doubles:
            yield f"{doubles} ballot(s) name a project twice; it is counted once."

    def _long_ballots(self) -> Iterator[str]:
        most = 1 if self.meta["vote_type"] == "choose-1" else self.meta.get("max_length", "")
        longer = [cell for cell in self._votes("vote") if most and len(listed(cell)) > int(most)]
        if longer:
            yield f"{len(longer)} ballot(s) name more than {most} project(s)."

    def _other_sums(self) -> Iterator[str]:
        if "votes" not in self.project_columns:
            return
        votes = self.tally(points=False).votes
        for key, stated in zip(self._projects("project_id"), self._projects("votes"), strict=True):
            if stated != str(votes.get(key, 0)):
                yield f"Project {key}: the file states {stated} votes, the ballots hold {votes.get(key, 0)}."


def number(cell: str) -> Amount:
    """The exact number in a cell of digits, with a decimal point or without. Raises ValueError."""
    if not NUMBER.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a number")
    value = Fraction(cell)
    return int(value) if value.denominator == 1 else value


def listed(cell: str) -> list[str]:
    """The entries of a list cell; an empty cell is an empty list."""
    return cell.split(",") if cell else []
