"""What may stand on one ballot. Pure: the same check for the review page and for the cast."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

KNAPSACK = "knapsack"


class Choosable(Protocol):
    """What a check needs to know of an option."""

    @property
    def number(self) -> int: ...
    @property
    def cost_cents(self) -> int: ...
    @property
    def pot_id(self) -> int: ...
    @property
    def withdrawn_at(self) -> datetime.datetime | None: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a choice is no valid ballot: none_chosen, duplicate, unknown, withdrawn, too_many or over_pot."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def fault(
    choices: Sequence[int],
    *,
    options: Mapping[int, Choosable],
    ballot_type: str,
    max_choices: int,
    pots: Mapping[int, int],
) -> Fault | None:
    """The first thing wrong with the chosen numbers, or None.

    ``options``: number to option, at least the chosen ones that exist; ``pots``: pot to cents. Approval ballots are
    limited in number, knapsack ballots in money, pot by pot.
    """
    if not choices:
        return Fault("none_chosen")
    if len(set(choices)) < len(choices):
        return Fault("duplicate", {"number": next(n for n in choices if choices.count(n) > 1)})
    for number in choices:
        if number not in options:
            return Fault("unknown", {"number": number})
        if options[number].withdrawn_at is not None:
            return Fault("withdrawn", {"number": number})
    if ballot_type != KNAPSACK:
        return Fault("too_many", {"chosen": len(choices), "most": max_choices}) if len(choices) > max_choices else None
    return _overspent([options[number] for number in choices], pots=pots)


def spent(chosen: Sequence[Choosable]) -> dict[int, int]:
    """Pot to the cents that the chosen options cost together."""
    sums: dict[int, int] = {}
    for option in chosen:
        sums[option.pot_id] = sums.get(option.pot_id, 0) + option.cost_cents
    return sums


def _overspent(chosen: Sequence[Choosable], *, pots: Mapping[int, int]) -> Fault | None:
    for pot, cents in spent(chosen).items():
        if cents > pots[pot]:
            return Fault("over_pot", {"pot": pot, "cents": cents, "most": pots[pot], "over": cents - pots[pot]})
    return None
