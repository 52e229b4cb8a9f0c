"""What moderators decide: publish, return, refuse, merge, pass on, hand over to the offices."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from participation import audit
from participation.models import User
from proposals import moves, notifications
from proposals.models import Proposal, Review, Support
from proposals.states import ALIVE


class ModerationRefused(Exception):
    """Not possible: "merge_with_itself", "merge_other_round", "merge_not_alive"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def publish(*, proposal: Proposal, by: User, at: datetime.datetime, text: str = "", internal_note: str = "") -> Review:
    """Everybody may read it from now on. Raises MoveRefused."""
    proposal = moves.locked(proposal.pk)
    review = _decide("publish", proposal, by, at, text=text, internal_note=internal_note)
    notifications.published(proposal, review)
    return review


@transaction.atomic
def return_to_author(
    *, proposal: Proposal, text: str, by: User, at: datetime.datetime, internal_note: str = ""
) -> Review:
    """Back to the author, with what to change. Raises MoveRefused."""
    proposal = moves.locked(proposal.pk)
    review = _decide("return_to_author", proposal, by, at, text=text, internal_note=internal_note)
    notifications.returned(proposal, review)
    return review


@transaction.atomic
def refuse(
    *, proposal: Proposal, reason_code: str, text: str, by: User, at: datetime.datetime, internal_note: str = ""
) -> Review:
    """Not accepted, with a reason and an answer in own words. Raises MoveRefused."""
    proposal = moves.locked(proposal.pk)
    review = _decide("refuse", proposal, by, at, reason_code=reason_code, text=text, internal_note=internal_note)
    notifications.refused(proposal, review)
    return review


@transaction.atomic
def merge(
    *, proposal: Proposal, other: Proposal, text: str, by: User, at: datetime.datetime, internal_note: str = ""
) -> Review:
    """``proposal`` goes on within ``other``: its supporters count there too, both authors are told.

    Raises ModerationRefused, MoveRefused.
    """
    if proposal.pk == other.pk:
        raise ModerationRefused("merge_with_itself")
    # Locked in the order of their keys: two merges crosswise wait for each other instead of blocking.
    rows = {pk: moves.locked(pk) for pk in sorted((proposal.pk, other.pk))}
    proposal, other = rows[proposal.pk], rows[other.pk]
    if proposal.round_id != other.round_id:
        raise ModerationRefused("merge_other_round")
    if other.state not in ALIVE:
        raise ModerationRefused("merge_not_alive")
    review = _decide("merge", proposal, by, at, merged_into=other, text=text, internal_note=internal_note)
    supports = Support.objects.filter(proposal=proposal)
    Support.objects.bulk_create(
        [Support(proposal=other, user_id=support.user_id, at=support.at) for support in supports],
        ignore_conflicts=True,
    )
    notifications.merged(proposal, other, review)
    return review


@transaction.atomic
def forward(
    *,
    proposal: Proposal,
    forwarded_to: str,
    text: str,
    by: User,
    at: datetime.datetime,
    answer_due: datetime.date | None = None,
    internal_note: str = "",
) -> Review:
    """Not ours: passed on to the body in charge, which answers by ``answer_due``. Raises MoveRefused."""
    proposal = moves.locked(proposal.pk)
    review = _decide(
        "forward",
        proposal,
        by,
        at,
        forwarded_to=forwarded_to,
        text=text,
        answer_due=answer_due,
        internal_note=internal_note,
    )
    notifications.forwarded(proposal, review)
    return review


@transaction.atomic
def hand_over(
    *, proposal: Proposal, by: User, at: datetime.datetime, text: str = "", internal_note: str = ""
) -> Review:
    """To the offices, which answer within 20 working days. Raises MoveRefused."""
    proposal = moves.locked(proposal.pk)
    review = _decide("hand_over", proposal, by, at, text=text, internal_note=internal_note)
    notifications.handed_over(proposal)
    return review


def _decide(
    name: str,
    proposal: Proposal,
    by: User,
    at: datetime.datetime,
    *,
    merged_into: Proposal | None = None,
    **decision: Any,
) -> Review:
    review = Review(proposal=proposal, decision=name, by=by, at=at, **decision)
    transition = moves.make(name, proposal=proposal, by=by, at=at, review=review, merged_into=merged_into)
    detail = {"from": transition.from_state, "to": transition.to_state}
    if review.reason_code:
        detail["reason"] = review.reason_code
    audit.record(action=f"proposals.{name}", subject=proposal, at=at, actor=by, area=proposal.area, detail=detail)
    return review
