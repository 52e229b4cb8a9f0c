"""People: where they live, which roles they hold, what is known of them, how they leave."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import Client

from participation import registration, rules
from participation.models import LogEntry, Residency, Role, User
from participation.registration import RegistrationRefused
from proposals import discussion
from proposals.models import Comment, Proposal, Support
from tests.factories.participation import (
    DAY,
    NOON,
    CityFactory,
    DistrictFactory,
    RegionFactory,
    UserFactory,
    resident,
    staff,
)
from tests.factories.proposals import a_proposal

pytestmark = pytest.mark.django_db

BORN = datetime.date(1990, 5, 17)


def facts(residency: Residency) -> tuple[Any, ...]:
    return residency.area, residency.born_on, residency.proof, residency.checked_by, residency.checked_at


def test_people_say_where_they_live() -> None:
    user, region = UserFactory(), RegionFactory()
    made = registration.declare_residence(user=user, area=region, born_on=BORN, at=NOON)
    assert facts(Residency.objects.get(user=user)) == (region, BORN, "declared", None, NOON)
    assert (facts(made), LogEntry.objects.count()) == ((region, BORN, "declared", None, NOON), 0)


def test_people_may_say_it_anew() -> None:
    district = DistrictFactory()
    user = resident(RegionFactory(), proof="declared")
    registration.declare_residence(user=user, area=district, born_on=BORN, at=NOON + DAY)
    assert facts(Residency.objects.get()) == (district, BORN, "declared", None, NOON + DAY)


def test_what_was_proven_is_not_overwritten_by_a_statement() -> None:
    user = resident(RegionFactory())
    before = facts(Residency.objects.get())
    with pytest.raises(RegistrationRefused, match="already_proven"):
        registration.declare_residence(user=user, area=DistrictFactory(), born_on=BORN, at=NOON)
    assert facts(Residency.objects.get()) == before


WRONG_BIRTHS = [datetime.date(1899, 12, 31), datetime.date(1, 1, 1), NOON.date() + DAY]


@pytest.mark.parametrize("born_on", WRONG_BIRTHS)
def test_births_in_the_future_or_long_ago_are_refused(born_on: datetime.date) -> None:
    district = DistrictFactory()
    with pytest.raises(RegistrationRefused, match="born_wrong"):
        registration.declare_residence(user=UserFactory(), area=district, born_on=born_on, at=NOON)
    with pytest.raises(RegistrationRefused, match="born_wrong"):
        registration.confirm_residence(
            user=UserFactory(), area=district, born_on=born_on, by=staff("clerk", district), at=NOON
        )
    assert (Residency.objects.count(), LogEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("born_on", [datetime.date(1900, 1, 1), NOON.date()])
def test_the_first_and_the_last_possible_birth_are_taken(born_on: datetime.date) -> None:
    user = UserFactory()
    registration.declare_residence(user=user, area=DistrictFactory(), born_on=born_on, at=NOON)
    assert Residency.objects.get(user=user).born_on == born_on


@pytest.mark.parametrize("known", [None, "declared", "desk"])
def test_a_clerk_confirms_what_the_id_card_says(known: str | None) -> None:
    """Also for somebody who was proven to live elsewhere and moved."""
    district = DistrictFactory()
    clerk, region = staff("clerk", district), RegionFactory(parent=district)
    user = resident(DistrictFactory(), proof=known) if known else UserFactory()
    registration.confirm_residence(user=user, area=region, born_on=BORN, by=clerk, at=NOON + DAY)
    assert facts(Residency.objects.get()) == (region, BORN, "desk", clerk, NOON + DAY)
    entry = LogEntry.objects.get()
    assert (entry.action, entry.subject, entry.area, entry.actor_id, entry.detail) == (
        "registration.confirm_residence", f"participation.User:{user.pk}", region, clerk.pk, {},
    )  # fmt: skip


@pytest.mark.parametrize("role", [name for name in Role.Name.values if name != "clerk"])
def test_other_roles_do_not_confirm(role: str) -> None:
    district = DistrictFactory()
    with pytest.raises(RegistrationRefused, match="not_yours"):
        registration.confirm_residence(
            user=UserFactory(), area=district, born_on=BORN, by=staff(role, district), at=NOON
        )


def test_a_clerk_confirms_neither_elsewhere_nor_for_themselves() -> None:
    district = DistrictFactory()
    clerk = staff("clerk", district)
    for user, area, code in ((UserFactory(), DistrictFactory(), "not_yours"), (clerk, district, "own_residence")):
        with pytest.raises(RegistrationRefused, match=code):
            registration.confirm_residence(user=user, area=area, born_on=BORN, by=clerk, at=NOON)
    assert Residency.objects.count() == 0


def groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_a_role_is_given_and_the_log_says_so() -> None:
    district, user = DistrictFactory(), UserFactory()
    office = staff("office", district)
    assert rules.held_paths(user) == []
    role = registration.grant_role(user=user, area=district, name="moderator", by=office, at=NOON)
    assert (role.user, role.area, role.name, role.granted_by, role.granted_at) == (
        user, district, "moderator", office, NOON,
    )  # fmt: skip
    assert rules.held_paths(user, "moderator") == [district.path], "the same user object knows it at once"
    entry = LogEntry.objects.get()
    assert (entry.action, entry.subject, entry.area, entry.actor_id) == (
        "registration.grant_role", f"participation.User:{user.pk}", district, office.pk,
    )  # fmt: skip
    assert entry.detail == {"role": "moderator", "user": user.pk}


def test_a_role_given_twice_is_one_role_and_one_entry() -> None:
    district, user = DistrictFactory(), UserFactory()
    first = registration.grant_role(user=user, area=district, name="moderator", at=NOON)
    again = registration.grant_role(user=user, area=district, name="moderator", at=NOON + DAY)
    assert (again, again.granted_at, Role.objects.count(), LogEntry.objects.count()) == (first, NOON, 1, 1)


@pytest.mark.parametrize(
    ("name", "where", "groups"),
    [
        ("moderator", "district", {"Staff"}),
        ("clerk", "city", {"Staff"}),
        ("editor", "district", {"Staff", "Editors"}),
        ("editor", "city", {"Staff", "Editors", "Moderators"}),
    ],
)
def test_a_role_opens_the_staff_area_and_editors_the_pages(name: str, where: str, groups: set[str]) -> None:
    """Wagtail's moderators publish pages: an editor of the whole city does."""
    user, city = UserFactory(), CityFactory()
    user.groups.add(Group.objects.create(name="Chor"))
    area = city if where == "city" else DistrictFactory(parent=city)
    role = registration.grant_role(user=user, area=area, name=name, at=NOON)
    assert groups_of(user) == groups | {"Chor"}
    assert user.has_perm("wagtailadmin.access_admin")
    registration.withdraw_role(role=role, at=NOON)
    assert groups_of(user) == {"Chor"}
    assert not User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def test_one_of_two_roles_keeps_the_staff_area_open() -> None:
    district, user = DistrictFactory(), UserFactory()
    editor = registration.grant_role(user=user, area=district, name="editor", at=NOON)
    registration.grant_role(user=user, area=district, name="clerk", at=NOON)
    registration.withdraw_role(role=editor, at=NOON)
    assert (groups_of(user), rules.held_paths(user)) == ({"Staff"}, [district.path])


def test_a_role_is_withdrawn_and_the_log_says_so() -> None:
    district = DistrictFactory()
    office, moderator = staff("office", district), staff("moderator", district)
    registration.withdraw_role(role=moderator.roles.get(), by=office, at=NOON)
    assert moderator.roles.count() == 0
    entry = LogEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.area) == ("registration.withdraw_role", office.pk, district)
    assert entry.detail == {"role": "moderator", "user": moderator.pk}


@pytest.mark.parametrize("role", [name for name in Role.Name.values if name != "office"])
def test_only_the_office_decides_on_roles(role: str) -> None:
    district = DistrictFactory()
    by, held = staff(role, district), staff("clerk", district).roles.get()
    with pytest.raises(RegistrationRefused, match="not_yours"):
        registration.grant_role(user=UserFactory(), area=district, name="clerk", by=by, at=NOON)
    with pytest.raises(RegistrationRefused, match="not_yours"):
        registration.withdraw_role(role=held, by=by, at=NOON)


def test_an_office_decides_below_not_beside_and_not_above() -> None:
    district = DistrictFactory()
    office, user = staff("office", district), UserFactory()
    assert registration.grant_role(user=user, area=RegionFactory(parent=district), name="clerk", by=office, at=NOON)
    for area in (DistrictFactory(), district.parent):
        with pytest.raises(RegistrationRefused, match="not_yours"):
            registration.grant_role(user=user, area=area, name="clerk", by=office, at=NOON)


def test_nobody_decides_on_their_own_roles() -> None:
    district = DistrictFactory()
    office = staff("office", district)
    with pytest.raises(RegistrationRefused, match="own_role"):
        registration.grant_role(user=office, area=district, name="finance", by=office, at=NOON)
    with pytest.raises(RegistrationRefused, match="own_role"):
        registration.withdraw_role(role=office.roles.get(), by=office, at=NOON)
    assert [str(role.name) for role in office.roles.all()] == ["office"]


def test_what_is_known_of_a_person_can_be_handed_out() -> None:
    district = DistrictFactory(name="Mitte")
    user = resident(district, email="ada@example.org", display_name="Ada", language="en", date_joined=NOON)
    Role.objects.create(user=user, area=district, name="clerk", granted_at=NOON)
    known = registration.known_about(user=user)
    assert json.loads(json.dumps(known)) == {
        "email": "ada@example.org",
        "public_name": "Ada",
        "language": "en",
        "since": "2027-03-10T12:00:00+00:00",
        "residence": {
            "area": "Mitte", "born_on": "1997-01-01", "proof": "desk", "checked_at": "2027-03-10T12:00:00+00:00",
        },
        "roles": [f"{Role.Name.CLERK.label} · Mitte"],
        "records": {},
    }  # fmt: skip


def test_what_people_wrote_and_supported_is_handed_out_what_staff_decided_is_not() -> None:
    """Whatever later packages keep under a person's name belongs to the answer, without being listed here."""
    user, moderator = UserFactory(), UserFactory()
    a_proposal(by=user, staff=moderator, title="Bänke am Weiher")
    other = a_proposal(by=UserFactory(), staff=moderator)
    discussion.comment(proposal=other, text="Gute Idee.", by=user, key=uuid.uuid4(), at=NOON)
    discussion.support(proposal=other, by=user, at=NOON)
    own = json.loads(json.dumps(registration.known_about(user=user)["records"]))
    assert sorted(own) == sorted(str(model._meta.verbose_name_plural) for model in (Proposal, Comment, Support))
    assert [row["title"] for row in own[str(Proposal._meta.verbose_name_plural)]] == ["Bänke am Weiher"]
    assert [row["proposal"] for row in own[str(Support._meta.verbose_name_plural)]] == [other.pk]
    assert registration.known_about(user=moderator)["records"] == {}


def test_of_a_newcomer_little_is_known() -> None:
    known = registration.known_about(user=UserFactory())
    assert (known["residence"], known["roles"]) == (None, [])


def test_an_erased_account_leaves_nothing_that_names_the_person() -> None:
    district = DistrictFactory()
    user, other = resident(district, email="ada@example.org"), resident(district)
    for person in (user, user, other):
        Client().force_login(person)
    pk = user.pk
    registration.erase(user=user, at=NOON)
    assert list(User.objects.all()) == [other]
    assert list(EmailAddress.objects.values_list("user", flat=True)) == [other.pk]
    assert list(Residency.objects.values_list("user", flat=True)) == [other.pk]
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(other.pk)]
    entry = LogEntry.objects.get()
    assert (entry.action, entry.subject, entry.actor_id, entry.detail) == (
        "registration.erase", f"participation.User:{pk}", None, {},
    )  # fmt: skip


def test_what_an_erased_clerk_confirmed_stays_confirmed() -> None:
    clerk = UserFactory()
    user = resident(DistrictFactory())
    Residency.objects.filter(user=user).update(checked_by=clerk)
    registration.erase(user=clerk, at=NOON)
    residency = Residency.objects.get(user=user)
    assert (residency.proof, residency.checked_by) == ("desk", None)


@pytest.mark.parametrize("make", [lambda: staff("clerk", DistrictFactory()), lambda: UserFactory(is_superuser=True)])
def test_who_holds_a_role_hands_it_back_first(make: Any) -> None:
    user = make()
    with pytest.raises(RegistrationRefused, match="holds_role"):
        registration.erase(user=user, at=NOON)
    assert (User.objects.filter(pk=user.pk).exists(), LogEntry.objects.count()) == (True, 0)
