"""Reads about projects for public pages, the API, exports and desks. What is public is decided here."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from delivery.models import Entry, Milestone, Project, Update
from delivery.models.projects import ProjectQuerySet
from participation.models import Round
from participation.prepared import Prepared
from participation.rules import scope

if TYPE_CHECKING:
    from participation.models import Area, User


MOST_DONE = 12  # that a page shows


@dataclass(frozen=True)
class Money:
    """Cents of projects: promised by the vote, ordered, paid."""

    awarded: int = 0
    committed: int = 0
    spent: int = 0


def board(
    *,
    round: Round | None = None,
    area: Area | None = None,
    state: str = "",
    words: str = "",
) -> ProjectQuerySet:
    """Public projects, newest first, each with ``awarded_cents``, ``committed_cents``, ``spent_cents``, ``next_due``,
    round, area, office, proposal and its milestones.

    Two queries for any number of rows; a filter left out does not filter. ``area``: it and everything below.
    """
    found = shown()
    if round is not None:
        found = found.filter(round=round)
    if area is not None:
        found = found.filter(area__path__startswith=area.path)
    if state:
        found = found.filter(state=state)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return found


def shown() -> ProjectQuerySet:
    """All public projects with what a row of a list shows. Two queries."""
    return with_facts(Project.objects.public())


def with_facts(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Adds money, next step, round, area, office, proposal and milestones to any projects."""
    rows = projects.with_money().with_next_step().select_related("round__area", "area", "office", "proposal")
    return rows.prefetch_related(Prefetch("milestones", Milestone.objects.order_by("due_on", "pk")))


def detail(pk: int) -> Project | None:
    """One public project with milestones, entries (oldest first) and updates (newest first). Four queries."""
    return shown().prefetch_related(*history()).filter(pk=pk).first()


def history() -> list[Prefetch[Any]]:
    """What a project page shows beside the facts: entries by day, updates from the newest."""
    entries = Entry.objects.order_by("on", "pk")
    return [Prefetch("entries", entries), Prefetch("updates", Update.objects.order_by("-at", "-pk"))]


def totals(round: Round | None = None) -> Money:
    """Money of all public projects, or of those of one round. One query."""
    return Money(**dict(_TOTALS_OF.rows(round=round.pk) if round else _TOTALS.rows()))


def _totals() -> QuerySet[Any]:
    entries = Entry.objects.filter(project__round__is_public=True)
    return entries.order_by().values_list("kind").annotate(cents=Sum("cents"))


_TOTALS = Prepared(_totals)
_TOTALS_OF = Prepared(lambda round: _totals().filter(project__round=round), round=int)


def states(round: Round | None = None) -> dict[str, int]:
    """How many public projects stand in each state; all states are there, in their order. One query."""
    projects = Project.objects.public()
    if round is not None:
        projects = projects.filter(round=round)
    counted = dict(projects.order_by().values_list("state").annotate(projects=Count("pk")))
    return {state: counted.get(state, 0) for state in Project.State.values}


def journey_of(proposal_id: int) -> Project | None:
    """The public project that a proposal became, with milestones and updates; None: none. Three queries."""
    found = Project.objects.public().filter(proposal_id=proposal_id).with_next_step()
    updates = Prefetch("updates", Update.objects.order_by("at", "pk"))
    return found.select_related("office").prefetch_related("milestones", updates).order_by("-pk").first()


def newest_done(n: int) -> list[Project]:
    """The last ``n`` public projects declared done (at most MOST_DONE), newest first, with money. One query."""
    return _NEWEST_DONE.rows()[:n]


def _newest_done() -> ProjectQuerySet:
    done = Update.objects.filter(project=OuterRef("pk"), changes__state__1=Project.State.DONE).order_by("-at")
    found = shown().prefetch_related(None).filter(state=Project.State.DONE).annotate(done_at=done.values("at")[:1])
    light = found.defer("area__boundary", "round__area__boundary", "proposal__search_text")
    return light.order_by("-done_at", "-pk")[:MOST_DONE]


_NEWEST_DONE = Prepared(_newest_done)


def newest_updates(n: int) -> list[Update]:
    """What was last said about public projects, newest first, each with its project. One query."""
    told = Update.objects.filter(project__in=Project.objects.public()).select_related("project")
    return list(told.order_by("-at", "-pk")[:n])


def late(user: User, *, today: datetime.date) -> QuerySet[Project]:
    """Open projects in the person's areas whose milestone or end has passed: what the desk has to explain."""
    step = Milestone.objects.filter(project=OuterRef("pk"), reached_on__isnull=True, due_on__lt=today)
    overdue = Q(ends_on__lt=today) | Exists(step)
    return Project.objects.filter(scope(user, "office")).open().filter(overdue)


def entries_of(projects: QuerySet[Project]) -> QuerySet[Entry]:
    """All entries of these projects with what a line of an export needs, by project and day. One query."""
    found = Entry.objects.filter(project__in=projects.order_by().values("pk"))
    return found.select_related("project__round").order_by("project", "on", "pk")


def projects_of(user: User) -> ProjectQuerySet:
    """Projects in the areas for which the person holds the office role, hidden rounds too, with facts."""
    return with_facts(Project.objects.filter(scope(user, "office")))


def rounds_with_awards(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Those of the rounds that have a published result, newest first, with ``waiting``: how many awards of the newest
    published result have no project yet (an option that won before keeps the one it has)."""
    here = Round.objects.filter(pk=OuterRef("pk"), ballot_paper__results__published_at__isnull=False).order_by()
    newest = here.values("pk").annotate(run=Max("ballot_paper__results__run")).values("run")
    found = rounds.annotate(newest_run=Subquery(newest, output_field=IntegerField())).filter(newest_run__isnull=False)
    project = Project.objects.filter(award__option=OuterRef("ballot_paper__results__awards__option"))
    without = Round.objects.filter(
        ~Exists(project),
        pk=OuterRef("pk"),
        ballot_paper__results__run=OuterRef("newest_run"),
        ballot_paper__results__awards__isnull=False,
    )
    count = without.order_by().values("pk").annotate(n=Count("ballot_paper__results__awards", distinct=True))
    waiting = Coalesce(Subquery(count.values("n"), output_field=IntegerField()), 0)
    return found.annotate(waiting=waiting).order_by("-pk")
