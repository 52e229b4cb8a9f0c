"""Where a proposal stands, in one sentence with a date, read from the records of all stages.

Lists ask for many at once: the number of queries does not depend on how many.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from delivery.models import Project
from participation import queries as participation
from participation import timetable
from participation.models import Phase
from participation.prepared import Prepared
from participation.templatetags.smarte import say_date, say_last_day
from proposals.states import State
from voting import queries as voting

# Each state has its own sign beside its words, so that a list can be read by shape as well.
KINDS = (
    *("draft", "submitted", "returned", "waiting", "checking", "feasible", "vote", "counting"),
    *("won", "planned", "building", "done", "missed", "dropped"),
    *("infeasible", "refused", "merged", "forwarded", "withdrawn"),
)


@dataclass(frozen=True)
class Standing:
    """A sentence, and which sign it bears: one of KINDS (component state.html)."""

    text: str
    kind: str


@dataclass(frozen=True)
class ProjectFacts:
    """What a sentence needs to know of a project."""

    state: str
    ends_on: datetime.date | None


@dataclass(frozen=True)
class Facts:
    """What later stages know of a proposal; None: nothing (yet, or not published)."""

    phases: Collection[Phase] = ()
    won: bool | None = None
    project: Project | ProjectFacts | None = None


# What people call the states of a project, in the order in which lists name them.
PROJECT_STATES: dict[str, Any] = {
    "in_progress": gettext_lazy("being built"),
    "planned": gettext_lazy("being prepared"),
    "done": pgettext_lazy("a project", "done"),
    "dropped": gettext_lazy("not carried out"),
}


def standings(proposals: Iterable[Any], *, at: datetime.datetime) -> dict[int, Standing]:
    """Where each of these public proposals stands, by its key. At most four queries for any number."""
    rows = list(proposals)
    return {key: standing(row, facts, at=at) for key, row, facts in _with_facts(rows)}


def standing(proposal: Any, facts: Facts, *, at: datetime.datetime) -> Standing:
    """Where a proposal stands. The latest stage that knows of it speaks."""
    if facts.project is not None:
        return of_project(facts.project)
    if facts.won is not None:
        return Standing(_("won"), "won") if facts.won else Standing(_("not this time"), "missed")
    return _OF_STATE[State(proposal.state)](proposal, facts.phases, at)


def _with_facts(rows: list[Any]) -> list[tuple[int, Any, Facts]]:
    phases: dict[int, list[Phase]] = {}
    for phase in participation.phases_of({row.round_id for row in rows}):
        phases.setdefault(phase.round_id, []).append(phase)
    won = won_of([row.pk for row in rows if row.state == State.ADMITTED])
    projects = _projects_of([key for key, funded in won.items() if funded])
    return [(row.pk, row, Facts(phases.get(row.round_id, ()), won.get(row.pk), projects.get(row.pk))) for row in rows]


def won_of(keys: Iterable[int]) -> dict[int, bool]:
    """Whether proposals won in the newest published result; without one they are absent. At most two light queries."""
    wanted = list(keys)
    decided = _DECIDED.rows(keys=wanted)
    funded = set(_FUNDED.rows(keys=wanted)) if decided else set()
    return {key: key in funded for key in decided}


def _results() -> Any:
    return voting.newest_results().prefetch_related(None).order_by()


_DECIDED = Prepared(
    lambda keys: (
        _results().filter(paper__options__proposal__in=keys).values_list("paper__options__proposal", flat=True)
    ),
    keys=list,
)
_FUNDED = Prepared(
    lambda keys: (
        _results().filter(awards__option__proposal__in=keys).values_list("awards__option__proposal", flat=True)
    ),
    keys=list,
)


def _projects_of(keys: list[int]) -> dict[int, ProjectFacts]:
    """State and planned end of the projects that proposals became. One light query."""
    found = Project.objects.public().filter(proposal__in=keys).order_by("pk")
    rows = found.values_list("proposal_id", "state", "ends_on") if keys else ()
    return {key: ProjectFacts(state, ends_on) for key, state, ends_on in rows if key is not None}


def of_project(project: Project | ProjectFacts) -> Standing:
    """Where a project stands, in words."""
    state = project.state
    if state == "done":
        return Standing(pgettext("a project", "done"), "done")
    if state == "dropped":
        return Standing(_("won, but will not be built"), "dropped")
    building = state == "in_progress"
    what = _("won, being built") if building else _("won, being prepared")
    if project.ends_on:
        what += ", " + _("ready by %(day)s") % {"day": say_date(project.ends_on)}
    return Standing(what, "building" if building else "planned")


def _published(proposal: Any, phases: Collection[Phase], at: datetime.datetime) -> Standing:
    checking = _phase(phases, Phase.Kind.ASSESSING)
    if checking and at < checking.starts_at:
        return Standing(_("published, will be checked from %(day)s") % {"day": say_date(checking.starts_at)}, "waiting")
    return Standing(_("published, waiting to be checked"), "waiting")


def _in_assessment(proposal: Any, phases: Collection[Phase], at: datetime.datetime) -> Standing:
    if proposal.due_on:
        return Standing(_("being checked, answer by %(day)s") % {"day": say_date(proposal.due_on)}, "checking")
    return Standing(_("being checked"), "checking")


def _admitted(proposal: Any, phases: Collection[Phase], at: datetime.datetime) -> Standing:
    vote = _phase(phases, Phase.Kind.VOTING)
    if vote is None:
        return Standing(_("feasible"), "feasible")
    if at < vote.starts_at:
        return Standing(_("feasible, vote from %(day)s") % {"day": say_date(vote.starts_at)}, "feasible")
    if timetable.is_running(phases, Phase.Kind.VOTING, at=at):
        return Standing(_("up for the vote until %(day)s") % {"day": say_last_day(vote.ends_at)}, "vote")
    return Standing(_("votes are being counted"), "counting")


def _final(text: Any, kind: str) -> Any:
    return lambda proposal, phases, at: Standing(str(text()), kind)


_OF_STATE = {
    State.PUBLISHED: _published,
    State.IN_ASSESSMENT: _in_assessment,
    State.ADMITTED: _admitted,
    State.MERGED: _final(lambda: _("goes on within another idea"), "merged"),
    State.FORWARDED: _final(lambda: _("passed on to the body in charge"), "forwarded"),
    State.INFEASIBLE: _final(lambda: _("not feasible"), "infeasible"),
    State.REFUSED: _final(lambda: _("not accepted"), "refused"),
    State.WITHDRAWN: _final(lambda: _("withdrawn by the author"), "withdrawn"),
    State.DRAFT: _final(lambda: _("draft"), "draft"),
    State.SUBMITTED: _final(lambda: _("submitted, waiting for moderation"), "submitted"),
    State.RETURNED: _final(lambda: _("back with the author for changes"), "returned"),
}


def _phase(phases: Iterable[Phase], kind: str) -> Phase | None:
    return next((phase for phase in phases if phase.kind == kind), None)
