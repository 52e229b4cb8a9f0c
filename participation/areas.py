"""Bringing a city in: areas, borders, inhabitants and landmarks from official files. Any city's."""

from __future__ import annotations

import csv
import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from participation import audit, geometry
from participation.models import AgeBand, Area, Landmark


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
    bands: tuple[tuple[int, int | None, int], ...] = ()


@dataclass
class Plan:
    """What bringing areas in would do."""

    rows: list[AreaRow] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0


def read_geojson(file: Path, *, kind: str, parent_of: Any) -> list[AreaRow]:
    """Rows of a GeoJSON FeatureCollection whose features have ``key`` and ``name``; ``parent_of(key)``: the parent.

    Raises AreasRefused with the number of the feature.
    """
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AreasRefused(f"{file.name}: no GeoJSON FeatureCollection ({error})") from error
    rows = []
    for number, feature in enumerate(features, 1):
        try:
            properties, shape = feature["properties"], feature["geometry"]
            key, name = str(properties["key"]), str(properties["name"])
            rows.append(AreaRow(key, name, kind, parent_of(key), geometry.centre(shape), shape))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise AreasRefused(f"{file.name}: feature {number}: {error!r}") from error
    return rows


_BAND = re.compile(r"alter_(\d\d)(?:_(\d\d)|(plus))?$")


def read_inhabitants(file: Path) -> dict[str, tuple[int, tuple[tuple[int, int | None, int], ...]]]:
    """Inhabitants by key from a semicolon CSV with ``key``, ``gesamt`` and age columns such as ``alter_18_24``.

    "alter_14plus" beside "alter_14" is a sum and is left out. Raises AreasRefused with the line.
    """
    found: dict[str, tuple[int, tuple[tuple[int, int | None, int], ...]]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.DictReader(source, delimiter=";"))
    except (OSError, UnicodeDecodeError) as error:
        raise AreasRefused(f"{file.name}: {error}") from error
    for line, row in enumerate(rows, 2):
        try:
            bands = [_band(name, value) for name, value in row.items() if name and _BAND.match(name)]
            found[row["key"]] = int(row["gesamt"]), _without_sums(bands)
        except (KeyError, TypeError, ValueError) as error:
            raise AreasRefused(f"{file.name}: line {line}: {error!r}") from error
    return found


def _band(name: str, value: str) -> tuple[int, int | None, int]:
    match = _BAND.match(name)
    assert match
    low, high, plus = match.groups()
    return int(low), None if plus else int(high or low), int(value)


def _without_sums(bands: list[tuple[int, int | None, int]]) -> tuple[tuple[int, int | None, int], ...]:
    """Drop open bands that begin below another band's start: they are sums over those."""
    top = max((low for low, _, _ in bands), default=0)
    return tuple(sorted(band for band in bands if band[1] is not None or band[0] == top))


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
        area = areas.get(row.key) or Area(key=row.key)
        area.kind, area.name, area.edition = row.kind, row.name, edition
        area.parent = areas[row.parent] if row.parent else None
        area.lon, area.lat, area.boundary, area.inhabitants = *row.centre, row.boundary, row.inhabitants
        if accents and row.key in accents:
            area.accent = accents[row.key]
        elif area.parent and row.kind == Area.Kind.REGION:
            area.accent = area.parent.accent
        area.save()
        areas[row.key] = area
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
    order = {Area.Kind.CITY: 0, Area.Kind.DISTRICT: 1, Area.Kind.REGION: 2}
    return sorted(rows, key=lambda row: (order[Area.Kind(row.kind)], row.key))


def _row_says(row: AreaRow) -> tuple[Any, ...]:
    lon, lat = row.centre
    return row.name, row.kind, row.parent, round(lon, 6), round(lat, 6), row.boundary, row.inhabitants, tuple(row.bands)


def _says(area: Area) -> tuple[Any, ...]:
    bands = tuple((band.low, band.high, band.inhabitants) for band in area.age_bands.all())
    parent = area.parent.key if area.parent else None
    lon, lat = round(area.lon, 6), round(area.lat, 6)
    return area.name, area.kind, parent, lon, lat, area.boundary, area.inhabitants, bands
