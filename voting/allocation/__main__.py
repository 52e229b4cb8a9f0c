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
    Pot,
    PotCount,
    Settings,
    SettingsError,
    allocate,
    allocate_pots,
    comparison,
    options,
    pabulib,
    protocol,
    published,
    report,
    sidebyside,
    smallest_change,
    stated,
)
from voting.allocation.contest import Watch, nobody
from voting.allocation.progress import Progress
from voting.allocation.tidy import tidied


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
        return COMMANDS[given.command](given)
    except SettingsError as error:
        parser.error(str(error))
    except UnusableError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _count(given: argparse.Namespace) -> int:
    settings = options.settings_of(given)
    counted = _counted(given.file, settings=settings, cents=given.cents)
    if given.protocol:
        _write(given.protocol, protocol.render(counted.protocol()))
    if given.result:
        _write(given.result, pabulib.render(pabulib.flagged(published.with_outcome(counted.document, counted.outcome))))
    changes = _changes(counted) if given.changes else {}
    if given.json:
        told = {"changes": {key: change.to_dict() for key, change in changes.items()}} if given.changes else {}
        sys.stdout.write(json.dumps(_json(counted) | told, indent=2) + "\n")
    else:
        sys.stdout.write(_text(counted, changes))
    return 0


def _pots(given: argparse.Namespace) -> int:
    try:
        listed = json.loads(_read(given.pots))
        pots = [Pot.from_dict(each) for each in listed if isinstance(listed, list)]
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, SettingsError) else "this is not JSON."
        raise UnusableError(f"{given.pots}: {why}") from None
    document, data = _document(given.file)
    counts = _pot_counts(given.file, document, pots)
    found = protocol.draw_pots(counts, data=data, file=given.file.name, notes=document.notes())
    if given.protocol:
        _write(given.protocol, protocol.render(found))
    if given.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return 0
    title, unit = _heading(document, cents=False)
    for each in counts:
        moved = f"received {report.shown(each.received)}, handed on {report.shown(each.handed_on)} {unit}"
        heading = f"{title} · {each.pot.name} ({moved})"
        sys.stdout.write(report.text(each.outcome, title=heading, unit=unit, names=document.names, notes=()) + "\n")
    return 0


def _pot_counts(file: Path, document: pabulib.Document, pots: Sequence[Pot]) -> tuple[PotCount, ...]:
    """Ballots are read as points where a pot counts points, and weighed where the first pot names channels."""
    try:
        points = any(pot.settings.utility == "points" for pot in pots)
        tally = document.tally(points=points, channels=pots[0].settings.channels if pots else ())
        return allocate_pots(pots=pots, candidates=document.candidates(), tally=tally)
    except (AllocationError, BallotError) as error:
        raise UnusableError(f"{file}: {error}") from None


def _recount_pots(given: argparse.Namespace, stored: dict[str, Any]) -> int:
    document, data = _document(given.file)
    counts = _pot_counts(given.file, document, [Pot.from_dict(each) for each in stored["pots"]])
    again = protocol.draw_pots(counts, data=data, file=given.file.name, notes=document.notes())
    return _told(protocol.first_difference(stored, again))


def _recount(given: argparse.Namespace) -> int:
    if given.protocol is None:
        return _recount_stated(given.file)
    try:
        stored = protocol.parse(_read(given.protocol))
        if "pots" in stored:
            return _recount_pots(given, stored)
        settings = Settings.from_dict(stored["outcome"]["settings"])
    except (protocol.ProtocolError, SettingsError) as error:
        raise UnusableError(f"{given.protocol}: {error}") from None
    again = _counted(given.file, settings=settings, cents=stored.get("cents") is True)
    return _told(protocol.first_difference(stored, again.protocol()))


def _recount_stated(file: Path) -> int:
    """As the comment of the file says it was counted."""
    document, _data = _document(file)
    try:
        found = stated.stated(document.meta.get("comment", ""))
    except SettingsError as error:
        raise UnusableError(f"{file}: {error}") from None
    if found is None:
        raise UnusableError(f"{file}: the comment does not say how it was counted; give PROTOCOL.json as well.")
    again = _counted(file, settings=found.settings, cents=found.cents).outcome.digest()
    return _told(None if again == found.digest else f"outcome_sha256: stored {found.digest}, now {again}")


def _told(difference: str | None) -> int:
    sys.stdout.write("same\n" if difference is None else f"{difference}\n")
    return 0 if difference is None else 1


def _compare(given: argparse.Namespace) -> int:
    document, _data = _document(given.file)
    rules = options.contenders_of(given, points=document.pointed)
    with Progress(len(rules), sys.stderr) as progress:
        rivals = [
            _rival(
                name, document=document, outcome=_outcome(given.file, document, settings=rules[name], cents=given.cents)
            )
            for name in progress.over(rules)
        ]
    if given.json:
        sys.stdout.write(json.dumps({"rules": [each.to_dict() for each in rivals]}, indent=2) + "\n")
    else:
        title, unit = _heading(document, cents=given.cents)
        sys.stdout.write(sidebyside.text(rivals, title=title, unit=unit, names=document.names))
    return 0


def _tidy(given: argparse.Namespace) -> int:
    document, _data = _document(given.file)
    _write(given.written, pabulib.render(pabulib.flagged(tidied(document))))
    return 0


def _rival(name: str, *, document: pabulib.Document, outcome: Outcome) -> sidebyside.Rival:
    tally = document.tally(points=False, channels=outcome.settings.channels)
    measures = comparison.measure(tally=tally, money=comparison.money_of(outcome), labels=document.labels())
    return sidebyside.Rival(name, outcome, measures)


def _counted(file: Path, *, settings: Settings, cents: bool) -> Counted:
    """With `cents`, all money of the file is multiplied by 100, as the platform keeps it."""
    document, data = _document(file)
    with Progress(0, sys.stderr) as progress:
        outcome = _outcome(file, document, settings=settings, cents=cents, watch=progress.watch)
    return Counted(file.name, data, document, outcome, cents)


def _document(file: Path) -> tuple[pabulib.Document, bytes]:
    data = _read(file)
    try:
        return pabulib.parse(data, file=str(file)), data
    except pabulib.FileError as error:
        raise UnusableError(str(error)) from None


def _outcome(
    file: Path, document: pabulib.Document, *, settings: Settings, cents: bool, watch: Watch = nobody
) -> Outcome:
    try:
        return allocate(**_vote(document, settings=settings, cents=cents), watch=watch)
    except (AllocationError, BallotError) as error:
        raise UnusableError(f"{file}: {error}") from None


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
    title, unit = _heading(counted.document, cents=counted.cents)
    return report.text(
        counted.outcome,
        title=title,
        unit=unit,
        names=counted.document.names,
        notes=counted.notes,
        changes=changes,
    )


def _heading(document: pabulib.Document, *, cents: bool) -> tuple[str, str]:
    """What the file calls itself, and the unit that money is counted in."""
    meta = document.meta
    unit = meta.get("currency", "units of money")
    title = " · ".join(filter(None, (meta.get("description"), meta.get("instance"))))
    return title, f"1/100 {unit}" if cents else unit


def _minimum_note(document: pabulib.Document, settings: Settings) -> list[str]:
    stated = document.meta.get("min_project_score_threshold")
    if stated is None or stated == str(settings.min_votes):
        return []
    return [f"the file states a minimum of {stated} (min_project_score_threshold); counted with {settings.min_votes}."]


COMMANDS = {"count": _count, "compare": _compare, "pots": _pots, "recount": _recount, "tidy": _tidy}

if __name__ == "__main__":
    sys.exit(main())
