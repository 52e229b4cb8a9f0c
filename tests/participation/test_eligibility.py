"""Who may propose and who may vote: every set of facts has one answer."""

from __future__ import annotations

import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation import eligibility
from participation.eligibility import Person, Reason, Verdict, Window

OPENS, CLOSES = (datetime.datetime(2027, 3, day, tzinfo=datetime.UTC) for day in (1, 31))
OPEN_NOW = Window(OPENS, CLOSES)
BEFORE, DURING, AFTER = OPENS - datetime.timedelta(seconds=1), OPENS, CLOSES
HERE, BELOW, ABOVE, ELSEWHERE = "00/09/", "00/09/090101/", "00/", "00/10/"
DAY = datetime.date(2027, 3, 30)
FOURTEEN_THAT_DAY, A_DAY_TOO_YOUNG = datetime.date(2013, 3, 30), datetime.date(2013, 3, 31)

STRANGER = Person()
UNCONFIRMED = Person(signed_in=True)
NOWHERE = Person(signed_in=True, email_confirmed=True)


def neighbour(area: str = HERE, born_on: datetime.date | None = FOURTEEN_THAT_DAY, proven: bool = True) -> Person:
    return Person(signed_in=True, email_confirmed=True, area_path=area, born_on=born_on, residence_proven=proven)


WHEN = [
    ("not public", False, OPEN_NOW, DURING, Reason.NOT_PUBLIC),
    ("no such phase", True, None, DURING, Reason.WRONG_PHASE),
    ("before", True, OPEN_NOW, BEFORE, Reason.NOT_YET),
    ("first moment", True, OPEN_NOW, DURING, None),
    ("last moment", True, OPEN_NOW, CLOSES - datetime.timedelta(microseconds=1), None),
    ("at the end", True, OPEN_NOW, AFTER, Reason.OVER),
]

# person, reason where anybody may propose, where residents may, and why not vote
WHO = [
    ("stranger", STRANGER, Reason.NOT_SIGNED_IN, Reason.NOT_SIGNED_IN, Reason.NOT_SIGNED_IN),
    ("unconfirmed", UNCONFIRMED, *[Reason.EMAIL_NOT_CONFIRMED] * 3),
    ("no residence", NOWHERE, None, Reason.NO_RESIDENCE, Reason.NO_RESIDENCE),
    ("lives here", neighbour(), None, None, None),
    ("lives in a part of it", neighbour(BELOW), None, None, None),
    ("says the city only", neighbour(ABOVE), None, Reason.LIVES_ELSEWHERE, Reason.LIVES_ELSEWHERE),
    ("lives elsewhere", neighbour(ELSEWHERE), None, Reason.LIVES_ELSEWHERE, Reason.LIVES_ELSEWHERE),
    ("not proven", neighbour(proven=False), None, None, Reason.RESIDENCE_NOT_PROVEN),
    ("elsewhere, not proven", neighbour(ELSEWHERE, proven=False), None, *[Reason.LIVES_ELSEWHERE] * 2),
    ("a day too young", neighbour(born_on=A_DAY_TOO_YOUNG), None, None, Reason.TOO_YOUNG),
    ("age unknown", neighbour(born_on=None), None, None, Reason.TOO_YOUNG),
    ("young, not proven", neighbour(born_on=A_DAY_TOO_YOUNG, proven=False), None, None, Reason.RESIDENCE_NOT_PROVEN),
]

MATRIX = [pytest.param(when, who, id=f"{when[0]}, {who[0]}") for when, who in product(WHEN, WHO)]


@pytest.mark.parametrize(("when", "who"), MATRIX)
def test_every_set_of_facts_has_one_answer(
    when: tuple[str, bool, Window | None, datetime.datetime, Reason | None],
    who: tuple[str, Person, Reason | None, Reason | None, Reason | None],
) -> None:
    """What is wrong with the round is said before what is wrong with the person."""
    _, is_public, window, at, wrong_time = when
    _, person, *wrong_person = who
    found = [
        eligibility.may_propose(
            person, window=window, area_path=HERE, residents_only=residents_only, is_public=is_public, at=at
        )
        for residents_only in (False, True)
    ] + [
        eligibility.may_vote(person, window=window, area_path=HERE, voting_age=14, is_public=is_public, at=at, day=DAY)
    ]
    assert found == [Verdict(wrong_time or reason) for reason in wrong_person]


@pytest.mark.parametrize("reason", [None, *Reason])
def test_a_verdict_reads_as_yes_or_no(reason: Reason | None) -> None:
    verdict = Verdict(reason)
    assert (verdict.allowed, bool(verdict)) == (reason is None, reason is None)


def test_every_reason_is_reached() -> None:
    reached = {reason for *_, reason in WHEN} | {reason for _, _, *reasons in WHO for reason in reasons}
    assert reached == {None, *Reason}


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        ("2013-03-30", "2027-03-29", 13),
        ("2013-03-30", "2027-03-30", 14),
        ("2013-03-30", "2027-12-31", 14),
        ("2012-02-29", "2027-02-28", 14),  # not born in a leap day's year: a year older on 1 March
        ("2012-02-29", "2027-03-01", 15),
        ("2012-02-29", "2028-02-29", 16),
        ("2027-03-30", "2027-03-30", 0),
    ],
)
def test_age_is_full_years(born_on: str, on: str, years: int) -> None:
    assert eligibility.age(datetime.date.fromisoformat(born_on), on=datetime.date.fromisoformat(on)) == years


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2000, 1, 1)), st.integers(0, 40_000))
def test_nobody_grows_younger(born_on: datetime.date, days: int) -> None:
    day = born_on + datetime.timedelta(days=days)
    today, tomorrow = (eligibility.age(born_on, on=day + datetime.timedelta(days=n)) for n in (0, 1))
    assert (tomorrow - today in (0, 1), today >= 0, abs(today - days / 365.2425) < 1.01) == (True, True, True)


@given(st.sampled_from(WHO), st.integers(0, 120))
def test_whoever_may_vote_may_vote_at_any_lower_age(
    who: tuple[str, Person, Reason | None, Reason | None, Reason | None], voting_age: int
) -> None:
    facts = {"window": OPEN_NOW, "area_path": HERE, "is_public": True, "at": DURING, "day": DAY}
    if eligibility.may_vote(who[1], voting_age=voting_age, **facts):  # type: ignore[arg-type]
        assert eligibility.may_vote(who[1], voting_age=max(0, voting_age - 1), **facts)  # type: ignore[arg-type]
