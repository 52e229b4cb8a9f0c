"""Who is told what about a proposal. The words stand in templates/proposals/emails/."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from participation.models import User
from participation.notifications import tell
from proposals.models import Assessment, Comment, Objection, Proposal, Report, Review


def received(proposal: Proposal) -> None:
    """The author: we have it, and until when we answer."""
    _tell_author("received", proposal)


def published(proposal: Proposal, review: Review) -> None:
    """The author: everybody may read it now."""
    _tell_author("published", proposal, review=review)


def returned(proposal: Proposal, review: Review) -> None:
    """The author: please change something."""
    _tell_author("returned", proposal, review=review)


def refused(proposal: Proposal, review: Review) -> None:
    """The author: not accepted, why, and how to object."""
    _tell_author("refused", proposal, review=review)


def merged(proposal: Proposal, other: Proposal, review: Review) -> None:
    """Both authors: the two go on as one."""
    _tell_author("merged", proposal, review=review, other=other)
    if other.author_id != proposal.author_id:
        _tell_author("joined", other, review=review, other=proposal)


def forwarded(proposal: Proposal, review: Review) -> None:
    """The author: passed on to whom, answer until when."""
    _tell_author("forwarded", proposal, review=review)


def handed_over(proposal: Proposal) -> None:
    """The author: the offices check it now, until when."""
    _tell_author("handed_over", proposal)


def admitted(proposal: Proposal, assessment: Assessment) -> None:
    """The author: it goes on the ballot, at this cost."""
    _tell_author("admitted", proposal, assessment=assessment)


def infeasible(proposal: Proposal, assessment: Assessment) -> None:
    """The author: it cannot be done, why, and how to object."""
    _tell_author("infeasible", proposal, assessment=assessment)


def comment_removed(comment: Comment) -> None:
    """The author of a comment: it was removed, and why."""
    tell(comment.author, "proposals/emails/comment_removed", proposal=comment.proposal, comment=comment)


def objection_decided(objection: Objection) -> None:
    """The author of an idea: what a second person decided on their objection."""
    _tell_author("objection_decided", objection.review.proposal, objection=objection)


def report_settled(report: Report) -> None:
    """Whoever reported something and left an address: what became of it."""
    if report.email:
        reader = User(email=report.email, language=settings.LANGUAGE_CODE)
        tell(reader, "proposals/emails/report_settled", proposal=report.proposal, report=report)


def _tell_author(name: str, proposal: Proposal, **context: Any) -> None:
    tell(proposal.author, f"proposals/emails/{name}", proposal=proposal, **context)
