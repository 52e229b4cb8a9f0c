"""The demo's own drawing of Berlin and its areas: sound by itself, and close to the real city where that is at hand."""

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "cms" / "demo"
DRAWING: dict[str, Any] = json.loads((DEMO / "drawing.json").read_text(encoding="utf-8"))
AREAS: list[dict[str, Any]] = json.loads((DEMO / "areas.json").read_text(encoding="utf-8"))["areas"]

DISTRICT_KEYS = [f"{number:02d}" for number in range(1, 13)]
BANDS = [[0, 13], [14, 14], [15, 17], [18, 24], [25, 34], [35, 44], [45, 54], [55, 64], [65, 79], [80, None]]
BAND_COLUMNS = [
    "alter_00_13", "alter_14", "alter_15_17", "alter_18_24", "alter_25_34",
    "alter_35_44", "alter_45_54", "alter_55_64", "alter_65_79", "alter_80plus",
]  # fmt: skip
MOST_CORNERS = 40
LEAST_OVERLAP = 0.92  # the weakest district, Friedrichshain-Kreuzberg, reaches 0.927

# Exact arithmetic: coordinates have four decimals, so ten-thousandths of a degree are whole numbers.
Point = tuple[int, int]
Ring = list[Point]


def whole(pairs: list[list[float]]) -> Ring:
    return [(round(lon * 10_000), round(lat * 10_000)) for lon, lat in pairs]


RINGS: dict[str, Ring] = {key: whole(shape["coordinates"][0]) for key, shape in DRAWING["districts"].items()}
LANDMARKS: list[dict[str, Any]] = DRAWING["landmarks"]


def outer_ring(landmark: dict[str, Any]) -> Ring:
    return whole(landmark["geometry"]["coordinates"][0])


def twice_area(ring: Ring) -> int:
    """Twice the signed area; positive when the ring runs anticlockwise, as RFC 7946 asks of an outer ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def side(a: Point, b: Point, c: Point) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def between(a: Point, b: Point, c: Point) -> bool:
    """Whether c lies on the segment from a to b."""
    return (
        side(a, b, c) == 0 and min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])
    )


def touching(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the segments ab and cd have a point in common."""
    if side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b):
        return True
    return between(a, b, c) or between(a, b, d) or between(c, d, a) or between(c, d, b)


def faults(ring: Ring) -> list[tuple[int, int]]:
    """Pairs of edges, not neighbours, that cross or touch: empty for a simple ring."""
    edges = list(pairwise(ring))
    last = len(edges) - 1
    return [
        (i, j)
        for i in range(len(edges))
        for j in range(i + 2, len(edges))
        if (i, j) != (0, last) and touching(*edges[i], *edges[j])
    ]


def crossings(rings: list[list[Any]], lat: float) -> list[float]:
    """Longitudes, west to east, at which the parallel `lat` enters or leaves the area within the rings."""
    found = []
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > lat) != (by > lat):
                found.append(ax + (lat - ay) * (bx - ax) / (by - ay))
    return sorted(found)


def inside(rings: list[list[Any]], lon: float, lat: float) -> bool:
    return sum(1 for x in crossings(rings, lat) if x > lon) % 2 == 1


def test_the_twelve_districts_are_drawn() -> None:
    assert list(RINGS) == DISTRICT_KEYS
    assert {shape["type"] for shape in DRAWING["districts"].values()} == {"Polygon"}
    assert [len(shape["coordinates"]) for shape in DRAWING["districts"].values()] == [1] * 12
    assert DRAWING["source"] == "drawn for this project, EUPL-1.2"


@pytest.mark.parametrize("key", DISTRICT_KEYS)
def test_a_district_is_a_simple_closed_ring_with_few_corners(key: str) -> None:
    ring = RINGS[key]
    corners = ring[:-1]
    assert ring[0] == ring[-1]
    assert len(set(corners)) == len(corners)
    assert len(corners) <= MOST_CORNERS
    assert twice_area(ring) > 0
    assert faults(ring) == []


def test_a_bow_tie_would_be_noticed() -> None:
    assert faults([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)]) == [(0, 2)]
    assert faults([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]) == []


def border_segments() -> Counter[tuple[Point, Point]]:
    return Counter(segment for ring in RINGS.values() for segment in pairwise(ring))


def test_neighbours_share_their_border_segment_by_segment() -> None:
    """A segment is run once in each direction by two districts, or once alone on the outside: no gap, no overlap."""
    directed = border_segments()
    assert set(directed.values()) == {1}
    alone = [segment for segment in directed if segment[::-1] not in directed]
    assert outline(alone)[0] == outline(alone)[-1]
    assert len(outline(alone)) == len(alone) + 1
    assert twice_area(outline(alone)) == sum(twice_area(ring) for ring in RINGS.values())
    assert faults(outline(alone)) == []


def outline(segments: list[tuple[Point, Point]]) -> Ring:
    """The outside segments joined to one ring, as far as they join."""
    onward = dict(segments)
    ring = [segments[0][0]]
    while ring[-1] in onward:
        ring.append(onward.pop(ring[-1]))
    return ring


# Who borders on whom is a fact of the city; the drawing has to agree.
NEIGHBOURS = {
    "01": ["02", "03", "04", "07", "12"],
    "02": ["01", "03", "07", "08", "09", "11"],
    "03": ["01", "02", "11", "12"],
    "04": ["01", "05", "06", "07", "12"],
    "05": ["04", "06", "12"],
    "06": ["04", "05", "07"],
    "07": ["01", "02", "04", "06", "08"],
    "08": ["02", "07", "09"],
    "09": ["02", "08", "10", "11"],
    "10": ["09", "11"],
    "11": ["02", "03", "09", "10"],
    "12": ["01", "03", "04", "05"],
}


def test_the_districts_border_on_their_real_neighbours() -> None:
    owner = {segment: key for key, ring in RINGS.items() for segment in pairwise(ring)}
    found: dict[str, set[str]] = {key: set() for key in RINGS}
    for (a, b), key in owner.items():
        if (b, a) in owner:
            found[key].add(owner[b, a])
    assert {key: sorted(others) for key, others in found.items()} == NEIGHBOURS


def test_landmarks_have_a_kind_a_name_and_a_known_shape() -> None:
    assert {frozenset(landmark) for landmark in LANDMARKS} == {frozenset({"kind", "name", "geometry"})}
    assert Counter((landmark["kind"], landmark["geometry"]["type"]) for landmark in LANDMARKS) == {
        ("green", "Polygon"): 42,
        ("water", "Polygon"): 17,
        ("water", "LineString"): 11,
    }
    assert [landmark for landmark in LANDMARKS if not landmark["name"].strip()] == []


def test_landmark_polygons_are_simple_closed_rings() -> None:
    polygons = [landmark for landmark in LANDMARKS if landmark["geometry"]["type"] == "Polygon"]
    assert [landmark["name"] for landmark in polygons if faults(outer_ring(landmark))] == []
    assert [landmark["name"] for landmark in polygons if twice_area(outer_ring(landmark)) <= 0] == []
    assert [landmark["name"] for landmark in polygons if outer_ring(landmark)[0] != outer_ring(landmark)[-1]] == []


def test_landmarks_lie_in_the_city() -> None:
    """Every corner lies in a district or on a border (the Havel's bank is the border of the city)."""
    edges = list(border_segments())
    outside = [
        (landmark["name"], corner)
        for landmark in LANDMARKS
        for corner in landmark_corners(landmark)
        if not any(inside([ring], *corner) for ring in RINGS.values())
        and not any(between(*edge, corner) for edge in edges)
    ]
    assert outside == []


def landmark_corners(landmark: dict[str, Any]) -> Ring:
    coordinates = landmark["geometry"]["coordinates"]
    return whole(coordinates if landmark["geometry"]["type"] == "LineString" else coordinates[0])


LANDMARK_PLACES = [
    ("Großer Tiergarten", "01"), ("Großer Müggelsee", "09"), ("Tegeler See", "12"), ("Tempelhofer Feld", "07"),
    ("Volkspark Friedrichshain", "02"), ("Gärten der Welt", "10"), ("Wuhlheide", "09"), ("Britzer Garten", "08"),
    ("Spandauer Forst", "05"), ("Tierpark Friedrichsfelde", "11"), ("Schlachtensee", "06"), ("Panke", "03"),
    ("Volkspark Jungfernheide", "04"), ("Treptower Park und Plänterwald", "09"), ("Tegeler Forst", "12"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key"), LANDMARK_PLACES)
def test_a_landmark_begins_in_its_district(name: str, key: str) -> None:
    landmark = next(landmark for landmark in LANDMARKS if landmark["name"] == name)
    assert inside([RINGS[key]], *landmark_corners(landmark)[0])


def children(key: str) -> list[dict[str, Any]]:
    return [area for area in AREAS if area["parent"] == key]


def test_areas_form_a_city_of_twelve_districts_and_143_regions() -> None:
    assert Counter(area["kind"] for area in AREAS) == {"city": 1, "district": 12, "region": 143}
    assert len({area["key"] for area in AREAS}) == 156
    assert [area["key"] for area in children("00")] == DISTRICT_KEYS
    regions = [area for area in AREAS if area["kind"] == "region"]
    assert {(len(area["key"]), area["key"][:2] == area["parent"]) for area in regions} == {(6, True)}


@pytest.mark.parametrize("key", ["00", *DISTRICT_KEYS])
def test_inhabitants_add_up_on_every_level(key: str) -> None:
    area = next(area for area in AREAS if area["key"] == key)
    parts = children(key)
    assert sum(part["inhabitants"] for part in parts) == area["inhabitants"]
    assert [sum(part["bands"][i][2] for part in parts) for i in range(10)] == [band[2] for band in area["bands"]]


def test_every_area_has_the_same_age_bands_and_they_add_up() -> None:
    assert [area["key"] for area in AREAS if [band[:2] for band in area["bands"]] != BANDS] == []
    assert [a["key"] for a in AREAS if sum(band[2] for band in a["bands"]) != a["inhabitants"]] == []
    assert AREAS[0]["inhabitants"] == 3_913_644


def test_every_centre_lies_in_the_drawn_district() -> None:
    places = [(area["key"], area["key"][:2], whole([area["centre"]])[0]) for area in AREAS[1:]]
    assert len([key for key, district, point in places if inside([RINGS[district]], *point)]) == 12 + 143


# Against the real city, where its data is at hand.


@pytest.fixture(scope="module")
def geodata() -> Path:
    folder = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared")) / "geo"
    if not folder.is_dir():
        pytest.skip("SHARED_DIR has no geo folder: the drawing is not compared with the real city")
    return folder


def features(geodata: Path, name: str) -> Iterator[tuple[str, list[list[list[float]]]]]:
    """Key and all rings, holes included, of each area in a GeoJSON file."""
    for feature in json.loads((geodata / name).read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        yield feature["properties"]["key"], [ring for part in parts for ring in part]


def sampled(rings: list[list[list[float]]]) -> set[tuple[int, int]]:
    """Cells of a grid of 0.002 x 0.001 degrees over Berlin whose middle lies in the area."""
    cells = set()
    for row in range(350):
        marks = crossings(rings, 52.3305 + row / 1000)
        for west, east in zip(marks[::2], marks[1::2], strict=True):
            cells.update((column, row) for column in range(350) if west <= 13.081 + column / 500 < east)
    return cells


def test_each_drawn_district_covers_the_real_one(geodata: Path) -> None:
    for key, rings in features(geodata, "berlin-bezirke.geojson"):
        real = sampled(rings)
        drawn = sampled([DRAWING["districts"][key]["coordinates"][0]])
        assert (key, len(real & drawn) / len(real | drawn) > LEAST_OVERLAP) == (key, True)


def inner_point(rings: list[list[list[float]]]) -> tuple[float, float]:
    """A representative point: the middle of the widest stretch on the parallel half-way up the area."""
    lats = [lat for ring in rings for _, lat in ring]
    middle = (min(lats) + max(lats)) / 2
    marks = crossings(rings, middle)
    west, east = max(zip(marks[::2], marks[1::2], strict=True), key=lambda stretch: stretch[1] - stretch[0])
    return (west + east) / 2, middle


def test_the_inner_point_of_every_real_region_lies_in_the_drawn_district(geodata: Path) -> None:
    regions = list(features(geodata, "berlin-bezirksregionen.geojson"))
    shapes = {key: [shape["coordinates"][0]] for key, shape in DRAWING["districts"].items()}
    hits = [key for key, rings in regions if inside(shapes[key[:2]], *inner_point(rings))]
    assert (len(regions), len(hits)) == (143, 143)


def test_every_centre_lies_in_its_real_area(geodata: Path) -> None:
    centres = {area["key"]: area["centre"] for area in AREAS}
    shapes = dict(features(geodata, "berlin-bezirksregionen.geojson"))
    shapes |= dict(features(geodata, "berlin-bezirke.geojson"))
    assert [key for key, rings in shapes.items() if not inside(rings, *centres[key])] == []


def test_names_and_figures_are_those_of_the_register(geodata: Path) -> None:
    with (geodata / "berlin-einwohner-2025-12.csv").open(encoding="utf-8", newline="") as table:
        official = {
            row["key"]: (row["name"], int(row["gesamt"]), [int(row[column]) for column in BAND_COLUMNS])
            for row in csv.DictReader(table, delimiter=";")
        }
    ours = {a["key"]: (a["name"], a["inhabitants"], [b[2] for b in a["bands"]]) for a in AREAS[1:]}
    assert ours == official
