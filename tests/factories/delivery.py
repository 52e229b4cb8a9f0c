"""Projects for tests: single ones by the verbs from a real published result, many of them written directly."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from delivery import projects
from delivery.models import Entry, Milestone, Project, Update
from participation.models import Round, User
from proposals.models import Proposal
from tests.factories.participation import NOON, a_round, staff
from tests.factories.voting import a_paper, admitted, closed, published
from voting.models import Award, BallotPaper, Option, Result

COST = 1_000_000
TODAY = NOON.date()


def a_result(*, costs: tuple[int, ...] = (COST,), round: Round | None = None) -> Result:
    """A published result in which each of ``costs`` (cents) is funded by one vote."""
    paper = a_paper(round=round, costs=costs)
    return published(closed(paper, votes=[(number,) for number in range(1, len(costs) + 1)]))


def a_project(*, cost: int = COST, state: str = Project.State.PLANNED, **fields: Any) -> Project:
    """One project of a fresh round, awarded ``cost`` cents at NOON; in another state by the verbs."""
    [project] = projects.commit_projects(result=a_result(costs=(cost,)), at=NOON, by=None)
    if fields:
        Project.objects.filter(pk=project.pk).update(**fields)
    bring(project, state)
    return Project.objects.get(pk=project.pk)


def bring(project: Project, state: str) -> None:
    """Take a planned project to a state the way the office does."""
    if state == Project.State.IN_PROGRESS:
        projects.report(
            project=project, title="Baubeginn", text="", state=state, reason="Auftrag erteilt", at=NOON, by=None
        )
    elif state == Project.State.DONE:
        projects.complete(project=project, title="Fertig", text="", reason="Abgenommen", at=NOON, by=None)
    elif state == Project.State.DROPPED:
        projects.drop(project=project, title="Aus", reason="Leitung", reference="Drs. 1/VI", at=NOON, by=None)


def office_of(project: Project) -> User:
    """A member of the office in charge of the project's area."""
    return staff("office", project.area)


def many(count: int, *, round: Round | None = None, now: datetime.datetime = NOON, **fields: Any) -> Round:
    """A round with ``count`` projects, each with a milestone, two entries and an update; without a real count."""
    round_ = round or a_round(now=now)
    result = _result(round_, now)
    for number in range(1, count + 1):
        proposal = admitted(round_, title=f"Idee {number}")
        project = Project.objects.create(
            round=round_,
            award=_award(result, proposal, number),
            proposal=proposal,
            created_at=now,
            **({"title": f"Projekt {number}", "area": round_.area} | fields),
        )
        Milestone.objects.create(project=project, title="Aufbau", due_on=timezone.localdate(now))
        Entry.objects.create(
            project=project, kind=Entry.Kind.AWARDED, cents=COST, on=timezone.localdate(now), note="Zuschlag"
        )
        Entry.objects.create(
            project=project, kind=Entry.Kind.SPENT, cents=100 * number, on=timezone.localdate(now), note="Holz"
        )
        Update.objects.create(project=project, title="Neues", text="Es geht los.", at=now)
    return round_


def _result(round: Round, now: datetime.datetime) -> Result:
    paper = BallotPaper.objects.create(
        round=round,
        ballot_type=round.ballot_type,
        max_choices=5,
        settings={},
        opens_at=now - datetime.timedelta(days=9),
        closes_at=now - datetime.timedelta(days=8),
        drawn_up_at=now,
    )
    return Result.objects.create(
        paper=paper,
        run=1,
        settings={},
        outcomes=[],
        votes={},
        ballots=0,
        computed_at=now,
        certified_at=now,
        published_at=now,
    )


def _award(result: Result, proposal: Proposal, number: int) -> Award:
    option = Option.objects.create(
        paper=result.paper,
        proposal=proposal,
        pot=result.paper.round.pots.get(),
        number=number,
        key=str(number),
        title=proposal.title,
        cost_cents=COST,
        area=proposal.area,
    )
    return Award.objects.create(result=result, option=option, step=number, cents=COST)
