"""Cards: what a list shows of a proposal or a project, ready for the component proposal_card.html."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from cms import scaling
from cms.drawing import City
from cms.standing import Standing, standings


@dataclass(frozen=True)
class Card:
    """``cents`` None: no cost known. ``accent`` is that of the district."""

    id: int
    title: str
    url: str
    number: int | None = None
    picture: str = ""
    alt: str = ""
    place: str = ""
    accent: str = ""
    cents: int | None = None
    cost: str = ""
    state: str = ""
    state_kind: str = "plain"
    note: str = ""


def proposal_cards(proposals: Iterable[Any], *, city: City, at: datetime.datetime) -> list[Card]:
    """Cards of rows that came from ``proposals.queries.list_for_public``, with their standing. At most four queries."""
    rows = list(proposals)
    if not rows:
        return []
    where = standings(rows, at=at)
    return [_proposal_card(row, where[row.pk], city) for row in rows]


def place_in_words(place: str, area: Any) -> str:
    """The place a person named and the area, not twice the same: "Leopoldplatz, Wedding Zentrum"."""
    return f"{place}, {area.name}" if place and area.name not in place else place or area.name


def _proposal_card(row: Any, standing: Standing, city: City) -> Card:
    supports = row.supports_count
    return Card(
        id=row.pk,
        title=row.title,
        url=reverse("proposal", args=[row.pk]),
        number=row.number,
        picture=scaling.url(row.picture, scaling.SMALL),
        alt=row.picture_alt,
        place=place_in_words(row.place, row.area),
        accent=city.accent_of(row.area),
        cents=row.cost_cents,
        state=standing.text,
        state_kind=standing.kind,
        note=ngettext("%(count)s supporter", "%(count)s supporters", supports) % {"count": supports}
        if supports
        else "",
    )
