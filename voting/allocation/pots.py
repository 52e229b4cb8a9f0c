"""Several pots in one vote (districts and city-wide, small and large), and where the money left over goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voting.allocation.contest import draw_up
from voting.allocation.model import AllocationError, Candidate, Outcome
from voting.allocation.rules import RULES
from voting.allocation.settings import Amount, Settings, SettingsError, amount_of, exact
from voting.allocation.tally import Tally


@dataclass(frozen=True, slots=True)
class Pot:
    """Money for some projects under one rule. What is left goes to the pot `rest_to`, or stays ("")."""

    name: str
    amount: Amount
    projects: tuple[str, ...]
    settings: Settings
    rest_to: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types, to be stored and shown with the result."""
        return {
            "name": self.name,
            "amount": exact(self.amount),
            "projects": list(self.projects),
            "settings": self.settings.to_dict(),
            "rest_to": self.rest_to,
        }

    @classmethod
    def from_dict(cls, data: Any) -> Pot:
        """The pot that `to_dict` wrote; `rest_to` may be left out. Raises SettingsError for what is wrong."""
        if not isinstance(data, Mapping) or not {"name", "amount", "projects", "settings"} <= set(data):
            raise SettingsError("pots", "each needs name, amount, projects and settings.")
        projects, settings = data["projects"], data["settings"]
        if not isinstance(projects, list) or not all(isinstance(key, str) for key in projects):
            raise SettingsError("projects", "must be a list of project ids.")
        if not isinstance(settings, Mapping):
            raise SettingsError("settings", "must be an object.")
        amount = amount_of(data["amount"], "amount")
        if amount < 0:
            raise SettingsError("amount", "must be at least 0.")
        rest_to = str(data.get("rest_to", ""))
        return cls(str(data["name"]), amount, tuple(projects), Settings.from_dict(settings), rest_to)


@dataclass(frozen=True, slots=True)
class PotCount:
    """One pot, counted: the money it `received` from others before, and what it handed on after."""

    pot: Pot
    received: Amount
    handed_on: Amount
    outcome: Outcome

    def to_dict(self) -> dict[str, Any]:
        """JSON types: the pot, the money that moved, and its outcome with the hash."""
        return self.pot.to_dict() | {
            "received": exact(self.received),
            "handed_on": exact(self.handed_on),
            "outcome": self.outcome.to_dict(),
            "outcome_sha256": self.outcome.digest(),
        }


def allocate_pots(*, pots: Sequence[Pot], candidates: Sequence[Candidate], tally: Tally) -> tuple[PotCount, ...]:
    """Count the pots in the order given, each with its own money and what earlier pots left to it.

    A ballot takes part where it names a project of the pot; an empty one takes part everywhere. A project may
    be in several pots: once funded, it is out of all later ones. Raises AllocationError for a name that is
    missing, doubled or not later.
    """
    _check(pots, candidates)
    received: dict[str, Amount] = {pot.name: 0 for pot in pots}
    funded: set[str] = set()
    counts = []
    for pot in pots:
        standing = [each for each in candidates if each.id in pot.projects and each.id not in funded]
        own = {each.id for each in standing}
        outcome = RULES[pot.settings.rule](
            draw_up(
                candidates=standing,
                tally=tally.only(own),
                pot=pot.amount + received[pot.name],
                settings=_among(pot.settings, own),
            )
        )
        handed_on = outcome.pot - outcome.spent if pot.rest_to else 0
        if pot.rest_to:
            received[pot.rest_to] += handed_on
        funded |= {*outcome.funded, *outcome.part_funded}
        counts.append(PotCount(pot, received[pot.name], handed_on, outcome))
    return tuple(counts)


def _among(settings: Settings, own: set[str]) -> Settings:
    """Groups and caps, as far as they are about projects that stand in the pot."""

    def kept(groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        cut = (tuple(key for key in group if key in own) for group in groups)
        return tuple(group for group in cut if len(group) > 1)

    caps = (replace(cap, projects=tuple(key for key in cap.projects if key in own)) for cap in settings.caps)
    return replace(
        settings,
        exclusive=kept(settings.exclusive),
        variants=kept(settings.variants),
        caps=tuple(cap for cap in caps if cap.projects),
    )


def _check(pots: Sequence[Pot], candidates: Sequence[Candidate]) -> None:
    known = {each.id for each in candidates}
    place: Mapping[str, int] = {pot.name: number for number, pot in enumerate(pots)}
    if len(place) < len(pots):
        raise AllocationError("A pot is listed twice.")
    for number, pot in enumerate(pots):
        strangers = sorted(set(pot.projects) - known)
        if strangers:
            raise AllocationError(f"The pot {pot.name} names {strangers[0]!r}, which is not among the projects.")
        if pot.rest_to and place.get(pot.rest_to, -1) <= number:
            raise AllocationError(f"The rest of the pot {pot.name} must go to a later pot.")
