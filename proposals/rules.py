"""Who may do what with a proposal, as sentences."""

from __future__ import annotations

import datetime
from typing import Any, Protocol

from participation.rules import HasPath, held_paths, holds_role
from proposals.states import EDITABLE_BY_AUTHOR, MOVES, Actor, State


class Authored(Protocol):
    """A proposal, as far as rules need it."""

    @property
    def area(self) -> HasPath: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...


def is_author(user: Any, proposal: Authored) -> bool:
    """Whether the person wrote it. An erased author is nobody."""
    return user.is_authenticated and proposal.author_id is not None and proposal.author_id == user.pk


def can_see_unpublished(user: Any, proposal: Authored) -> bool:
    """The author, and whoever decides on it: what is not public (yet, or no more) is shown to nobody else."""
    roles = ("moderator", "assessor", "finance")
    return is_author(user, proposal) or any(holds_role(user, role, proposal.area) for role in roles)


def can_edit(user: Any, proposal: Authored) -> bool:
    """The author repairs what came back."""
    return is_author(user, proposal) and proposal.state in EDITABLE_BY_AUTHOR


def can_withdraw(user: Any, proposal: Authored) -> bool:
    """The author takes it back until the offices begin to check."""
    return can_move(user, proposal, "withdraw")


def can_moderate(user: Any, proposal: Authored) -> bool:
    """A moderator of the area, but nobody decides on their own idea."""
    return holds_role(user, "moderator", proposal.area) and not is_author(user, proposal)


def can_assess(user: Any, proposal: Authored) -> bool:
    """An assessor of the area, but nobody checks their own idea."""
    return holds_role(user, "assessor", proposal.area) and not is_author(user, proposal)


def can_sign_costs(user: Any, proposal: Authored) -> bool:
    """A finance officer of the area, but nobody signs for their own idea."""
    return holds_role(user, "finance", proposal.area) and not is_author(user, proposal)


def can_sign_off(user: Any, assessment: Any) -> bool:
    """A second person signs: not the one who wrote the assessment."""
    return can_sign_costs(user, assessment.proposal) and assessment.by_id != user.pk


def can_remove_comment(user: Any, comment: Any) -> bool:
    """A moderator of the proposal's area, while the comment is visible."""
    return comment.removed_at is None and holds_role(user, "moderator", comment.proposal.area)


def can_object(user: Any, proposal: Authored, refusal: Any, *, day: datetime.date) -> bool:
    """The author of a refused idea, once, within a month of the refusal (a Review, or None)."""
    refused = is_author(user, proposal) and proposal.state == State.REFUSED and refusal is not None
    return refused and refusal.objection_made is None and day <= refusal.objection_until


def can_decide_objection(user: Any, objection: Any) -> bool:
    """A moderator of the area who has not refused the idea, while the objection is open."""
    refusal = objection.review
    return objection.upheld is None and can_moderate(user, refusal.proposal) and refusal.by_id != user.pk


def can_settle_report(user: Any, report: Any) -> bool:
    """A moderator of the proposal's area, while the report is open."""
    return report.settled_at is None and can_moderate(user, report.proposal)


def can_move(user: Any, proposal: Authored, name: str) -> bool:
    """Whether this person may make this move with this proposal now."""
    move = MOVES[name]
    return proposal.state in move.sources and _ACTORS[move.actor](user, proposal)


def may_use_moderation_desk(user: Any) -> bool:
    """Whoever moderates anywhere."""
    return bool(held_paths(user, "moderator"))


def may_use_assessment_desk(user: Any) -> bool:
    """Whoever checks or signs costs anywhere."""
    return bool(held_paths(user, "assessor", "finance"))


_ACTORS = {
    Actor.AUTHOR: is_author,
    Actor.MODERATOR: can_moderate,
    Actor.ASSESSOR: can_assess,
    Actor.FINANCE: can_sign_costs,
}
