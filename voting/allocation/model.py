"""The words of a count: candidates, steps, reasons and the outcome. Numbers are exact: int or Fraction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from voting.allocation.settings import Amount, Settings, exact

#: Part of every outcome, so that a protocol names the definitions it was counted with.
VERSION = "1"


class AllocationError(ValueError):
    """The input cannot be counted; the message says why."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One project on the ballot: its id and its cost in the caller's unit of money, more than 0."""

    id: str
    cost: Amount

    def __post_init__(self) -> None:
        if isinstance(self.cost, bool) or not isinstance(self.cost, (int, Fraction)):
            raise AllocationError(f"Project {self.id}: the cost must be an int or a Fraction.")
        if self.cost <= 0:
            raise AllocationError(f"Project {self.id}: the cost must be more than 0.")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace.

    `action` is funded, part_funded, passed_over, stopped, excluded or cap_reached; `stage` is the rule or
    completion; `left` is the money of the pot after the step; `payment` is the most that one supporter paid;
    `exhausted` counts the supporters who gave all they had left; `tied_with` names the projects the tie order
    had to part from it; `load` is what each supporter carries after it (phragmen); `reserve` is what it needs
    from elsewhere; `rival` is who excludes it.
    """

    project: str
    action: str
    stage: str
    cost: Amount
    votes: Amount
    support: Amount
    left: Amount
    payment: Amount | None = None
    effective_votes: Amount | None = None
    exhausted: Amount | None = None
    tied_with: tuple[str, ...] = ()
    load: Amount | None = None
    reserve: Amount | None = None
    rival: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The step as JSON types; what does not apply is left out."""
        return _stated(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one project was funded or not: a code and the exact numbers that belong to it.

    Codes: funded, part_funded, no_votes, below_minimum, other_form, does_not_fit, after_stop, excluded,
    cap_reached, supporters_short, not_in_best. What each number means is told in docs/allocation.md, section
    "Reasons".
    """

    code: str
    votes: Amount
    support: Amount
    step: int | None = None
    stage: str | None = None
    payment: Amount | None = None
    effective_votes: Amount | None = None
    left: Amount | None = None
    supporters_money: Amount | None = None
    missing_money: Amount | None = None
    missing_votes: Amount | None = None
    rival: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The reason as JSON types; what does not apply is left out."""
        return _stated(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole result of one count. `funded` is in the order of funding; `reasons` has every candidate.

    `endowment` is what each ballot had to spend, `reruns` how often it was raised (equal shares only).
    `part_funded` got the rest of the pot and needs the reserve that its step names. `comparison` holds the
    numbers by which greedy was preferred or not. `utility` is what the best set is worth and `bound` what no
    set can exceed: equal if that is proven (max-utility only).
    """

    settings: Settings
    pot: Amount
    ballots: Amount
    funded: tuple[str, ...]
    spent: Amount
    steps: tuple[Step, ...]
    reasons: Mapping[str, Reason]
    stop_reason: str
    tie_mattered: bool
    endowment: Amount | None = None
    reruns: int | None = None
    part_funded: tuple[str, ...] = ()
    comparison: Mapping[str, Any] | None = None
    utility: Amount | None = None
    bound: Amount | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON types only: whole numbers as int, all others as "a/b"."""
        return {
            "version": VERSION,
            "rule": self.settings.rule,
            "settings": self.settings.to_dict(),
            "pot": exact(self.pot),
            "ballots": exact(self.ballots),
            "funded": list(self.funded),
            "spent": exact(self.spent),
            "stop_reason": self.stop_reason,
            "tie_mattered": self.tie_mattered,
            "endowment": None if self.endowment is None else exact(self.endowment),
            "reruns": self.reruns,
            "steps": [step.to_dict() for step in self.steps],
            "reasons": {key: self.reasons[key].to_dict() for key in sorted(self.reasons)},
            **self._special(),
        }

    def _special(self) -> dict[str, Any]:
        """What only some rules know; left out elsewhere, so that older results keep their hash."""
        numbers = {"utility": self.utility, "bound": self.bound}
        special: dict[str, Any] = {name: exact(value) for name, value in numbers.items() if value is not None}
        if self.part_funded:
            special["part_funded"] = list(self.part_funded)
        if self.comparison is not None:
            special["comparison"] = dict(self.comparison)
        return special

    def canonical(self) -> bytes:
        """The same bytes for the same count, on every machine: sorted keys, no spaces, UTF-8."""
        return json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.canonical()).hexdigest()


def _stated(record: Step | Reason) -> dict[str, Any]:
    values = ((field.name, getattr(record, field.name)) for field in fields(record))
    return {name: _plain(value) for name, value in values if value is not None and value != ()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str) else exact(value)
