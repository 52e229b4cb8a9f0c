"""Cards: what a list shows of a proposal or a project, ready for the component proposal_card.html."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from cms import drawing, scaling
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


def proposal_cards(proposals: Iterable[Any], *, at: datetime.datetime, numbered: bool = True) -> list[Card]:
    """Cards of rows that came from ``proposals.queries.list_for_public``, with where each stands. At most seven queries."""
    rows = list(proposals)
    if not rows:
        return []
    where, accents = standings(rows, at=at), accents_by_district()
    return [_proposal_card(row, where[row.pk], accents, numbered) for row in rows]


def accents_by_district() -> dict[str, str]:
    """Name of the accent colour by key of the district. One query at most."""
    return {shape.key: shape.accent for shape in drawing.city().drawing.shapes}


def accent_of(area: Any, accents: dict[str, str]) -> str:
    """The accent of the district an area lies in; the whole city: none."""
    keys = drawing.district_keys(area)
    return accents.get(keys[0], "") if keys else ""


def place_in_words(place: str, area: Any) -> str:
    """The place a person named and the area, not twice the same: "Leopoldplatz, Wedding Zentrum"."""
    return f"{place}, {area.name}" if place and area.name not in place else place or area.name


def _proposal_card(row: Any, standing: Standing, accents: dict[str, str], numbered: bool) -> Card:
    supports = row.supports_count
    return Card(
        id=row.pk,
        title=row.title,
        url=reverse("proposal", args=[row.pk]),
        number=row.number if numbered else None,
        picture=scaling.url(row.picture, scaling.SMALL),
        alt=row.picture_alt,
        place=place_in_words(row.place, row.area),
        accent=accent_of(row.area, accents),
        cents=row.cost_cents,
        state=standing.text,
        state_kind=standing.kind,
        note=ngettext("%(count)s supporter", "%(count)s supporters", supports) % {"count": supports}
        if supports
        else "",
    )
