"""The outer form of a Pabulib file: three sections of rows, each row with the number of its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

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
    cells: list[str]


@dataclass(slots=True)
class Section:
    """A section: the line of its name, its header row (META may have none) and its rows."""

    line: int
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def decode(data: bytes, *, file: str) -> str:
    """UTF-8 text, with or without a byte order mark. Raises FileError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(file, line, "this is not UTF-8 text.") from None


def split(text: str, *, file: str) -> dict[str, Section]:
    """The three sections by name. Raises FileError unless all are there, once and in order."""
    sections: dict[str, Section] = {}
    current: Section | None = None
    last = 1
    for row in _rows(text, file=file):
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
    sections[name] = Section(row.line)
    return sections[name]


def _place(section: Section, row: Row, *, header: bool, file: str) -> None:
    if not header:
        if len(row.cells) != 2:
            raise FileError(file, row.line, f"META needs a key and a value, found {len(row.cells)} cells.")
        section.rows.append(row)
    elif not section.header:
        doubles = sorted({name for name in row.cells if row.cells.count(name) > 1})
        if doubles:
            raise FileError(file, row.line, f"the column {doubles[0]} is there twice.")
        section.header = row.cells
    elif len(row.cells) != len(section.header):
        found = f"{len(row.cells)} cells, but the header row has {len(section.header)}"
        raise FileError(file, row.line, f"found {found}.")
    else:
        section.rows.append(row)


def _rows(text: str, *, file: str) -> Iterator[Row]:
    """The rows; blank lines are allowed at the end only, and no cell goes over a line end."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
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
