"""The complaint against a refusal: its author objects once within a month, a second moderator decides."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from participation import audit
from participation.models import User
from proposals import moves, notifications, queries, rules
from proposals.models import Objection, Proposal, Review
from proposals.states import State


class ObjectionRefused(Exception):
    """Not possible; ``code`` is one of ``proposals.phrases.OBJECTION``, with the last ``day`` where it is over."""

    def __init__(self, code: str, **facts: datetime.date) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def file(*, proposal: Proposal, text: str, by: User, at: datetime.datetime) -> Objection:
    """The author says why the refusal is wrong. The same words twice are one objection.

    Raises ObjectionRefused ("objection_not_yours", "objection_empty", "objection_over", "objection_twice"), MoveRefused
    where it is not refused (any more).
    """
    proposal = moves.locked(proposal.pk)
    if not rules.is_author(by, proposal):
        raise ObjectionRefused("objection_not_yours")
    if not text.strip():
        raise ObjectionRefused("objection_empty")
    refusal = queries.refusal_of(proposal)
    if proposal.state != State.REFUSED or refusal is None:
        raise moves.MoveRefused("wrong_state", state=State(proposal.state))
    known = refusal.objection_made
    if known is not None and known.text == text.strip():
        return known
    if known is not None:
        raise ObjectionRefused("objection_twice")
    if timezone.localdate(at) > refusal.objection_until:
        raise ObjectionRefused("objection_over", day=refusal.objection_until)
    return Objection.objects.create(review=refusal, by=by, text=text.strip(), at=at)


@transaction.atomic
def uphold(*, objection: Objection, answer: str, by: User, at: datetime.datetime) -> Objection:
    """The author is right: the idea is published with this answer.

    Raises ObjectionRefused (see ``reject``), MoveRefused.
    """
    objection = _open(objection, answer, by)
    review = Review(proposal=objection.review.proposal, decision=Review.Decision.REINSTATE, text=answer.strip())
    review.by, review.at = by, at
    moves.make("reinstate", proposal=objection.review.proposal, by=by, at=at, review=review)
    return _decide(objection, True, answer, by, at)


@transaction.atomic
def reject(*, objection: Objection, answer: str, by: User, at: datetime.datetime) -> Objection:
    """The refusal stands, for this reason.

    Raises ObjectionRefused ("answer_missing", "objection_decided", "second_person": who refused does not decide).
    """
    return _decide(_open(objection, answer, by), False, answer, by, at)


def _open(objection: Objection, answer: str, by: User) -> Objection:
    if not answer.strip():
        raise ObjectionRefused("answer_missing")
    proposal = moves.locked(objection.review.proposal_id)
    row = Objection.objects.select_for_update(of=("self",)).select_related("review").get(pk=objection.pk)
    row.review.proposal = proposal
    if row.upheld is not None:
        raise ObjectionRefused("objection_decided")
    if by.pk in (row.review.by_id, row.by_id):
        raise ObjectionRefused("second_person")
    return row


def _decide(objection: Objection, upheld: bool, answer: str, by: User, at: datetime.datetime) -> Objection:
    objection.upheld, objection.answer = upheld, answer.strip()
    objection.decided_by, objection.decided_at = by, at
    objection.save(update_fields=["upheld", "answer", "decided_by", "decided_at"])
    proposal = objection.review.proposal
    action = "proposals.uphold_objection" if upheld else "proposals.reject_objection"
    audit.record(
        action=action, subject=proposal, at=at, actor=by, area=proposal.area, detail={"objection": objection.pk}
    )
    notifications.objection_decided(objection)
    return objection
