"""The drawing of the city: borders and landmarks as SVG paths for pages, as GeoJSON for the map.

A simple equirectangular projection: good enough for one city. Computed once per process and state of the areas.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians
from typing import Any, ClassVar

from django.db.models import F, Func, Subquery

from participation import geometry
from participation.models import Area, Landmark
from participation.prepared import Prepared

WIDTH = 1000.0


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude to points of a picture ``WIDTH`` wide."""

    west: float
    north: float
    x_scale: float
    y_scale: float
    height: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place lies in the picture, to a tenth of a unit."""
        return round((lon - self.west) * self.x_scale, 1), round((self.north - lat) * self.y_scale, 1)


@dataclass(frozen=True)
class Shape:
    """A district as an SVG path."""

    is_key: ClassVar[bool] = True  # see participation.templatetags.remembered
    key: str
    name: str
    accent: str
    path: str
    current: bool = False
    url: str = ""
    # Around its outline: left, top, right, bottom.
    box: tuple[float, float, float, float] = (0, 0, 0, 0)


@dataclass(frozen=True)
class Mark:
    """A river, lake, park or wood as an SVG path; ``line``: drawn by its stroke."""

    is_key: ClassVar[bool] = True
    kind: str
    name: str
    path: str
    line: bool


@dataclass(frozen=True)
class Dot:
    """A place to be marked in the drawing."""

    x: float
    y: float
    label: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Drawing:
    """All that the components ``city.html`` and ``locator.html`` draw."""

    width: int
    height: int
    shapes: tuple[Shape, ...] = ()
    landmarks: tuple[Mark, ...] = ()
    dots: tuple[Dot, ...] = ()
    # The part of the picture to be shown: x, y, width, height; None: all of it.
    window: tuple[float, float, float, float] | None = None

    @property
    def view_box(self) -> str:
        """The attribute viewBox of the picture."""
        x, y, width, height = self.window or (0, 0, self.width, self.height)
        return f"{x:g} {y:g} {width:g} {height:g}"

    @property
    def dot_radius(self) -> float:
        """A radius that looks the same whatever part is shown, in units of the drawing."""
        return round((self.window[2] if self.window else self.width) / 80, 1)


@dataclass(frozen=True)
class City:
    """What is computed once: the projection, the drawing without anything marked, the GeoJSON and its ETag."""

    projection: Projection
    drawing: Drawing
    features: tuple[dict[str, Any], ...]
    stamp: str

    @cached_property
    def accents(self) -> dict[str, str]:
        """Name of the accent colour by key of the district."""
        return {shape.key: shape.accent for shape in self.drawing.shapes}

    def geojson(self, current: str = "") -> bytes:
        """Districts and landmarks for the map; the district with the key ``current`` says so. UTF-8."""
        features = [
            feature | {"properties": feature["properties"] | {"current": True}}
            if current and feature["properties"]["key"] == current
            else feature
            for feature in self.features
        ]
        collection = {"type": "FeatureCollection", "features": features}
        return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()

    def etag(self, current: str = "") -> str:
        """Changes whenever ``geojson`` does."""
        return f'"{hashlib.sha256(f"{self.stamp}/{current}".encode()).hexdigest()[:32]}"'

    def accent_of(self, area: Area) -> str:
        """The accent of the district an area is or lies in; the whole city: none."""
        keys = district_keys(area)
        return self.accents.get(keys[0], "") if keys else ""

    def marked(
        self, *, current: Collection[str] = (), urls: Mapping[str, str] | None = None, dots: Iterable[Dot | None] = ()
    ) -> Drawing:
        """The drawing with some districts (keys) marked as current, links by key, and dots (None: left out)."""
        links = urls or {}
        shapes = tuple(
            replace(shape, current=shape.key in current, url=links.get(shape.key, "")) for shape in self.drawing.shapes
        )
        return replace(self.drawing, shapes=shapes, dots=tuple(dot for dot in dots if dot is not None))

    def focused(self, *, current: Collection[str], dots: Iterable[Dot | None] = ()) -> Drawing:
        """The part of the drawing around these districts, two to one, with some of their neighbours; none: all."""
        whole = self.marked(current=current, dots=dots)
        boxes = [shape.box for shape in whole.shapes if shape.current]
        return replace(whole, window=_window(boxes)) if boxes else whole

    def dot(
        self, lon: float | None, lat: float | None, *, label: str = "", url: str = "", kind: str = ""
    ) -> Dot | None:
        """A dot at a place, or None where there is no place."""
        if lon is None or lat is None:
            return None
        return Dot(*self.projection.point(lon, lat), label, url, kind)

    def locator(self, area: Area, lon: float | None, lat: float | None, *, label: str = "") -> Drawing:
        """The small drawing that shows in which district something lies, with a dot if the place is known."""
        return self.marked(current=district_keys(area), dots=[self.dot(lon, lat, label=label, kind="here")])


NOWHERE = City(Projection(0, 0, 1, 1, 0), Drawing(0, 0), (), "")
_known: dict[str, City] = {}


def city() -> City:
    """The city as it is in the database now. One small query if nothing changed since the last call."""
    stamp = _stamp()
    if stamp not in _known:
        _known.clear()
        _known[stamp] = _draw(stamp)
    return _known[stamp]


def district_keys(area: Area) -> tuple[str, ...]:
    """Key of the district an area is or lies in; the city itself: none. No query: keys stand in the path."""
    keys = area.path.strip("/").split("/")
    return (keys[1],) if len(keys) > 1 else ()


def _window(boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width = round(1.15 * max(right - left, 2 * (bottom - top)), 1)
    height = round(width / 2, 1)
    return round((left + right - width) / 2, 1), round((top + bottom - height) / 2, 1), width, height


def _stamp() -> str:
    rows = _FACTS.rows()
    return hashlib.sha256(repr(rows).encode()).hexdigest() if rows else ""


def _facts() -> Any:
    marks = Landmark.objects.order_by()
    facts = _drawn_areas().annotate(
        landmarks=Subquery(marks.annotate(n=Func(F("pk"), function="COUNT")).values("n")),
        newest=Subquery(marks.annotate(n=Func(F("pk"), function="MAX")).values("n")),
    )
    return facts.values_list("pk", "key", "name", "accent", "edition", "lon", "lat", "landmarks", "newest")


_FACTS = Prepared(_facts)


def _drawn_areas() -> Any:
    """Districts with borders, and the city itself (used where it has none)."""
    kinds = [Area.Kind.CITY, Area.Kind.DISTRICT]
    return Area.objects.filter(kind__in=kinds, boundary__isnull=False).order_by("path")


def _draw(stamp: str) -> City:
    areas = list(_drawn_areas())
    areas = [area for area in areas if area.kind == Area.Kind.DISTRICT] or areas
    if not areas:
        return NOWHERE
    landmarks = list(Landmark.objects.all())
    projection = _projection([area.boundary for area in areas])
    shapes = tuple(_shape(projection, area) for area in areas)
    marks = tuple(_mark(projection, landmark) for landmark in landmarks)
    plain = Drawing(int(WIDTH), int(projection.height), shapes, marks)
    features = (*map(_district, areas), *map(_landmark, landmarks))
    return City(projection, plain, features, stamp)


def _projection(boundaries: list[Any]) -> Projection:
    west, south, east, north = geometry.bounds(boundaries)
    x_scale = WIDTH / max(east - west, 1e-9)
    y_scale = x_scale / cos(radians((south + north) / 2))
    return Projection(west, north, x_scale, y_scale, (north - south) * y_scale)


def _shape(projection: Projection, area: Area) -> Shape:
    boundary = area.boundary or {}
    west, south, east, north = geometry.bounds([boundary])
    box = (*projection.point(west, north), *projection.point(east, south))
    return Shape(area.key, area.name, area.accent, _area_path(projection, boundary), box=box)


def _mark(projection: Projection, landmark: Landmark) -> Mark:
    shape = landmark.geometry
    lines = _lines(shape)
    path = "".join(_path(projection, line) for line in lines) if lines else _area_path(projection, shape)
    return Mark(landmark.kind, landmark.name, path, line=bool(lines))


def _lines(shape: dict[str, Any]) -> list[list[list[float]]]:
    if shape["type"] == "LineString":
        return [shape["coordinates"]]
    return list(shape["coordinates"]) if shape["type"] == "MultiLineString" else []


def _area_path(projection: Projection, boundary: dict[str, Any]) -> str:
    rings = (ring for rings in geometry.polygons(boundary) for ring in rings)
    return "".join(_path(projection, ring[:-1]) + "Z" for ring in rings)


def _path(projection: Projection, points: list[list[float]]) -> str:
    return "M" + "L".join("{:g} {:g}".format(*projection.point(point[0], point[1])) for point in points)


def _district(area: Area) -> dict[str, Any]:
    properties = {"key": area.key, "name": area.name, "kind": area.kind, "accent": area.accent, "current": False}
    return {"type": "Feature", "properties": properties, "geometry": area.boundary}


def _landmark(landmark: Landmark) -> dict[str, Any]:
    properties = {"key": "", "name": landmark.name, "kind": landmark.kind, "accent": "", "current": False}
    return {"type": "Feature", "properties": properties, "geometry": landmark.geometry}
