"""Areas, people, roles and rounds for tests. Times are relative to NOON, a fixed moment."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from allauth.account.models import EmailAddress

from participation import rounds
from participation.models import Area, Office, Phase, Residency, Role, Round, User

NOON = datetime.datetime(2027, 3, 10, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def square(lon: float, lat: float, half: float = 0.05) -> dict[str, Any]:
    """A GeoJSON square around a point, ``half`` degrees to each side."""
    west, east, south, north = lon - half, lon + half, lat - half, lat + half
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed e-mail address."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("ein-langes-passwort")

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class CityFactory(factory.django.DjangoModelFactory):
    """The city, a square of 0.4 degrees."""

    class Meta:
        model = Area
        django_get_or_create = ("key",)

    kind = Area.Kind.CITY
    key = "00"
    name = "Musterstadt"
    lon, lat = 13.4, 52.5
    boundary = factory.LazyAttribute(lambda o: square(o.lon, o.lat, 0.2))
    inhabitants = 100_000


class DistrictFactory(factory.django.DjangoModelFactory):
    """A district of the city; its square lies beside the one before it."""

    class Meta:
        model = Area
        django_get_or_create = ("key",)

    parent = factory.SubFactory(CityFactory)
    kind = Area.Kind.DISTRICT
    key = factory.Sequence(lambda n: f"{n + 1:02}")
    name = factory.LazyAttribute(lambda o: f"Bezirk {o.key}")
    lon = factory.LazyAttribute(lambda o: 13.25 + 0.1 * (int(o.key) % 4))
    lat = factory.LazyAttribute(lambda o: 52.35 + 0.1 * (int(o.key) // 4 % 4))
    boundary = factory.LazyAttribute(lambda o: square(o.lon, o.lat))
    inhabitants = 20_000
    accent = "accent-3"


class RegionFactory(factory.django.DjangoModelFactory):
    """A region of a district, known by its centre only."""

    class Meta:
        model = Area

    parent = factory.SubFactory(DistrictFactory)
    kind = Area.Kind.REGION
    key = factory.Sequence(lambda n: f"{n:06}")
    name = factory.Sequence(lambda n: f"Kiez {n}")
    lon = factory.LazyAttribute(lambda o: o.parent.lon + 0.01)
    lat = factory.LazyAttribute(lambda o: o.parent.lat + 0.01)
    inhabitants = 5_000


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    area = factory.SubFactory(DistrictFactory)
    name = factory.Sequence(lambda n: f"Fachamt {n}")


def staff(role: str, area: Area, **fields: Any) -> User:
    """A member of staff with this role for the area."""
    user = UserFactory(**fields)
    Role.objects.create(user=user, area=area, name=role, granted_at=NOON)
    return user


def resident(area: Area, *, age: int = 30, proof: str = Residency.Proof.DESK, **fields: Any) -> User:
    """A person who lives in the area, with residence proven at a desk unless said otherwise."""
    user = UserFactory(**fields)
    born_on = datetime.date(NOON.year - age, 1, 1)
    Residency.objects.create(user=user, area=area, born_on=born_on, proof=proof, checked_at=NOON)
    return user


def a_round(
    *,
    area: Area | None = None,
    phase: str | None = Phase.Kind.COLLECTING,
    now: datetime.datetime = NOON,
    cents: int = 20_000_000,
    **fields: Any,
) -> Round:
    """A public round of which ``phase`` has been running for a day at ``now`` (each lasts 20 days; None: long over)."""
    area = area or DistrictFactory()
    kinds = list(Phase.Kind)
    start = now - DAY - 20 * DAY * (kinds.index(Phase.Kind(phase)) if phase else 10)
    spans = [(kind, start + 20 * DAY * i, start + 20 * DAY * (i + 1)) for i, kind in enumerate(kinds)]
    number = Round.objects.count() + 1
    defaults: dict[str, Any] = {
        "kind": Round.Kind.CITIZENS_BUDGET,
        "title": f"Bürgerhaushalt {number}",
        "slug": f"runde-{number}",
        "is_public": True,
        "cap_cents": 2_000_000,
    }
    return rounds.open_round(area=area, phases=spans, pots={area: cents}, at=start, **(defaults | fields))


def move(phase: Phase, starts_at: datetime.datetime, ends_at: datetime.datetime) -> None:
    """Put a phase elsewhere in time, a fixed one too: what no verb can do, and tests of time need."""
    hours = {"starts_at": starts_at, "ends_at": ends_at}
    fixed = {"fixed_starts_at": starts_at, "fixed_ends_at": ends_at} if phase.is_fixed else {}
    Phase.objects.filter(pk=phase.pk).update(**hours, **fixed)
