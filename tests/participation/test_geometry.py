"""The little geometry: in or out, how far, where the middle is."""

from __future__ import annotations

import json
from math import cos, isclose, radians
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from participation import geometry
from tests.factories.participation import square

Ring = list[list[float]]


def closed(*points: tuple[float, float]) -> Ring:
    return [list(point) for point in (*points, points[0])]


def polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def multi(*polygons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [one["coordinates"] for one in polygons]}


BLOCK = closed((0, 0), (4, 0), (4, 4), (0, 4))
YARD = closed((1, 1), (3, 1), (3, 3), (1, 3))
HORSESHOE = closed((0, 0), (6, 0), (6, 6), (4, 6), (4, 2), (2, 2), (2, 6), (0, 6))


@pytest.mark.parametrize(
    ("shape", "lon", "lat", "inside"),
    [
        (polygon(BLOCK), 2, 2, True),
        (polygon(BLOCK), 5, 2, False),
        (polygon(BLOCK), 2, -1, False),
        (polygon(BLOCK[::-1]), 2, 2, True),  # the direction of the ring does not matter
        (polygon(BLOCK, YARD), 2, 2, False),
        (polygon(BLOCK, YARD), 0.5, 2, True),
        (polygon(HORSESHOE), 3, 4, False),
        (polygon(HORSESHOE), 1, 4, True),
        (polygon(HORSESHOE), 5, 4, True),
        (multi(polygon(BLOCK), square(20, 20, 1)), 20.5, 20.5, True),
        (multi(polygon(BLOCK), square(20, 20, 1)), 2, 2, True),
        (multi(polygon(BLOCK), square(20, 20, 1)), 10, 10, False),
        (multi(polygon(BLOCK, YARD), polygon(YARD)), 2, 2, True),
        (multi(), 0, 0, False),
    ],
)
def test_a_point_lies_inside_or_outside(shape: dict[str, Any], lon: float, lat: float, inside: bool) -> None:
    assert geometry.contains(shape, lon, lat) is inside


@pytest.mark.parametrize(
    "shape",
    [{}, None, {"type": "Polygon"}, {"type": "Point", "coordinates": [1, 2]}, {"coordinates": []}, [], "Polygon"],
)
@pytest.mark.parametrize("ask", [lambda shape: geometry.contains(shape, 1, 2), geometry.polygons, geometry.centre])
def test_what_is_no_area_is_refused(shape: Any, ask: Any) -> None:
    with pytest.raises(geometry.NotAGeometry):
        ask(shape)


cents = st.integers(-400, 400)  # hundredths of a degree: a point is never a rounding error from a border


@given(cents, cents, st.integers(1, 50), cents, cents)
def test_a_square_holds_what_is_nearer_than_its_side(lon: int, lat: int, half: int, x: int, y: int) -> None:
    shape = square(lon + 0.5, lat + 0.5, half)
    assert geometry.contains(shape, x, y) is (abs(x - lon - 0.5) < half and abs(y - lat - 0.5) < half)


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 8), st.integers(0, 8))
def test_squares_side_by_side_hold_each_point_once(column: int, row: int, x: int, y: int) -> None:
    """Also a point on a shared border: it belongs to one area, never to two, never to none."""
    shapes = [square(i + 0.5, j + 0.5, 0.5) for i in range(9) for j in range(9)]
    assert [geometry.contains(shape, x, y) for shape in shapes].count(True) == 1
    assert geometry.contains(shapes[column * 9 + row], column + 0.5, row + 0.5)


places = st.tuples(st.floats(-170, 170), st.floats(-80, 80))


@given(places, st.floats(1e-6, 5))
def test_the_centre_of_a_square_is_its_middle(place: tuple[float, float], half: float) -> None:
    lon, lat = geometry.centre(square(*place, half))
    assert isclose(lon, place[0], abs_tol=half / 100)
    assert isclose(lat, place[1], abs_tol=half / 100)


@given(st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_centre_is_that_of_the_larger_part(first: float, second: float) -> None:
    assume(abs(first - second) > 1e-9)
    lon, _ = geometry.centre(multi(square(10, 50, first), square(20, 50, second)))
    assert isclose(lon, 10 if first > second else 20, abs_tol=1e-6)


def test_a_line_has_a_point_for_its_centre() -> None:
    assert geometry.centre(polygon(closed((1, 2), (3, 2)))) == (1, 2)


def test_bounds_span_all_areas() -> None:
    assert geometry.bounds([square(10, 50, 1), multi(square(0, 40, 2), polygon(BLOCK))]) == (-2, 0, 11, 51)


@given(places, places)
def test_distance_is_symmetric_and_nothing_to_oneself(here: tuple[float, float], there: tuple[float, float]) -> None:
    assert geometry.distance(*here, *there) == geometry.distance(*there, *here)
    assert geometry.distance(*here, *here) == 0


@pytest.mark.parametrize(
    ("there", "kilometres"),
    [((13.4, 53.5), 111.32), ((14.4, 52.5), 111.32 * cos(radians(52.5))), ((13.377, 52.516), 2.37)],
)
def test_distance_is_good_to_a_few_metres(there: tuple[float, float], kilometres: float) -> None:
    assert geometry.distance(13.4, 52.5, *there) == pytest.approx(kilometres, abs=0.005)


def test_real_districts_hold_what_lies_in_them(shared_dir: Path) -> None:
    features = json.loads((shared_dir / "geo" / "berlin-bezirke.geojson").read_text(encoding="utf-8"))["features"]
    places = {"Mitte": (13.3777, 52.5163), "Neukölln": (13.4350, 52.4810), "Treptow-Köpenick": (13.5760, 52.4450)}
    found = {
        place: [feature["properties"]["name"] for feature in features if geometry.contains(feature["geometry"], *spot)]
        for place, spot in places.items()
    }
    assert found == {place: [place] for place in places}
