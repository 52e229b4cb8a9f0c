"""Projects as boards show them: cards, the bar of their money, the ledger, dots in the drawing of the city."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms import drawing, scaling
from cms.cards import Card
from cms.drawing import City
from cms.standing import PROJECT_STATES, of_project
from cms.story import Piece
from delivery import phrases
from participation.templatetags.smarte import money


@dataclass(frozen=True)
class MoneyBar:
    """The pot of a project: paid, ordered but not yet paid, and what is left of the award (component pot_bar.html)."""

    total_cents: int
    pieces: list[Piece]
    rest_cents: int
    rest_label: str
    summary: str


@dataclass(frozen=True)
class Built:
    """A finished project with its pictures before and after; "" where there is none."""

    title: str
    url: str
    place: str
    cost: str
    accent: str
    before: str
    before_alt: str
    after: str
    after_alt: str


@dataclass(frozen=True)
class LedgerRow:
    """One booking (component ledger.html)."""

    label: str
    cents: int
    at: datetime.date
    note: str


def project_cards(projects: Iterable[Any], *, city: City, today: datetime.date) -> list[Card]:
    """Cards of rows that came from ``delivery.queries.board``. No query."""
    return [_card(project, city, today) for project in projects]


def _card(project: Any, city: City, today: datetime.date) -> Card:
    where = of_project(project)
    picture, alt = _picture(project)
    next_date = phrases.deadline(project.next_due, today=today) if project.is_open else ""
    return Card(
        id=project.pk,
        title=project.title,
        url=reverse("project", args=[project.pk]),
        picture=scaling.url(picture, scaling.SMALL),
        alt=alt,
        place=f"{project.area.name}, {project.round.title}",
        accent=city.accent_of(project.area),
        cost=money(project.awarded_cents, project.round.currency),
        state=where.text,
        state_kind=where.kind,
        note=next_date,
    )


def _picture(project: Any) -> tuple[Any, str]:
    """The best picture there is: after, before, or that of the idea."""
    if project.picture_after:
        return project.picture_after, project.picture_after_alt
    if project.picture_before:
        return project.picture_before, project.picture_before_alt
    if project.proposal and project.proposal.picture:
        return project.proposal.picture, project.proposal.picture_alt
    return None, ""


def built(projects: Iterable[Any], *, city: City) -> list[Built]:
    """Finished projects as the home page shows them. No query."""
    return [_built(project, city) for project in projects]


def _built(project: Any, city: City) -> Built:
    picture, alt = _picture(project)
    return Built(
        title=project.title,
        url=reverse("project", args=[project.pk]),
        place=project.area.name,
        cost=money(project.awarded_cents, project.round.currency),
        accent=city.accent_of(project.area),
        before=scaling.url(project.picture_before, scaling.SMALL) if project.picture_after else "",
        before_alt=project.picture_before_alt,
        after=scaling.url(picture, scaling.SMALL),
        after_alt=alt,
    )


def money_bar(project: Any) -> MoneyBar:
    """Awarded, committed and spent as one bar. Spending beyond the award makes the bar longer, never wrong."""
    bar = _bar(project.awarded_cents, project.committed_cents, project.spent_cents, project.round.currency)
    return bar if project.is_open else replace(bar, rest_label=_("Left over, goes back into the pot"))


def _bar(awarded: int, committed: int, spent: int, currency: str) -> MoneyBar:
    ordered = max(0, committed - spent)
    facts = {
        "awarded": money(awarded, currency),
        "committed": money(max(committed, spent), currency),
        "spent": money(spent, currency),
    }
    pieces = [Piece(_("Paid"), spent, kind="spent"), Piece(_("Ordered, not paid yet"), ordered, kind="committed")]
    return MoneyBar(
        total_cents=max(awarded, spent + ordered),
        pieces=[piece for piece in pieces if piece.cents > 0],
        rest_cents=max(0, awarded - spent - ordered),
        rest_label=_("Not ordered yet"),
        summary=_("Awarded %(awarded)s, of which %(committed)s are ordered and %(spent)s are paid.") % facts,
    )


def total_bar(total: Any, *, currency: str = "EUR") -> MoneyBar:
    """The bar of the money of many projects (``delivery.queries.Money``)."""
    return _bar(total.awarded, total.committed, total.spent, currency)


def ledger(project: Any) -> list[LedgerRow]:
    """All bookings of a project in order of their day."""
    return [LedgerRow(entry.get_kind_display(), entry.cents, entry.on, entry.note) for entry in project.entries.all()]


def states_in_words(states: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """How many projects stand in each state that has any: (value, words, number)."""
    return [(state, str(words), states[state]) for state, words in PROJECT_STATES.items() if states.get(state)]


def places(projects: Iterable[Any], *, city: City) -> drawing.Drawing:
    """The drawing with a dot for each project that has a place."""
    found = [
        city.dot(row.lon, row.lat, label=row.title, url=reverse("project", args=[row.pk]), kind="won")
        for row in projects
    ]
    return city.marked(dots=found)
