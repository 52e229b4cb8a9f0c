"""Desks of delivery: make projects from results, and carry them to the end."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from delivery import forms, phrases, projects, queries, rules
from delivery.models import Project
from delivery.views import export
from participation import money
from participation.desks import Action, Desk, Refused
from participation.models import Round, User
from participation.rules import scope
from voting import queries as voting

Run = Callable[[HttpRequest, Any, dict[str, Any], datetime.datetime], Any]


def refusing(run: Run) -> Run:
    """Turns a refusal of the verbs into a sentence beside its field."""

    def wrapped(request: HttpRequest, item: Any, data: dict[str, Any], at: datetime.datetime) -> Any:
        try:
            return run(request, item, data, at)
        except projects.ProjectRefused as refusal:
            sentence = phrases.refusal(refusal.code, refusal.facts)
            raise Refused({phrases.FIELDS.get(refusal.code): sentence}) from refusal

    return wrapped


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class ProjectDesk(Desk):
    """Projects: open ones first, the next date on top."""

    name = "umsetzung"
    model = Project
    icon = "calendar-check"
    menu_label = _("Delivery")
    menu_order = 250
    columns = [
        ("title", _("Project")),
        Column("round", label=_("Round")),
        Column("state", label=_("State"), accessor=lambda project: project.get_state_display()),
        Column("office", label=_("Office"), accessor=lambda project: project.office or gettext("nobody yet")),
        Column("next_due", label=_("Next date"), accessor=lambda project: _next_date(project)),
        Column("money", label=_("Spent of awarded"), accessor=lambda project: _money(project)),
    ]
    list_filter = ["state"]
    search_fields = ["title"]
    item_template = "delivery/desks/project.html"
    index_template = "delivery/desks/projects.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "neues", _("Report news"), rules.can_report, refusing(_report), forms.ReportForm,
                form_kwargs=_with_project, primary=True,
                intro=_("Everybody can read this on the page of the project. The author of the idea gets a mail "
                        "when state or dates change."),
            ),
            Action(
                "planen", _("Office and dates"), rules.can_plan, refusing(_assign), forms.AssignForm,
                form_kwargs=_with_project,
            ),
            Action("schritt", _("Plan a step"), rules.can_plan, refusing(_plan_milestone), forms.MilestoneForm),
            Action(
                "erledigt", _("Step done"), _has_open_step, refusing(_reach_milestone), forms.ReachForm,
                form_kwargs=lambda request, item: {"project": item, "today": timezone.localdate()},
            ),
            Action(
                "verschieben", _("Move a step"), _has_open_step, refusing(_postpone_milestone),
                forms.PostponeForm, form_kwargs=_with_project,
            ),
            Action(
                "geld", _("Book money"), rules.can_book, refusing(_book), forms.BookForm,
                form_kwargs=lambda request, item: {"today": timezone.localdate()},
                intro=_("Nothing is overwritten: what was wrong is taken back by an entry of its own."),
            ),
            Action("bild", _("Add a picture"), rules.can_illustrate, refusing(_illustrate), forms.PictureForm),
            Action("fertig", _("Declare done"), rules.can_complete, refusing(_complete), forms.CompleteForm),
            Action(
                "aufgeben", _("Give up"), rules.can_drop, refusing(_drop), forms.DropForm,
                intro=_("The project stays visible, with the reason and the decision."),
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.works_on_projects(user)

    def queryset_for(self, user: Any) -> QuerySet[Project]:
        order = Case(
            *(When(state=state, then=Value(place)) for place, state in enumerate(("in_progress", "planned", "done"))),
            default=Value(9),
            output_field=IntegerField(),
        )
        return queries.projects_of(user).order_by(order, F("next_due").asc(nulls_last=True), "pk")

    def headline(self, user: Any) -> str:
        late = queries.late(user, today=timezone.localdate()).count()
        if not late:
            return gettext("No date has passed. All projects are in time.")
        return ngettext(
            "%(late)s project is late. Please say why and give a new date.",
            "%(late)s projects are late. Please say why and give new dates.",
            late,
        ) % {"late": late}

    def item_context(self, request: HttpRequest, item: Project) -> dict[str, Any]:
        updates = [(update, phrases.changes(update, currency=item.round.currency)) for update in item.updates.all()]
        today = timezone.localdate()
        steps = [
            (step, "" if step.reached_on else phrases.deadline(step.due_on, today=today))
            for step in item.milestones.all()
        ]
        return {"updates": updates, "steps": steps, "entries": item.entries.select_related("by")}

    def get_urlpatterns(self) -> list[URLPattern]:
        files = [path(f"{what}.csv", export, {"what": what}, name=what) for what in ("projekte", "buchungen")]
        return [*super().get_urlpatterns(), *files]  # the first is where the menu leads


class AwardDesk(Desk):
    """Rounds whose published result has awards without a project."""

    name = "zuschlaege"
    model = Round
    icon = "success"
    menu_label = _("Awards")
    menu_order = 240
    columns = [
        ("title", _("Round")),
        Column("area", label=_("Area")),
        Column("waiting", label=_("Awards without a project")),
    ]
    item_template = "delivery/desks/awards.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "zusagen", _("Make projects from the awards"),
                lambda user, round_: rules.can_commit(user, round_) and bool(round_.waiting),
                refusing(self._commit), primary=True,
                intro=_("Each award becomes a project with title, place and the sum awarded. "
                        "From then on everybody can follow it."),
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.works_on_projects(user)

    def queryset_for(self, user: Any) -> Any:
        return queries.rounds_with_awards(Round.objects.filter(scope(user, "office"))).select_related("area")

    def headline(self, user: Any) -> str:
        rounds = self.queryset_for(user).filter(waiting__gt=0).count()
        if not rounds:
            return gettext("Every award has its project.")
        return ngettext(
            "%(rounds)s round has awards that wait to become projects.",
            "%(rounds)s rounds have awards that wait to become projects.",
            rounds,
        ) % {"rounds": rounds}

    def _commit(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        result = voting.results_for(item).first()
        if result is None:
            raise projects.ProjectRefused("not_published")
        made = projects.commit_projects(result=result, at=at, by=_who(request))
        return ngettext("%(count)s project is made.", "%(count)s projects are made.", len(made)) % {"count": len(made)}


def _has_open_step(user: Any, project: Project) -> bool:
    return rules.can_plan(user, project) and any(step.reached_on is None for step in project.milestones.all())


def _with_project(request: HttpRequest, item: Project) -> dict[str, Any]:
    return {"project": item}


def _report(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.report(project=item, at=at, by=_who(request), **data)
    return gettext("Published on the page of the project.")


def _assign(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.assign(project=item, at=at, by=_who(request), **data)
    return gettext("Saved.")


def _plan_milestone(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.plan_milestone(project=item, at=at, by=_who(request), **data)
    return gettext("The step is planned.")


def _reach_milestone(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.reach_milestone(at=at, by=_who(request), **data)
    return gettext("The step is done.")


def _postpone_milestone(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.postpone_milestone(at=at, by=_who(request), **data)
    return gettext("The step has a new date, and the reason is published.")


def _book(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    facts = {name: data[name] for name in ("kind", "on", "note", "reason")}
    projects.book(project=item, cents=data["amount"], at=at, by=_who(request), **facts)
    return gettext("Booked.")


def _illustrate(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.illustrate(project=item, at=at, by=_who(request), **data)
    return gettext("The picture is on the page of the project.")


def _complete(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.complete(project=item, at=at, by=_who(request), **data)
    return gettext("Done. The author of the idea gets a mail.")


def _drop(request: HttpRequest, item: Project, data: dict[str, Any], at: datetime.datetime) -> str:
    projects.drop(project=item, at=at, by=_who(request), **data)
    return gettext("The project is given up. Reason and decision are published.")


def _next_date(project: Project) -> str:
    return phrases.deadline(project.next_due, today=timezone.localdate()) if project.is_open else "–"


def _money(project: Project) -> str:
    currency = project.round.currency
    return gettext("%(spent)s of %(awarded)s") % {
        "spent": money.say(project.spent_cents, currency=currency),
        "awarded": money.say(project.awarded_cents, currency=currency),
    }
