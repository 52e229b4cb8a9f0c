"""A role held for an area counts there and below, nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from participation import rules
from participation.models import Area, Role, User
from tests.factories.participation import CityFactory, DistrictFactory, RegionFactory, UserFactory, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Area]:
    city = CityFactory(key="00")
    mitte, neukoelln = DistrictFactory(parent=city, key="01"), DistrictFactory(parent=city, key="011")
    return {
        "city": city,
        "district": mitte,
        "region": RegionFactory(parent=mitte, key="0101"),
        # Its key begins like the district's, its path does not.
        "other district": neukoelln,
        "other region": RegionFactory(parent=neukoelln, key="01102"),
    }


HELD_FOR = {
    "city": {"city", "district", "region", "other district", "other region"},
    "district": {"district", "region"},
    "region": {"region"},
    "other district": {"other district", "other region"},
}

RULES: dict[str, tuple[Any, str]] = {
    "set up a round": (rules.can_set_up_round, "office"),
    "confirm residence": (rules.can_confirm_residence, "clerk"),
    "grant a role": (rules.can_grant_role, "office"),
}


@pytest.mark.parametrize("held_for", HELD_FOR)
@pytest.mark.parametrize("role", Role.Name.values)
def test_a_role_counts_where_it_is_held_and_below(places: dict[str, Area], role: str, held_for: str) -> None:
    user = staff(role, places[held_for])
    for name in Role.Name.values:
        counts = {place for place, area in places.items() if rules.holds_role(user, name, area)}
        assert counts == (HELD_FOR[held_for] if name == role else set()), name
    for what, (rule, needed) in RULES.items():
        allowed = {place for place, area in places.items() if rule(user, area)}
        assert allowed == (HELD_FOR[held_for] if needed == role else set()), what


@pytest.mark.parametrize("held_for", HELD_FOR)
def test_lists_are_cut_to_where_the_role_is_held(places: dict[str, Area], held_for: str) -> None:
    user = staff("moderator", places[held_for])
    expected = {places[place].key for place in HELD_FOR[held_for]}
    found = Area.objects.filter(rules.scope(user, "moderator", "assessor", field="path"))
    assert set(found.values_list("key", flat=True)) == expected
    assert not Area.objects.filter(rules.scope(user, "assessor", field="path")).exists()
    by_any_role = Area.objects.filter(rules.scope(user, field="path"))
    assert set(by_any_role.values_list("key", flat=True)) == expected


def test_several_roles_add_up(places: dict[str, Area]) -> None:
    user = staff("moderator", places["region"])
    Role.objects.create(user=user, area=places["other district"], name="clerk", granted_at=user.date_joined)
    assert set(rules.held_paths(user)) == {"00/01/0101/", "00/011/"}
    assert rules.held_paths(user, "clerk") == ["00/011/"]
    assert rules.held_paths(user, "finance") == []
    assert rules.is_staff(user) is True


@pytest.mark.parametrize(
    "make",
    [AnonymousUser, UserFactory, lambda: UserFactory(is_staff=True)],
    ids=["visitor", "citizen", "staff by Django's word alone"],
)
def test_whoever_holds_no_role_may_nothing(places: dict[str, Area], make: Any) -> None:
    user = make()
    assert rules.held_paths(user) == []
    assert rules.is_staff(user) is False
    assert not any(rule(user, area) for rule, _ in RULES.values() for area in places.values())
    assert not Area.objects.filter(rules.scope(user, field="path")).exists()


def test_a_locked_account_loses_its_roles(places: dict[str, Area]) -> None:
    user = staff("office", places["city"], is_active=False)
    assert (rules.held_paths(user), rules.can_set_up_round(user, places["city"])) == ([], False)


def test_an_operator_may_everything_everywhere(places: dict[str, Area]) -> None:
    user = UserFactory(is_superuser=True)
    assert rules.held_paths(user, "anything") == [""]
    assert all(rule(user, area) for rule, _ in RULES.values() for area in places.values())
    assert Area.objects.filter(rules.scope(user, "clerk", field="path")).count() == len(places)
    locked = UserFactory(is_superuser=True, is_active=False)
    assert rules.held_paths(locked) == []


def test_roles_are_read_once_for_each_user_object(places: dict[str, Area], django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=staff("office", places["district"]).pk)
    with django_assert_num_queries(1):
        assert [rule(user, area) for rule, _ in RULES.values() for area in places.values()].count(True) == 4
        assert rules.is_staff(user) is True
