"""The four rounds of the demo, each in another phase. Dates are relative to today, so the demo never goes stale."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cms.demo.city import read
from participation import rounds
from participation.models import Area, Phase, Round, User

EURO = 100


@dataclass(frozen=True)
class Edition:
    """A round of the demo: which file its proposals lie in, and its phases as days from today (end exclusive)."""

    name: str
    district: str
    slug: str
    kind: Round.Kind
    days: tuple[int, int, int, int, int, int]
    total_euros: int
    cap_euros: int
    minimum_euros: int = 0
    per_region: bool = False
    rules: dict[str, Any] = field(default_factory=dict)


EDITIONS = [
    Edition(
        "lichtenberg", "11", "lichtenberg", Round.Kind.CITIZENS_BUDGET, (-25, 31, 110, 138, 159, 700), 500_000, 80_000,
        rules={"ballot_type": Round.BallotType.KNAPSACK, "tally_rule": Round.TallyRule.EQUAL_SHARES, "max_choices": 20},
    ),
    Edition(
        "treptow-koepenick", "09", "kiezkasse-treptow-koepenick", Round.Kind.NEIGHBOURHOOD_FUND,
        (-75, -20, 35, 56, 70, 400), 100_000, 5_000, minimum_euros=2_600, per_region=True, rules={"max_choices": 3},
    ),
    Edition(
        "marzahn-hellersdorf", "10", "marzahn-hellersdorf", Round.Kind.CITIZENS_BUDGET, (-150, -80, -12, 9, 30, 600),
        200_000, 20_000,
    ),
    Edition("mitte", "01", "mitte", Round.Kind.CITIZENS_BUDGET, (-520, -460, -370, -349, -328, 500), 500_000, 60_000),
]  # fmt: skip


def midnight(days: int, *, now: datetime.datetime) -> datetime.datetime:
    """The beginning of the day that lies so many days from today."""
    day = timezone.localtime(now).date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())


def moment(edition: Edition, phase: int, share: float, *, now: datetime.datetime) -> datetime.datetime:
    """A moment inside a phase (0 collecting, 1 assessing, …), as a share of its length; never after ``now``."""
    start, end = midnight(edition.days[phase], now=now), midnight(edition.days[phase + 1], now=now)
    return start + (min(end, now) - start) * share


def open_round(edition: Edition, *, now: datetime.datetime, by: User) -> Round:
    """Set the round up as the district office would have, a month before it began."""
    texts = read("texts.json")["rounds"][edition.name]
    area = Area.objects.get(key=edition.district)
    kinds = list(Phase.Kind)
    spans = [
        (kind.value, midnight(edition.days[i], now=now), midnight(edition.days[i + 1], now=now))
        for i, kind in enumerate(kinds)
    ]
    pots = {area: edition.total_euros * EURO}
    if edition.per_region:
        pots = rounds.pots_by_population(
            areas=Area.objects.filter(parent=area),
            total_cents=edition.total_euros * EURO,
            minimum_cents=edition.minimum_euros * EURO,
        )
    at = midnight(edition.days[0] - 30, now=now)
    made = rounds.open_round(
        area=area, kind=edition.kind, title=texts["title"], slug=edition.slug, summary=texts["lead"], phases=spans,
        pots=pots, at=at, by=by, cap_cents=edition.cap_euros * EURO, **edition.rules,
    )  # fmt: skip
    rounds.show(round=made, is_public=True, at=at, by=by)
    return made
