"""What waits at the desks of this package, scoped to the areas of the person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, QuerySet, When
from django.utils import timezone

from participation.rules import scope
from proposals.models import Assessment, Comment, Objection, Proposal, Report
from proposals.states import State


@dataclass(frozen=True)
class Waiting:
    """How many items wait at a desk, and the day until which the oldest has to be done (reports: came in)."""

    count: int
    oldest: datetime.date | None


def waiting_in_moderation(user: Any) -> Waiting:
    """Submitted proposals in the areas that the person moderates."""
    return _waiting(moderation_queue(user).waiting_for_moderation())


def waiting_in_assessment(user: Any) -> Waiting:
    """Proposals without a verdict in the areas that the person checks."""
    return _waiting(assessment_queue(user, "assessor").in_assessment().filter(has_verdict=False))


def waiting_for_signature(user: Any) -> Waiting:
    """Costs without a signature in the areas for which the person signs."""
    return _waiting(assessment_queue(user, "finance").in_assessment().filter(has_verdict=True))


def open_reports(user: Any) -> Waiting:
    """Open reports in the areas that the person moderates; ``oldest`` is the day the oldest came in."""
    row = report_queue(user).filter(settled_at=None).aggregate(n=Count("pk"), first=Min("at"))
    return Waiting(row["n"], row["first"] and timezone.localdate(row["first"]))


def open_objections(user: Any) -> Waiting:
    """Objections in the person's areas that they may decide; ``oldest`` is the day the oldest came in."""
    mine = objection_queue(user).filter(upheld=None).exclude(review__by=user).exclude(by=user)
    row = mine.order_by().aggregate(n=Count("pk"), first=Min("at"))
    return Waiting(row["n"], row["first"] and timezone.localdate(row["first"]))


def moderation_queue(user: Any) -> Any:
    """All proposals in the areas that the person moderates, what waits first."""
    rows = Proposal.objects.exclude(state=State.DRAFT).filter(scope(user, "moderator"))
    return _desk_rows(rows, State.SUBMITTED)


def assessment_queue(user: Any, *roles: str) -> Any:
    """Proposals that went to the offices, in the areas where the person holds one of ``roles``, what waits first.

    ``has_verdict``: the office has written an assessment.
    """
    states = (State.IN_ASSESSMENT, State.ADMITTED, State.INFEASIBLE)
    written = Assessment.objects.filter(proposal=OuterRef("pk"))
    rows = Proposal.objects.filter(scope(user, *roles), state__in=states).annotate(has_verdict=Exists(written))
    return _desk_rows(rows, State.IN_ASSESSMENT)


def comment_queue(user: Any) -> QuerySet[Comment]:
    """Comments in the areas that the person moderates, newest first."""
    rows = Comment.objects.filter(scope(user, "moderator", field="proposal__area__path"))
    return rows.select_related("proposal__round", "proposal__area", "author").order_by("-at", "-pk")


def comments_since(user: Any, moment: datetime.datetime) -> int:
    """How many visible comments came in since, in the areas that the person moderates."""
    return comment_queue(user).filter(at__gte=moment, removed_at=None).count()


def report_queue(user: Any) -> QuerySet[Report]:
    """Reports in the areas that the person moderates, open ones first, oldest first."""
    rows = Report.objects.filter(scope(user, "moderator", field="proposal__area__path"))
    related = ("proposal__round", "proposal__area", "comment__author", "settled_by")
    return rows.select_related(*related).order_by(F("settled_at").asc(nulls_first=True), "at", "pk")


def objection_queue(user: Any) -> QuerySet[Objection]:
    """Objections in the areas that the person moderates, open ones first, oldest first."""
    rows = Objection.objects.filter(scope(user, "moderator", field="review__proposal__area__path"))
    related = ("review__proposal__round", "review__proposal__area", "review__by", "by")
    return rows.select_related(*related).order_by(F("decided_at").asc(nulls_first=True), "at", "pk")


def _desk_rows(rows: Any, waits: State) -> Any:
    """What waits at this desk comes first, by the day until which it has to be done."""
    first = Case(When(state=waits, then=0), default=1)
    order = (first, F("due_on").asc(nulls_last=True), "-submitted_at", "-pk")
    related = ("round", "area", "category", "author")
    return rows.select_related(*related).defer("search_text", "area__boundary").order_by(*order)


def _waiting(rows: QuerySet[Proposal]) -> Waiting:
    row = rows.order_by().aggregate(n=Count("pk"), first=Min("due_on"))
    return Waiting(row["n"], row["first"])
