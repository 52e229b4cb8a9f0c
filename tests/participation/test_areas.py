"""Bringing a city in from its official files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from participation import areas
from participation.areas import AreaRow, AreasRefused
from participation.models import AgeBand, Area, Landmark, LogEntry
from tests.factories.participation import NOON, DistrictFactory, square

pytestmark = pytest.mark.django_db


def feature(key: Any = "01", name: Any = "Mitte", shape: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"key": key, "name": name}, "geometry": shape or square(13.4, 52.5)} | more


def geojson(folder: Path, *features: Any) -> Path:
    file = folder / "gebiete.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def read(file: Path) -> list[AreaRow]:
    return areas.read_geojson(file, kind="district", parent_of=lambda key: "00")


def test_features_become_rows(tmp_path: Path) -> None:
    shape = square(13.5, 52.4, 0.1)
    rows = read(geojson(tmp_path, feature(), feature(9, "Treptow-Köpenick", shape, id=7)))
    assert [(row.key, row.name, row.kind, row.parent) for row in rows] == [
        ("01", "Mitte", "district", "00"),
        ("9", "Treptow-Köpenick", "district", "00"),
    ]
    assert (rows[1].centre, rows[1].boundary) == (pytest.approx((13.5, 52.4)), shape)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "gebiete.geojson: no GeoJSON FeatureCollection"),
        (b"{}", "gebiete.geojson: no GeoJSON FeatureCollection (KeyError('features'))"),
        (b"[]", "gebiete.geojson: no GeoJSON FeatureCollection"),
        (b"\xff\xfe", "gebiete.geojson: no GeoJSON FeatureCollection"),
        (b'{"features": []}', "gebiete.geojson: there is no feature in it"),
        (b'{"features": null}', "gebiete.geojson: there is no feature in it"),
    ],
)
def test_files_of_another_kind_are_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "gebiete.geojson"
    file.write_bytes(content)
    with pytest.raises(AreasRefused) as refusal:
        read(file)
    assert str(refusal.value).startswith(sentence)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AreasRefused, match=r"nirgends\.geojson: no GeoJSON FeatureCollection"):
        read(tmp_path / "nirgends.geojson")


METRES = {
    "type": "Polygon",
    "coordinates": [[[391000, 5820000], [392000, 5820000], [392000, 5821000], [391000, 5820000]]],
}


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"properties": {"name": "Mitte"}, "geometry": square(13, 52)}, "KeyError('key')"),
        ({"properties": {"key": "01"}, "geometry": square(13, 52)}, "KeyError('name')"),
        ({"geometry": square(13, 52)}, "KeyError('properties')"),
        ({"properties": None, "geometry": square(13, 52)}, "TypeError"),
        ({"properties": {"key": "01", "name": "Mitte"}}, "KeyError('geometry')"),
        (feature(geometry=None), "NotAGeometry"),
        (feature(shape={"type": "Point", "coordinates": [13, 52]}), "NotAGeometry('Point is no area')"),
        (feature(shape={"type": "Polygon", "coordinates": []}), "IndexError"),
        (feature(shape={"type": "MultiPolygon", "coordinates": []}), "ValueError"),
        (feature(shape={"type": "Polygon", "coordinates": [[["13", "52"], ["14", "52"]]]}), "TypeError"),
        (feature(shape={"type": "Polygon", "coordinates": [[[13], [14]]]}), "IndexError"),
        (feature(shape=METRES), "ValueError('coordinates are not longitude and latitude (WGS 84)')"),
        (feature(shape=square(float("nan"), 52)), "ValueError('coordinates are not longitude and latitude (WGS 84)')"),
        ("Mitte", "TypeError"),
    ],
)
def test_a_bad_feature_is_refused_with_its_number(tmp_path: Path, bad: Any, sentence: str) -> None:
    with pytest.raises(AreasRefused) as refusal:
        read(geojson(tmp_path, feature("02"), bad))
    assert str(refusal.value).startswith(f"gebiete.geojson: feature 2: {sentence}")


HEAD = "ebene;key;gesamt;alter_14plus;alter_00_13;alter_14;alter_15_17;alter_80plus"


def table(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "einwohner.csv"
    file.write_text("\n".join(lines), encoding=encoding)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_inhabitants_are_read_with_their_ages(tmp_path: Path, encoding: str) -> None:
    file = table(tmp_path, HEAD, "bezirk;01;100;80;20;5;15;60", "bezirk;02;0;0;0;0;0;0", encoding=encoding)
    assert areas.read_inhabitants(file) == {
        "01": (100, ((0, 13, 20), (14, 14, 5), (15, 17, 15), (80, None, 60))),
        "02": (0, ((0, 13, 0), (14, 14, 0), (15, 17, 0), (80, None, 0))),
    }


def test_ages_are_optional(tmp_path: Path) -> None:
    assert areas.read_inhabitants(table(tmp_path, "key;gesamt", "01;100")) == {"01": (100, ())}


def test_an_open_band_alone_is_kept(tmp_path: Path) -> None:
    file = table(tmp_path, "key;gesamt;alter_14plus;alter_00_13", "01;100;80;20")
    assert areas.read_inhabitants(file) == {"01": (100, ((0, 13, 20), (14, None, 80)))}


NO_COLUMNS = "the columns key and gesamt, divided by semicolons, are missing"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], NO_COLUMNS),
        ([HEAD], NO_COLUMNS),
        (["key,gesamt", "01,100"], NO_COLUMNS),
        (["schluessel;gesamt", "01;100"], NO_COLUMNS),
        (["key;gesamt", "01;100", "02;1.234"], "line 3: invalid literal for int() with base 10: '1.234'"),
        (["key;gesamt", "01;"], "line 2: invalid literal for int() with base 10: ''"),
        (["key;gesamt", "01"], "line 2: invalid literal for int() with base 10: ''"),
        (["key;gesamt", "01;-5"], "line 2: -5 people"),
        (["key;gesamt", "01;100", "01;100"], "line 3: the key 01 comes twice"),
        (["key;gesamt;alter_14_17", "01;100;NA"], "line 2: invalid literal for int() with base 10: 'NA'"),
        (["key;gesamt;alter_14;alter_14_17", "01;9;1;2"], "line 2: the age bands from 14 and from 14 years overlap"),
        (["key;gesamt;alter_14_20;alter_18_24", "01;9;1;2"], "line 2: the age bands from 14 and from 18 years overlap"),
    ],
)
def test_a_bad_table_is_refused_with_the_line(tmp_path: Path, lines: list[str], sentence: str) -> None:
    with pytest.raises(AreasRefused) as refusal:
        areas.read_inhabitants(table(tmp_path, *lines))
    assert str(refusal.value) == f"einwohner.csv: {sentence}"


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AreasRefused, match=r"einwohner\.csv: 'utf-8' codec"):
        areas.read_inhabitants(table(tmp_path, "key;gesamt;name", "01;100;Köpenick", encoding="latin-1"))
    with pytest.raises(AreasRefused, match=r"fehlt\.csv"):
        areas.read_inhabitants(tmp_path / "fehlt.csv")


def row(key: str, kind: str, parent: str | None, **facts: Any) -> AreaRow:
    return AreaRow(key, facts.pop("name", f"Gebiet {key}"), kind, parent, (13.4, 52.5), **facts)


CITY = row("00", "city", None, inhabitants=30, bands=((0, 17, 10), (18, None, 20)))
FIRST, SECOND = row("01", "district", "00", inhabitants=30), row("02", "district", "00")
REGION = row("0101", "region", "01")
ALL = [REGION, SECOND, FIRST, CITY]  # in no order


def load(*rows: AreaRow, **facts: Any) -> areas.Plan:
    return areas.load(rows=rows, edition="2021", at=NOON, **facts)


def paths() -> dict[str, str]:
    return dict(Area.objects.values_list("key", "path"))


def test_areas_are_made_from_the_city_down() -> None:
    plan = load(*ALL)
    assert (plan.new, plan.changed, plan.same) == (["00", "01", "02", "0101"], [], 0)
    assert paths() == {"00": "00/", "01": "00/01/", "02": "00/02/", "0101": "00/01/0101/"}
    assert [str(band) for band in Area.objects.get(key="00").age_bands.all()] == ["0–17", "18+"]
    entry = LogEntry.objects.get()
    assert (entry.action, entry.detail) == ("areas.load", {"new": 4, "changed": 0, "edition": "2021"})


def test_loading_again_changes_nothing() -> None:
    load(*ALL)
    before = list(Area.objects.values()), AgeBand.objects.values_list("low", "inhabitants").count()
    plan = load(*ALL)
    assert (plan.new, plan.changed, plan.same) == ([], [], 4)
    assert (list(Area.objects.values()), AgeBand.objects.count()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Neuer Name"},
        {"inhabitants": 31},
        {"bands": ((0, 17, 10),)},
        {"boundary": square(13.4, 52.5)},
        {"parent": "02", "kind": "region"},
    ],
)
def test_a_change_is_seen_and_made(change: dict[str, Any]) -> None:
    load(*ALL)
    changed = row("01", **({"kind": "district", "parent": "00", "inhabitants": 30} | change))
    assert areas.plan([changed]).changed == ["01"]
    assert load(changed).changed == ["01"]
    assert areas.plan([changed]).same == 1


def test_areas_below_follow_a_district_that_moves() -> None:
    """A new key for the city: regions that are in no file keep their place below their district."""
    load(*ALL)
    load(row("11", "city", None), row("01", "district", "11"))
    assert paths() == {"00": "00/", "11": "11/", "01": "11/01/", "02": "00/02/", "0101": "11/01/0101/"}


def test_planning_writes_nothing() -> None:
    plan = areas.plan(ALL)
    assert (plan.new, Area.objects.count(), LogEntry.objects.count()) == (["00", "01", "02", "0101"], 0, 0)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([CITY, FIRST, FIRST, SECOND, SECOND], "keys that come twice: 01, 02"),
        ([FIRST], "01 Gebiet 01: its parent 00 is nowhere"),
        ([CITY, FIRST, row("0301", "region", "03")], "0301 Gebiet 0301: its parent 03 is nowhere"),
    ],
)
def test_rows_that_do_not_fit_are_refused_and_nothing_is_written(rows: list[AreaRow], sentence: str) -> None:
    with pytest.raises(AreasRefused) as refusal:
        load(*rows)
    assert (str(refusal.value), Area.objects.count()) == (sentence, 0)


def test_a_parent_may_be_there_already() -> None:
    district = DistrictFactory(key="01")
    load(REGION)
    assert Area.objects.get(key="0101").parent == district


def test_districts_take_turns_with_the_accents_and_regions_wear_their_district_s() -> None:
    load(CITY, *(row(f"{n:02}", "district", "00") for n in range(1, 14)), REGION, row("1301", "region", "13"))
    accents = dict(Area.objects.values_list("key", "accent"))
    assert [accents[f"{n:02}"] for n in range(1, 14)] == [*(f"accent-{n}" for n in range(1, 13)), "accent-1"]
    assert (accents["0101"], accents["1301"], accents["02"]) == ("accent-1", "accent-1", "accent-2")


def test_accents_can_be_given_and_stay() -> None:
    load(*ALL, accents={"01": "accent-7"})
    load(*ALL)
    assert dict(Area.objects.values_list("key", "accent")) == {
        "00": "accent-1", "01": "accent-7", "02": "accent-2", "0101": "accent-7",
    }  # fmt: skip


def test_landmarks_are_replaced() -> None:
    mark: Callable[[str], dict[str, Any]] = lambda name: {"kind": "water", "name": name, "geometry": square(13, 52)}  # noqa: E731
    assert areas.load_landmarks(landmarks=[mark("Spree"), mark("Dahme")]) == 2
    assert areas.load_landmarks(landmarks=[mark("Havel")]) == 1
    assert list(Landmark.objects.values_list("name", "kind")) == [("Havel", "water")]
