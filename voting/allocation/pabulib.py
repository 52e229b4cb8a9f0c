"""Pabulib files (.pb, see pabulib.org/format): a strict reader and a writer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from voting.allocation import sections
from voting.allocation.document import Document, listed, number
from voting.allocation.layout import META_KEYS, PROJECT_COLUMNS, VOTE_COLUMNS, in_order
from voting.allocation.sections import FileError, Row, Rows, Section

__all__ = ["Document", "FileError", "compose", "parse", "read", "render"]

VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
POINTED = ("cumulative", "scoring")
WHOLE = re.compile(r"[0-9]{1,9}")


def read(path: Path) -> Document:
    """Read a file. Raises FileError with file and line, or OSError."""
    return parse(path.read_bytes(), file=path.name)


def parse(data: bytes, *, file: str) -> Document:
    """Read the bytes of a file; `file` is its name in messages. Raises FileError for anything not sound."""
    parts = sections.split(sections.decode(data, file=file), file=file)
    return _Reader(file, parts).document()


class _Reader:
    """The checks of one file; each names the line it fails on."""

    def __init__(self, file: str, parts: Mapping[str, Section]) -> None:
        self.file = file
        self.top, self.projects, self.votes = (parts[name] for name in sections.NAMES)
        self.meta: dict[str, str] = {}
        self.meta_lines: dict[str, int] = {}

    def document(self) -> Document:
        """All checks, then the cells as they are."""
        self._read_meta()
        self._check_projects()
        self._check_votes()
        self._check_count("num_projects", found=len(self.projects.rows))
        self._check_count("num_votes", found=len(self.votes.rows))
        return Document(
            meta=self.meta,
            project_columns=tuple(self.projects.header),
            projects=tuple(map(tuple, self.projects.rows.cells)),
            vote_columns=tuple(self.votes.header),
            votes=tuple(map(tuple, self.votes.rows.cells)),
        )

    def _fail(self, line: int, message: str) -> FileError:
        return FileError(self.file, line, message)

    def _read_meta(self) -> None:
        for row in self.top.rows:
            key, value = row.cells
            if (key, value) == ("key", "value"):
                continue
            if key in self.meta:
                raise self._fail(row.line, f"{key} is there twice.")
            self.meta[key], self.meta_lines[key] = value, row.line
        for key in ("budget", "vote_type", "num_projects", "num_votes"):
            if key not in self.meta:
                raise self._fail(self.top.line, f"the section META needs a line {key}.")
        if self.meta["vote_type"] not in VOTE_TYPES:
            known = ", ".join(VOTE_TYPES)
            message = f"vote_type {self.meta['vote_type']!r} is not one of {known}."
            raise self._fail(self.meta_lines["vote_type"], message)
        self._check_positive(self.meta["budget"], line=self.meta_lines["budget"], what="the budget")
        if not WHOLE.fullmatch(self.meta.get("max_length", "1")):
            raise self._fail(self.meta_lines["max_length"], "max_length is not a whole number.")

    def _check_positive(self, cell: str, *, line: int, what: str) -> None:
        try:
            value = number(cell)
        except ValueError as error:
            raise self._fail(line, f"{what}: {error}.") from None
        if value <= 0:
            raise self._fail(line, f"{what} must be more than 0.")

    def _columns(self, section: Section, name: str, *wanted: str) -> list[int]:
        for column in wanted:
            if column not in section.header:
                raise self._fail(section.line + 1, f"the section {name} needs a column {column}.")
        return [section.header.index(column) for column in wanted]

    def _check_projects(self) -> None:
        key, cost = self._columns(self.projects, "PROJECTS", "project_id", "cost")
        self._check_ids(self.projects.rows, key, what="project")
        for row in self.projects.rows:
            if "," in row.cells[key]:
                raise self._fail(row.line, f"the project id {row.cells[key]!r} must not hold a comma.")
            self._check_positive(row.cells[cost], line=row.line, what=f"the cost of project {row.cells[key]}")

    def _check_ids(self, rows: Rows, key: int, *, what: str) -> None:
        """Each there once and not empty; they are looked at one by one only to name a line."""
        different = set(rows.column(key))
        if len(different) == len(rows) and all(map(str.strip, different)):
            return
        seen: dict[str, int] = {}
        for row in rows:
            value = row.cells[key]
            if not value.strip():
                raise self._fail(row.line, f"the {what} id is empty.")
            if value in seen:
                message = f"the {what} id {value!r} is there twice, first in line {seen[value]}."
                raise self._fail(row.line, message)
            seen[value] = row.line

    def _check_votes(self) -> None:
        voter, vote = self._columns(self.votes, "VOTES", "voter_id", "vote")
        self._check_ids(self.votes.rows, voter, what="voter")
        key = self.projects.header.index("project_id")
        known, cells = set(self.projects.rows.column(key)), self.votes.rows.column(vote)
        if not known.issuperset(listed(",".join(filter(None, set(cells))))):
            self._check_known(known, vote)
        if self.meta["vote_type"] in POINTED:
            (points,) = self._columns(self.votes, "VOTES", "points")
            checked: set[tuple[str, str]] = set()
            for place, pair in enumerate(zip(cells, self.votes.rows.column(points), strict=True)):
                if pair not in checked:
                    self._check_points(self.votes.rows[place], *map(listed, pair))
                    checked.add(pair)

    def _check_known(self, known: Collection[str], vote: int) -> None:
        """Names the line of the first ballot for an unknown project."""
        for row in self.votes.rows:
            for project in listed(row.cells[vote]):
                if project not in known:
                    message = f"the ballot names {project!r}, which is not among the projects."
                    raise self._fail(row.line, message)

    def _check_points(self, row: Row, ballot: Sequence[str], points: Sequence[str]) -> None:
        if len(points) != len(ballot):
            raise self._fail(row.line, f"the ballot names {len(ballot)} projects and {len(points)} points.")
        if len(set(ballot)) < len(ballot):
            raise self._fail(row.line, "the ballot gives points to a project twice.")
        for cell in points:
            try:
                number(cell)
            except ValueError as error:
                raise self._fail(row.line, f"points: {error}.") from None

    def _check_count(self, key: str, *, found: int) -> None:
        if self.meta[key] != str(found):
            message = f"{key} is {self.meta[key]!r}, but the file has {found}."
            raise self._fail(self.meta_lines[key], message)


def render(document: Document) -> bytes:
    """Write a file: UTF-8, line ends LF, quotation marks only where needed.

    Raises ValueError for a line end in a cell.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    rows: list[Sequence[str]] = [("META",), ("key", "value"), *document.meta.items()]
    rows += [("PROJECTS",), document.project_columns, *document.projects]
    rows += [("VOTES",), document.vote_columns, *document.votes]
    for row in rows:
        if any("\n" in cell or "\r" in cell for cell in row):
            raise ValueError(f"A cell of the row beginning with {row[0]!r} holds a line end.")
        writer.writerow(row)
    return buffer.getvalue().encode()


def compose(
    *,
    meta: Mapping[str, str],
    projects: Sequence[Mapping[str, str]],
    votes: Sequence[Mapping[str, str]],
) -> Document:
    """A document from rows by column name; the counts are filled in, keys and columns put in order.

    Projects and votes stay in the order given: that of the projects is the tie order "order". The result
    is checked like a file that was read. Raises FileError.
    """
    counts = {"num_projects": str(len(projects)), "num_votes": str(len(votes))}
    project_columns, project_rows = _table(projects, order=PROJECT_COLUMNS, least=2)
    vote_columns, vote_rows = _table(votes, order=VOTE_COLUMNS, least=2)
    whole = {**meta, **counts}
    ordered = {key: whole[key] for key in in_order(whole, order=META_KEYS)}
    document = Document(ordered, project_columns, project_rows, vote_columns, vote_rows)
    return flagged(parse(render(document), file="composed"))


def flagged(document: Document) -> Document:
    """The same with the line fully_funded, which the format wants where the budget covers all projects."""
    meta = {key: value for key, value in document.meta.items() if key != "fully_funded"}
    if sum(each.cost for each in document.candidates()) <= document.pot:
        meta["fully_funded"] = "1"
    return replace(document, meta={key: meta[key] for key in in_order(meta, order=META_KEYS)})


def _table(
    rows: Sequence[Mapping[str, str]], *, order: Sequence[str], least: int
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    named = {column: None for row in rows for column in row}
    columns = tuple(in_order({**dict.fromkeys(order[:least]), **named}, order=order))
    return columns, tuple(tuple(row.get(column, "") for column in columns) for row in rows)
