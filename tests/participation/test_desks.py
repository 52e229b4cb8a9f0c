"""Desks: each role sees its own, of its own area, and a list takes as many queries for one as for thirty."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from participation import audit
from participation.models import Area, LogEntry, Role
from tests.factories.participation import NOON, DistrictFactory, RegionFactory, UserFactory, a_round, resident
from tests.participation.staff_area import at_work, colleague, listed

pytestmark = pytest.mark.django_db

DESKS = {
    "runden": {"office", "returning_officer"},
    "gebiete": {"office"},
    "wohnsitz": {"clerk"},
    "protokoll": {"office", "returning_officer"},
}


@pytest.fixture
def here() -> Area:
    return DistrictFactory(name="Lichtenberg")


@pytest.fixture
def elsewhere(here: Area) -> Area:
    return DistrictFactory(name="Spandau", parent=here.parent)


@pytest.mark.parametrize("role", Role.Name.values)
def test_each_role_finds_its_desks_in_the_menu_and_no_other(role: str, here: Area) -> None:
    client = at_work(colleague(role, here))
    home = client.get("/verwaltung/").content.decode()
    for desk, roles in DESKS.items():
        expected = role in roles
        assert (f"/verwaltung/{desk}/" in home) is expected, desk
        assert [client.get(f"/verwaltung/{desk}/{page}").status_code for page in ("", "results/")] == (
            [200, 200] if expected else [302, 302]
        ), desk


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("path", ["", "results/", "1/"])
def test_nobody_else_gets_near_a_desk(desk: str, path: str) -> None:
    address = f"/verwaltung/{desk}/{path}"
    anonymous = Client().get(address)
    assert (anonymous.status_code, anonymous["Location"]) == (302, f"/konto/login/?next={address}")
    assert at_work(UserFactory()).get(address).status_code == 403


ACTIONS = {"runden": ["zeigen", "verbergen", "verlaengern"], "gebiete": ["runde", "rolle", "entziehen"]}


def item_of(desk: str, area: Area) -> Any:
    if desk == "gebiete":
        return area
    if desk == "runden":
        return a_round(area=area, now=timezone.now())
    if desk == "wohnsitz":
        return resident(area, proof="declared")
    return audit.record(action="rounds.show", subject=area, at=NOON, area=area)


BY_AREA = [(desk, role) for desk in ("runden", "gebiete", "protokoll") for role in sorted(DESKS[desk])]


@pytest.mark.parametrize(("desk", "role"), BY_AREA)
def test_another_district_s_things_are_not_there(desk: str, role: str, here: Area, elsewhere: Area) -> None:
    client = at_work(colleague(role, here))
    ours, theirs = item_of(desk, here), item_of(desk, elsewhere)
    assert ours in listed(client, desk)
    assert theirs not in listed(client, desk)
    pages = ["", *(f"{action}/" for action in ACTIONS.get(desk, []))]
    assert client.get(f"/verwaltung/{desk}/{ours.pk}/").status_code == 200
    for page in pages:
        assert client.get(f"/verwaltung/{desk}/{theirs.pk}/{page}").status_code == 404, page
        assert client.get(f"/verwaltung/{desk}/{10**20}/{page}").status_code == 404, page
    before = LogEntry.objects.count()
    assert {client.post(f"/verwaltung/{desk}/{theirs.pk}/{page}").status_code for page in pages[1:]} <= {404}
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize("role", [name for name in Role.Name.values if name != "office"])
@pytest.mark.parametrize(("desk", "action"), [(desk, action) for desk in ACTIONS for action in ACTIONS[desk]])
def test_the_office_alone_acts(desk: str, action: str, role: str, here: Area) -> None:
    """A returning officer sees rounds but does not set them up; others do not even see them."""
    item = item_of(desk, here)
    client = at_work(colleague(role, here))
    assert [ask(f"/verwaltung/{desk}/{item.pk}/{action}/").status_code for ask in (client.get, client.post)] == [
        302,
        302,
    ]
    assert LogEntry.objects.latest("number").action == "registration.grant_role"


@pytest.mark.parametrize(
    ("desk", "role", "pages"),
    [
        ("runden", "office", ["", "verbergen/", "verlaengern/"]),
        ("runden", "returning_officer", [""]),
        ("gebiete", "office", ["", "runde/", "rolle/", "entziehen/"]),
        ("wohnsitz", "clerk", ["", "bestaetigen/"]),
        ("protokoll", "office", [""]),
        ("protokoll", "returning_officer", [""]),
    ],
)
def test_every_page_of_a_desk_is_shown(desk: str, role: str, pages: list[str], here: Area) -> None:
    item, client = item_of(desk, here), at_work(colleague(role, here))
    colleague("clerk", here)
    for page in pages:
        response = client.get(f"/verwaltung/{desk}/{item.pk}/{page}")
        assert response.status_code == 200, page
        assert f"/verwaltung/{desk}/{item.pk}/" in response.content.decode(), "the way back to the item"


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=%22", "?q=%25", "?p=abc", "?p=99", "?p=-1", "?ordering=nothing", "?q="]
)
def test_no_question_to_a_list_breaks_it(desk: str, query: str, here: Area) -> None:
    client = at_work(UserFactory(is_superuser=True))
    item_of(desk, here)
    assert client.get(f"/verwaltung/{desk}/{query}").status_code == 200
    assert client.get(f"/verwaltung/{desk}/results/{query}").status_code == 200


# Queries: as many for 30 rows as for one


def many(desk: str, area: Area, count: int) -> None:
    for _ in range(count):
        if desk == "gebiete":
            role_of = RegionFactory(parent=area)
            Role.objects.create(user=UserFactory(), area=role_of, name="clerk", granted_at=NOON)
        else:
            item_of(desk, area)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("desk", "role", "queries"),
    [("runden", "office", 14), ("gebiete", "office", 11), ("wohnsitz", "clerk", 12), ("protokoll", "office", 12)],
)
def test_a_list_takes_as_many_queries_for_one_as_for_thirty(
    desk: str, role: str, queries: int, count: int, here: Area, django_assert_num_queries: Any
) -> None:
    client = at_work(colleague(role, here))
    many(desk, here, count)
    client.get(f"/verwaltung/{desk}/")
    with django_assert_num_queries(queries):
        found = listed(client, desk)
    assert len(found) >= count
