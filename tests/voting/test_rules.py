"""Who may do what with a vote: role by area by act."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from participation.models import Role, User
from tests.factories.participation import CityFactory, DistrictFactory, RegionFactory, UserFactory, staff
from tests.factories.voting import voting_round
from voting import rules

pytestmark = pytest.mark.django_db

# role: draws up, runs the vote, sees the count, certifies, publishes, works on votes
MATRIX = {
    "returning_officer": (True, True, True, True, True, True),
    "office": (True, False, False, False, True, True),
    "moderator": (False,) * 6,
    "assessor": (False,) * 6,
    "finance": (False,) * 6,
    "clerk": (False,) * 6,
    "editor": (False,) * 6,
}


def allowed(user: User | AnonymousUser, round: object) -> tuple[bool, ...]:
    return (
        rules.can_draw_up(user, round),
        rules.can_run_the_vote(user, round),
        rules.can_see_the_count(user, round),
        rules.can_certify(user, round, computed_by_id=None),
        rules.can_publish(user, round),
        rules.works_on_votes(user),
    )


@pytest.mark.parametrize(("role", "expected"), MATRIX.items())
def test_a_role_for_the_area_or_above(role: str, expected: tuple[bool, ...]) -> None:
    round = voting_round()
    assert allowed(staff(role, round.area), round) == expected
    assert allowed(staff(role, CityFactory()), round) == expected


@pytest.mark.parametrize("role", MATRIX)
def test_a_role_elsewhere_or_below_allows_nothing_here(role: str) -> None:
    round = voting_round()
    for area in (DistrictFactory(), RegionFactory(parent=round.area)):
        assert allowed(staff(role, area), round)[:5] == (False,) * 5


def test_every_role_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Role.Name.values)


def test_citizens_and_visitors_may_do_nothing() -> None:
    round = voting_round()
    for person in (UserFactory(), AnonymousUser()):
        assert allowed(person, round) == (False,) * 6


def test_nobody_certifies_the_own_count() -> None:
    round = voting_round()
    by = staff("returning_officer", round.area)
    assert rules.can_certify(by, round, computed_by_id=by.pk) is False
