"""Projects through the API: what a row says, what is hidden, what it costs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client

from delivery import projects
from delivery.models import Project
from participation.models import Round
from tests.factories.delivery import COST, TODAY, a_project, many
from tests.factories.participation import NOON, OfficeFactory, RegionFactory

pytestmark = pytest.mark.django_db
SUMMER = datetime.date(2027, 7, 1)


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    cache.clear()


def read(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/projects/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(client: Client, **query: Any) -> list[str]:
    return [row["title"] for row in read(client, "", **query)["results"]]


def test_a_project_in_the_list(client: Client) -> None:
    project = a_project(title="Bänke", lon=13.4, lat=52.5, ends_on=SUMMER)
    office = OfficeFactory(area=project.area, name="Grünflächenamt")
    Project.objects.filter(pk=project.pk).update(office=office)
    projects.plan_milestone(project=project, title="Fundament", due_on=SUMMER, at=NOON, by=None)
    projects.book(project=project, kind="committed", cents=300, on=TODAY, note="Auftrag", at=NOON, by=None)
    projects.book(project=project, kind="spent", cents=200, on=TODAY, note="Holz", at=NOON, by=None)
    [row] = read(client, "")["results"]
    assert row == {
        "id": project.pk,
        "round": project.round.slug,
        "proposal": project.proposal_id,
        "title": "Bänke",
        "state": "planned",
        "area": {"key": project.area.key, "name": project.area.name},
        "point": {"lon": 13.4, "lat": 52.5},
        "office": "Grünflächenamt",
        "starts_on": None,
        "ends_on": "2027-07-01",
        "money": {"awarded_cents": COST, "committed_cents": 300, "spent_cents": 200, "currency": "EUR"},
        "milestones": [{"title": "Fundament", "due_on": "2027-07-01", "reached_on": None}],
        "url": f"http://testserver/projekte/{project.pk}/",
    }


def test_the_detail_adds_words_pictures_entries_and_updates(client: Client) -> None:
    project = a_project(summary="Vier Bänke", contact="Frau Yıldız")
    projects.illustrate(
        project=project, moment="before", picture=ContentFile(b"x", "b.jpg"), alt="Wiese", at=NOON, by=None
    )
    projects.report(
        project=project, title="Start", text="Los.", state="in_progress", reason="Auftrag", at=NOON, by=None
    )
    [row] = read(client, "")["results"]
    body = read(client, f"{project.pk}/")
    picture = body.pop("picture_before")
    assert picture.startswith("http://testserver/media/projects/")
    assert body == row | {
        "summary": "Vier Bänke",
        "contact": "Frau Yıldız",
        "drop_reference": "",
        "picture_before_alt": "Wiese",
        "picture_after": None,
        "picture_after_alt": "",
        "entries": [{"kind": "awarded", "cents": COST, "on": "2027-03-10", "note": project.title}],
        "updates": [
            {
                "at": "2027-03-10T13:00:00+01:00",
                "title": "Start",
                "text": "Los.",
                "reason": "Auftrag",
                "changes": {"state": ["planned", "in_progress"]},
            }
        ],
    }


def test_no_point_no_office_no_proposal(client: Client) -> None:
    project = a_project(proposal=None)
    row = read(client, f"{project.pk}/")
    assert (row["point"], row["office"], row["proposal"]) == (None, None, None)


def test_projects_of_a_hidden_round_are_not_there(client: Client) -> None:
    project = a_project()
    Round.objects.update(is_public=False)
    assert read(client, "")["count"] == 0
    assert client.get(f"/api/v1/projects/{project.pk}/").status_code == 404


def test_filters(client: Client) -> None:
    first = many(2)
    region = RegionFactory(parent=first.area)
    Project.objects.filter(title="Projekt 2").update(state="done", area=region, summary="Am Weiher")
    second = many(1)
    Project.objects.filter(round=second).update(title="Anderswo")
    assert titles(client) == ["Anderswo", "Projekt 2", "Projekt 1"]
    assert titles(client, round=first.slug) == ["Projekt 2", "Projekt 1"]
    assert titles(client, area=region.key) == ["Projekt 2"]
    assert titles(client, area=first.area.key) == ["Projekt 2", "Projekt 1"]
    assert titles(client, state="done") == ["Projekt 2"]
    assert titles(client, q="weiher projekt") == ["Projekt 2"]
    assert titles(client, q="") == ["Anderswo", "Projekt 2", "Projekt 1"]
    assert titles(client, round=first.slug, state="planned") == ["Projekt 1"]


def test_orders(client: Client) -> None:
    many(3)
    Project.objects.get(title="Projekt 2").milestones.update(due_on=TODAY - datetime.timedelta(days=1))
    Project.objects.get(title="Projekt 1").milestones.all().delete()
    assert titles(client, ordering="newest") == ["Projekt 3", "Projekt 2", "Projekt 1"]
    assert titles(client, ordering="spent") == ["Projekt 3", "Projekt 2", "Projekt 1"]
    assert titles(client, ordering="awarded") == ["Projekt 1", "Projekt 2", "Projekt 3"]
    assert titles(client, ordering="next_date") == ["Projekt 2", "Projekt 3", "Projekt 1"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("round", "gibtsnicht"),
        ("round", "a" * 81),
        ("area", "99"),
        ("area", "\x00"),
        ("state", "gebaut"),
        ("ordering", "zufall"),
        ("q", "a" * 201),
        ("q", "a\x00"),
    ],
)
def test_a_bad_filter_is_named_with_a_sentence(client: Client, parameter: str, value: str) -> None:
    answer = client.get("/api/v1/projects/", {parameter: value})
    assert (answer.status_code, list(answer.json())) == (400, [parameter])
    assert answer.json()[parameter][0].endswith(".")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_three_queries(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    many(rows)
    with django_assert_num_queries(3):
        assert len(read(client, "")["results"]) == rows


def test_a_detail_costs_four_queries(client: Client, django_assert_num_queries: Any) -> None:
    project = a_project()
    with django_assert_num_queries(4):
        read(client, f"{project.pk}/")
