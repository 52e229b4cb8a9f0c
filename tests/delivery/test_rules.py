"""Who works on projects: every role at every place, for every rule."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from delivery import rules
from delivery.models import Project
from participation.models import Area, Role, Round
from tests.factories.participation import DistrictFactory, RegionFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
ALWAYS = [rules.can_report, rules.can_book, rules.can_illustrate]
WHILE_OPEN = [rules.can_plan, rules.can_complete, rules.can_drop]
State = Project.State


@pytest.fixture
def district() -> Area:
    return DistrictFactory()


def a_project(area: Area, state: str = State.PLANNED) -> Project:
    return Project(area=area, state=state)


@pytest.mark.parametrize("place", ["the district", "the city", "a region of it", "the neighbour"])
@pytest.mark.parametrize("role", Role.Name.values)
@pytest.mark.parametrize("rule", ALWAYS + WHILE_OPEN)
def test_the_office_of_the_area_or_above_it(rule: object, role: str, place: str, district: Area) -> None:
    assert district.parent is not None
    areas = {
        "the district": district,
        "the city": district.parent,
        "a region of it": RegionFactory(parent=district),
        "the neighbour": DistrictFactory(),
    }
    expected = role == "office" and place in ("the district", "the city")
    assert rule(staff(role, areas[place]), a_project(district)) is expected  # type: ignore[operator]
    assert rules.can_commit(staff(role, areas[place]), Round(area=district)) is expected


@pytest.mark.parametrize("state", State.values)
def test_what_is_finished_is_no_longer_planned(state: str, district: Area) -> None:
    office = staff("office", district)
    is_open = state in (State.PLANNED, State.IN_PROGRESS)
    assert [rule(office, a_project(district, state)) for rule in WHILE_OPEN] == [is_open] * 3
    assert [rule(office, a_project(district, state)) for rule in ALWAYS] == [True] * 3


@pytest.mark.parametrize("role", Role.Name.values)
def test_the_desks_are_for_the_office(role: str, district: Area) -> None:
    assert rules.works_on_projects(staff(role, district)) is (role == "office")


def test_nobody_without_a_role(district: Area) -> None:
    for user in (UserFactory(), AnonymousUser()):
        assert [rule(user, a_project(district)) for rule in ALWAYS + WHILE_OPEN] == [False] * 6
        assert not rules.works_on_projects(user)
