"""python -m voting.allocation: count a Pabulib file, and count it again. Needs Python and this folder alone."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voting.allocation import (
    AllocationError,
    BallotError,
    Candidate,
    Change,
    Outcome,
    Settings,
    SettingsError,
    allocate,
    options,
    pabulib,
    protocol,
    report,
    smallest_change,
)
from voting.allocation.progress import Progress


class UnusableError(Exception):
    """A file cannot be used; the message is one line."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A file that was counted: its name, its bytes, what they say, and what came of it."""

    file: str
    data: bytes
    document: pabulib.Document
    outcome: Outcome
    cents: bool

    @property
    def notes(self) -> list[str]:
        """What the file says about itself and was not borne out or not used."""
        return [*self.document.notes(), *_minimum_note(self.document, self.outcome.settings)]

    def protocol(self) -> dict[str, Any]:
        """The protocol of this count."""
        return protocol.draw(self.outcome, data=self.data, file=self.file, cents=self.cents, notes=self.notes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = options.parser()
    given = parser.parse_args(arguments)
    try:
        return _count(given, parser) if given.command == "count" else _recount(given)
    except UnusableError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _count(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    try:
        settings = options.settings_of(given)
    except SettingsError as error:
        parser.error(str(error))
    counted = _counted(given.file, settings=settings, cents=given.cents)
    if given.protocol:
        _write(given.protocol, protocol.render(counted.protocol()))
    changes = _changes(counted) if given.changes else {}
    if given.json:
        told = {"changes": {key: change.to_dict() for key, change in changes.items()}} if given.changes else {}
        sys.stdout.write(json.dumps(_json(counted) | told, indent=2) + "\n")
    else:
        sys.stdout.write(_text(counted, changes))
    return 0


def _recount(given: argparse.Namespace) -> int:
    try:
        stored = protocol.parse(_read(given.protocol))
        settings = Settings.from_dict(stored["outcome"]["settings"])
    except (protocol.ProtocolError, SettingsError) as error:
        raise UnusableError(f"{given.protocol}: {error}") from None
    again = _counted(given.file, settings=settings, cents=stored.get("cents") is True)
    difference = protocol.first_difference(stored, again.protocol())
    sys.stdout.write("same\n" if difference is None else f"{difference}\n")
    return 0 if difference is None else 1


def _counted(file: Path, *, settings: Settings, cents: bool) -> Counted:
    """With `cents`, all money of the file is multiplied by 100, as the platform keeps it."""
    data = _read(file)
    try:
        document = pabulib.parse(data, file=str(file))
        outcome = allocate(**_vote(document, settings=settings, cents=cents))
    except pabulib.FileError as error:
        raise UnusableError(str(error)) from None
    except (AllocationError, BallotError) as error:
        raise UnusableError(f"{file}: {error}") from None
    return Counted(file.name, data, document, outcome, cents)


def _vote(document: pabulib.Document, *, settings: Settings, cents: bool) -> dict[str, Any]:
    """What `allocate` needs."""
    factor = 100 if cents else 1
    return {
        "candidates": [Candidate(each.id, each.cost * factor) for each in document.candidates()],
        "tally": document.tally(points=settings.utility == "points", channels=settings.channels),
        "pot": document.pot * factor,
        "settings": settings,
    }


def _changes(counted: Counted) -> dict[str, Change]:
    """The smallest change for each project that was not funded; on a terminal with a progress bar."""
    vote = _vote(counted.document, settings=counted.outcome.settings, cents=counted.cents)
    lost = [key for key, reason in counted.outcome.reasons.items() if reason.code != "funded"]
    with Progress(len(lost), sys.stderr) as progress:
        return {key: smallest_change(**vote, project=key) for key in progress.over(sorted(lost))}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnusableError(f"{file}: {error.strerror or error}") from None


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise UnusableError(f"{file}: {error.strerror or error}") from None


def _json(counted: Counted) -> dict[str, Any]:
    source = {
        "file": counted.file,
        "sha256": hashlib.sha256(counted.data).hexdigest(),
        "notes": counted.notes,
    }
    return counted.outcome.to_dict() | {"outcome_sha256": counted.outcome.digest(), "source": source}


def _text(counted: Counted, changes: Mapping[str, Change]) -> str:
    meta = counted.document.meta
    title = " · ".join(filter(None, (meta.get("description"), meta.get("instance"))))
    unit = meta.get("currency", "units of money")
    return report.text(
        counted.outcome,
        title=title,
        unit=f"1/100 {unit}" if counted.cents else unit,
        names=counted.document.names,
        notes=counted.notes,
        changes=changes,
    )


def _minimum_note(document: pabulib.Document, settings: Settings) -> list[str]:
    stated = document.meta.get("min_project_score_threshold")
    if stated is None or stated == str(settings.min_votes):
        return []
    return [f"the file states a minimum of {stated} (min_project_score_threshold); counted with {settings.min_votes}."]


if __name__ == "__main__":
    sys.exit(main())
