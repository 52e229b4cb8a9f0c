"""The one writer of a proposal's state: checks the table of moves, writes the move, sets the next deadline."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from participation import timetable
from participation.models import User
from proposals.models import Assessment, Proposal, Review, Transition
from proposals.states import MOVES, PUBLIC, Move, State

# Working days until we have to do something, counted from the move into the state. Other states: nothing waits for us.
WORKING_DAYS = {State.SUBMITTED: 2, State.IN_ASSESSMENT: 20}


class MoveRefused(Exception):
    """The table does not allow it: "wrong_state" (facts: state), or "needs_<what>" of ``Move.needs``."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def locked(pk: int) -> Proposal:
    """The proposal with its row locked until the end of the transaction; with round and areas."""
    return (
        Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("round__area", "area").get(pk=pk)
    )


def make(
    name: str,
    *,
    proposal: Proposal,
    by: User | None,
    at: datetime.datetime,
    review: Review | None = None,
    assessment: Assessment | None = None,
    merged_into: Proposal | None = None,
) -> Transition:
    """Move a locked proposal; saves a new review or assessment with it. Raises MoveRefused and changes nothing then."""
    move = MOVES[name]
    if proposal.state not in move.sources:
        raise MoveRefused("wrong_state", state=State(proposal.state))
    _check_needs(move, review, assessment, merged_into)
    for record in (review, assessment):
        if record is not None and record.pk is None:
            record.save(force_insert=True)
    transition = Transition.objects.create(
        proposal=proposal,
        move=name,
        from_state=proposal.state,
        to_state=move.target,
        review=review,
        assessment=assessment,
        by=by,
        at=at,
    )
    _write(proposal, move.target, at, merged_into)
    return transition


def due_on(state: State, *, at: datetime.datetime) -> datetime.date | None:
    """Until when something has to be done with a proposal that entered ``state`` at that moment; None: nothing."""
    days = WORKING_DAYS.get(state)
    return timetable.add_working_days(timezone.localdate(at), days) if days else None


def _write(proposal: Proposal, target: State, at: datetime.datetime, merged_into: Proposal | None) -> None:
    proposal.state = target
    proposal.due_on = due_on(target, at=at)
    proposal.merged_into = merged_into
    if target == State.SUBMITTED:
        proposal.submitted_at = proposal.submitted_at or at
    if target in PUBLIC:
        proposal.published_at = proposal.published_at or at
    proposal.save(update_fields=["state", "due_on", "merged_into", "submitted_at", "published_at"])


def _check_needs(
    move: Move, review: Review | None, assessment: Assessment | None, merged_into: Proposal | None
) -> None:
    given = {
        "reason": bool((review and review.reason_code) or (assessment and assessment.reason_code)),
        "text": bool(review and review.text.strip()),
        "other": merged_into is not None,
        "body": bool(review and review.forwarded_to.strip()),
        "assessment": assessment is not None,
    }
    for need in sorted(move.needs):
        if not given[need]:
            raise MoveRefused(f"needs_{need}")
