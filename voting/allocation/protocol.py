"""The protocol of a count: what was read, under which settings, and all that came of it, to be counted again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voting.allocation.model import Outcome
from voting.allocation.pots import PotCount

#: The layout of the protocol itself; the definitions of the count have their own version in the outcome.
LAYOUT = 1


class ProtocolError(ValueError):
    """A protocol cannot be read; the message says why."""


def draw(outcome: Outcome, *, data: bytes, file: str, cents: bool, notes: Sequence[str]) -> dict[str, Any]:
    """The protocol as JSON types. `data` are the bytes of the election file, `file` its name.

    `cents` says that all money of the file was counted in hundredths. The outcome holds rule, settings,
    version, trace and winners; `outcome_sha256` is the hash of its canonical bytes.
    """
    return {
        "protocol": LAYOUT,
        "input": {"file": file, "sha256": hashlib.sha256(data).hexdigest(), "notes": list(notes)},
        "cents": cents,
        "outcome": outcome.to_dict(),
        "outcome_sha256": outcome.digest(),
    }


def draw_pots(counts: Sequence[PotCount], *, data: bytes, file: str, notes: Sequence[str]) -> dict[str, Any]:
    """The protocol of a count in several pots, each with its outcome, as JSON types."""
    return {
        "protocol": LAYOUT,
        "input": {"file": file, "sha256": hashlib.sha256(data).hexdigest(), "notes": list(notes)},
        "cents": False,
        "pots": [each.to_dict() for each in counts],
    }


def render(protocol: Mapping[str, Any]) -> bytes:
    """The protocol as a file that people can read too."""
    return (json.dumps(protocol, indent=2, ensure_ascii=False) + "\n").encode()


def parse(data: bytes) -> dict[str, Any]:
    """The protocol that `render` wrote. Raises ProtocolError."""
    try:
        protocol = json.loads(data)
    except (ValueError, RecursionError):
        raise ProtocolError("this is not JSON.") from None
    if not isinstance(protocol, dict) or protocol.get("protocol") != LAYOUT:
        raise ProtocolError(f"this is not a protocol of a count (it needs protocol: {LAYOUT}).")
    if isinstance(protocol.get("pots"), list):
        return protocol
    outcome = protocol.get("outcome")
    if not isinstance(outcome, dict) or not isinstance(outcome.get("settings"), dict):
        raise ProtocolError("the protocol names no settings.")
    return protocol


def first_difference(stored: Mapping[str, Any], again: Mapping[str, Any]) -> str | None:
    """One sentence on where a second count departs from the protocol; None if it is the same throughout.

    The name of the file and the notes may differ; the bytes of the file may not.
    """
    parts: list[tuple[str, Any, Any]] = [
        ("input.sha256", _input_hash(stored), _input_hash(again)),
        *((key, stored.get(key), again.get(key)) for key in ("cents", "outcome", "outcome_sha256", "pots")),
    ]
    for name, left, right in parts:
        for place, before, now in _differences(name, left, right):
            return f"{place}: the protocol says {_shown(before)}, the recount {_shown(now)}."
    return None


def _input_hash(protocol: Mapping[str, Any]) -> Any:
    source = protocol.get("input")
    return source.get("sha256") if isinstance(source, dict) else None


def _differences(place: str, left: Any, right: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two JSON values differ, outermost first, in the order of the recount."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in [*right, *(key for key in left if key not in right)]:
            yield from _differences(f"{place}.{key}", left.get(key), right.get(key))
    elif isinstance(left, list) and isinstance(right, list):
        for number, pair in enumerate(zip(left, right, strict=False), start=1):
            yield from _differences(f"{place}[{number}]", *pair)
        if len(left) != len(right):
            yield f"length of {place}", len(left), len(right)
    elif left != right or type(left) is not type(right):
        yield place, left, right


def _shown(value: Any) -> str:
    written = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 120 else written[:117] + "..."
