"""Bringing a city in: areas, borders, inhabitants and landmarks from official files. Any city's."""

from __future__ import annotations

import csv
import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import transaction

from participation import audit, geometry
from participation.models import AgeBand, Area, Landmark

Bands = tuple[tuple[int, int | None, int], ...]
ACCENTS = 12  # accent colours of the look, "accent-1" to "accent-12"
ORDER = {kind: number for number, kind in enumerate(Area.Kind)}  # from the city down


class AreasRefused(Exception):
    """A file cannot be taken as it is; says where."""


@dataclass(frozen=True)
class AreaRow:
    """One area to bring in. ``parent`` is a key, None for the city; bands are (low, high or None, people)."""

    key: str
    name: str
    kind: str
    parent: str | None
    centre: tuple[float, float]
    boundary: dict[str, Any] | None = None
    inhabitants: int = 0
    bands: Bands = ()


@dataclass
class Plan:
    """What bringing areas in would do."""

    rows: list[AreaRow] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0


def read_geojson(file: Path, *, kind: str, parent_of: Callable[[str], str]) -> list[AreaRow]:
    """Rows of a GeoJSON FeatureCollection whose features have ``key`` and ``name``; ``parent_of(key)``: the parent.

    Raises AreasRefused with the number of the feature.
    """
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AreasRefused(f"{file.name}: no GeoJSON FeatureCollection ({error!r})") from error
    if not features:
        raise AreasRefused(f"{file.name}: there is no feature in it")
    rows = []
    for number, feature in enumerate(features, 1):
        try:
            rows.append(_row(feature, kind, parent_of))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise AreasRefused(f"{file.name}: feature {number}: {error!r}") from error
    return rows


def _row(feature: Any, kind: str, parent_of: Callable[[str], str]) -> AreaRow:
    key, name = str(feature["properties"]["key"]), str(feature["properties"]["name"])
    shape = feature["geometry"]
    west, south, east, north = geometry.bounds([shape])
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("coordinates are not longitude and latitude (WGS 84)")
    return AreaRow(key, name, kind, parent_of(key), geometry.centre(shape), shape)


_BAND = re.compile(r"alter_(\d\d)(?:_(\d\d)|(plus))?$")


def read_inhabitants(file: Path) -> dict[str, tuple[int, Bands]]:
    """Inhabitants by key from a semicolon CSV with ``key``, ``gesamt`` and age columns such as ``alter_18_24``.

    "alter_14plus" beside "alter_14" is a sum and is left out. Raises AreasRefused with the line.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source, delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AreasRefused(f"{file.name}: {error}") from error
    if not rows or not {"key", "gesamt"} <= rows[0].keys():
        raise AreasRefused(f"{file.name}: the columns key and gesamt, divided by semicolons, are missing")
    found: dict[str, tuple[int, Bands]] = {}
    for line, row in enumerate(rows, 2):
        try:
            if row["key"] in found:
                raise ValueError(f"the key {row['key']} comes twice")
            bands = [_band(match, value) for name, value in row.items() if name and (match := _BAND.match(name))]
            found[row["key"]] = _people(row["gesamt"]), _without_sums(bands)
        except (TypeError, ValueError) as error:
            raise AreasRefused(f"{file.name}: line {line}: {error}") from error
    return found


def _people(value: str | None) -> int:
    number = int(value or "")
    if number < 0:
        raise ValueError(f"{number} people")
    return number


def _band(match: re.Match[str], value: str | None) -> tuple[int, int | None, int]:
    low, high, plus = match.groups()
    return int(low), None if plus else int(high or low), _people(value)


def _without_sums(bands: list[tuple[int, int | None, int]]) -> Bands:
    """Drop open bands that begin below another band's start: they are sums over those. The others must not overlap."""
    top = max((low for low, _, _ in bands), default=0)
    kept = sorted((band for band in bands if band[1] is not None or band[0] == top), key=lambda band: band[0])
    for (low, high, _), (next_low, _, _) in pairwise(kept):
        if high is None or high < low or high >= next_low:
            raise ValueError(f"the age bands from {low} and from {next_low} years overlap")
    return tuple(kept)


def plan(rows: Iterable[AreaRow]) -> Plan:
    """What ``load`` would do, without doing it. Raises AreasRefused (a parent that is nowhere, a key twice)."""
    result = Plan(rows=_parents_first(list(rows)))
    known = {area.key: area for area in Area.objects.select_related("parent").prefetch_related("age_bands")}
    for row in result.rows:
        area = known.get(row.key)
        if area is None:
            result.new.append(row.key)
        elif _says(area) == _row_says(row):
            result.same += 1
        else:
            result.changed.append(row.key)
    return result


@transaction.atomic
def load(
    *, rows: Iterable[AreaRow], edition: str, at: datetime.datetime, accents: Mapping[str, str] | None = None
) -> Plan:
    """Bring areas in: new ones are made, changed ones changed, none is deleted. All or nothing; runs again safely."""
    done = plan(rows)
    areas = {area.key: area for area in Area.objects.all()}
    for row in done.rows:
        area = areas.get(row.key) or Area(key=row.key, accent=_next_accent(row, areas))
        area.kind, area.name, area.edition = row.kind, row.name, edition
        area.parent = areas[row.parent] if row.parent else None
        area.lon, area.lat, area.boundary, area.inhabitants = *row.centre, row.boundary, row.inhabitants
        if accents and row.key in accents:
            area.accent = accents[row.key]
        elif area.parent and row.kind == Area.Kind.REGION:
            area.accent = area.parent.accent
        area.save()
        areas[row.key] = area
    _follow_parents(areas)
    AgeBand.objects.filter(area__key__in=[row.key for row in done.rows]).delete()
    AgeBand.objects.bulk_create(
        AgeBand(area=areas[row.key], low=low, high=high, inhabitants=people)
        for row in done.rows
        for low, high, people in row.bands
    )
    if done.rows:
        detail = {"new": len(done.new), "changed": len(done.changed), "edition": edition}
        audit.record(action="areas.load", subject=areas[done.rows[0].key], at=at, detail=detail)
    return done


def _next_accent(row: AreaRow, areas: Mapping[str, Area]) -> str:
    """Districts take turns, so that neighbours in the list differ."""
    districts = sum(area.kind == Area.Kind.DISTRICT for area in areas.values())
    return f"accent-{districts % ACCENTS + 1 if row.kind == Area.Kind.DISTRICT else 1}"


def _follow_parents(areas: Mapping[str, Area]) -> None:
    """Areas that no row names follow a parent that moved: their path begins with its path."""
    by_pk = {area.pk: area for area in areas.values()}
    for area in sorted(areas.values(), key=lambda area: ORDER[Area.Kind(area.kind)]):
        parent = by_pk[area.parent_id] if area.parent_id else None
        if area.path != (parent.path if parent else "") + area.key + "/":
            area.parent = parent
            area.save(update_fields=["path"])


@transaction.atomic
def load_landmarks(*, landmarks: Iterable[Mapping[str, Any]]) -> int:
    """Replace the rivers, lakes, parks and woods of the drawing; each has kind, name and geometry. Their number."""
    Landmark.objects.all().delete()
    made = Landmark.objects.bulk_create(
        Landmark(kind=mark["kind"], name=mark["name"], geometry=mark["geometry"]) for mark in landmarks
    )
    return len(made)


def _parents_first(rows: list[AreaRow]) -> list[AreaRow]:
    by_key = {row.key: row for row in rows}
    if len(by_key) != len(rows):
        twice = sorted({row.key for row in rows if sum(other.key == row.key for other in rows) > 1})
        raise AreasRefused(f"keys that come twice: {', '.join(twice)}")
    known = set(Area.objects.values_list("key", flat=True))
    for row in rows:
        if row.parent and row.parent not in by_key and row.parent not in known:
            raise AreasRefused(f"{row.key} {row.name}: its parent {row.parent} is nowhere")
    return sorted(rows, key=lambda row: (ORDER[Area.Kind(row.kind)], row.key))


def _row_says(row: AreaRow) -> tuple[Any, ...]:
    lon, lat = row.centre
    return row.name, row.kind, row.parent, round(lon, 6), round(lat, 6), row.boundary, row.inhabitants, tuple(row.bands)


def _says(area: Area) -> tuple[Any, ...]:
    bands = tuple((band.low, band.high, band.inhabitants) for band in area.age_bands.all())
    parent = area.parent.key if area.parent else None
    lon, lat = round(area.lon, 6), round(area.lat, 6)
    return area.name, area.kind, parent, lon, lat, area.boundary, area.inhabitants, bands
