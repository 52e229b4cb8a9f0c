"""Which phase is now: spans, their edges, days as people count them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import timetable

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Stretch:
    kind: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime


def moment(hours: float) -> datetime.datetime:
    return START + datetime.timedelta(hours=hours)


def stretch(kind: str, start: float, end: float) -> Stretch:
    return Stretch(kind, moment(start), moment(end))


COLLECTING, VOTING = stretch("collecting", 0, 10), stretch("voting", 12, 20)
BOTH = [VOTING, COLLECTING]


@pytest.mark.parametrize(
    ("hours", "now", "following"),
    [
        (-1, None, COLLECTING),
        (0, COLLECTING, VOTING),
        (9.99, COLLECTING, VOTING),
        (10, None, VOTING),
        (12, VOTING, None),
        (20, None, None),
    ],
)
def test_the_end_is_no_part_of_a_phase(hours: float, now: Stretch | None, following: Stretch | None) -> None:
    assert timetable.running(BOTH, at=moment(hours)) == now
    assert timetable.upcoming(BOTH, at=moment(hours)) == following


def test_where_two_run_at_once_the_later_start_wins() -> None:
    late = stretch("late", 5, 10)
    assert timetable.running([late, COLLECTING], at=moment(6)) == late
    assert timetable.running([COLLECTING, late], at=moment(6)) == late


@pytest.mark.parametrize(
    ("kind", "hours", "answer"),
    [("collecting", 0, True), ("collecting", 10, False), ("voting", 0, False), ("voting", 12, True), ("", 5, False)],
)
def test_a_kind_is_running_or_not(kind: str, hours: float, answer: bool) -> None:
    assert timetable.is_running(BOTH, kind, at=moment(hours)) is answer


def test_nothing_runs_in_an_empty_timetable() -> None:
    at = moment(0)
    found = timetable.running([], at=at), timetable.upcoming([], at=at), timetable.overlap([])
    assert found == (None, None, None)


@pytest.mark.parametrize(
    ("spans", "clash"),
    [
        ([(0, 10), (10, 20)], None),
        ([(10, 20), (0, 10)], None),
        ([(0, 11), (10, 20)], (0, 1)),
        ([(10, 20), (0, 11)], (1, 0)),
        ([(0, 30), (5, 6), (40, 50)], (0, 1)),
        ([(0, 1), (0, 1)], (0, 1)),
    ],
)
def test_the_first_two_that_share_a_moment_are_named(
    spans: list[tuple[int, int]], clash: tuple[int, int] | None
) -> None:
    stretches = [stretch(str(n), start, end) for n, (start, end) in enumerate(spans)]
    assert timetable.overlap(stretches) == (clash and (stretches[clash[0]], stretches[clash[1]]))


hours = st.integers(0, 200)


@given(st.lists(st.tuples(hours, st.integers(1, 50)), max_size=8), hours)
def test_without_an_overlap_at_most_one_runs(pairs: list[tuple[int, int]], at: int) -> None:
    spans = [stretch(str(n), start, start + length) for n, (start, length) in enumerate(pairs)]
    now = [span for span in spans if span.starts_at <= moment(at) < span.ends_at]
    if timetable.overlap(spans) is None:
        assert now in ([], [timetable.running(spans, at=moment(at))])


@given(st.lists(st.tuples(hours, st.integers(1, 50)), max_size=8))
def test_an_overlap_is_found_exactly_where_two_share_an_hour(pairs: list[tuple[int, int]]) -> None:
    spans = [stretch(str(n), start, start + length) for n, (start, length) in enumerate(pairs)]
    taken = [hour for start, length in pairs for hour in range(start, start + length)]
    assert (timetable.overlap(spans) is not None) is (len(taken) != len(set(taken)))


@pytest.mark.parametrize(
    ("ends", "now", "days"),
    [
        # An end at midnight belongs to the day before.
        ((2027, 3, 15, 0, 0), (2027, 3, 14, 9, 0), 0),
        ((2027, 3, 15, 0, 0), (2027, 3, 14, 23, 59), 0),
        ((2027, 3, 15, 0, 0), (2027, 3, 13, 0, 0), 1),
        ((2027, 3, 15, 12, 0), (2027, 3, 14, 9, 0), 1),
        ((2027, 3, 15, 12, 0), (2027, 3, 15, 9, 0), 0),
        # The clock is put forward on 28 March 2027.
        ((2027, 3, 29, 0, 0), (2027, 3, 27, 23, 30), 1),
        ((2027, 4, 1, 0, 0), (2027, 3, 1, 0, 0), 30),
        ((2027, 3, 13, 0, 0), (2027, 3, 14, 9, 0), -2),
    ],
)
def test_days_left_are_days_on_the_calendar(ends: tuple[int, ...], now: tuple[int, ...], days: int) -> None:
    ends_at = datetime.datetime(*ends, tzinfo=BERLIN)
    assert timetable.days_left(ends_at, at=datetime.datetime(*now, tzinfo=BERLIN), zone=BERLIN) == days


def test_days_left_ask_the_calendar_of_the_city_not_of_the_server() -> None:
    ends_at = datetime.datetime(2027, 3, 15, tzinfo=BERLIN)  # 14 March, 23:00 UTC
    after_midnight_in_berlin = datetime.datetime(2027, 3, 13, 23, 30, tzinfo=datetime.UTC)
    assert timetable.days_left(ends_at, at=after_midnight_in_berlin, zone=BERLIN) == 0


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2027-03-10", 0, "2027-03-10"),  # a Wednesday
        ("2027-03-10", 1, "2027-03-11"),
        ("2027-03-10", 3, "2027-03-15"),
        ("2027-03-12", 1, "2027-03-15"),
        ("2027-03-13", 0, "2027-03-13"),  # a Saturday
        ("2027-03-13", 1, "2027-03-15"),
        ("2027-03-14", 5, "2027-03-19"),
    ],
)
def test_working_days_pass_over_weekends(day: str, count: int, expected: str) -> None:
    assert timetable.add_working_days(datetime.date.fromisoformat(day), count).isoformat() == expected


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 60))
def test_five_working_days_are_a_week(day: datetime.date, count: int) -> None:
    later = timetable.add_working_days(day, count)
    working = [n for n in range(1, (later - day).days + 1) if (day + datetime.timedelta(days=n)).weekday() < 5]
    assert (len(working), later.weekday() < 5) == (count, True)
