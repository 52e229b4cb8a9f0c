"""Facts in, verdict out: who may propose and who may vote, with a reason code for every no. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why not. Each has a sentence people can read (``participation.phrases``)."""

    NOT_SIGNED_IN = "not_signed_in"
    EMAIL_NOT_CONFIRMED = "email_not_confirmed"
    NOT_PUBLIC = "not_public"
    NOT_YET = "not_yet"
    OVER = "over"
    WRONG_PHASE = "wrong_phase"
    NO_RESIDENCE = "no_residence"
    RESIDENCE_NOT_PROVEN = "residence_not_proven"
    LIVES_ELSEWHERE = "lives_elsewhere"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a reason."""

    reason: Reason | None = None

    @property
    def allowed(self) -> bool:
        return self.reason is None

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Window:
    """When something is possible: from ``starts_at`` up to but not including ``ends_at``."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime


@dataclass(frozen=True)
class Person:
    """What we know of somebody. ``area_path`` and ``born_on`` are None where no residence was said."""

    signed_in: bool = False
    email_confirmed: bool = False
    area_path: str | None = None
    born_on: datetime.date | None = None
    residence_proven: bool = False


YES = Verdict()


def in_window(window: Window | None, *, at: datetime.datetime) -> Verdict:
    """Whether the phase is running; None: the round has no such phase."""
    if window is None:
        return Verdict(Reason.WRONG_PHASE)
    if at < window.starts_at:
        return Verdict(Reason.NOT_YET)
    return YES if at < window.ends_at else Verdict(Reason.OVER)


def may_propose(
    person: Person,
    *,
    window: Window | None,
    area_path: str,
    residents_only: bool,
    is_public: bool,
    at: datetime.datetime,
) -> Verdict:
    """Whether this person may submit a proposal in a round of the area with ``area_path`` at that moment."""
    if not is_public:
        return Verdict(Reason.NOT_PUBLIC)
    phase = in_window(window, at=at)
    if not phase:
        return phase
    if not person.signed_in:
        return Verdict(Reason.NOT_SIGNED_IN)
    if not person.email_confirmed:
        return Verdict(Reason.EMAIL_NOT_CONFIRMED)
    return _lives_in(person, area_path) if residents_only else YES


def may_vote(
    person: Person,
    *,
    window: Window | None,
    area_path: str,
    voting_age: int,
    is_public: bool,
    at: datetime.datetime,
    day: datetime.date,
) -> Verdict:
    """Whether this person may vote; the age counts on ``day`` (the last day of the vote). Residence must be proven."""
    if not is_public:
        return Verdict(Reason.NOT_PUBLIC)
    phase = in_window(window, at=at)
    if not phase:
        return phase
    if not person.signed_in:
        return Verdict(Reason.NOT_SIGNED_IN)
    if not person.email_confirmed:
        return Verdict(Reason.EMAIL_NOT_CONFIRMED)
    lives = _lives_in(person, area_path)
    if not lives:
        return lives
    if not person.residence_proven:
        return Verdict(Reason.RESIDENCE_NOT_PROVEN)
    if person.born_on is None or age(person.born_on, on=day) < voting_age:
        return Verdict(Reason.TOO_YOUNG)
    return YES


def age(born_on: datetime.date, *, on: datetime.date) -> int:
    """Full years on that day; somebody born on 29 February is a year older on 1 March."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (0 if had_birthday else 1)


def _lives_in(person: Person, area_path: str) -> Verdict:
    if person.area_path is None:
        return Verdict(Reason.NO_RESIDENCE)
    return YES if person.area_path.startswith(area_path) else Verdict(Reason.LIVES_ELSEWHERE)
