"""Who may do what with a vote, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from participation.rules import held_paths, holds_role

if TYPE_CHECKING:
    from participation.models import Round

OFFICERS = ("returning_officer",)
MAKERS = ("returning_officer", "office")


def can_draw_up(user: Any, round: Round) -> bool:
    """The district office and the returning officers draw up the ballot paper."""
    return any(holds_role(user, name, round.area) for name in MAKERS)


def can_run_the_vote(user: Any, round: Round) -> bool:
    """Returning officers freeze, withdraw, close and count."""
    return holds_role(user, "returning_officer", round.area)


def can_see_the_count(user: Any, round: Round) -> bool:
    """Before publication only returning officers see what was counted."""
    return can_run_the_vote(user, round)


def can_compare_rules(user: Any, round: Round, *, closed: bool, published: bool) -> bool:
    """Nobody tries rules on a vote that goes on; after the close whoever sees its count, then its office too."""
    return closed and (can_see_the_count(user, round) or (published and can_draw_up(user, round)))


def can_certify(user: Any, round: Round, *, computed_by_id: int | None) -> bool:
    """A returning officer certifies what another one counted."""
    return can_run_the_vote(user, round) and user.pk != computed_by_id


def can_publish(user: Any, round: Round) -> bool:
    """The district office and the returning officers publish a certified result."""
    return can_draw_up(user, round)


def works_on_votes(user: Any) -> bool:
    """Whether the person draws up, runs or publishes votes anywhere."""
    return bool(held_paths(user, *MAKERS))
