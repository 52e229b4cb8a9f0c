"""The drawing of the city: projection, paths, GeoJSON, and that it is computed once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import drawing
from participation.models import Area, Landmark
from tests.factories.participation import CityFactory, DistrictFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_districts() -> tuple[Area, Area]:
    city = CityFactory()
    return (
        DistrictFactory(parent=city, key="01", lon=13.25, lat=52.45, accent="accent-1"),
        DistrictFactory(parent=city, key="02", lon=13.35, lat=52.45, accent="accent-2"),
    )


def a_landmark(kind: str, name: str, geometry: dict[str, Any]) -> Landmark:
    return Landmark.objects.create(kind=kind, name=name, geometry=geometry)


def test_an_empty_city_has_an_empty_drawing() -> None:
    assert drawing.city() is drawing.NOWHERE
    assert drawing.city().drawing == drawing.Drawing(0, 0)
    assert drawing.city().drawing.view_box == "0 0 0 0"


def test_districts_become_closed_paths_across_the_whole_width(two_districts: tuple[Area, Area]) -> None:
    found = drawing.city().drawing
    assert [(s.key, s.name, s.accent) for s in found.shapes] == [
        ("01", "Bezirk 01", "accent-1"),
        ("02", "Bezirk 02", "accent-2"),
    ]
    # Two squares of 0.1 degrees beside each other: 1000 wide; a degree of latitude is 1/cos(52.45°) times as long.
    assert found.shapes[0].path == "M0 820.4L500 820.4L500 0L0 0Z"
    assert found.shapes[1].path == "M500 820.4L1000 820.4L1000 0L500 0Z"
    assert (found.width, found.height, found.view_box) == (1000, 820, "0 0 1000 820")


def test_a_town_without_districts_is_drawn_itself() -> None:
    CityFactory()
    assert [shape.key for shape in drawing.city().drawing.shapes] == ["00"]


def test_landmarks_are_areas_or_lines(two_districts: tuple[Area, Area]) -> None:
    a_landmark(
        "green", "Park", {"type": "Polygon", "coordinates": [[[13.2, 52.5], [13.3, 52.5], [13.2, 52.4], [13.2, 52.5]]]}
    )
    a_landmark("water", "Fluss", {"type": "LineString", "coordinates": [[13.2, 52.5], [13.4, 52.4]]})
    a_landmark(
        "water",
        "Kanal",
        {"type": "MultiLineString", "coordinates": [[[13.2, 52.5], [13.4, 52.5]], [[13.2, 52.4], [13.4, 52.4]]]},
    )
    assert [(m.kind, m.name, m.line, m.path) for m in drawing.city().drawing.landmarks] == [
        ("green", "Park", False, "M0 0L500 0L0 820.4Z"),
        ("water", "Fluss", True, "M0 0L1000 820.4"),
        ("water", "Kanal", True, "M0 0L1000 0M0 820.4L1000 820.4"),
    ]


def test_what_is_current_and_where_districts_lead(two_districts: tuple[Area, Area]) -> None:
    found = drawing.city().marked(current=["02"], urls={"01": "/hier/"})
    assert [(s.key, s.current, s.url) for s in found.shapes] == [("01", False, "/hier/"), ("02", True, "")]


def test_marking_one_drawing_leaves_the_next_one_alone(two_districts: tuple[Area, Area]) -> None:
    drawing.city().marked(current=["01"], urls={"01": "/hier/"})
    assert [(s.current, s.url) for s in drawing.city().drawing.shapes] == [(False, ""), (False, "")]


@pytest.mark.parametrize(("lon", "lat", "expected"), [(13.2, 52.5, (0.0, 0.0)), (13.3, 52.45, (500.0, 410.2))])
def test_a_dot_lies_where_its_place_lies(
    two_districts: tuple[Area, Area], lon: float, lat: float, expected: tuple[float, float]
) -> None:
    found = drawing.city().dot(lon, lat, label="Bank", url="/b/", kind="won")
    assert found == drawing.Dot(*expected, "Bank", "/b/", "won")


@pytest.mark.parametrize(("lon", "lat"), [(None, None), (13.2, None), (None, 52.4)])
def test_without_a_place_there_is_no_dot(lon: float | None, lat: float | None) -> None:
    assert drawing.city().dot(lon, lat) is None


def test_the_locator_marks_the_district_of_a_region(two_districts: tuple[Area, Area]) -> None:
    region = RegionFactory(parent=two_districts[1])
    found = drawing.city().locator(region, 13.35, 52.45)
    assert [shape.key for shape in found.shapes if shape.current] == ["02"]
    assert [(dot.x, dot.y) for dot in found.dots] == [(750.0, 410.2)]


def test_the_locator_of_the_whole_city_marks_nothing(two_districts: tuple[Area, Area]) -> None:
    found = drawing.city().locator(CityFactory(), None, None)
    assert (any(shape.current for shape in found.shapes), found.dots) == (False, ())


def test_the_geojson_holds_districts_and_landmarks(two_districts: tuple[Area, Area]) -> None:
    river = {"type": "LineString", "coordinates": [[13.2, 52.5], [13.4, 52.4]]}
    a_landmark("water", "Fluss", river)
    collection = json.loads(drawing.city().geojson())
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in collection["features"]] == [
        {"key": "01", "name": "Bezirk 01", "kind": "district", "accent": "accent-1", "current": False},
        {"key": "02", "name": "Bezirk 02", "kind": "district", "accent": "accent-2", "current": False},
        {"key": "", "name": "Fluss", "kind": "water", "accent": "", "current": False},
    ]
    assert [feature["geometry"] for feature in collection["features"]] == [
        two_districts[0].boundary,
        two_districts[1].boundary,
        river,
    ]


def test_drawing_again_costs_one_query(two_districts: tuple[Area, Area], django_assert_num_queries: Any) -> None:
    drawing.city()
    with django_assert_num_queries(1):
        again = drawing.city()
    assert again is drawing.city()


@pytest.mark.parametrize("field", ["name", "accent", "edition"])
def test_a_changed_district_is_drawn_anew(two_districts: tuple[Area, Area], field: str) -> None:
    before = drawing.city()
    setattr(two_districts[0], field, "anders")
    two_districts[0].save()
    after = drawing.city()
    assert (after is before, after.etag() == before.etag()) == (False, False)


def test_a_new_landmark_is_drawn(two_districts: tuple[Area, Area]) -> None:
    assert drawing.city().drawing.landmarks == ()
    a_landmark("water", "Fluss", {"type": "LineString", "coordinates": [[13.2, 52.5], [13.4, 52.4]]})
    assert [mark.name for mark in drawing.city().drawing.landmarks] == ["Fluss"]


@given(st.floats(13.2, 13.4), st.floats(52.4, 52.5), st.floats(13.2, 13.4), st.floats(52.4, 52.5))
def test_east_is_right_and_north_is_up(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    projection = drawing.Projection(13.2, 52.5, 5000.0, 8204.1, 820.4)
    x, y = projection.point(lon, lat)
    other_x, other_y = projection.point(other_lon, other_lat)
    assert x <= other_x or lon >= other_lon
    assert y >= other_y or lat >= other_lat
    assert 0 <= x <= 1000
    assert 0 <= y <= 820.5
