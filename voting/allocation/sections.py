"""The outer form of a Pabulib file: three sections of rows, each row with the number of its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

NAMES = ("META", "PROJECTS", "VOTES")


class FileError(ValueError):
    """The file cannot be read as it stands. The message begins with file and line."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}, line {line}: {message}")
        self.file, self.line = file, line


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, cut into cells."""

    line: int
    cells: Sequence[str]


class Rows(Sequence[Row]):
    """The rows of a section, one a line from line `first` on. `cells` are the same without their numbers."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.cells: list[Sequence[str]] = []

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return Row(self.first + range(len(self))[place], self.cells[place])

    def column(self, place: int) -> list[str]:
        """The cells of one column."""
        return [cells[place] for cells in self.cells]


@dataclass(slots=True)
class Section:
    """A section: the line of its name, its header row (META may have none) and its rows."""

    line: int
    rows: Rows
    header: Sequence[str] = field(default_factory=list)


def decode(data: bytes, *, file: str) -> str:
    """UTF-8 text, with or without a byte order mark. Raises FileError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(file, line, "this is not UTF-8 text.") from None


def split(text: str, *, file: str) -> dict[str, Section]:
    """The three sections by name. Raises FileError unless all are there, once and in order.

    The rows of VOTES, which are many, are cut all at once if they are in order; if not, one by one up to the
    line that is not.
    """
    lines = _lines(text)
    start = lines.index("VOTES") + 2 if "VOTES" in lines else len(lines)
    sections = _sections(lines[:start], file=file) if start < len(lines) else {}
    if "VOTES" in sections and (cells := _cut(lines[start:], width=len(sections["VOTES"].header))) is not None:
        sections["VOTES"].rows.cells = cells
        return sections
    return _sections(lines, file=file)


def _sections(lines: Sequence[str], *, file: str) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    current: Section | None = None
    last = 1
    for row in _rows(lines, file=file):
        last = row.line
        if len(row.cells) == 1 and row.cells[0] in NAMES:
            current = _open(sections, row, file=file)
        elif current is None:
            raise FileError(file, row.line, "the file must begin with a line META.")
        else:
            _place(current, row, header="META" not in sections or len(sections) > 1, file=file)
    for name in NAMES[len(sections) :]:
        raise FileError(file, last, f"the file ends without a section {name}.")
    for name, section in sections.items():
        if name != "META" and not section.header:
            raise FileError(file, section.line, f"the section {name} has no header row.")
    return sections


def _open(sections: dict[str, Section], row: Row, *, file: str) -> Section:
    expected = NAMES[len(sections)] if len(sections) < len(NAMES) else None
    name = row.cells[0]
    if name != expected:
        wanted = f"the section {expected} is expected here" if expected else "no further section is expected"
        raise FileError(file, row.line, f"found {name}, but {wanted}.")
    sections[name] = Section(row.line, Rows(row.line + (1 if name == "META" else 2)))
    return sections[name]


def _place(section: Section, row: Row, *, header: bool, file: str) -> None:
    if not header:
        if len(row.cells) != 2:
            raise FileError(file, row.line, f"META needs a key and a value, found {len(row.cells)} cells.")
        section.rows.cells.append(row.cells)
    elif not section.header:
        doubles = sorted({name for name in row.cells if row.cells.count(name) > 1})
        if doubles:
            raise FileError(file, row.line, f"the column {doubles[0]} is there twice.")
        section.header = row.cells
    elif len(row.cells) != len(section.header):
        found = f"{len(row.cells)} cells, but the header row has {len(section.header)}"
        raise FileError(file, row.line, f"found {found}.")
    else:
        section.rows.cells.append(row.cells)


def _lines(text: str) -> list[str]:
    """The lines without their ends and without blank ones after the last row."""
    lines = text.replace("\r\n", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if lines:
        lines[-1] = lines[-1].removesuffix("\r")
    return lines


def _cut(lines: Sequence[str], *, width: int) -> list[Sequence[str]] | None:
    """Each line cut into so many cells; None if one is not that simple."""
    text = "\n".join(lines)
    if '"' in text or "\r" in text or "\0" in text or width == 1:
        return None
    cells: list[Sequence[str]] = [tuple(line.split(";")) for line in lines]
    return cells if set(map(len, cells)) <= {width} else None


def _rows(lines: Sequence[str], *, file: str) -> Iterator[Row]:
    """The rows; no cell goes over a line end."""
    reader = csv.reader(lines, delimiter=";", strict=True)
    line = 0
    try:
        for cells in reader:
            line += 1
            if reader.line_num != line:
                raise FileError(file, line, "a quotation mark is opened and not closed on this line.")
            if not cells:
                raise FileError(file, line, "the line is empty.")
            yield Row(line, cells)
    except csv.Error as error:
        message = f"the line cannot be cut into cells ({error}); check its quotation marks."
        raise FileError(file, line + 1, message) from None
