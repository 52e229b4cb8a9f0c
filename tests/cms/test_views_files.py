"""The map's data: what is in it, how often it is sent, how fast it stays."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import drawing
from cms.maps import city_url, map_of
from cms.views import files
from participation.models import Landmark, Round
from proposals.models import Proposal
from proposals.states import PUBLIC, State
from tests.factories.participation import CityFactory, DistrictFactory, RegionFactory, a_round
from tests.factories.proposals import a_proposal, many

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return a_round(now=timezone.now(), slug="erste", area=DistrictFactory(key="01"))


def points(client: Client, query: str = "") -> list[Any]:
    response = client.get(f"/karte/vorschlaege.json{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    found: list[Any] = response.json()["proposals"]
    return found


def test_a_point_is_short(client: Client, round_: Round) -> None:
    proposal = a_proposal(round=round_, at=timezone.now(), lon=13.351234567, lat=52.36)
    assert points(client) == [[proposal.pk, 1, 13.35123, 52.36, "Bänke am Weiher", f"/vorschlaege/{proposal.pk}/"]]


@pytest.mark.parametrize(
    ("query", "prefix"), [("", ""), ("?sprache=de", ""), ("?sprache=en", "/en"), ("?sprache=xx", "")]
)
def test_addresses_are_in_the_language_of_the_page(client: Client, round_: Round, query: str, prefix: str) -> None:
    proposal = a_proposal(round=round_, at=timezone.now(), lon=13.35, lat=52.36)
    assert points(client, query)[0][5] == f"{prefix}/vorschlaege/{proposal.pk}/"


def test_without_a_place_there_is_no_point(client: Client, round_: Round) -> None:
    a_proposal(round=round_, at=timezone.now())
    assert points(client) == []


@pytest.mark.parametrize("state", State.values)
def test_only_public_states_are_on_the_map(client: Client, round_: Round, state: str) -> None:
    many(round_, 1)
    fields = {"merged_into": round_.proposals.get()} if state == State.MERGED else {}
    many(round_, 1, state=state, lon=13.35, lat=52.36, **fields)
    assert len(points(client)) == (1 if state in PUBLIC else 0)


def test_one_round_or_all(client: Client, round_: Round) -> None:
    other = a_round(now=timezone.now(), slug="zweite", area=DistrictFactory(key="02"))
    hidden = a_round(now=timezone.now(), slug="dritte", area=DistrictFactory(key="03"), is_public=False)
    for each in (round_, other, hidden):
        many(each, 2, lon=13.35, lat=52.36)
    found = [len(points(client, query)) for query in ("", "?runde=erste", "?runde=zweite")]
    assert found == [4, 2, 2]
    assert client.get("/karte/vorschlaege.json?runde=dritte").status_code == 404


@pytest.mark.parametrize(("query", "queries"), [("", 1), ("?runde=erste", 2)])
@pytest.mark.parametrize("rows", [1, 2000])
def test_the_queries_of_the_map_do_not_grow(
    client: Client, round_: Round, rows: int, query: str, queries: int, django_assert_num_queries: Any
) -> None:
    many(round_, rows, lon=13.35, lat=52.36)
    with django_assert_num_queries(queries):
        assert len(points(client, query)) == rows


@pytest.mark.parametrize("path", ["/karte/vorschlaege.json", "/karte/stadt.json", "/karte/stadt.json?gebiet=01"])
def test_nothing_new_is_not_sent_again(client: Client, round_: Round, path: str) -> None:
    many(round_, 3, lon=13.35, lat=52.36)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_something_new_is_sent(client: Client, round_: Round) -> None:
    tags = []
    for number in range(2):
        many(round_, 1, lon=13.35, lat=52.36 + number / 100)
        tags.append(client.get("/karte/vorschlaege.json")["ETag"])
    tags.append(client.get("/karte/stadt.json")["ETag"])
    Landmark.objects.create(
        kind="water", name="See", geometry={"type": "LineString", "coordinates": [[13, 52], [14, 53]]}
    )
    tags.append(client.get("/karte/stadt.json")["ETag"])
    tags.append(client.get("/karte/stadt.json?gebiet=01")["ETag"])
    assert len(set(tags)) == 5


def test_ten_thousand_points_travel_light(client: Client, round_: Round) -> None:
    many(round_, 10_000, lon=13.35, lat=52.36)
    response = client.get("/karte/vorschlaege.json", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 400_000
    assert len(json.loads(gzip.decompress(response.content))["proposals"]) == 10_000


@pytest.mark.parametrize(("key", "marked"), [("", []), ("01", ["01"]), ("02", ["02"]), ("99", [])])
def test_the_drawing_marks_a_district(client: Client, key: str, marked: list[str]) -> None:
    for number in ("01", "02"):
        DistrictFactory(key=number)
    response = client.get(f"/karte/stadt.json?gebiet={key}")
    found = [feature["properties"] for feature in response.json()["features"]]
    assert [area["key"] for area in found if area["current"]] == marked
    assert response["Content-Type"] == "application/geo+json"


def test_marking_one_district_leaves_the_next_answer_alone(client: Client) -> None:
    DistrictFactory(key="01")
    client.get("/karte/stadt.json?gebiet=01")
    [area] = client.get("/karte/stadt.json").json()["features"]
    assert area["properties"]["current"] is False


@pytest.mark.parametrize("path", ["/karte/stadt.json", "/karte/vorschlaege.json"])
def test_files_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_the_map_of_a_round_knows_its_district_and_language() -> None:
    district = DistrictFactory(key="07")
    region = RegionFactory(parent=district)
    found = map_of(Round(slug="kiez", area=region))
    assert (found.city_url, found.data_url) == (
        "/karte/stadt.json?gebiet=07",
        "/karte/vorschlaege.json?runde=kiez&sprache=en",
    )
    assert city_url(Round(slug="stadt", area=CityFactory())) == "/karte/stadt.json"


def test_until_the_map_has_loaded_the_drawing_shows_the_district_of_the_round() -> None:
    here, _ = DistrictFactory(key="07"), DistrictFactory(key="08")
    assert map_of(Round(slug="kiez", area=here)).drawing == drawing.city().focused(current=["07"])
    assert map_of(None).drawing == drawing.city().drawing
    city = drawing.city()
    with CaptureQueriesContext(connection) as queries:
        map_of(None, city=city)
    assert len(queries) == 0


def test_the_map_of_everything() -> None:
    assert (map_of(None).city_url, map_of(None).data_url) == (
        "/karte/stadt.json",
        "/karte/vorschlaege.json?sprache=en",
    )


@pytest.mark.parametrize("change", ["title", "lon", "state", "none"])
def test_points_are_written_anew_when_something_changed(client: Client, round_: Round, change: str) -> None:
    many(round_, 3, lon=13.35, lat=52.36)
    first = client.get("/karte/vorschlaege.json").content
    values = {"title": {"title": "Neu"}, "lon": {"lon": 13.4}, "state": {"state": "withdrawn"}, "none": {"place": "x"}}
    Proposal.objects.filter(number=2).update(**values[change])
    second = client.get("/karte/vorschlaege.json").content
    assert (second == first) == (change == "none")


@pytest.mark.parametrize("path", ["/karte/vorschlaege.json", "/karte/vorschlaege.json?sprache=en"])
def test_the_same_points_compressed_or_not(client: Client, round_: Round, path: str) -> None:
    many(round_, 30, lon=13.35, lat=52.36)
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "br, gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert (plain.has_header("Content-Encoding"), packed["ETag"]) == (False, f"W/{plain['ETag']}")
    assert {plain["Vary"], packed["Vary"]} == {"Accept-Encoding, Accept-Language"}
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_addresses_in_each_language(client: Client, round_: Round) -> None:
    many(round_, 1, lon=13.35, lat=52.36)
    addresses = [points(client, query)[0][5] for query in ("", "?sprache=en", "")]
    key = Proposal.objects.get().pk
    assert addresses == [f"/vorschlaege/{key}/", f"/en/vorschlaege/{key}/", f"/vorschlaege/{key}/"]


def test_few_maps_are_kept(client: Client, round_: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_MAPS", 2)
    files._sent.clear()
    for query in ("", "?sprache=en", "?runde=erste", "?runde=erste&sprache=en"):
        points(client, query)
        assert len(files._sent) <= 2
