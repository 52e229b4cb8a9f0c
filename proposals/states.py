"""The life of a proposal: its states, the groups that lists ask for, and the one table of allowed moves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a proposal stands. What follows (ballot, funded, built) is read from later stages' records."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, waiting for moderation")
    RETURNED = "returned", _("Back with the author for changes")
    PUBLISHED = "published", _("Published")
    IN_ASSESSMENT = "in_assessment", _("Being checked by the offices")
    ADMITTED = "admitted", _("Admitted to the vote")
    REFUSED = "refused", _("Not accepted")
    MERGED = "merged", _("Merged with another proposal")
    FORWARDED = "forwarded", _("Passed on to the body in charge")
    INFEASIBLE = "infeasible", _("Not feasible")
    WITHDRAWN = "withdrawn", _("Withdrawn by the author")


# Groups, reused by query sets, forms and permissions. PUBLIC is what lists show unasked.
PUBLIC = (
    State.PUBLISHED,
    State.IN_ASSESSMENT,
    State.ADMITTED,
    State.MERGED,
    State.FORWARDED,
    State.INFEASIBLE,
)
# What everybody may ask for: also what was refused after it had been published, with its answer.
FINDABLE = (*PUBLIC, State.REFUSED)
ALIVE = (State.PUBLISHED, State.IN_ASSESSMENT, State.ADMITTED)
EDITABLE_BY_AUTHOR = (State.DRAFT, State.RETURNED)
FINAL = (State.REFUSED, State.MERGED, State.FORWARDED, State.INFEASIBLE, State.WITHDRAWN)


class ReasonCode(models.TextChoices):
    """Why a proposal did not go on. Each is shown to the author with a text of its own."""

    NOT_IN_COMPETENCE = "not_in_competence", _("The district is not in charge")
    PERSONAL_DATA = "personal_data", _("Contains personal data or an insult")
    ADVERTISING = "advertising", _("Advertising or party politics")
    UNLAWFUL = "unlawful", _("Against the law")
    NO_PUBLIC_BENEFIT = "no_public_benefit", _("No benefit for the public")
    DUPLICATE = "duplicate", _("Already proposed")
    OVER_CAP = "over_cap", _("Costs more than this round allows")
    ALREADY_PLANNED = "already_planned", _("Already decided or planned")
    NOT_SPECIFIC = "not_specific", _("Not specific enough")
    OUTSIDE_AREA = "outside_area", _("Outside the area of this round")
    FOLLOW_UP_COSTS = "follow_up_costs", _("Follow-up costs are not covered")
    LAND_NOT_PUBLIC = "land_not_public", _("The land is not public")
    TECHNICALLY_IMPOSSIBLE = "technically_impossible", _("Technically impossible")
    TIME_HORIZON = "time_horizon", _("Cannot be done in the time of this round")


# Refused for one of these, the answer stays public and the words are shown no more (DSA Art. 16 and 17).
WITHHELD = (ReasonCode.PERSONAL_DATA, ReasonCode.UNLAWFUL)


class Actor(models.TextChoices):
    """Who makes a move."""

    AUTHOR = "author", pgettext_lazy("of a proposal", "Author")
    MODERATOR = "moderator", _("Moderator")
    ASSESSOR = "assessor", _("Assessor")
    FINANCE = "finance", _("Finance officer")


@dataclass(frozen=True)
class Move:
    """One allowed step: from which states, to which, by whom, and what it needs."""

    name: str
    sources: tuple[State, ...]
    target: State
    actor: Actor
    needs: frozenset[str] = frozenset()  # of: reason, text, other, body, assessment
    tells_author: bool = True


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("submit", (State.DRAFT, State.RETURNED), State.SUBMITTED, Actor.AUTHOR, tells_author=False),
        Move(
            "withdraw",
            (State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED),
            State.WITHDRAWN,
            Actor.AUTHOR,
            tells_author=False,
        ),
        Move("publish", (State.SUBMITTED,), State.PUBLISHED, Actor.MODERATOR),
        Move("return_to_author", (State.SUBMITTED,), State.RETURNED, Actor.MODERATOR, frozenset({"text"})),
        Move(
            "refuse",
            (State.SUBMITTED, State.PUBLISHED),
            State.REFUSED,
            Actor.MODERATOR,
            frozenset({"reason", "text"}),
        ),
        Move(
            "merge",
            (State.SUBMITTED, State.PUBLISHED),
            State.MERGED,
            Actor.MODERATOR,
            frozenset({"other", "text"}),
        ),
        Move(
            "forward",
            (State.SUBMITTED, State.PUBLISHED),
            State.FORWARDED,
            Actor.MODERATOR,
            frozenset({"body", "text"}),
        ),
        # Only by an upheld objection (``proposals.objections``), never by the one who refused.
        Move("reinstate", (State.REFUSED,), State.PUBLISHED, Actor.MODERATOR, frozenset({"text"})),
        Move("hand_over", (State.PUBLISHED,), State.IN_ASSESSMENT, Actor.MODERATOR),
        Move("admit", (State.IN_ASSESSMENT,), State.ADMITTED, Actor.FINANCE, frozenset({"assessment"})),
        Move(
            "find_infeasible",
            (State.IN_ASSESSMENT,),
            State.INFEASIBLE,
            Actor.ASSESSOR,
            frozenset({"assessment", "reason"}),
        ),
    )
}
