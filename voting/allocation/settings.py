"""The settings of a count. They are fixed before the vote and stored with the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

Amount = int | Fraction

CHOICES: Mapping[str, tuple[str, ...]] = {
    "rule": ("greedy", "equal-shares"),
    "utility": ("cost", "cardinality", "points"),
    "misfit": ("skip", "stop"),
    "completion": ("none", "utilitarian", "add1", "add1-utilitarian"),
    "add1_start": ("exact", "integral"),
    "add1_stop": ("exhaustive", "overspend"),
}
TIE_KEYS = ("cost", "dearer", "votes", "order", "id")
AMOUNTS = ("increment", "unit", "min_votes")


class SettingsError(ValueError):
    """A setting is not usable. `field` names it, so that a form can show the message beside it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes the winners, apart from the ballots, the costs and the pot.

    `increment` and `unit` are in the caller's unit of money: add1 raises every share by `increment`;
    "integral" rounds the first share down to whole `unit`s (1 for euros, 100 for cents). `min_votes` is the
    support a project needs at least: votes, or points where `utility` is points.
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

    def __post_init__(self) -> None:
        for field, choices in CHOICES.items():
            if getattr(self, field) not in choices:
                raise SettingsError(field, f"{getattr(self, field)!r} is not one of {', '.join(choices)}.")
        for field in AMOUNTS:
            _check_amount(field, getattr(self, field), least=0 if field == "min_votes" else None)
        _check_ties(self.ties)
        # A setting that would be ignored is refused: the protocol must not name rules that were not used.
        if self.rule == "greedy" and self.completion != "none":
            raise SettingsError("completion", "applies to the rule equal-shares only.")
        if self.rule == "equal-shares" and self.misfit != "skip":
            raise SettingsError("misfit", "stop applies to the rule greedy only.")

    @property
    def raises_shares(self) -> bool:
        """Whether the shares are raised step by step (add1)."""
        return self.completion.startswith("add1")

    @property
    def tops_up(self) -> bool:
        """Whether money left over goes to further projects by support."""
        return self.completion.endswith("utilitarian")

    def to_dict(self) -> dict[str, Any]:
        """JSON types; amounts that are not whole numbers as "a/b"."""
        amounts = {field: exact(getattr(self, field)) for field in AMOUNTS}
        return asdict(self) | amounts | {"ties": list(self.ties)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Settings:
        """The settings that `to_dict` wrote. Raises SettingsError for what is unknown, missing or wrong."""
        unknown = sorted(set(data) - set(cls.__slots__))
        if unknown:
            raise SettingsError(str(unknown[0]), "there is no such setting.")
        if "rule" not in data:
            raise SettingsError("rule", "is missing.")
        values = dict(data)
        for field in AMOUNTS:
            if field in values:
                values[field] = amount_of(values[field], field)
        if "ties" in values:
            if not isinstance(values["ties"], (list, tuple)):
                raise SettingsError("ties", "must be a list of keys.")
            values["ties"] = tuple(values["ties"])
        return cls(**values)


def exact(value: Amount) -> int | str:
    """A number for JSON that loses nothing: 3, or "1/3"."""
    return int(value) if value == int(value) else str(Fraction(value))


def amount_of(value: Any, field: str) -> Amount:
    """The number behind 3, "3", "0.5" or "1/3". Raises SettingsError for anything else, floats included."""
    if isinstance(value, (int, str, Fraction)) and not isinstance(value, bool):
        try:
            number = Fraction(value)
        except (ValueError, ZeroDivisionError):
            pass
        else:
            return int(number) if number.denominator == 1 else number
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
        if key not in TIE_KEYS:
            raise SettingsError("ties", f"{key!r} is not one of {', '.join(TIE_KEYS)}.")
    if len(set(ties)) != len(ties):
        raise SettingsError("ties", "names a key twice.")
