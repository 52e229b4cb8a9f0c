"""What people read about projects: refusals, changes, and how late something is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from delivery.models import Project, Update
from participation import money

Text = str | Promise

REFUSALS: dict[str, Text] = {
    "not_published": _("This result is not published yet."),
    "outdated": _("A newer result of this round is published. Please use that one."),
    "closed": _("This project is finished. Please reopen it with an update first."),
    "foreign_office": _("%(office)s works elsewhere. Please choose an office in charge of %(area)s."),
    "upside_down": _("The end lies before the start. Please check the dates."),
    "no_reason": _("State, date or cost change. Please give the reason, everybody will read it."),
    "no_title": _("Please give it a title."),
    "nothing_new": _("Nothing is new here. Please write what has changed."),
    "wrong_move": _("From “%(state)s” a project cannot go to “%(wanted)s” this way."),
    "no_reference": _("A project may be given up only by decision. Please give the number of the paper."),
    "reached": _("This step is done already."),
    "in_future": _("This day has not come yet. Please enter today or an earlier day."),
    "wrong_kind": _("Please choose committed or spent."),
    "zero": _("Please enter an amount other than zero."),
    "no_note": _("Please write what the money is for."),
    "below_zero": _("You cannot take back more than was booked."),
    "no_alt": _("Please describe the picture for people who cannot see it."),
}
# The field of the form beside which the sentence stands; others concern the whole form.
FIELDS = {
    "foreign_office": "office",
    "upside_down": "ends_on",
    "no_reason": "reason",
    "no_title": "title",
    "nothing_new": "text",
    "wrong_move": "state",
    "no_reference": "reference",
    "in_future": "on",
    "wrong_kind": "kind",
    "zero": "amount",
    "no_note": "note",
    "below_zero": "amount",
    "no_alt": "alt",
}

LABELS: dict[str, Text] = {
    "state": _("State"),
    "starts_on": _("Planned start"),
    "ends_on": _("Planned end"),
    "due_on": _("Date of the step"),
    "committed": _("Committed"),
    "spent": _("Spent"),
    "cost": _("Awarded and spent"),
    "drop_reference": _("By decision"),
}
# What the acts of this package are called in the log.
ACTS = {
    "projects.commit": _("Projects made from awards"),
    "projects.assign": _("Office and dates set"),
    "projects.report": _("News reported"),
    "projects.complete": _("Project declared done"),
    "projects.drop": _("Project given up"),
    "projects.plan_milestone": _("Step planned"),
    "projects.postpone_milestone": _("Step moved"),
    "projects.reach_milestone": _("Step done"),
    "projects.book": _("Money booked"),
    "projects.illustrate": _("Picture added"),
}
DATES = ("starts_on", "ends_on", "due_on")
SUMS = ("committed", "spent", "cost")


@dataclass(frozen=True)
class Change:
    """One thing that changed, in words of the current language; empty: it was open before."""

    label: str
    before: str
    after: str


def refusal(code: str, facts: dict[str, Any]) -> str:
    """The sentence for a refusal of ``delivery.projects``, in the current language."""
    return str(REFUSALS[code]) % facts


def changes(update: Update, *, currency: str = "EUR") -> list[Change]:
    """What an update changed, as people say it, in the order in which it was written down."""
    return [
        Change(str(LABELS[name]), _value(name, old, currency), _value(name, new, currency))
        for name, (old, new) in update.changes.items()
    ]


def deadline(due_on: datetime.date | None, *, today: datetime.date) -> str:
    """How far away a date is: "until 14 March", "due today", "3 days late"; empty without a date."""
    if due_on is None:
        return ""
    late = (today - due_on).days
    if late > 0:
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    if late == 0:
        return gettext("due today")
    return gettext("until %(day)s") % {"day": date_format(due_on, "DATE_FORMAT")}


def _value(name: str, value: Any, currency: str) -> str:
    if value in (None, ""):
        return ""
    if name in DATES:
        return date_format(datetime.date.fromisoformat(value), "DATE_FORMAT")
    if name in SUMS:
        return money.say(value, currency=currency, language=get_language() or "de")
    return str(Project.State(value).label) if name == "state" else str(value)
