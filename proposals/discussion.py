"""What others say about a proposal: comments, supports, reports, and what moderators do about them."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction

from participation import audit
from participation.models import User
from proposals import notifications, queries
from proposals.models import Comment, Proposal, Report, Support
from proposals.states import ALIVE


class DiscussionRefused(Exception):
    """Not possible; ``code`` is one of ``proposals.phrases.DISCUSSION``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def comment(*, proposal: Proposal, text: str, by: User, key: uuid.UUID, at: datetime.datetime) -> Comment:
    """Say something in public. The same form sent twice makes one comment. Raises DiscussionRefused."""
    _check_open(proposal)
    text = text.strip()
    if not text:
        raise DiscussionRefused("empty")
    made, _ = Comment.objects.get_or_create(
        submission_key=uuid.uuid5(key, f"{proposal.pk}:{by.pk}:{text}"),
        defaults={"proposal": proposal, "author": by, "text": text, "at": at},
    )
    return made


@transaction.atomic
def support(*, proposal: Proposal, by: User, at: datetime.datetime) -> None:
    """Find a proposal good; once, however often it is said. Raises DiscussionRefused."""
    _check_open(proposal)
    Support.objects.get_or_create(proposal=proposal, user=by, defaults={"at": at})


@transaction.atomic
def unsupport(*, proposal: Proposal, by: User) -> None:
    """Take the support back. Raises DiscussionRefused."""
    _check_open(proposal)
    Support.objects.filter(proposal=proposal, user=by).delete()


@transaction.atomic
def report(
    *,
    proposal: Proposal,
    reason: str,
    at: datetime.datetime,
    comment: Comment | None = None,
    text: str = "",
    email: str = "",
) -> Report:
    """Say that a proposal or one of its comments breaks the rules (DSA Art. 16); nobody has to sign in for it.

    The same words again while the first are unread add nothing. Raises DiscussionRefused.
    """
    if not queries.is_public(proposal):
        raise DiscussionRefused("proposal_hidden")
    if comment is not None and (comment.proposal_id != proposal.pk or comment.removed_at is not None):
        raise DiscussionRefused("comment_gone")
    words = {"proposal": proposal, "comment": comment, "reason": reason, "text": text, "email": email}
    return Report.objects.filter(**words, settled_at=None).first() or Report.objects.create(**words, at=at)


@transaction.atomic
def remove_comment(*, comment: Comment, reason: str, by: User, at: datetime.datetime) -> Comment:
    """Take a comment off the page; that it was removed, and why, stays visible, and its author is told (DSA Art. 17).

    Raises DiscussionRefused ("reason_missing", "already_removed").
    """
    if not reason.strip():
        raise DiscussionRefused("reason_missing")
    row = Comment.objects.select_for_update(of=("self",)).select_related("proposal__area").get(pk=comment.pk)
    if row.removed_at is not None:
        raise DiscussionRefused("already_removed")
    row.removed_at, row.removed_reason = at, reason.strip()
    row.save(update_fields=["removed_at", "removed_reason"])
    audit.record(
        action="proposals.remove_comment",
        subject=row,
        at=at,
        actor=by,
        area=row.proposal.area,
        detail={"reason": row.removed_reason},
    )
    notifications.comment_removed(row)
    return row


@transaction.atomic
def settle_report(*, report: Report, outcome: str, by: User, at: datetime.datetime) -> Report:
    """Answer a report; whoever left an address is told.

    Raises DiscussionRefused ("outcome_missing", "already_settled").
    """
    if not outcome.strip():
        raise DiscussionRefused("outcome_missing")
    row = Report.objects.select_for_update(of=("self",)).select_related("proposal__area").get(pk=report.pk)
    if row.settled_at is not None:
        raise DiscussionRefused("already_settled")
    row.settled_at, row.settled_by, row.outcome = at, by, outcome.strip()
    row.save(update_fields=["settled_at", "settled_by", "outcome"])
    audit.record(
        action="proposals.settle_report",
        subject=row,
        at=at,
        actor=by,
        area=row.proposal.area,
        detail={"outcome": row.outcome},
    )
    notifications.report_settled(row)
    return row


def _check_open(proposal: Proposal) -> None:
    if proposal.state not in ALIVE or not proposal.round.is_public or proposal.round.is_archive:
        raise DiscussionRefused("closed")
