"""Who may do what with a proposal, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from participation.rules import held_paths, holds_role
from proposals.states import EDITABLE_BY_AUTHOR, MOVES, Actor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participation.models import User
    from proposals.models import Assessment, Comment, Proposal, Report

    Somebody = User | AnonymousUser


def is_author(user: Somebody, proposal: Proposal) -> bool:
    """Whether the person wrote it. An erased author is nobody."""
    return user.is_authenticated and proposal.author_id is not None and proposal.author_id == user.pk


def can_edit(user: Somebody, proposal: Proposal) -> bool:
    """The author repairs what came back."""
    return is_author(user, proposal) and proposal.state in EDITABLE_BY_AUTHOR


def can_withdraw(user: Somebody, proposal: Proposal) -> bool:
    """The author takes it back until the offices begin to check."""
    return can_move(user, proposal, "withdraw")


def can_moderate(user: Somebody, proposal: Proposal) -> bool:
    """A moderator of the area, but nobody decides on their own idea."""
    return holds_role(user, "moderator", proposal.area) and not is_author(user, proposal)


def can_assess(user: Somebody, proposal: Proposal) -> bool:
    """An assessor of the area, but nobody checks their own idea."""
    return holds_role(user, "assessor", proposal.area) and not is_author(user, proposal)


def can_sign_costs(user: Somebody, proposal: Proposal) -> bool:
    """A finance officer of the area, but nobody signs for their own idea."""
    return holds_role(user, "finance", proposal.area) and not is_author(user, proposal)


def can_sign_off(user: Somebody, assessment: Assessment) -> bool:
    """A second person signs: not the one who wrote the assessment."""
    return can_sign_costs(user, assessment.proposal) and assessment.by_id != user.pk


def can_remove_comment(user: Somebody, comment: Comment) -> bool:
    """A moderator of the proposal's area, while the comment is visible."""
    return comment.removed_at is None and holds_role(user, "moderator", comment.proposal.area)


def can_settle_report(user: Somebody, report: Report) -> bool:
    """A moderator of the proposal's area, while the report is open."""
    return report.settled_at is None and can_moderate(user, report.proposal)


def can_move(user: Somebody, proposal: Proposal, name: str) -> bool:
    """Whether this person may make this move with this proposal now."""
    move = MOVES[name]
    return proposal.state in move.sources and _ACTORS[move.actor](user, proposal)


def may_use_moderation_desk(user: Somebody) -> bool:
    """Whoever moderates anywhere."""
    return bool(held_paths(user, "moderator"))


def may_use_assessment_desk(user: Somebody) -> bool:
    """Whoever checks or signs costs anywhere."""
    return bool(held_paths(user, "assessor", "finance"))


_ACTORS = {
    Actor.AUTHOR: is_author,
    Actor.MODERATOR: can_moderate,
    Actor.ASSESSOR: can_assess,
    Actor.FINANCE: can_sign_costs,
}
