"""The life of a project: promised from an award, planned, reported on, paid for, done or given up.

Every change of state, date or cost is kept with old value, new value and reason, for everybody to read.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from delivery import deviation, notifications, recording
from delivery.models import Entry, Milestone, Project, Update
from delivery.recording import ProjectRefused
from participation import audit
from participation.models import Round
from voting import queries as voting

if TYPE_CHECKING:
    from django.core.files.base import File

    from participation.models import Office, User

State = Project.State
# By report(). DONE and DROPPED are reached by complete() and drop(), which ask for more.
MOVES: dict[str, tuple[str, ...]] = {
    State.PLANNED: (State.IN_PROGRESS,),
    State.IN_PROGRESS: (State.PLANNED,),
    State.DONE: (State.IN_PROGRESS,),
    State.DROPPED: (State.PLANNED,),
}
NEW_DATES = gettext_noop("New dates")
NEW_STEP_DATE = gettext_noop("New date: %(step)s")
DEARER = gettext_noop("Costs have changed")


@transaction.atomic
def commit_projects(*, result: Any, at: datetime.datetime, by: User | None) -> list[Project]:
    """Make a project for each award of a published result that has none yet; called again it makes no second one.

    An option that won in an earlier published count keeps its project. Returns the new projects in order of award.
    Raises ProjectRefused (not_published, outdated).
    """
    round_ = Round.objects.select_for_update().select_related("area").get(pk=result.paper.round_id)
    if result.published_at is None:
        raise ProjectRefused("not_published")
    if result.paper.results.filter(published_at__isnull=False, run__gt=result.run).exists():
        raise ProjectRefused("outdated")
    known = set(Project.objects.filter(round=round_).values_list("award__option_id", flat=True))
    fresh = [award for award in voting.awards_of(result) if award.option_id not in known]
    projects = [_from_award(award, round_, at) for award in fresh]
    day = timezone.localdate(at)
    Entry.objects.bulk_create(
        Entry(project=project, kind=Entry.Kind.AWARDED, cents=award.cents, on=day, note=award.option.title[:200])
        for project, award in zip(projects, fresh, strict=True)
    )
    if projects:
        detail = {"round": round_.slug, "projects": [project.pk for project in projects]}
        audit.record(action="projects.commit", subject=result, at=at, actor=by, area=round_.area, detail=detail)
    return projects


@transaction.atomic
def assign(
    *,
    project: Project,
    office: Office | None,
    contact: str,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    at: datetime.datetime,
    by: User | None,
    summary: str = "",
    reason: str = "",
) -> Project:
    """Say which office builds it, whom to ask, and when. A date once said changes only with a reason.

    Raises ProjectRefused (closed, foreign_office, upside_down, no_reason).
    """
    project = recording.locked_open(project)
    if office is not None and not _may_build(office, project):
        raise ProjectRefused("foreign_office", office=office.name, area=project.area.name)
    recording.check_order(starts_on, ends_on)
    moved = {
        name: [recording.plain(old), recording.plain(new)]
        for name, old, new in (
            ("starts_on", project.starts_on, starts_on),
            ("ends_on", project.ends_on, ends_on),
        )
        if old is not None and old != new
    }
    project.office, project.contact, project.summary = office, contact, summary or project.summary
    project.starts_on, project.ends_on = starts_on, ends_on
    project.save(update_fields=["office", "contact", "summary", "starts_on", "ends_on"])
    if moved:
        update = recording.tell(project, title=_said(NEW_DATES), reason=reason, changes=moved, at=at, by=by)
        notifications.project_changed(project, update)
    detail = {"office": office.name if office else None, "ends_on": recording.plain(ends_on)}
    recording.log("assign", project, at, by, detail)
    return project


@transaction.atomic
def report(
    *,
    project: Project,
    title: str,
    text: str,
    at: datetime.datetime,
    by: User | None,
    reason: str = "",
    state: str | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Update:
    """Tell the public what is new. With a state or a date (None: as before) the reason must be given.

    Raises ProjectRefused (no_title, nothing_new, wrong_move, upside_down, no_reason).
    """
    project = recording.locked(project)
    move = state if state and state != project.state else None
    if move and move not in MOVES[project.state]:
        raise ProjectRefused("wrong_move", state=State(project.state).label, wanted=State(move).label)
    wanted: dict[str, Any] = {"state": move, "starts_on": starts_on, "ends_on": ends_on}
    if move and project.state == State.DROPPED:
        wanted["drop_reference"] = ""
    changes = recording.apply(project, {name: value for name, value in wanted.items() if value is not None})
    if not title.strip():
        raise ProjectRefused("no_title")
    if not text.strip() and not changes:
        raise ProjectRefused("nothing_new")
    return recording.announce("report", project, changes, title=title, text=text, reason=reason, at=at, by=by)


@transaction.atomic
def complete(*, project: Project, title: str, text: str, reason: str, at: datetime.datetime, by: User | None) -> Update:
    """The thing stands. Where it cost over ten per cent more or less than awarded, the reason must say why.

    Raises ProjectRefused (closed, no_title, no_reason).
    """
    project = recording.locked_open(project)
    if not title.strip():
        raise ProjectRefused("no_title")
    awarded, spent = _total(project, Entry.Kind.AWARDED), _total(project, Entry.Kind.SPENT)
    changes = recording.apply(project, {"state": State.DONE})
    if deviation.needs_reason(awarded, spent):
        changes["cost"] = [awarded, spent]
    return recording.announce("complete", project, changes, title=title, text=text, reason=reason, at=at, by=by)


@transaction.atomic
def drop(
    *, project: Project, title: str, reason: str, reference: str, at: datetime.datetime, by: User | None
) -> Update:
    """The thing is not built, and the public reads why and who decided it (number of the district council's paper).

    Raises ProjectRefused (closed, no_title, no_reason, no_reference).
    """
    project = recording.locked_open(project)
    if not title.strip():
        raise ProjectRefused("no_title")
    if not reference.strip():
        raise ProjectRefused("no_reference")
    changes = recording.apply(project, {"state": State.DROPPED, "drop_reference": reference.strip()})
    return recording.announce("drop", project, changes, title=title, text="", reason=reason, at=at, by=by)


@transaction.atomic
def plan_milestone(
    *, project: Project, title: str, due_on: datetime.date, at: datetime.datetime, by: User | None
) -> Milestone:
    """Add a step with a date. Raises ProjectRefused (closed, no_title)."""
    project = recording.locked_open(project)
    if not title.strip():
        raise ProjectRefused("no_title")
    milestone = Milestone.objects.create(project=project, title=title.strip(), due_on=due_on)
    recording.log("plan_milestone", project, at, by, {"step": milestone.title, "due_on": recording.plain(due_on)})
    return milestone


@transaction.atomic
def postpone_milestone(
    *, milestone: Milestone, due_on: datetime.date, reason: str, at: datetime.datetime, by: User | None
) -> Milestone:
    """Give a step another date, and the public the reason. Raises ProjectRefused (closed, reached, nothing_new,
    no_reason)."""
    project, milestone = _locked_step(milestone)
    if due_on == milestone.due_on:
        raise ProjectRefused("nothing_new")
    changes = {"due_on": [recording.plain(milestone.due_on), recording.plain(due_on)]}
    milestone.due_on = due_on
    milestone.save(update_fields=["due_on"])
    title = _said(NEW_STEP_DATE) % {"step": milestone.title}
    recording.tell(project, title=title[:160], reason=reason, changes=changes, at=at, by=by)
    recording.log("postpone_milestone", project, at, by, {"step": milestone.title, **changes})
    return milestone


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: datetime.date, at: datetime.datetime, by: User | None) -> Milestone:
    """A step is done. Raises ProjectRefused (closed, reached, in_future)."""
    project, milestone = _locked_step(milestone)
    _check_not_future(on, at)
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    recording.log("reach_milestone", project, at, by, {"step": milestone.title, "on": recording.plain(on)})
    return milestone


@transaction.atomic
def book(
    *,
    project: Project,
    kind: str,
    cents: int,
    on: datetime.date,
    note: str,
    at: datetime.datetime,
    by: User | None,
    reason: str = "",
) -> Entry:
    """Write down money that was committed or spent; a negative sum corrects an earlier one.

    Where the total goes above the award, or a finished project's cost comes to differ by over ten per cent, the reason
    is owed and published. Raises ProjectRefused (wrong_kind, zero, no_note, in_future, below_zero, no_reason).
    """
    project = recording.locked(project)
    _check_entry(kind, cents, note)
    _check_not_future(on, at)
    before = _total(project, kind)
    after = before + cents
    if after < 0:
        raise ProjectRefused("below_zero", total=before)
    awarded = _total(project, Entry.Kind.AWARDED)
    entry = Entry.objects.create(project=project, kind=kind, cents=cents, on=on, note=note.strip(), by=by)
    if _owes_reason(project, kind, awarded, before, after):
        changes = {kind: [before, after]}
        recording.tell(project, title=_said(DEARER), reason=reason, changes=changes, at=at, by=by)
    recording.log("book", project, at, by, {"kind": kind, "cents": cents, "entry": entry.pk})
    return entry


@transaction.atomic
def illustrate(
    *, project: Project, moment: str, picture: File[Any], alt: str, at: datetime.datetime, by: User | None
) -> Project:
    """Show the place ``before`` or ``after``, with a description for those who do not see it.

    The picture must have been cleaned (turned, scaled, no place data). Raises ProjectRefused (no_alt).
    """
    if moment not in ("before", "after"):
        raise ValueError(moment)
    if not alt.strip():
        raise ProjectRefused("no_alt")
    project = recording.locked(project)
    name, words = f"picture_{moment}", f"picture_{moment}_alt"
    setattr(project, words, alt.strip())
    getattr(project, name).save(picture.name, picture, save=False)
    project.save(update_fields=[name, words])
    recording.log("illustrate", project, at, by, {"moment": moment})
    return project


def _from_award(award: Any, round_: Round, at: datetime.datetime) -> Project:
    option = award.option
    proposal = option.proposal
    return Project.objects.create(
        round=round_,
        award=award,
        proposal=proposal,
        title=option.title,
        summary=option.summary[:2000],
        area_id=option.area_id,
        lon=proposal.lon if proposal else None,
        lat=proposal.lat if proposal else None,
        created_at=at,
    )


def _total(project: Project, kind: str) -> int:
    return project.entries.filter(kind=kind).aggregate(cents=Sum("cents"))["cents"] or 0


def _locked_step(milestone: Milestone) -> tuple[Project, Milestone]:
    project = recording.locked_open(milestone.project)
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.reached_on is not None:
        raise ProjectRefused("reached", step=milestone.title)
    return project, milestone


def _owes_reason(project: Project, kind: str, awarded: int, before: int, after: int) -> bool:
    if after > before and deviation.is_over(awarded, after):
        return True
    finished = project.state == State.DONE and kind == Entry.Kind.SPENT
    return finished and deviation.needs_reason(awarded, after)


def _may_build(office: Office, project: Project) -> bool:
    """An office of the project's area or one above it, or of anywhere in the round's area."""
    return office.area.contains(project.area) or project.round.area.contains(office.area)


def _check_not_future(on: datetime.date, at: datetime.datetime) -> None:
    if on > timezone.localdate(at):
        raise ProjectRefused("in_future")


def _check_entry(kind: str, cents: int, note: str) -> None:
    if kind not in (Entry.Kind.COMMITTED, Entry.Kind.SPENT):
        raise ProjectRefused("wrong_kind")
    if cents == 0:
        raise ProjectRefused("zero")
    if not note.strip():
        raise ProjectRefused("no_note")


def _said(text: str) -> str:
    """A title written for staff, in the main language of the site: from then on it is content."""
    with override(settings.LANGUAGE_CODE):
        return gettext(text)
