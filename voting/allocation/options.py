"""The options of the command line, and the settings they name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from voting.allocation.contenders import contenders
from voting.allocation.model import VERSION
from voting.allocation.settings import CHOICES, MINIMUMS, TIE_KEYS, Amount, Cap, Settings, SettingsError, amount_of

TIES = ",".join(Settings("greedy").ties)
EPILOG = """\
Every number is exact: money is counted in whole numbers and fractions, and only the table rounds. All rows
of VOTES count as ballots, empty ones too. Ordinal and cumulative ballots are read as approval of what they
list, unless --utility points. A project nobody voted for is never funded; one that costs more than the
whole pot is passed over and ends nothing. Minimums, pots and exclusions stated in the file are not applied
by themselves: give --min-votes, --exclusive, --cap.

The rules of most cities:
  --rule greedy                                       most votes first, skip what does not fit
  --rule greedy --misfit stop                         most votes first, end at the first that does not fit
  --rule greedy --misfit stop --part-from 4/5         Poznan: the next one too if 80 % of it is left
  --rule greedy --utility points                      the same by points
  --rule equal-shares --completion add1 --add1-stop overspend
                                                      Wieliczka 2023, exactly the published projects

Exit codes: 0 counted; 2 the file or an option is not usable (one line tells file and line).
"""
RECOUNT_EPILOG = """\
Settings come from the protocol, ballots and costs from the file. Prints "same", or the first difference.
Without a protocol, settings and the hash of the outcome come from the comment of the file, as the platform
writes it.

Exit codes: 0 the same; 1 not the same; 2 a file is not usable.
"""


COMPARE_EPILOG = """\
The rules: greedy (most votes first), the same with stop, by votes per cost; equal shares by cost and by
cardinality, both with add1 and then by votes; Phragmen, then by votes; maximum utility. Where ballots carry
points or ranks, greedy and equal shares by points as well. The terms given hold for all of them.

A ballot is represented if at least one project it names is funded. Inequality is the Gini coefficient of the
number of funded projects on each ballot: 0 if all have equally many, towards 1 if few have all. A project in
several districts or categories counts with all its money in each.

Exit codes: 0 compared; 2 the file or an option is not usable.
"""


POTS_EPILOG = """\
POTS.json is a list, in the order of counting. Amounts are in the unit of the file; settings as in a protocol:
  [{"name": "north", "amount": 40000, "projects": ["n1", "n2"], "settings": {"rule": "greedy"}, "rest_to": "city"},
   {"name": "city", "amount": 5000, "projects": ["all"], "settings": {"rule": "equal-shares"}}]

A ballot takes part where it names a project of the pot; an empty one everywhere. Once funded, a project is out
of the later pots.

Exit codes: 0 counted; 2 a file is not usable.
"""


def parser() -> argparse.ArgumentParser:
    """The commands count and recount."""
    top = argparse.ArgumentParser(
        prog="python -m voting.allocation",
        description="Decide which projects of a participatory budget are funded, exactly and step by step.",
    )
    top.add_argument("--version", action="version", version=f"definitions {VERSION}")
    commands = top.add_subparsers(dest="command", required=True)
    counting = commands.add_parser(
        "count",
        help="count a Pabulib file (.pb)",
        description="Count a Pabulib file (.pb) and print what is funded, why, and why not.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    counting.add_argument("file", type=Path, metavar="FILE.pb", help="the election, as published")
    add_settings(counting)
    _add_outputs(counting)
    comparing = commands.add_parser(
        "compare",
        help="what would other rules have funded?",
        description="Count a Pabulib file (.pb) by all rules and put side by side what each of them funds.",
        epilog=COMPARE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    comparing.add_argument("file", type=Path, metavar="FILE.pb", help="the election, as published")
    _add_ties(comparing)
    _add_terms(comparing)
    _add_units(comparing)
    _add_pots(
        commands.add_parser(
            "pots",
            help="count a file in several pots, each with its own money and rule",
            description="Count a Pabulib file (.pb) pot after pot; what is left goes to the later pot that is named.",
            epilog=POTS_EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    tidying = commands.add_parser(
        "tidy",
        help="write a file as the format prescribes it today",
        description="Write a Pabulib file (.pb) of any edition so that the official checker accepts its form.",
        epilog="Old keys, dates and spellings are replaced, spaces go; projects, ballots, costs and order stay.\n\n"
        "Exit codes: 0 written; 2 the file is not usable.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tidying.add_argument("file", type=Path, metavar="FILE.pb", help="the election, as published")
    tidying.add_argument("written", type=Path, metavar="NEW.pb", help="where it is written")
    recounting = commands.add_parser(
        "recount",
        help="count again and compare with a protocol",
        description="Count a Pabulib file (.pb) again as a protocol says it was counted.",
        epilog=RECOUNT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    recounting.add_argument(
        "protocol", type=Path, nargs="?", metavar="PROTOCOL.json", help="written by count --protocol"
    )
    recounting.add_argument("file", type=Path, metavar="VOTES.pb", help="the election")
    return top


def _add_pots(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", type=Path, metavar="FILE.pb", help="the election, as published")
    add("pots", type=Path, metavar="POTS.json", help="the pots")
    add("--json", action="store_true", help="print one JSON object instead of a table")
    add("--protocol", type=Path, metavar="FILE", help="write the protocol of the count, for recount")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that were typed; with --cents all money times 100. Raises SettingsError."""
    given = _given(options, *CHOICES, "part_from")
    increment = 1 if options.increment is None else options.increment
    if options.increment_as != "share":
        increment *= _factor(options)
    return Settings(**given, increment=increment, **terms_of(options))


def terms_of(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that hold for any rule: ties, minimums, groups, caps, channels, the unit of money."""
    return {
        **_given(options, "min_votes", "min_share", "min_by_cost"),
        "unit": _factor(options),
        "ties": tuple(options.ties.split(",")),
        "exclusive": tuple(options.exclusive),
        "variants": tuple(options.variants),
        "caps": tuple(Cap(cap.limit * _factor(options), cap.projects) for cap in options.cap),
        "channels": tuple(options.channel),
    }


def contenders_of(options: argparse.Namespace, *, points: bool) -> dict[str, Settings]:
    """The rules to compare, each with the terms that were typed. Raises SettingsError."""
    step = {"increment": _factor(options), **terms_of(options)}
    return {name: replace(settings, **step) for name, settings in contenders(points=points).items()}


def _given(options: argparse.Namespace, *names: str) -> dict[str, Any]:
    return {name: getattr(options, name) for name in names if getattr(options, name) is not None}


def _factor(options: argparse.Namespace) -> int:
    return 100 if options.cents else 1


def add_settings(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """The options that name the settings of a count; `settings_of` reads them."""
    _add_rule_options(parser, required=required)
    _add_share_options(parser)
    _add_terms(parser)


def names_settings(options: argparse.Namespace) -> bool:
    """Whether any of these options was typed."""
    names = (*CHOICES, *MINIMUMS, "increment", "exclusive", "variants", "cap", "channel")
    return any(getattr(options, name) not in (None, []) for name in names) or options.ties != TIES


def _add_rule_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    add = parser.add_argument
    add("--rule", required=required, choices=CHOICES["rule"], help="how the projects are chosen")
    add(
        "--utility",
        choices=CHOICES["utility"],
        help="what a funded project is worth to a supporter: its cost (greedy: by votes; the default), the same"
        " for each (greedy: by votes per cost), or the points given",
    )
    add(
        "--misfit",
        choices=CHOICES["misfit"],
        help="greedy, phragmen: what happens at a project that does not fit (skip)",
    )
    add(
        "--part-from",
        type=_amount,
        metavar="SHARE",
        help="greedy with stop: the project that ends the walk gets what is left if that is so much of its cost"
        " (4/5), the rest from elsewhere",
    )
    add("--completion", choices=CHOICES["completion"], help="what is done with money left over (none)")
    _add_ties(parser)


def _add_ties(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ties",
        default=TIES,
        metavar="KEYS",
        help=f"who wins a tie, keys from {', '.join(TIE_KEYS)}, lot:SEED (cost,votes,order: cheaper first, then more"
        " votes, then the order in the file; lot:SEED: smallest SHA-256 of SEED:ID first)",
    )


def _add_share_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("equal-shares").add_argument
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
    add("--increment-as", choices=CHOICES["increment_as"], help="an amount of money, or a share of the first share")
    add(
        "--comparison",
        choices=CHOICES["comparison"],
        help="greedy wins instead if more ballots have more funded projects under it (satisfaction), or if fewer"
        " are left with none (exclusion)",
    )


def _add_terms(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("terms of the statute").add_argument
    add("--min-votes", type=_amount, metavar="N", help="votes (points) a project needs at least (0)")
    add("--min-share", type=_amount, metavar="SHARE", help="the same as a share of the ballots (0.1 for 10 %%)")
    add(
        "--min-by-cost",
        type=_amount,
        metavar="FACTOR",
        help="a project needs at least FACTOR x cost / pot of the ballots (Swiecie: 1/3)",
    )
    add("--exclusive", type=_ids, action="append", default=[], metavar="ID,ID", help="at most one of these")
    add("--variants", type=_ids, action="append", default=[], metavar="ID,ID", help="forms of one project")
    add(
        "--cap",
        type=_cap,
        action="append",
        default=[],
        metavar="LIMIT:ID,ID",
        help="these projects may cost so much together",
    )
    add(
        "--channel",
        type=_channel,
        action="append",
        default=[],
        metavar="NAME=SHARE",
        help="ballots of this voting_method weigh so much of all together (internet=1/2)",
    )


def _add_units(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--cents", action="store_true", help="count in hundredths of the file's unit, as the platform does")
    add("--json", action="store_true", help="print one JSON object instead of a table")


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    _add_units(parser)
    add(
        "--changes",
        action="store_true",
        help="for each project that lost, the fewest votes more and the least cost less that would have funded it;"
        " some 40 counts each",
    )
    add(
        "--result",
        type=Path,
        metavar="NEW.pb",
        help="write the file again with the votes and the selected projects of this count",
    )
    add("--protocol", type=Path, metavar="FILE", help="write the protocol of the count, for recount")


def _amount(given: str) -> Amount:
    try:
        return amount_of(given, "amount")
    except SettingsError:
        raise argparse.ArgumentTypeError(f"{given!r} is not an exact number") from None


def _ids(given: str) -> Sequence[str]:
    return tuple(given.split(","))


def _cap(given: str) -> Cap:
    limit, colon, ids = given.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError(f"{given!r} is not LIMIT:ID,ID")
    return Cap(_amount(limit), tuple(ids.split(",")))


def _channel(given: str) -> tuple[str, Amount]:
    name, equals, share = given.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{given!r} is not NAME=SHARE")
    return name, _amount(share)
