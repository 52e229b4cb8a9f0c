"""What would have been enough for a project that was not funded, as a sentence people can quote."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from participation import money


def sentence(change: Mapping[str, Any], *, currency: str = "EUR") -> str:
    """The smallest change in the current language. ``change``: voting.allocation.Change.to_dict(), money in cents."""
    votes, cents = change["votes"], change["money"]
    if votes is None and cents is None:
        return gettext("With this rule neither more votes nor a lower cost would have been enough")
    less = money.say(round(Fraction(cents)), currency=currency, language=_language()) if cents is not None else ""
    facts = {"votes": _number(votes or 0), "money": less}
    if votes is None:
        return gettext("%(money)s less would have been enough") % facts
    if cents is None:
        said = ngettext(
            "%(votes)s more vote would have been enough", "%(votes)s more votes would have been enough", votes
        )
        return said % facts
    said = ngettext(
        "%(votes)s more vote or %(money)s less would have been enough",
        "%(votes)s more votes or %(money)s less would have been enough",
        votes,
    )
    return said % facts


def _language() -> str:
    return get_language() or "de"


def _number(count: int) -> str:
    """3214 as 3.214, and as 3,214 in English."""
    written = f"{count:,}"
    return written if _language().startswith("en") else written.replace(",", ".")
