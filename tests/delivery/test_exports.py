"""Files that every spreadsheet reads and none runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery import exports, projects, queries
from delivery.models import Project
from tests.factories.delivery import COST, TODAY, a_project, many
from tests.factories.participation import NOON, OfficeFactory


def table(lines: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


@pytest.mark.django_db
def test_a_line_for_each_project() -> None:
    project = a_project(title="=1+1", lon=13.4, lat=52.5, ends_on=TODAY)
    office = OfficeFactory(area=project.area, name="@Amt")
    Project.objects.update(office=office)
    projects.book(project=project, kind="spent", cents=12_345, on=TODAY, note="Holz", at=NOON, by=None)
    assert table(exports.projects_csv(queries.shown())) == [
        {
            "id": str(project.pk),
            "round": project.round.slug,
            "proposal": str(project.proposal_id),
            "title": "'=1+1",
            "area_key": project.area.key,
            "area": project.area.name,
            "office": "'@Amt",
            "state": "planned",
            "starts_on": "",
            "ends_on": "2027-03-10",
            "awarded": "10000.00",
            "committed": "0.00",
            "spent": "123.45",
            "currency": "EUR",
            "lon": "13.4",
            "lat": "52.5",
        }
    ]


@pytest.mark.django_db
def test_a_line_for_each_entry_in_order() -> None:
    project = a_project(title="Bänke")
    projects.book(project=project, kind="spent", cents=5_00, on=TODAY, note='Holz, "fein"', at=NOON, by=None)
    projects.book(project=project, kind="spent", cents=-50, on=TODAY, note="-Rabatt", at=NOON, by=None)
    rows = table(exports.entries_csv(queries.entries_of(Project.objects.all())))
    assert [(row["kind"], row["amount"], row["note"]) for row in rows] == [
        ("awarded", exports.decimal(COST), project.award.option.title),
        ("spent", "5.00", 'Holz, "fein"'),
        ("spent", "-0.50", "'-Rabatt"),
    ]
    assert {(row["project"], row["title"], row["on"], row["currency"]) for row in rows} == {
        (str(project.pk), "Bänke", "2027-03-10", "EUR")
    }


@pytest.mark.django_db
def test_no_rows_is_a_header() -> None:
    assert "".join(exports.projects_csv([])).split(",")[0] == "id"
    assert len(list(exports.entries_csv([]))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_files_cost_the_same_whatever_their_length(django_assert_num_queries: object, rows: int) -> None:
    many(rows)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(list(exports.projects_csv(queries.shown()))) == rows + 1
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(list(exports.entries_csv(queries.entries_of(Project.objects.all())))) == 2 * rows + 1


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not exports.safe(text).lstrip(" ").startswith(exports.RISKY)
    assert exports.safe(text).removeprefix("'") == text or exports.safe(text) == text


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_sums_are_exact(cents: int) -> None:
    whole, rest = exports.decimal(cents).lstrip("-").split(".")
    assert int(whole) * 100 + int(rest) == abs(cents)
    assert exports.decimal(cents).startswith("-") is (cents < 0)
