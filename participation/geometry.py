"""The little geometry we need: is a point in a GeoJSON area, how far apart are two points. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

KM_PER_DEGREE = 111.32


class NotAGeometry(ValueError):
    """No GeoJSON polygon or multi-polygon."""


def contains(geometry: dict[str, Any], lon: float, lat: float) -> bool:
    """Whether a GeoJSON Polygon or MultiPolygon (lon/lat) holds the point; holes are outside. Raises NotAGeometry."""
    return any(
        _in_ring(rings[0], lon, lat) and not any(_in_ring(hole, lon, lat) for hole in rings[1:])
        for rings in polygons(geometry)
    )


def polygons(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    """The polygons of a GeoJSON geometry, each as its rings. Raises NotAGeometry."""
    try:
        if geometry["type"] == "Polygon":
            return [geometry["coordinates"]]
        if geometry["type"] == "MultiPolygon":
            return list(geometry["coordinates"])
    except (KeyError, TypeError) as error:
        raise NotAGeometry(str(error)) from error
    raise NotAGeometry(f"{geometry['type']} is no area")


def bounds(geometries: Sequence[dict[str, Any]]) -> tuple[float, float, float, float]:
    """(min lon, min lat, max lon, max lat) over areas. Raises NotAGeometry."""
    points = [point for geometry in geometries for rings in polygons(geometry) for point in rings[0]]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def centre(geometry: dict[str, Any]) -> tuple[float, float]:
    """A point that stands for the area: the centroid of its largest ring. Raises NotAGeometry."""
    ring = max((_xy(rings[0]) for rings in polygons(geometry)), key=lambda points: abs(_twice_area(points)))
    (lon, lat), double = ring[0], _twice_area(ring)
    if double == 0:
        return lon, lat
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(_from_first(ring)):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return lon + x / (3 * double), lat + y / (3 * double)


def distance(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Kilometres between two points of one city (flat earth: good to a few metres)."""
    return hypot((lon2 - lon1) * cos(radians((lat1 + lat2) / 2)), lat2 - lat1) * KM_PER_DEGREE


def _xy(ring: list[list[float]]) -> list[tuple[float, float]]:
    return [(point[0], point[1]) for point in ring]


def _from_first(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Relative to the first point: products of whole coordinates would drown a small area in rounding."""
    lon, lat = ring[0]
    return [(x - lon, y - lat) for x, y in ring]


def _twice_area(ring: list[tuple[float, float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(_from_first(ring)))


def _in_ring(ring: list[list[float]], lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in pairwise(_xy(ring)):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
