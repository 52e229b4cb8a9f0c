"""The settings of a count. They are fixed before the vote and stored with the result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

Amount = int | Fraction

CHOICES: Mapping[str, tuple[str, ...]] = {
    "rule": ("greedy", "equal-shares", "phragmen", "max-utility"),
    "utility": ("cost", "cardinality", "points"),
    "misfit": ("skip", "stop"),
    "completion": ("none", "utilitarian", "add1", "add1-utilitarian"),
    "add1_start": ("exact", "integral"),
    "add1_stop": ("exhaustive", "overspend"),
    "increment_as": ("amount", "share"),
    "comparison": ("none", "satisfaction", "exclusion"),
}
TIE_KEYS = ("cost", "dearer", "votes", "order", "id")
#: A lot is the key "lot:SEED", with a seed that is public: who is first follows from it (see ties.py).
LOT = re.compile(r"lot:[A-Za-z0-9._:+/=-]{1,200}")
#: Amounts that must be more than 0, and those that are 0 where they do not apply.
POSITIVE = ("increment", "unit")
MINIMUMS = ("min_votes", "min_share", "min_by_cost", "part_from")
AMOUNTS = POSITIVE + MINIMUMS
#: Settings of later editions: they are stated only where they are used, so that older results keep their hash.
LATER = (
    *("increment_as", "comparison", "min_share", "min_by_cost", "part_from"),
    *("exclusive", "variants", "caps", "channels"),
)


class SettingsError(ValueError):
    """A setting is not usable. `field` names it, so that a form can show the message beside it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that some projects may cost together: a category, a district, the small ones."""

    limit: Amount
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes the winners, apart from the ballots, the costs and the pot.

    `increment` and `unit` are in the caller's unit of money: add1 raises every share by `increment` (with
    `increment_as` share: by that share of the first one); "integral" rounds the first share down to whole
    `unit`s (1 for euros, 100 for cents). The minimums and the other terms are told in docs/allocation.md.
    """

    rule: str
    utility: str = "cost"
    misfit: str = "skip"
    completion: str = "none"
    add1_start: str = "exact"
    add1_stop: str = "exhaustive"
    increment: Amount = 1
    unit: Amount = 1
    min_votes: Amount = 0
    ties: tuple[str, ...] = ("cost", "votes", "order")
    increment_as: str = "amount"
    comparison: str = "none"
    min_share: Amount = 0
    min_by_cost: Amount = 0
    part_from: Amount = 0
    exclusive: tuple[tuple[str, ...], ...] = ()
    variants: tuple[tuple[str, ...], ...] = ()
    caps: tuple[Cap, ...] = ()
    channels: tuple[tuple[str, Amount], ...] = ()

    def __post_init__(self) -> None:
        for field, choices in CHOICES.items():
            if getattr(self, field) not in choices:
                raise SettingsError(field, f"{getattr(self, field)!r} is not one of {', '.join(choices)}.")
        for field in AMOUNTS:
            _check_amount(field, getattr(self, field), least=0 if field in MINIMUMS else None)
        _check_ties(self.ties)
        for field in ("exclusive", "variants"):
            _check_groups(field, getattr(self, field))
        _check_caps(self.caps)
        _check_channels(self.channels)
        for field, message in _idle(self):
            raise SettingsError(field, message)

    @property
    def raises_shares(self) -> bool:
        """Whether the shares are raised step by step (add1)."""
        return self.completion.startswith("add1")

    @property
    def tops_up(self) -> bool:
        """Whether money left over goes to further projects by support."""
        return self.completion.endswith("utilitarian")

    def to_dict(self) -> dict[str, Any]:
        """JSON types; amounts that are not whole numbers as "a/b". Later settings only where they are used."""
        stated = {field.name: getattr(self, field.name) for field in fields(self)}
        unused = {field.name for field in fields(self) if field.name in LATER and stated[field.name] == field.default}
        return {name: _plain(value) for name, value in stated.items() if name not in unused}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Settings:
        """The settings that `to_dict` wrote. Raises SettingsError for what is unknown, missing or wrong."""
        unknown = sorted(set(data) - set(cls.__slots__))
        if unknown:
            raise SettingsError(str(unknown[0]), "there is no such setting.")
        if "rule" not in data:
            raise SettingsError("rule", "is missing.")
        return cls(**{name: _read(name, value) for name, value in data.items()})


def _plain(value: Any) -> Any:
    """A setting as JSON types."""
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, Cap):
        return {"limit": exact(value.limit), "projects": list(value.projects)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else exact(value)


def _read(name: str, value: Any) -> Any:
    """A setting from JSON types. Raises SettingsError."""
    if name in AMOUNTS:
        return amount_of(value, name)
    if name == "ties":
        return tuple(_list(name, value, "a list of keys"))
    if name in ("exclusive", "variants"):
        groups = _list(name, value, "a list of lists of project ids")
        return tuple(tuple(_list(name, group, "a list of lists of project ids")) for group in groups)
    if name == "caps":
        return tuple(_cap(entry) for entry in _list(name, value, "a list"))
    if name == "channels":
        pairs = [_list(name, pair, "a list of pairs") for pair in _list(name, value, "a list of pairs")]
        if any(len(pair) != 2 for pair in pairs):
            raise SettingsError(name, "must be a list of pairs.")
        return tuple((channel, amount_of(share, name)) for channel, share in pairs)
    return value


def _cap(entry: Any) -> Cap:
    if not isinstance(entry, Mapping) or set(entry) != {"limit", "projects"}:
        raise SettingsError("caps", "each needs limit and projects.")
    return Cap(amount_of(entry["limit"], "caps"), tuple(_list("caps", entry["projects"], "lists of project ids")))


def _list(field: str, value: Any, what: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise SettingsError(field, f"must be {what}.")
    return value


def _idle(settings: Settings) -> Iterator[tuple[str, str]]:
    """Settings that would be ignored are refused: the protocol must not name rules that were not used."""
    rule, shares = settings.rule, settings.rule == "equal-shares"
    if settings.completion != "none" and rule in ("greedy", "max-utility"):
        yield "completion", "applies to the rules equal-shares and phragmen only."
    if settings.raises_shares and not shares:
        yield "completion", "add1 applies to the rule equal-shares only."
    if settings.misfit != "skip" and rule not in ("greedy", "phragmen"):
        yield "misfit", "stop applies to the rules greedy and phragmen only."
    if settings.utility != "cost" and rule == "phragmen":
        yield "utility", "the rule phragmen knows votes only."
    if settings.comparison != "none" and not shares:
        yield "comparison", "applies to the rule equal-shares only."
    if settings.part_from and (rule != "greedy" or settings.misfit != "stop"):
        yield "part_from", "applies to the rule greedy with misfit stop only."
    if settings.part_from > 1:
        yield "part_from", "must be at most 1."


def exact(value: Amount) -> int | str:
    """A number for JSON that loses nothing: 3, or "1/3"."""
    return int(value) if value == int(value) else str(Fraction(value))


def whole(value: Amount) -> Amount:
    """An int where the value is whole."""
    return int(value) if value == int(value) else value


def amount_of(value: Any, field: str) -> Amount:
    """The number behind 3, "3", "0.5" or "1/3". Raises SettingsError for anything else, floats included."""
    if isinstance(value, (int, str, Fraction)) and not isinstance(value, bool):
        try:
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass
        else:
            return whole(number)
    raise SettingsError(field, f"{value!r} is not an exact number.")


def _check_amount(field: str, value: Any, *, least: int | None) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise SettingsError(field, f"{value!r} is not an exact number.")
    if least is None and value <= 0:
        raise SettingsError(field, "must be more than 0.")
    if least is not None and value < least:
        raise SettingsError(field, f"must be at least {least}.")


def _check_ties(ties: Any) -> None:
    if not isinstance(ties, tuple) or not ties:
        raise SettingsError("ties", "needs at least one key.")
    for key in ties:
        if key not in TIE_KEYS and not (isinstance(key, str) and LOT.fullmatch(key)):
            raise SettingsError("ties", f"{key!r} is not one of {', '.join(TIE_KEYS)}, lot:SEED.")
    if len(set(ties)) != len(ties):
        raise SettingsError("ties", "names a key twice.")


def _check_groups(field: str, groups: Any) -> None:
    if not isinstance(groups, tuple) or not all(isinstance(group, tuple) for group in groups):
        raise SettingsError(field, "must be a list of lists of project ids.")
    for group in groups:
        if len(set(group)) < 2 or len(set(group)) < len(group):
            raise SettingsError(field, "a group needs at least two different projects.")
    if field == "variants" and len({key for group in groups for key in group}) < sum(map(len, groups)):
        raise SettingsError(field, "a project is in two groups.")


def _check_caps(caps: Any) -> None:
    if not isinstance(caps, tuple) or not all(isinstance(cap, Cap) for cap in caps):
        raise SettingsError("caps", "must be a list of caps.")
    for cap in caps:
        _check_amount("caps", cap.limit, least=0)
        if not cap.projects or len(set(cap.projects)) < len(cap.projects):
            raise SettingsError("caps", "a cap needs projects, each once.")


def _check_channels(channels: Any) -> None:
    if not isinstance(channels, tuple):
        raise SettingsError("channels", "must be a list of pairs.")
    for _channel, share in channels:
        _check_amount("channels", share, least=None)
    if len({channel for channel, _share in channels}) < len(channels):
        raise SettingsError("channels", "names a channel twice.")
