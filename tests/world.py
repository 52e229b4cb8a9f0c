"""A small real city for journeys: the demo's Berlin, its site, staff for every role, one round."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from cms.demo import city
from cms.sites import LegalText, found_site
from participation import registration
from participation.models import Area, Phase, Role, Round, User
from proposals import categories
from tests.factories.participation import UserFactory, a_round, move

PASSWORD = "ein-langes-passwort"
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


@dataclass
class World:
    """A round in Lichtenberg that collects ideas, and everybody who works on it."""

    round: Round
    staff: dict[str, User]


def build(*, slug: str = "lichtenberg", port: int = 80, **rules: object) -> World:
    """City, site, staff and a round."""
    now = timezone.now()
    city.build(at=now)
    categories.load()
    titles = {
        "imprint": "Impressum",
        "privacy": "Datenschutz",
        "netiquette": "Netiquette",
        "accessibility": "Barrierefreiheit",
    }
    legal = {kind: LegalText(title, f"<p>{title}: so ist es.</p>") for kind, title in titles.items()}
    legal["plain_language"] = LegalText("Leichte Sprache", "<p>Hier steht, worum es geht.</p>")
    found_site(
        hostname="localhost",
        port=port,
        name="Smarte Partizipation",
        headline="Ihre Idee.",
        lead="Ihre Stimme.",
        legal=legal,
    )
    area = Area.objects.get(key="11")
    wanted = {role.value: role.value for role in Role.Name} | {"second_officer": Role.Name.RETURNING_OFFICER.value}
    people = {name: UserFactory(email=f"{name}@example.org") for name in wanted}
    for name, role in wanted.items():
        registration.grant_role(user=people[name], area=area, name=role, at=now)
    round_ = a_round(area=area, now=now, title="Bürgerhaushalt Lichtenberg", slug=slug, cents=5_000_000, **rules)
    return World(round_, people)


def the_calendar_moves_to(round_: Round, kind: str, *, lasts: datetime.timedelta = 20 * DAY) -> datetime.datetime:
    """From a minute ago the round is in this phase; those before are over, those after come later. When it ends."""
    now = timezone.now()
    kinds = [phase.value for phase in Phase.Kind]
    begin = now - MINUTE
    for number, name in enumerate(kinds):
        away = number - kinds.index(kind)
        if away < 0:
            span = (begin + away * DAY, begin + (away + 1) * DAY)
        elif away == 0:
            span = (begin, now + lasts)
        else:
            span = (now + lasts + (away - 1) * DAY, now + lasts + away * DAY)
        move(round_.phases.get(kind=name), *span)
    return now + lasts
