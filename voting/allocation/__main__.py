"""python -m voting.allocation: count a Pabulib file. Needs Python and this folder, nothing else."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from voting.allocation import (
    VERSION,
    AllocationError,
    Candidate,
    Outcome,
    Settings,
    SettingsError,
    allocate,
    pabulib,
    report,
)
from voting.allocation.settings import AMOUNTS, CHOICES, TIE_KEYS, amount_of

EPILOG = """\
Every number is exact: money is counted in whole numbers and fractions, and only the table rounds. All rows
of VOTES count as ballots, empty ones too. Ordinal and cumulative ballots are read as approval of what they
list, unless --utility points. A project nobody voted for is never funded; one that costs more than the
whole pot is passed over and ends nothing. Minimums, pots and exclusions stated in the file are not applied
by themselves: give --min-votes.

The rules of most cities:
  --rule greedy                                       most votes first, skip what does not fit
  --rule greedy --misfit stop                         most votes first, end at the first that does not fit
  --rule greedy --utility points                      the same by points
  --rule equal-shares --completion add1 --add1-stop overspend
                                                      Wieliczka 2023, exactly the published projects

Exit codes: 0 counted; 2 the file or an option is not usable (one line tells file and line).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = _settings(options)
    except SettingsError as error:
        parser.error(str(error))
    try:
        data = options.file.read_bytes()
        document = pabulib.parse(data, file=str(options.file))
        outcome = _count(document, settings=settings, cents=options.cents)
    except OSError as error:
        return _refuse(f"{options.file}: {error.strerror or error}")
    except pabulib.FileError as error:
        return _refuse(str(error))
    except AllocationError as error:
        return _refuse(f"{options.file}: {error}")
    notes = [*document.notes(), *_minimum_note(document, settings)]
    if options.json:
        shown = json.dumps(_json(outcome, data=data, name=options.file.name, notes=notes), indent=2) + "\n"
    else:
        shown = _text(outcome, document=document, cents=options.cents, notes=notes)
    sys.stdout.write(shown)
    return 0


def _count(document: pabulib.Document, *, settings: Settings, cents: bool) -> Outcome:
    """With `cents`, all money is multiplied by 100, as the platform keeps it."""
    candidates, pot, tally = (
        document.candidates(),
        document.pot,
        document.tally(points=settings.utility == "points"),
    )
    if cents:
        candidates = [Candidate(each.id, each.cost * 100) for each in candidates]
        pot, settings = (
            pot * 100,
            replace(settings, increment=settings.increment * 100, unit=settings.unit * 100),
        )
    return allocate(candidates=candidates, tally=tally, pot=pot, settings=settings)


def _settings(options: argparse.Namespace) -> Settings:
    names = (*CHOICES, *AMOUNTS)
    given = {name: getattr(options, name) for name in names if getattr(options, name, None) is not None}
    return Settings.from_dict({**given, "ties": options.ties.split(",")})


def _json(outcome: Outcome, *, data: bytes, name: str, notes: Sequence[str]) -> dict[str, Any]:
    source = {"file": name, "sha256": hashlib.sha256(data).hexdigest(), "notes": list(notes)}
    return outcome.to_dict() | {"outcome_sha256": outcome.digest(), "source": source}


def _text(outcome: Outcome, *, document: pabulib.Document, cents: bool, notes: Sequence[str]) -> str:
    title = " · ".join(filter(None, (document.meta.get("description"), document.meta.get("instance"))))
    unit = document.meta.get("currency", "units of money")
    return report.text(outcome, title=title, unit=f"1/100 {unit}" if cents else unit, names=document.names, notes=notes)


def _minimum_note(document: pabulib.Document, settings: Settings) -> list[str]:
    stated = document.meta.get("min_project_score_threshold")
    if stated is None or stated == str(settings.min_votes):
        return []
    return [f"the file states a minimum of {stated} (min_project_score_threshold); counted with {settings.min_votes}."]


def _refuse(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voting.allocation",
        description="Decide which projects of a participatory budget are funded, exactly and step by step.",
    )
    parser.add_argument("--version", action="version", version=f"definitions {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True)
    counting = commands.add_parser(
        "count",
        help="count a Pabulib file (.pb)",
        description="Count a Pabulib file (.pb) and print what is funded, why, and why not.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    counting.add_argument("file", type=Path, metavar="FILE.pb", help="the election, as published")
    _add_rule_options(counting)
    _add_share_options(counting)
    counting.add_argument(
        "--cents", action="store_true", help="count in hundredths of the file's unit, as the platform does"
    )
    counting.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


def _add_rule_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--rule", required=True, choices=CHOICES["rule"], help="how the projects are chosen")
    add(
        "--utility",
        choices=CHOICES["utility"],
        help="what a funded project is worth to a supporter: its cost (by votes; the default), the same for"
        " each (by votes per cost), or the points given",
    )
    add(
        "--misfit",
        choices=CHOICES["misfit"],
        help="greedy: what happens at a project that does not fit (skip)",
    )
    add("--min-votes", type=_amount, metavar="N", help="votes (points) a project needs at least (0)")
    add(
        "--ties",
        default="cost,votes,order",
        metavar="KEYS",
        help=f"who wins a tie, keys from {', '.join(TIE_KEYS)} (cost,votes,order: cheaper first, then more"
        " votes, then the order in the file)",
    )


def _add_share_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("equal-shares").add_argument
    add("--completion", choices=CHOICES["completion"], help="what is done with money left over (none)")
    add(
        "--add1-start",
        choices=CHOICES["add1_start"],
        help="first share: the pot through the ballots as a fraction, or rounded down (exact)",
    )
    add(
        "--add1-stop",
        choices=CHOICES["add1_stop"],
        help="keep the first outcome to which no unfunded project with a vote can be added, or else the one"
        " before the first overspend; or only the latter (exhaustive)",
    )
    add("--increment", type=_amount, metavar="AMOUNT", help="by how much add1 raises every share (1)")


def _amount(given: str) -> int | Fraction:
    try:
        return amount_of(given, "amount")
    except SettingsError:
        raise argparse.ArgumentTypeError(f"{given!r} is not an exact number") from None


if __name__ == "__main__":
    sys.exit(main())
