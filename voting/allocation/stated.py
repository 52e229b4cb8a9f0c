"""The exact settings of a count in the comment of a file: the format has words for a few rules only."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import dataclass
from typing import NoReturn

from voting.allocation import options
from voting.allocation.settings import Settings, SettingsError

COMMAND = "python -m voting.allocation count FILE"
COMMENT = re.compile(rf"#1: Recount: {COMMAND} (.*) #2: SHA-256 of the outcome: ([0-9a-f]{{64}})(?: #|$)")


@dataclass(frozen=True, slots=True)
class Stated:
    """How a file says it was counted, and the hash of what came out (`Outcome.digest`)."""

    settings: Settings
    cents: bool
    digest: str


class _Words(argparse.ArgumentParser):
    """A parser that raises instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError("comment", message)


def comment(words: str, *, digest: str) -> str:
    """The beginning of a comment that `stated` reads. `words`: the options of `count` for these settings."""
    return f"#1: Recount: {COMMAND} {words} #2: SHA-256 of the outcome: {digest}"


def stated(comment: str) -> Stated | None:
    """What the comment of a file says about its count; None if nothing. Raises SettingsError for a wrong option."""
    found = COMMENT.match(comment)
    if found is None:
        return None
    parser = _Words(add_help=False, allow_abbrev=False)
    parser.add_argument("--cents", action="store_true")
    options.add_settings(parser)
    try:
        words = shlex.split(found[1])
    except ValueError as error:
        raise SettingsError("comment", f"{error}.") from None
    given = parser.parse_args(words)
    return Stated(options.settings_of(given), given.cents, found[2])
