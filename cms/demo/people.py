"""Who can sign in to the demo, and the citizens whose names stand beside ideas and comments."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from cms.demo.logins import PASSWORD
from participation import registration
from participation.models import Area, Residency, Role, User

STAFF = {
    "moderation@example.org": ("Moderation", Role.Name.MODERATOR),
    "fachamt@example.org": ("Fachamt", Role.Name.ASSESSOR),
    "finanzen@example.org": ("Finanzen", Role.Name.FINANCE),
    "bezirksamt@example.org": ("Bezirksamt", Role.Name.OFFICE),
    "wahlleitung@example.org": ("Wahlleitung", Role.Name.RETURNING_OFFICER),
    "wahlleitung2@example.org": ("Wahlleitung (2)", Role.Name.RETURNING_OFFICER),
    "schalter@example.org": ("Bürgeramt", Role.Name.CLERK),
    "redaktion@example.org": ("Redaktion", Role.Name.EDITOR),
}


def build(*, at: datetime.datetime) -> dict[str, User]:
    """Staff for every role, an operator and two citizens with proven residence; by e-mail."""
    city = Area.objects.get(key="00")
    people = {email: _account(email, name) for email, (name, _) in STAFF.items()}
    for email, (_, role) in STAFF.items():
        registration.grant_role(user=people[email], area=city, name=role, at=at)
    people["betrieb@example.org"] = _account("betrieb@example.org", "Betrieb", is_superuser=True, is_staff=True)
    clerk = people["schalter@example.org"]
    for email, name, region in (
        ("buergerin@example.org", "Ayla aus Hellersdorf", "100206"),
        ("buerger@example.org", "Jonas vom Fennpfuhl", "110512"),
    ):
        people[email] = _account(email, name)
        area = Area.objects.filter(key=region).first() or Area.objects.get(key=region[:2])
        born_on = datetime.date(at.year - 34, 5, 17)
        registration.confirm_residence(user=people[email], area=area, born_on=born_on, by=clerk, at=at)
    return people


def citizens(names: Iterable[str], *, at: datetime.datetime) -> dict[str, User]:
    """One account for each public name, with a confirmed address and without a password."""
    wanted = sorted(set(names))
    User.objects.bulk_create(
        User(email=f"kiez{number}@example.org", display_name=name, password=make_password(None), date_joined=at)
        for number, name in enumerate(wanted, 1)
    )
    made = {user.display_name: user for user in User.objects.filter(email__startswith="kiez")}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made.values()
    )
    return made


def voters(area: Area, count: int, *, at: datetime.datetime, clerk: User) -> list[User]:
    """So many residents of an area whose residence was checked, without a password."""
    User.objects.bulk_create(
        User(email=f"wohnt-in-{area.key}-{number}@example.org", password=make_password(None), date_joined=at)
        for number in range(count)
    )
    made = list(User.objects.filter(email__startswith=f"wohnt-in-{area.key}-").order_by("pk"))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    Residency.objects.bulk_create(
        Residency(
            user=user,
            area=area,
            born_on=datetime.date(at.year - 20 - number % 60, 1 + number % 12, 1 + number % 28),
            proof=Residency.Proof.DESK,
            checked_by=clerk,
            checked_at=at,
        )
        for number, user in enumerate(made)
    )
    return made


def settle(people: Iterable[User], regions: list[Area], *, at: datetime.datetime) -> None:
    """Spread people over regions, as their own statement."""
    Residency.objects.bulk_create(
        Residency(
            user=user,
            area=regions[number % len(regions)],
            born_on=datetime.date(at.year - 16 - number % 60, 1 + number % 12, 1 + number % 28),
            proof=Residency.Proof.DECLARED,
            checked_at=at,
        )
        for number, user in enumerate(people)
    )


def _account(email: str, name: str, **fields: bool) -> User:
    user = User.objects.create_user(email, PASSWORD, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
