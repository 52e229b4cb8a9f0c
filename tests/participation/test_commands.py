"""The commands an operator types."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from participation import audit, rules
from participation.models import AgeBand, Area, LogEntry, Role
from tests.factories.participation import NOON, CityFactory, DistrictFactory, UserFactory, square

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: Any) -> str:
    out = StringIO()
    call_command(name, *(str(argument) for argument in arguments), stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A city of two districts and three regions."""
    shapes = {"01": square(13.3, 52.5), "02": square(13.4, 52.5)}
    regions = {"0101": square(13.3, 52.475, 0.02), "0102": square(13.3, 52.52, 0.02), "0201": square(13.4, 52.5)}

    def write(name: str, areas: dict[str, Any]) -> Path:
        features = [
            {"type": "Feature", "properties": {"key": key, "name": f"Gebiet {key}"}, "geometry": shape}
            for key, shape in areas.items()
        ]
        (tmp_path / name).write_text(json.dumps({"features": features}), encoding="utf-8")
        return tmp_path / name

    people = tmp_path / "einwohner.csv"
    numbers = {"01": "30;10;20", "02": "12;4;8", "0101": "20;5;15", "0102": "10;5;5", "0201": "12;4;8"}
    lines = ["key;gesamt;alter_00_17;alter_18plus", *(f"{key};{line}" for key, line in numbers.items())]
    people.write_text("\n".join(lines), encoding="utf-8")
    return {
        "districts": write("bezirke.geojson", shapes),
        "regions": write("regionen.geojson", regions),
        "people": people,
    }


def load(files: dict[str, Path], *more: str, people: bool = True) -> str:
    inhabitants = ["--inhabitants", files["people"]] if people else []
    city = ["--city-key", "00", "--city-name", "Musterstadt"]
    return run(
        "load_areas", *city, "--districts", files["districts"], "--regions", files["regions"], *inhabitants, *more
    )


def test_a_dry_run_says_what_would_be(files: dict[str, Path]) -> None:
    said = load(files, "--dry-run")
    assert said == "6 areas, 42 inhabitants: 6 would be new, 0 would be changed, 0 stay as they are."
    assert Area.objects.count() == 0


def test_a_city_is_brought_in_and_again(files: dict[str, Path]) -> None:
    assert load(files) == "6 areas, 42 inhabitants: 6 are new, 0 are changed, 0 stay as they are."
    assert load(files) == "6 areas, 42 inhabitants: 0 are new, 0 are changed, 6 stay as they are."
    city = Area.objects.get(kind="city")
    assert (city.name, city.lon, city.lat, city.boundary) == (
        "Musterstadt",
        pytest.approx(13.35),
        pytest.approx(52.5),
        None,
    )
    assert list(city.age_bands.values_list("low", "high", "inhabitants")) == [(0, 17, 14), (18, None, 28)]
    assert sorted(Area.objects.values_list("path", "inhabitants")) == [
        ("00/", 42), ("00/01/", 30), ("00/01/0101/", 20), ("00/01/0102/", 10), ("00/02/", 12), ("00/02/0201/", 12),
    ]  # fmt: skip


def test_inhabitants_are_optional(files: dict[str, Path]) -> None:
    assert load(files, people=False).startswith("6 areas, 0 inhabitants: 6 are new")
    assert AgeBand.objects.count() == 0


def test_the_edition_of_the_borders_is_kept(files: dict[str, Path]) -> None:
    load(files, "--edition", "LOR 2021")
    assert set(Area.objects.values_list("edition", flat=True)) == {"LOR 2021"}


def test_areas_without_inhabitants_are_named(files: dict[str, Path]) -> None:
    files["people"].write_text("key;gesamt\n01;30\n0101;20\n", encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        load(files)
    assert str(refusal.value) == "einwohner.csv: no inhabitants for 02, 0102, 0201"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--district-digits", "3"], "0101 Gebiet 0101: its parent 010 is nowhere"),
        (["--city-key", "01"], "keys that come twice: 01"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(
    files: dict[str, Path], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        load(files, *arguments)
    assert (str(refusal.value), Area.objects.count()) == (sentence, 0)


def test_the_whole_of_berlin(shared_dir: Path) -> None:
    geo = shared_dir / "geo"
    files = {
        "districts": geo / "berlin-bezirke.geojson",
        "regions": geo / "berlin-bezirksregionen.geojson",
        "people": geo / "berlin-einwohner-2025-12.csv",
    }
    counts = "156 areas, 3913644 inhabitants: {} new, 0 {} changed, {} stay as they are."
    assert load(files, "--dry-run") == counts.format("156 would be", "would be", 0)
    assert load(files) == counts.format("156 are", "are", 0)
    assert load(files) == counts.format("0 are", "are", 156)
    district = Area.objects.get(key="09")
    assert (district.name, district.children.count(), district.accent) == ("Treptow-Köpenick", 20, "accent-9")
    assert (
        sum(AgeBand.objects.filter(area__kind="city", low__gte=14).values_list("inhabitants", flat=True)) == 3_423_270
    )


def test_the_first_role_is_given_by_command() -> None:
    district, user = DistrictFactory(), UserFactory(email="amt@example.org")
    assert (
        run("grant_role", "AMT@example.org", "office", district.key)
        == f"amt@example.org: {Role.Name.OFFICE.label} · {district}"
    )
    assert rules.holds_role(user, "office", district)
    assert LogEntry.objects.get().actor_id is None


@pytest.mark.parametrize(
    ("email", "role", "key", "sentence"),
    [
        ("nobody@example.org", "office", "00", "There is no account nobody@example.org. Let the person sign up first."),
        ("amt@example.org", "office", "77", "There is no area with the key 77."),
        ("amt@example.org", "king", "00", "Error: argument role: invalid choice: 'king'"),
    ],
)
def test_a_role_that_cannot_be_given_says_why(email: str, role: str, key: str, sentence: str) -> None:
    UserFactory(email="amt@example.org")
    CityFactory()
    with pytest.raises(CommandError) as refusal:
        run("grant_role", email, role, key)
    assert str(refusal.value).startswith(sentence)
    assert Role.objects.count() == 0


def test_a_whole_log_is_said_to_be_whole() -> None:
    assert run("verify_audit") == "The audit log is whole: 0 entries."
    audit.record(action="rounds.show", subject=CityFactory(), at=NOON)
    assert run("verify_audit") == "The audit log is whole: 1 entries."


def test_a_broken_log_fails_with_the_entry() -> None:
    for _ in range(3):
        audit.record(action="rounds.show", subject=CityFactory(), at=NOON)
    LogEntry.objects.filter(number=2).update(action="rounds.hide")
    with pytest.raises(CommandError, match=r"^The audit log is broken at entry 2\.$"):
        run("verify_audit")
