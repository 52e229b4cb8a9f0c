"""Money in integer cents: reading what people type, writing it as they say it, dividing it exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

SYMBOLS = {"EUR": "€", "CHF": "CHF", "PLN": "zł", "USD": "$", "HUF": "Ft"}
_TYPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:[.\s'][0-9]{3})+|[0-9]+)(?:,(?P<cents>[0-9]{1,2}))?\s*(?:€|euro?)?", re.IGNORECASE
)
LONGEST = 30  # characters of a sum that anybody would type


class NotAnAmount(ValueError):
    """What was typed is no sum of money."""


class CannotSplit(ValueError):
    """The minimum for each is more than there is."""


def parse(text: str) -> int:
    """Cents of a sum as people type it in German: "12.400", "12400,50", "1 200 €", "1200 Euro".

    Raises NotAnAmount. "12.4" is refused rather than guessed.
    """
    cleaned = text.strip()
    match = _TYPED.fullmatch(cleaned)
    if not match or len(cleaned) > LONGEST:
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
        return f"{sign}{symbol}{number}" if len(symbol) == 1 else f"{sign}{number}\u00a0{symbol}"
    number = f"{whole:,}".replace(",", ".") + (f",{rest:02}" if rest else "")
    return f"{sign}{number}\u00a0{SYMBOLS.get(currency, currency)}"


def split(total: int, weights: Mapping[K, int], *, minimum: int = 0) -> dict[K, int]:
    """Divide ``total`` cents in proportion to ``weights`` (inhabitants), at least ``minimum`` cents each.

    Whoever's share is below the minimum gets the minimum; the rest is divided among the others in
    proportion, cents left over going to the largest remainders (first in order where equal). Sums exactly.
    Raises CannotSplit if the minimum alone is more than there is, or nobody lives anywhere.
    """
    if minimum * len(weights) > total or not any(weights.values()):
        raise CannotSplit(f"{len(weights)} × {minimum} of {total} for {sum(weights.values())} people")
    others = dict(weights)
    while True:
        # The rest is never below the minimum for each of the others, so they are never all below it.
        rest, people = total - minimum * (len(weights) - len(others)), sum(others.values())
        above = {key: weight for key, weight in others.items() if rest * weight >= minimum * people}
        if len(above) == len(others):
            break
        others = above
    shares = {key: rest * weight // people for key, weight in others.items()}
    by_remainder = sorted(others, key=lambda key: -(rest * others[key] % people))
    for key in by_remainder[: rest - sum(shares.values())]:
        shares[key] += 1
    return {key: shares.get(key, minimum) for key in weights}
