"""What citizens do with their own idea: submit it, repair it, take it back."""

from __future__ import annotations

import datetime
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from participation import queries as participation
from participation.models import Area, Phase, Round, User
from proposals import moves, notifications, rules, searching
from proposals.models import Category, Proposal
from proposals.pictures import Picture
from proposals.states import EDITABLE_BY_AUTHOR, State

SHUFFLE_END = 2**31


class SubmissionRefused(Exception):
    """Not possible; ``code`` is a ``participation.eligibility.Reason`` or one of ``proposals.phrases.SUBMISSION``."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What a citizen wrote. ``area`` None: taken from the point, or the whole area of the round."""

    title: str
    what: str
    why: str
    category: Category
    area: Area | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    estimate_cents: int | None = None
    picture: Picture | None = None
    picture_alt: str = ""
    language: str = "de"

    def __post_init__(self) -> None:
        for name in ("title", "place", "picture_alt"):  # one line each: they stand in subjects and labels
            object.__setattr__(self, name, " ".join(getattr(self, name).split()))


@transaction.atomic
def submit(*, round: Round, idea: Idea, by: User, key: uuid.UUID, at: datetime.datetime) -> Proposal:
    """Hand an idea in; it gets the round's next number. The same ``key`` from the same person makes one proposal.

    Raises SubmissionRefused: a Reason of eligibility, "outside_area", "outside_city", "area_elsewhere", "over_cap",
    "alt_missing", "already_submitted" (the key was used for another text).
    """
    # The lock on the round makes numbers run without gaps and lets the same form sent twice find its first copy.
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    submission_key = uuid.uuid5(key, f"{round.pk}:{by.pk}")
    if known := Proposal.objects.filter(submission_key=submission_key).first():
        return _same_again(known, idea)
    verdict = participation.verdict_on_proposing(by, round, at=at)
    if verdict.reason is not None:
        raise SubmissionRefused(verdict.reason)
    proposal = Proposal(
        round=round,
        author=by,
        number=_next_number(round),
        submission_key=submission_key,
        shuffle=secrets.randbelow(SHUFFLE_END),
        created_at=at,
    )
    _write(proposal, idea, keep_picture=False)
    moves.make("submit", proposal=proposal, by=by, at=at)
    notifications.received(proposal)
    return proposal


@transaction.atomic
def revise(*, proposal: Proposal, idea: Idea, by: User, at: datetime.datetime, keep_picture: bool = False) -> Proposal:
    """The author repairs a returned idea and hands it in again, at the latest before the vote begins.

    ``keep_picture``: leave the picture there is. Raises SubmissionRefused ("not_yours", "too_late", and what ``submit``
    says about the idea), MoveRefused.
    """
    proposal = moves.locked(proposal.pk)
    if not rules.is_author(by, proposal):
        raise SubmissionRefused("not_yours")
    if proposal.state == State.SUBMITTED and _is_same(proposal, idea):
        return proposal  # the same form sent twice
    if proposal.state not in EDITABLE_BY_AUTHOR:
        raise moves.MoveRefused("wrong_state", state=State(proposal.state))
    voting = participation.window(proposal.round, Phase.Kind.VOTING)
    if voting and voting.starts_at <= at:
        raise SubmissionRefused("too_late")
    _write(proposal, idea, keep_picture=keep_picture)
    moves.make("submit", proposal=proposal, by=by, at=at)
    notifications.received(proposal)
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, at: datetime.datetime) -> None:
    """The author takes the idea back. Raises SubmissionRefused ("not_yours"), MoveRefused."""
    proposal = moves.locked(proposal.pk)
    if not rules.is_author(by, proposal):
        raise SubmissionRefused("not_yours")
    moves.make("withdraw", proposal=proposal, by=by, at=at)


def where(round: Round, *, area: Area | None, lon: float | None, lat: float | None) -> Area:
    """The area an idea belongs to: the chosen one, else that of its point, else the whole area of the round.

    Raises SubmissionRefused ("outside_area", "outside_city", "area_elsewhere").
    """
    found = None
    if lon is not None and lat is not None:
        found = participation.locate(lon, lat)
        if found is None:
            raise SubmissionRefused("outside_city", area=round.area.name)
        if not round.area.contains(found):
            raise SubmissionRefused("outside_area", lies_in=_beside(found, round.area).name, area=round.area.name)
    if area is not None and not round.area.contains(area):
        raise SubmissionRefused("area_elsewhere", area=round.area.name)
    # What the person chose counts more than what the drawing says: near borders it is coarse.
    return area or found or round.area


def check_estimate(round: Round, cents: int | None) -> None:
    """Raises SubmissionRefused ("over_cap") if the author's own estimate is more than the round allows."""
    if round.cap_cents is not None and (cents or 0) > round.cap_cents:
        raise SubmissionRefused("over_cap", cap_cents=round.cap_cents, currency=round.currency)


def _beside(found: Area, area: Area) -> Area:
    """The area around ``found`` that lies on the level of ``area``: its district, for a round of a district."""
    while found.parent and found.path.count("/") > area.path.count("/"):
        found = found.parent
    return found


def _next_number(round: Round) -> int:
    return (Proposal.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0) + 1


def _same_again(known: Proposal, idea: Idea) -> Proposal:
    if not _is_same(known, idea):
        raise SubmissionRefused("already_submitted", number=known.number, pk=known.pk)
    return known


def _is_same(proposal: Proposal, idea: Idea) -> bool:
    text = (proposal.title, proposal.what, proposal.why, proposal.place, proposal.picture_alt)
    facts = (proposal.category_id, proposal.estimate_cents, proposal.lon, proposal.lat)
    return text == (idea.title, idea.what, idea.why, idea.place, idea.picture_alt) and facts == (
        idea.category.pk,
        idea.estimate_cents,
        idea.lon,
        idea.lat,
    )


def _write(proposal: Proposal, idea: Idea, *, keep_picture: bool) -> None:
    keep_picture = keep_picture and bool(proposal.picture)
    proposal.area = where(proposal.round, area=idea.area, lon=idea.lon, lat=idea.lat)
    check_estimate(proposal.round, idea.estimate_cents)
    if (idea.picture is not None or keep_picture) and not idea.picture_alt:
        raise SubmissionRefused("alt_missing")
    for name in ("title", "what", "why", "category", "place", "lon", "lat", "estimate_cents", "language"):
        setattr(proposal, name, getattr(idea, name))
    if idea.picture is not None:
        proposal.picture.save(idea.picture.name, ContentFile(idea.picture.content), save=False)
    elif not keep_picture:
        proposal.picture = ""
    proposal.picture_alt = idea.picture_alt if proposal.picture else ""
    proposal.search_text = searching.fold(f"{idea.title} {idea.what} {idea.why} {idea.place}")
    proposal.save()
