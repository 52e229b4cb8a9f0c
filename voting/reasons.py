"""Why a project was funded or not, as a sentence people can quote. The numbers come from the count, unchanged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from participation import money


def sentence(reason: Mapping[str, Any], *, currency: str = "EUR") -> str:
    """The reason line in the current language. ``reason``: voting.allocation.Reason.to_dict(), money in cents.

    Also understands the code "withdrawn" (with its ``text``). An unknown code raises KeyError: nothing is guessed.
    """
    return _SENTENCES[reason["code"]](reason, currency)


def _funded(reason: Mapping[str, Any], currency: str) -> str:
    votes = Fraction(reason["votes"])
    if reason["stage"] == "completion":
        said = ngettext(
            "Funded at step %(step)d from the money that was left, with %(votes)s vote",
            "Funded at step %(step)d from the money that was left, with %(votes)s votes",
            _plural(votes),
        )
    elif "payment" not in reason:
        said = ngettext(
            "Funded at step %(step)d, with %(votes)s vote",
            "Funded at step %(step)d, with %(votes)s votes",
            _plural(votes),
        )
    elif Fraction(reason["effective_votes"]) == votes:
        said = ngettext(
            "Funded at step %(step)d: %(votes)s supporter paid %(payment)s",
            "Funded at step %(step)d: %(votes)s supporters paid %(payment)s each",
            _plural(votes),
        )
    else:
        said = ngettext(
            "Funded at step %(step)d: %(votes)s supporter paid at most %(payment)s",
            "Funded at step %(step)d: %(votes)s supporters paid at most %(payment)s each",
            _plural(votes),
        )
    payment = _say(reason["payment"], currency) if "payment" in reason else ""
    return said % {"step": reason["step"], "votes": _number(votes), "payment": payment}


def _part_funded(reason: Mapping[str, Any], currency: str) -> str:
    said = gettext("Got at step %(step)d what was left in the pot; the missing %(money)s must come from elsewhere")
    return said % {"step": reason["step"], "money": _say(reason["missing_money"], currency)}


def _no_votes(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("Nobody chose it")


def _below_minimum(reason: Mapping[str, Any], currency: str) -> str:
    missing = _votes(reason)
    said = ngettext(
        "%(missing)s vote short of the least number of votes",
        "%(missing)s votes short of the least number of votes",
        missing,
    )
    return said % {"missing": _number(missing)}


def _does_not_fit(reason: Mapping[str, Any], currency: str) -> str:
    short = _say(reason["missing_money"], currency)
    if "step" not in reason:
        return gettext("Costs %(money)s more than the whole pot") % {"money": short}
    missing = _votes(reason)
    if not missing:
        return gettext("%(money)s were missing in the pot when its turn came") % {"money": short}
    said = ngettext("Missed by %(missing)s vote or %(money)s", "Missed by %(missing)s votes or %(money)s", missing)
    return said % {"money": short, "missing": _number(missing)}


def _after_stop(reason: Mapping[str, Any], currency: str) -> str:
    missing = _votes(reason)
    if not missing:
        return gettext("The money was given out before its turn came")
    return ngettext("Missed by %(missing)s vote", "Missed by %(missing)s votes", missing) % {
        "missing": _number(missing)
    }


def _supporters_short(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("Its supporters were %(money)s short") % {"money": _say(reason["missing_money"], currency)}


def _other_form(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("Project no. %(rival)s is another form of it and stood in its place") % reason


def _excluded(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("Only one of the two can be built, and project no. %(rival)s was funded") % reason


def _cap_reached(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("The money that projects of its kind may get together was not enough for it any more")


def _not_in_best(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("The money brought most with other projects together")


def _withdrawn(reason: Mapping[str, Any], currency: str) -> str:
    return gettext("Withdrawn: %(reason)s") % {"reason": reason["text"]}


def _votes(reason: Mapping[str, Any]) -> int:
    """Further votes that would have been enough, or 0 where there is no such number."""
    return math.ceil(Fraction(reason.get("missing_votes", 0)))


def _say(cents: int | str, currency: str) -> str:
    """Exact cents ("7640/2" too) as people say them, rounded to the cent."""
    return money.say(round(Fraction(cents)), currency=currency, language=get_language() or "de")


def _number(count: Fraction | int) -> str:
    """3214 as 3.214, and as 3,214 in English. Votes that weigh less than one are said to the tenth."""
    written = f"{int(count):,}" if Fraction(count).denominator == 1 else f"{float(count):,.1f}"
    english = (get_language() or "de").startswith("en")
    return written if english else written.translate(str.maketrans(",.", ".,"))


def _plural(count: Fraction) -> int:
    """The number that decides between "vote" and "votes": half a vote is no single one."""
    return int(count) if count.denominator == 1 else 2


_SENTENCES = {
    "funded": _funded,
    "part_funded": _part_funded,
    "no_votes": _no_votes,
    "below_minimum": _below_minimum,
    "other_form": _other_form,
    "excluded": _excluded,
    "cap_reached": _cap_reached,
    "not_in_best": _not_in_best,
    "does_not_fit": _does_not_fit,
    "after_stop": _after_stop,
    "supporters_short": _supporters_short,
    "withdrawn": _withdrawn,
}
