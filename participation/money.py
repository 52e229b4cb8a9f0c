"""Money in integer cents: reading what people type, writing it as they say it, dividing it exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K")

SYMBOLS = {"EUR": "€", "CHF": "CHF", "PLN": "zł", "USD": "$", "HUF": "Ft"}
_TYPED = re.compile(r"^(?P<whole>\d{1,3}(?:[. \u00a0\u202f']\d{3})+|\d+)(?:,(?P<cents>\d{1,2}))?$")


class NotAnAmount(ValueError):
    """What was typed is no sum of money."""


class CannotSplit(ValueError):
    """The minimum for each is more than there is."""


def parse(text: str) -> int:
    """Cents of a sum as people type it in German: "12.400", "12400,50", "1 200 €".

    Raises NotAnAmount. "12.4" is refused rather than guessed.
    """
    cleaned = text.strip().removesuffix("€").removesuffix("EUR").strip()
    match = _TYPED.match(cleaned)
    if not match or len(cleaned) > 20:
        raise NotAnAmount(text)
    whole = int(re.sub(r"\D", "", match["whole"]))
    return whole * 100 + int((match["cents"] or "0").ljust(2, "0"))


def say(cents: int, *, currency: str = "EUR", language: str = "de") -> str:
    """A sum as people say it: ``1240000`` is "12.400 €" in German and "€12,400" in English.

    Cents are shown only where there are any.
    """
    sign = "−" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if language.startswith("en"):
        number = f"{whole:,}" + (f".{rest:02}" if rest else "")
        symbol = SYMBOLS.get(currency, currency)
        return f"{sign}{symbol}{number}" if len(symbol) == 1 else f"{sign}{number} {symbol}"
    number = f"{whole:,}".replace(",", ".") + (f",{rest:02}" if rest else "")
    return f"{sign}{number}\u00a0{SYMBOLS.get(currency, currency)}"


def split(total: int, weights: Mapping[K, int], *, minimum: int = 0) -> dict[K, int]:
    """Divide ``total`` cents in proportion to ``weights`` (inhabitants), at least ``minimum`` cents each.

    Whoever's share is below the minimum gets the minimum; the rest is divided among the others in
    proportion, cents left over going to the largest remainders (first in order where equal). Sums exactly.
    Raises CannotSplit if the minimum alone is more than there is, or nobody lives anywhere.
    """
    if not weights or minimum * len(weights) > total:
        raise CannotSplit(f"{len(weights)} × {minimum} > {total}")
    lifted: set[K] = set()
    while True:
        rest = total - minimum * len(lifted)
        people = sum(weight for key, weight in weights.items() if key not in lifted)
        if not people:
            if lifted and rest == 0:
                return dict.fromkeys(weights, minimum)
            raise CannotSplit("nobody to divide by")
        exact = {key: Fraction(rest * weight, people) for key, weight in weights.items() if key not in lifted}
        below = {key for key, share in exact.items() if share < minimum}
        if not below:
            break
        lifted |= below
        if len(lifted) == len(weights):
            raise CannotSplit("every share is below the minimum")
    shares = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: shares[key] - exact[key])
    for key in by_remainder[: rest - sum(shares.values())]:
        shares[key] += 1
    return {key: shares.get(key, minimum) for key in weights}
