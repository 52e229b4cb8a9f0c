"""Reads that cross tables, and how many queries they take."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from participation import queries
from participation.eligibility import Person, Reason, Verdict, Window
from participation.models import Area, Phase, Pot, Residency, Round, User
from tests.factories.participation import (
    DAY,
    NOON,
    CityFactory,
    DistrictFactory,
    RegionFactory,
    UserFactory,
    a_round,
    resident,
    square,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 5])
def test_rounds_come_with_all_that_lists_show_in_three_queries(count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        a_round()
    with django_assert_num_queries(3):
        found = [
            (
                round_.area.name,
                queries.phase_now(round_, at=NOON).kind,  # type: ignore[union-attr]
                queries.phase_next(round_, at=NOON).kind,  # type: ignore[union-attr]
                queries.window(round_, "voting").starts_at - NOON,  # type: ignore[union-attr]
                queries.total_cents(round_),
                [pot.area.name for pot in round_.pots.all()],
            )
            for round_ in queries.rounds_with_phases()
        ]
    names = [area.name for area in Area.objects.filter(kind="district").order_by("-pk")]
    assert found == [(name, "collecting", "assessing", 39 * DAY, 20_000_000, [name]) for name in names]


def test_money_of_several_pots_adds_up() -> None:
    round_ = a_round()
    Pot.objects.create(round=round_, area=RegionFactory(parent=round_.area), cents=5)
    assert queries.total_cents(round_) == 20_000_005


def test_before_and_after_all_phases_none_is_now() -> None:
    round_ = a_round()
    asked = [queries.phase_now(round_, at=NOON + days * DAY) for days in (-2, 99)]
    assert asked == [None, None]
    assert queries.phase_next(round_, at=NOON - 2 * DAY) == round_.phases.get(kind="collecting")
    assert queries.phase_next(round_, at=NOON + 99 * DAY) is None


def test_a_round_without_a_phase_has_no_window() -> None:
    round_ = a_round()
    round_.phases.filter(kind="voting").delete()
    assert queries.window(round_, "voting") is None
    assert queries.window(round_, "collecting") == Window(NOON - DAY, NOON + 19 * DAY)


def test_nobody_is_known_before_signing_in(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert queries.person(AnonymousUser()) == Person()


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_person_as_eligibility_sees_them(confirmed: bool, django_assert_num_queries: Any) -> None:
    newcomer = UserFactory(confirmed=confirmed)
    assert queries.person(newcomer) == Person(signed_in=True, email_confirmed=confirmed)
    region = RegionFactory()
    neighbour = resident(region, age=30, proof=Residency.Proof.DECLARED, confirmed=confirmed)
    with django_assert_num_queries(1):
        found = queries.person(neighbour)
    assert found == Person(True, confirmed, region.path, datetime.date(1997, 1, 1), residence_proven=False)
    proven = resident(region, proof=Residency.Proof.DESK)
    assert queries.person(proven).residence_proven is True


def collecting(**fields: Any) -> Round:
    return a_round(area=DistrictFactory(key="09"), **fields)


@pytest.mark.parametrize(
    ("round_fields", "days", "reason"),
    [
        ({}, 0, None),
        ({"is_public": False}, 0, Reason.NOT_PUBLIC),
        ({"is_archive": True}, 0, Reason.WRONG_PHASE),
        ({}, -2, Reason.NOT_YET),
        ({}, 19, Reason.OVER),
    ],
)
def test_proposing_depends_on_the_round(round_fields: dict[str, Any], days: int, reason: Reason | None) -> None:
    round_ = collecting(**round_fields)
    assert queries.verdict_on_proposing(UserFactory(), round_, at=NOON + days * DAY) == Verdict(reason)


@pytest.mark.parametrize(
    ("who", "anyone", "residents"),
    [
        (lambda here, there: AnonymousUser(), Reason.NOT_SIGNED_IN, Reason.NOT_SIGNED_IN),
        (lambda here, there: UserFactory(confirmed=False), *[Reason.EMAIL_NOT_CONFIRMED] * 2),
        (lambda here, there: UserFactory(), None, Reason.NO_RESIDENCE),
        (lambda here, there: resident(here), None, None),
        (lambda here, there: resident(RegionFactory(parent=here), proof="declared"), None, None),
        (lambda here, there: resident(there), None, Reason.LIVES_ELSEWHERE),
    ],
)
def test_proposing_depends_on_the_person(who: Any, anyone: Reason | None, residents: Reason | None) -> None:
    here, there = DistrictFactory(key="09"), DistrictFactory(key="10")
    person = who(here, there)
    for rule, reason in ((Round.WhoMayPropose.ANYONE, anyone), (Round.WhoMayPropose.RESIDENTS, residents)):
        round_ = a_round(area=here, who_may_propose=rule)
        assert queries.verdict_on_proposing(person, round_, at=NOON) == Verdict(reason)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (lambda here, there: AnonymousUser(), Reason.NOT_SIGNED_IN),
        (lambda here, there: resident(here), None),
        (lambda here, there: resident(here, age=14), None),
        (lambda here, there: resident(here, age=13), Reason.TOO_YOUNG),
        (lambda here, there: resident(here, proof="declared"), Reason.RESIDENCE_NOT_PROVEN),
        (lambda here, there: resident(there), Reason.LIVES_ELSEWHERE),
    ],
)
def test_voting_depends_on_the_person(who: Any, reason: Reason | None) -> None:
    here, there = DistrictFactory(key="09"), DistrictFactory(key="10")
    round_ = a_round(area=here, phase=Phase.Kind.VOTING)
    asked = queries.verdict_on_voting(
        who(here, there), round_, window=Window(NOON, NOON + DAY), at=NOON, day=NOON.date()
    )
    assert asked == Verdict(reason)


@pytest.mark.parametrize(
    ("window", "is_archive", "reason"),
    [
        (Window(NOON, NOON + DAY), False, None),
        (Window(NOON, NOON + DAY), True, Reason.WRONG_PHASE),
        (Window(NOON - DAY, NOON), False, Reason.OVER),
        (Window(NOON + DAY, NOON + 2 * DAY), False, Reason.NOT_YET),
        (None, False, Reason.WRONG_PHASE),
    ],
)
def test_voting_follows_the_paper_not_the_phase(window: Window | None, is_archive: bool, reason: Reason | None) -> None:
    round_ = a_round(phase=Phase.Kind.VOTING, is_archive=is_archive)
    asked = queries.verdict_on_voting(resident(round_.area), round_, window=window, at=NOON, day=NOON.date())
    assert asked == Verdict(reason)


@pytest.fixture
def city() -> dict[str, Area]:
    """A city of two districts: the west has three regions known by their centres, the east none."""
    whole = CityFactory(lon=13.4, lat=52.5, boundary=square(13.4, 52.5, 0.2))
    west = DistrictFactory(parent=whole, name="west", lon=13.3, lat=52.5, boundary=square(13.3, 52.5, 0.1))
    east = DistrictFactory(parent=whole, name="east", lon=13.5, lat=52.5, boundary=square(13.5, 52.5, 0.1))
    north, south = (
        RegionFactory(parent=west, name=name, lon=13.3, lat=lat) for name, lat in (("north", 52.55), ("south", 52.45))
    )
    RegionFactory(parent=east, name="drawn", boundary=square(13.55, 52.55, 0.02))
    return {"whole": whole, "west": west, "east": east, "north": north, "south": south}


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (13.3, 52.56, "north"),
        (13.25, 52.51, "north"),
        (13.25, 52.49, "south"),
        (13.39, 52.41, "south"),  # nearest by centre within the district, though the other district is nearer
        (13.55, 52.55, "drawn"),
        (13.45, 52.45, "east"),  # in no region of a district whose regions have borders
        (13.4, 52.65, "Musterstadt"),
        (13.4, 52.75, None),
        (0, 0, None),
    ],
)
def test_a_point_is_located_in_the_smallest_area(
    city: dict[str, Area], lon: float, lat: float, name: str | None, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        found = queries.locate(lon, lat)
    assert (found and found.name) == name


def test_without_borders_nothing_is_located() -> None:
    CityFactory(boundary=None)
    assert queries.locate(13.4, 52.5) is None


def test_what_can_be_done_now_is_public_running_and_no_archive() -> None:
    running = a_round(phase=Phase.Kind.VOTING)
    a_round(phase=Phase.Kind.VOTING, is_public=False)
    a_round(phase=Phase.Kind.VOTING, is_archive=True)
    a_round(phase=Phase.Kind.COLLECTING)
    a_round(phase=None)
    assert list(queries.open_windows(Phase.Kind.VOTING, at=NOON)) == [running]


@pytest.mark.parametrize("count", [1, 30, 40])
def test_public_rounds_cost_three_queries(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        a_round(slug=f"r{number}", area=DistrictFactory())
    with django_assert_num_queries(3):
        found = [
            (round_.area.name, len(round_.phases.all()), queries.total_cents(round_))
            for round_ in queries.public_rounds()
        ]
    assert found == [
        (round_.area.name, len(round_.phases.all()), queries.total_cents(round_))
        for round_ in queries.rounds_with_phases().filter(is_public=True)
    ]


def test_one_public_round_by_its_short_address(django_assert_num_queries: Any) -> None:
    shown, hidden = a_round(slug="eine"), a_round(slug="andere", area=DistrictFactory(), is_public=False)
    for slug, expected, count in ((shown.slug, [shown], 3), (hidden.slug, [], 1), ("keine", [], 1)):
        with django_assert_num_queries(count):
            assert queries.public_rounds(slug=slug) == expected
    [found] = queries.public_rounds(slug=shown.slug)
    assert list(found.phases.all()) == list(shown.phases.order_by("starts_at"))
    assert [pot.area.name for pot in found.pots.all()] == [pot.area.name for pot in shown.pots.all()]


def test_a_moved_phase_is_seen_at_once() -> None:
    round_ = a_round()
    before = queries.public_rounds(slug=round_.slug)[0].phases.all()[0]
    round_.phases.filter(pk=before.pk).update(starts_at=before.starts_at - datetime.timedelta(days=1))
    [after] = queries.public_rounds(slug=round_.slug)
    assert after.phases.all()[0].starts_at == before.starts_at - datetime.timedelta(days=1)


def test_phases_of_some_rounds() -> None:
    one, other = a_round(slug="eine"), a_round(slug="andere", area=DistrictFactory())
    a_round(slug="dritte", area=DistrictFactory())
    assert {phase.round_id for phase in queries.phases_of([one.pk, other.pk])} == {one.pk, other.pk}
    assert queries.phases_of([]) == []


@pytest.mark.parametrize("who", [UserFactory, lambda: resident(DistrictFactory())])
def test_a_person_is_known_by_one_query(who: Any, django_assert_num_queries: Any) -> None:
    user = who()
    with django_assert_num_queries(1):
        assert queries.person(user).email_confirmed is True


def test_an_account_that_was_deleted_meanwhile_is_nobody_special() -> None:
    user = UserFactory()
    User.objects.filter(pk=user.pk).delete()
    assert queries.person(user) == Person(signed_in=True)
