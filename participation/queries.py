"""Reads that cross tables: phases of a round, a person as eligibility sees them, where a point lies."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from participation import geometry, timetable
from participation.eligibility import Person, Verdict, Window, may_propose, may_vote
from participation.models import Area, LogEntry, Phase, Pot, Residency, Round, User
from participation.prepared import Prepared

LOOK_UP = "registration.look_up"
LOOK_UP_LASTS = datetime.timedelta(hours=12)  # a day at the desk


def rounds_with_phases() -> QuerySet[Round]:
    """Rounds with area, phases and pots, in three queries whatever their number."""
    return Round.objects.select_related("area").prefetch_related(
        Prefetch("phases", Phase.objects.order_by("starts_at")), Prefetch("pots", Pot.objects.select_related("area"))
    )


def public_rounds(*, slug: str = "") -> list[Round]:
    """Public rounds (or the one with this short address) with area, phases and pots, newest first.

    Three queries whatever their number, one if there is none. Borders of areas are not read along.
    """
    found = _BY_SLUG.rows(slug=slug) if slug else _PUBLIC.rows()
    keys = [round_.pk for round_ in found]
    phases, pots = _PHASES.rows(rounds=keys), _POTS.rows(rounds=keys)
    for round_ in found:
        _fill(round_, "phases", phases)
        _fill(round_, "pots", pots)
    return found


def phases_of(rounds: Iterable[int]) -> list[Phase]:
    """The phases of rounds (keys), in their order. One query."""
    return _PHASES.rows(rounds=list(rounds))


def _rounds() -> QuerySet[Round]:
    return Round.objects.public().select_related("area").defer("area__boundary")


_PUBLIC = Prepared(_rounds)
_BY_SLUG = Prepared(lambda slug: _rounds().filter(slug=slug), slug=str)
_PHASES = Prepared(lambda rounds: Phase.objects.filter(round__in=rounds).order_by("starts_at"), rounds=list)
_POTS = Prepared(
    lambda rounds: Pot.objects.filter(round__in=rounds).select_related("area").defer("area__boundary"), rounds=list
)


def _fill(round_: Round, name: str, rows: list[Any]) -> None:
    """Give a round its rows as if they had been prefetched."""
    own: Any = getattr(round_, name).all()
    own._result_cache, own._prefetch_done = [row for row in rows if row.round_id == round_.pk], True
    round_.__dict__.setdefault("_prefetched_objects_cache", {})[name] = own


def total_cents(round_: Round) -> int:
    """All the money of a round. No query if the pots were prefetched."""
    return sum(pot.cents for pot in round_.pots.all())


def phase_now(round_: Round, *, at: datetime.datetime) -> Phase | None:
    """The phase running at that moment, or None between phases."""
    return timetable.running(round_.phases.all(), at=at)


def phase_next(round_: Round, *, at: datetime.datetime) -> Phase | None:
    """The next phase to start, or None."""
    return timetable.upcoming(round_.phases.all(), at=at)


def window(round_: Round, kind: str) -> Window | None:
    """When the phase of that kind runs, or None if the round has none."""
    for phase in round_.phases.all():
        if phase.kind == kind:
            return Window(phase.starts_at, phase.ends_at)
    return None


def person(user: User | AnonymousUser) -> Person:
    """A user as eligibility sees them: confirmed e-mail, residence and how it was proven. One query."""
    if not user.is_authenticated:
        return Person()
    confirmed = Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True))
    residency = ("residency__area__path", "residency__born_on", "residency__proof")
    known = User.objects.filter(pk=user.pk).values_list(confirmed, *residency).first()
    is_confirmed, path, born_on, proof = known or (False, None, None, None)
    if path is None:
        return Person(signed_in=True, email_confirmed=is_confirmed)
    return Person(
        signed_in=True,
        email_confirmed=is_confirmed,
        area_path=path,
        born_on=born_on,
        residence_proven=proof != Residency.Proof.DECLARED,
    )


def verdict_on_proposing(user: User | AnonymousUser, round_: Round, *, at: datetime.datetime) -> Verdict:
    """Whether this user may propose in this round now, or the reason why not."""
    return may_propose(
        person(user),
        window=None if round_.is_archive else window(round_, Phase.Kind.COLLECTING),
        area_path=round_.area.path,
        residents_only=round_.who_may_propose == Round.WhoMayPropose.RESIDENTS,
        is_public=round_.is_public,
        at=at,
    )


def verdict_on_voting(
    user: User | AnonymousUser,
    round_: Round,
    *,
    window: Window | None,
    at: datetime.datetime,
    day: datetime.date,
) -> Verdict:
    """Whether this user may vote in this round now; ``window`` are the opening hours of its frozen paper."""
    return may_vote(
        person(user),
        window=None if round_.is_archive else window,
        area_path=round_.area.path,
        voting_age=round_.voting_age,
        is_public=round_.is_public,
        at=at,
        day=day,
    )


def locate(lon: float, lat: float) -> Area | None:
    """The smallest area at a point (WGS 84): by borders; below the smallest border, the area with the nearest centre.

    None: outside the city. Reads the areas with borders once.
    """
    inside = [
        area
        for area in Area.objects.filter(boundary__isnull=False).order_by("-path")
        if area.boundary and geometry.contains(area.boundary, lon, lat)
    ]
    if not inside:
        return None
    smallest = max(inside, key=lambda area: area.path.count("/"))
    below = Area.objects.filter(parent=smallest, boundary__isnull=True)
    return min(below, key=lambda area: geometry.distance(area.lon, area.lat, lon, lat), default=smallest)


def looked_up(clerk: User, *, at: datetime.datetime) -> list[int]:
    """Keys of the accounts that this clerk asked for by their whole address today (``registration.look_up``)."""
    asked = LogEntry.objects.filter(action=LOOK_UP, actor_id=clerk.pk, at__gt=at - LOOK_UP_LASTS)
    return [int(subject.rpartition(":")[2]) for subject in asked.order_by().values_list("subject", flat=True)]


def open_windows(kind: str, *, at: datetime.datetime) -> QuerySet[Round]:
    """Public rounds with a phase of that kind running, as lists of "what can I do now" need them."""
    return rounds_with_phases().public().in_phase(kind, at=at).filter(is_archive=False)  # type: ignore[attr-defined]
