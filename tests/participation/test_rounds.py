"""Setting up rounds: what is refused, what is written, what the log says."""

from __future__ import annotations

import datetime
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation import money, rounds
from participation.models import Area, LogEntry, Phase, Pot, Round
from participation.rounds import RoundRefused
from tests.factories.participation import (
    DAY,
    NOON,
    CityFactory,
    DistrictFactory,
    RegionFactory,
    UserFactory,
    a_round,
)

pytestmark = pytest.mark.django_db

Spans = list[tuple[str, datetime.datetime, datetime.datetime]]


def spans(*days: tuple[int, int]) -> Spans:
    """As many phases as pairs of days, in the order of a round."""
    return [
        (kind.value, NOON + first * DAY, NOON + last * DAY)
        for kind, (first, last) in zip(Phase.Kind, days, strict=False)
    ]


def open_round(**fields: Any) -> Round:
    area = fields.pop("area", None) or DistrictFactory()
    defaults: dict[str, Any] = {
        "kind": Round.Kind.NEIGHBOURHOOD_FUND,
        "title": "Kiezkasse",
        "slug": "kiezkasse",
        "phases": spans((0, 10), (10, 20), (30, 40)),
        "pots": {area: 10_000_000},
        "at": NOON,
    }
    return rounds.open_round(area=area, **(defaults | fields))


def test_a_round_is_set_up_with_phases_pots_and_rules() -> None:
    district, user = DistrictFactory(), UserFactory()
    regions = [RegionFactory(parent=district), RegionFactory(parent=district)]
    made = open_round(
        area=district, pots={regions[0]: 400, regions[1]: 600}, by=user, cap_cents=500, voting_age=16, summary="Kurz."
    )
    found = Round.objects.get()
    assert (found, found.area, found.kind, found.slug) == (made, district, "neighbourhood_fund", "kiezkasse")
    assert (found.is_public, found.is_archive, found.cap_cents, found.voting_age) == (False, False, 500, 16)
    assert list(found.phases.values_list("kind", "starts_at", "ends_at")) == spans((0, 10), (10, 20), (30, 40))
    assert list(found.pots.values_list("area", "cents")) == [(regions[0].pk, 400), (regions[1].pk, 600)]
    entry = LogEntry.objects.get()
    assert (entry.action, entry.subject, entry.area, entry.actor_id, entry.at) == (
        "rounds.open", f"participation.Round:{made.pk}", district, user.pk, NOON,
    )  # fmt: skip
    detail = {"title": "Kiezkasse", "cents": 1000, "phases": ["collecting", "assessing", "voting"]}
    assert entry.detail == detail


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        ({"phases": spans((0, 10), (9, 20))}, "phases_overlap", {"first": "collecting", "second": "assessing"}),
        ({"phases": spans((10, 20), (0, 11))}, "phases_overlap", {"first": "assessing", "second": "collecting"}),
        ({"phases": spans((0, 0))}, "upside_down", {"phase": "collecting"}),
        ({"phases": spans((0, 10), (20, 15))}, "upside_down", {"phase": "assessing"}),
        ({"pots": {}}, "no_money", {}),
        ({"pots": lambda area: {area: 0}}, "no_money", {}),
        ({"pots": lambda area: {area: -5}}, "no_money", {}),
        ({"pots": lambda area: {area: 5, RegionFactory(parent=area): 0}}, "no_money", {}),
        ({"pots": lambda area: {DistrictFactory(name="Anderswo"): 5}}, "pot_outside_area", {"areas": ["Anderswo"]}),
        ({"pots": lambda area: {area.parent: 5}}, "pot_outside_area", {"areas": ["Musterstadt"]}),
    ],
)
def test_what_makes_no_round_is_refused_and_nothing_is_written(
    change: dict[str, Any], code: str, facts: dict[str, Any]
) -> None:
    area = DistrictFactory()
    if callable(change.get("pots")):
        change = {"pots": change["pots"](area)}
    with pytest.raises(RoundRefused) as refusal:
        open_round(area=area, **change)
    assert (refusal.value.code, refusal.value.facts) == (code, facts)
    assert (Round.objects.count(), Phase.objects.count(), Pot.objects.count(), LogEntry.objects.count()) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"cap_cents": 0},
        {"max_choices": 0},
        {"phases": [("voting", NOON, NOON + DAY), ("voting", NOON + 2 * DAY, NOON + 3 * DAY)]},
    ],
)
def test_the_database_holds_the_rest(change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        open_round(**change)


def phase_of(round_: Round, kind: str) -> Phase:
    return round_.phases.get(kind=kind)


def test_a_phase_is_extended_and_the_log_says_why() -> None:
    round_, user = open_round(), UserFactory()
    phase = phase_of(round_, "assessing")
    rounds.extend_phase(phase=phase, ends_at=NOON + 30 * DAY, reason="Viele Ideen.", at=NOON + 12 * DAY, by=user)
    assert phase_of(round_, "assessing").ends_at == NOON + 30 * DAY
    entry = LogEntry.objects.latest("number")
    assert (entry.action, entry.area, entry.actor_id) == ("rounds.extend", round_.area, user.pk)
    assert entry.detail == {
        "phase": "assessing",
        "from": (NOON + 20 * DAY).isoformat(),
        "to": (NOON + 30 * DAY).isoformat(),
        "reason": "Viele Ideen.",
    }


@pytest.mark.parametrize(
    ("ends", "at", "reason", "code"),
    [
        (25 * DAY, 12 * DAY, "", "no_reason"),
        (25 * DAY, 12 * DAY, " \n\t", "no_reason"),
        (25 * DAY, 20 * DAY, "Weil.", "already_over"),
        (25 * DAY, 99 * DAY, "Weil.", "already_over"),
        (20 * DAY, 12 * DAY, "Weil.", "not_later"),
        (15 * DAY, 12 * DAY, "Weil.", "not_later"),
        (40 * DAY, 12 * DAY, "Weil.", "phases_overlap"),  # nothing would be left of the next phase
        (99 * DAY, 12 * DAY, "Weil.", "phases_overlap"),
    ],
)
def test_a_phase_is_not_extended_without_sense(
    ends: datetime.timedelta, at: datetime.timedelta, reason: str, code: str
) -> None:
    round_ = open_round()
    with pytest.raises(RoundRefused) as refusal:
        rounds.extend_phase(phase=phase_of(round_, "assessing"), ends_at=NOON + ends, reason=reason, at=NOON + at)
    assert refusal.value.code == code
    assert phase_of(round_, "assessing").ends_at == NOON + 20 * DAY
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize("days", [11, 19])
def test_the_next_phase_begins_later(days: int) -> None:
    round_ = open_round()
    rounds.extend_phase(phase=phase_of(round_, "collecting"), ends_at=NOON + days * DAY, reason="Ferien.", at=NOON)
    spans_now = round_.phases.values_list("kind", "starts_at", "ends_at")
    assert list(spans_now) == spans((0, days), (days, 20), (30, 40))
    assert LogEntry.objects.latest("number").detail["pushed"] == "assessing"


def test_a_gap_before_the_next_phase_is_used_up_first() -> None:
    round_ = open_round()
    rounds.extend_phase(phase=phase_of(round_, "assessing"), ends_at=NOON + 30 * DAY, reason="Ferien.", at=NOON)
    assert list(round_.phases.values_list("kind", "starts_at", "ends_at")) == spans((0, 10), (10, 30), (30, 40))
    assert "pushed" not in LogEntry.objects.latest("number").detail


@pytest.mark.parametrize("day", [0, 29, 30, 39])
def test_a_fixed_phase_stays_where_it_is(day: int) -> None:
    round_ = open_round()
    vote = phase_of(round_, "voting")
    rounds.extend_phase(phase=vote, ends_at=NOON + 45 * DAY, reason="Weil.", at=NOON + day * DAY)
    fixed = rounds.fix_phase(round=round_, kind="voting")
    assert (fixed.fixed_starts_at, fixed.fixed_ends_at) == (NOON + 30 * DAY, NOON + 45 * DAY)
    with pytest.raises(RoundRefused) as refusal:
        rounds.extend_phase(phase=vote, ends_at=NOON + 50 * DAY, reason="Weil.", at=NOON + day * DAY)
    assert refusal.value.code == "fixed"
    assert [phase.kind for phase in round_.phases.all() if phase.is_fixed] == ["voting"]
    assert phase_of(round_, "voting").ends_at == NOON + 45 * DAY


@pytest.mark.parametrize(
    ("days", "code"), [(25, None), (30, None), (31, "next_fixed"), (39, "next_fixed"), (40, "next_fixed")]
)
def test_no_phase_grows_into_a_fixed_one(days: int, code: str | None) -> None:
    round_ = open_round()
    rounds.fix_phase(round=round_, kind="voting")
    with pytest.raises(RoundRefused, match=f"^{code}$") if code else nullcontext():
        rounds.extend_phase(phase=phase_of(round_, "assessing"), ends_at=NOON + days * DAY, reason="Ja.", at=NOON)
    days = 20 if code else days
    assert list(round_.phases.values_list("kind", "starts_at", "ends_at")) == spans((0, 10), (10, days), (30, 40))


def test_fixing_twice_changes_nothing_and_a_phase_that_is_not_there_is_an_error() -> None:
    round_ = open_round()
    once, again = (rounds.fix_phase(round=round_, kind="voting") for _ in range(2))
    assert (once.fixed_starts_at, once.fixed_ends_at) == (again.fixed_starts_at, again.fixed_ends_at)
    with pytest.raises(Phase.DoesNotExist):
        rounds.fix_phase(round=round_, kind="delivering")


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": NOON + 29 * DAY},
        {"ends_at": NOON + 41 * DAY},
        {"fixed_starts_at": None},
        {"fixed_ends_at": None},
        {"fixed_ends_at": NOON + 41 * DAY},
    ],
)
def test_the_database_itself_keeps_fixed_hours(change: dict[str, Any]) -> None:
    round_ = open_round()
    rounds.fix_phase(round=round_, kind="voting")
    with pytest.raises(IntegrityError, match="phase_fixed_stays"), transaction.atomic():
        round_.phases.filter(kind="voting").update(**change)
    assert phase_of(round_, "voting").starts_at == NOON + 30 * DAY


def test_a_phase_can_still_be_extended_a_moment_before_its_end() -> None:
    round_ = open_round()
    at = NOON + 20 * DAY - datetime.timedelta(microseconds=1)
    rounds.extend_phase(phase=phase_of(round_, "assessing"), ends_at=at + DAY, reason="Knapp.", at=at)
    assert phase_of(round_, "assessing").ends_at == at + DAY


def test_what_was_read_long_ago_decides_nothing() -> None:
    """Two people extend the same phase: the second asks what is there now."""
    round_ = open_round()
    seen_before = phase_of(round_, "assessing")
    rounds.extend_phase(phase=phase_of(round_, "assessing"), ends_at=NOON + 28 * DAY, reason="Mehr Zeit.", at=NOON)
    with pytest.raises(RoundRefused, match="not_later"):
        rounds.extend_phase(phase=seen_before, ends_at=NOON + 25 * DAY, reason="Mehr Zeit.", at=NOON)


@pytest.mark.parametrize(("is_public", "action"), [(True, "rounds.show"), (False, "rounds.hide")])
def test_a_round_is_shown_and_hidden(is_public: bool, action: str) -> None:
    round_, user = a_round(is_public=not is_public), UserFactory()
    rounds.show(round=round_, is_public=is_public, at=NOON, by=user)
    assert Round.objects.get().is_public is is_public
    entry = LogEntry.objects.latest("number")
    assert (entry.action, entry.area, entry.actor_id, entry.detail) == (action, round_.area, user.pk, {})


def test_money_follows_the_people() -> None:
    areas = [RegionFactory(inhabitants=n) for n in (9_000, 900, 100)]
    shares = rounds.pots_by_population(areas=areas, total_cents=1_000_000, minimum_cents=50_000)
    assert list(shares.values()) == [863_636, 86_364, 50_000]
    with pytest.raises(money.CannotSplit):
        rounds.pots_by_population(areas=areas, total_cents=1_000_000, minimum_cents=333_334)
    with pytest.raises(money.CannotSplit):
        rounds.pots_by_population(areas=[], total_cents=1_000_000)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=5))
def test_phases_that_are_taken_never_share_a_day(days: list[tuple[int, int]]) -> None:
    area: Area = CityFactory()
    taken = [day for first, last in days for day in range(first, last)]
    sound = all(first < last for first, last in days) and len(taken) == len(set(taken))
    try:
        made = open_round(area=area, phases=spans(*days))
    except RoundRefused:
        assert not sound
    else:
        assert sound
        made.delete()
