"""Where the map finds its data (component map.html)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from cms import drawing
from participation.models import Round


@dataclass(frozen=True)
class Map:
    """Addresses of the drawing, the points, and an operator's raster tiles ("": none).

    ``drawing`` stands in the frame until the map has loaded, and for good without JavaScript.
    """

    city_url: str
    data_url: str
    tiles: str
    attribution: str
    drawing: drawing.Drawing


def city_url(round_: Round | None) -> str:
    """Address of the drawing for the map, with the district of a round marked."""
    keys = drawing.district_keys(round_.area) if round_ else ()
    return reverse("city_map") + (f"?gebiet={keys[0]}" if keys else "")


def map_of(round_: Round | None, *, city: drawing.City | None = None) -> Map:
    """The map of all public ideas, or of those of one round, in the language of the page.

    One query, none if ``city`` is given.
    """
    english = (get_language() or "de").startswith("en")
    query = urlencode({"runde": round_.slug} if round_ else {}) + ("&sprache=en" if english else "")
    return Map(
        city_url=city_url(round_),
        data_url=reverse("proposal_map") + (f"?{query.lstrip('&')}" if query else ""),
        tiles=settings.MAP_TILE_URL,
        attribution=settings.MAP_TILE_ATTRIBUTION,
        drawing=(city or drawing.city()).focused(current=drawing.district_keys(round_.area) if round_ else ()),
    )
