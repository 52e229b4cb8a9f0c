"""Desks for rounds, residence, roles, and the log."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, NumberColumn

from participation import audit_texts, money, offices, queries, registration, rounds, rules
from participation.desks import Action, Desk, Refused
from participation.forms import ExtendForm, OfficeForm, ResidenceCheckForm, RoleForm, RoundForm, WithdrawForm, midnight
from participation.models import Area, LogEntry, Phase, Residency, Role, Round, User
from participation.views import REFUSALS

ROUND_REFUSALS = {
    "phases_overlap": _("Two phases overlap. Each begins when the one before has ended."),
    "upside_down": _("A phase ends before it begins."),
    "pot_outside_area": _("Money can only go to areas of this round."),
    "no_money": _("A round needs money, and no pot may be empty."),
    "no_reason": _("Please say why."),
    "already_over": _("This phase is over. What is over cannot be extended."),
    "fixed": _("The dates of this phase are fixed: they stand on the frozen ballot paper."),
    "next_fixed": _("The vote would begin later, but its dates are fixed: they stand on the frozen ballot paper."),
    "not_later": _("The new end must lie after the present one."),
}


def _round_refused(refusal: rounds.RoundRefused) -> Refused:
    field = {"fixed": "phase", "not_later": "last_day", "next_fixed": "last_day"}.get(refusal.code)
    return Refused({field: ROUND_REFUSALS[refusal.code]})


def _registration_refused(refusal: registration.RegistrationRefused) -> Refused:
    return Refused({"born_on" if refusal.code == "born_wrong" else None: REFUSALS[refusal.code]})


class AreaDesk(Desk):
    """District by district: set up rounds, give and withdraw roles."""

    name = "gebiete"
    model = Area
    icon = "globe"
    menu_label = _("Areas and roles")
    menu_order = 700
    columns = [
        ("name", _("Area")),
        Column("get_kind_display", label=_("Kind")),
        Column("key", label=_("Official key")),
        NumberColumn("inhabitants", label=_("Inhabitants")),
        NumberColumn("holders", label=_("Roles")),
    ]
    search_fields = ["name", "key"]
    item_template = "participation/desks/area.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "runde", _("Set up a round"), rules.can_set_up_round, self._open_round, RoundForm, primary=True,
                intro=_("Nobody sees the round before you show it."),
                form_kwargs=lambda request, area: {"area": area},
            ),
            Action(
                "fachamt", _("Enter an office"), rules.can_set_up_round, self._register, OfficeForm,
                intro=_("Offices check proposals and build projects. The name of an office that is there corrects it."),
            ),
            Action(
                "rolle", _("Give a role"), rules.can_grant_role, self._grant, RoleForm,
                intro=_("A role held for an area covers everything below it."),
                form_kwargs=lambda request, area: {"areas": Area.objects.within(area), "initial": {"area": area.pk}},
            ),
            Action(
                "entziehen", _("Withdraw a role"), self._may_withdraw, self._withdraw, WithdrawForm,
                form_kwargs=lambda request, area: {"roles": _roles_within(area).exclude(user=_who(request))},
            ),
        )  # fmt: skip

    @staticmethod
    def _may_withdraw(user: Any, area: Area) -> bool:
        return rules.can_grant_role(user, area) and _roles_within(area).exclude(user=user).exists()

    def is_open_to(self, user: Any) -> bool:
        return bool(rules.held_paths(user, "office"))

    def queryset_for(self, user: Any) -> QuerySet[Area]:
        mine = Area.objects.filter(rules.scope(user, "office", field="path"))
        return mine.annotate(holders=Count("roles")).order_by("path")

    def item_context(self, request: HttpRequest, item: Area) -> dict[str, Any]:
        return {
            "roles": _roles_within(item),
            "rounds": queries.rounds_with_phases().filter(area=item),
            "offices": item.offices.order_by("name"),
        }

    def _register(self, request: HttpRequest, area: Area, data: dict[str, Any], at: datetime.datetime) -> str:
        office = offices.register(area=area, by=_who(request), at=at, **data)
        return gettext("%(office)s is an office of %(area)s.") % {"office": office, "area": area}

    def _grant(self, request: HttpRequest, area: Area, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            role = registration.grant_role(
                user=data["email"], area=data["area"], name=data["name"], by=_who(request), at=at
            )
        except registration.RegistrationRefused as refusal:
            raise _registration_refused(refusal) from refusal
        return gettext("%(person)s is now: %(role)s") % {"person": role.user.email, "role": role}

    def _withdraw(self, request: HttpRequest, area: Area, data: dict[str, Any], at: datetime.datetime) -> str:
        role = data["role"]
        try:
            registration.withdraw_role(role=role, by=_who(request), at=at)
        except registration.RegistrationRefused as refusal:
            raise _registration_refused(refusal) from refusal
        return gettext("%(person)s is no longer: %(role)s") % {"person": role.user.email, "role": role}

    def _open_round(self, request: HttpRequest, area: Area, data: dict[str, Any], at: datetime.datetime) -> str:
        settings = {name: data[name] for name in RoundForm.Meta.fields}
        try:
            made = rounds.open_round(
                area=area,
                phases=data["phases"],
                pots=data["pots"],
                cap_cents=data["cap"],
                at=at,
                by=_who(request),
                **settings,
            )
        except rounds.RoundRefused as refusal:
            raise _round_refused(refusal) from refusal
        return gettext("The round “%(title)s” is set up. It is not visible yet: show it under “Rounds”.") % {
            "title": made
        }


class RoundDesk(Desk):
    """Rounds: show, hide, extend."""

    name = "runden"
    model = Round
    icon = "calendar-alt"
    menu_label = _("Rounds")
    menu_order = 300
    columns = [
        ("title", _("Round")),
        Column("area", label=_("Area")),
        Column("phase", label=_("Now"), accessor=lambda item: _phase_text(item)),
        Column(
            "money",
            label=_("Money"),
            accessor=lambda item: money.say(queries.total_cents(item), currency=item.currency),
        ),
        Column(
            "visible", label=_("Visible"), accessor=lambda item: gettext("yes") if item.is_public else gettext("no")
        ),
    ]
    search_fields = ["title"]
    item_template = "participation/desks/round.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "zeigen", _("Show to the public"), lambda u, r: self._may(u, r) and not r.is_public, self._show(True),
                primary=True,
            ),
            Action("verbergen", _("Hide again"), lambda u, r: self._may(u, r) and r.is_public, self._show(False)),
            Action(
                "verlaengern", _("Extend a phase"), self._may_extend, self._extend, ExtendForm,
                form_kwargs=lambda request, item: {"phases": item.phases.filter(ends_at__gt=timezone.now())},
            ),
        )  # fmt: skip

    @staticmethod
    def _may(user: Any, item: Round) -> bool:
        return rules.can_set_up_round(user, item.area) and not item.is_archive

    def _may_extend(self, user: Any, item: Round) -> bool:
        now = timezone.now()
        return self._may(user, item) and any(phase.ends_at > now for phase in item.phases.all())

    def is_open_to(self, user: Any) -> bool:
        return bool(rules.held_paths(user, "office", "returning_officer"))

    def queryset_for(self, user: Any) -> QuerySet[Round]:
        return queries.rounds_with_phases().filter(rules.scope(user, "office", "returning_officer")).order_by("-pk")

    def headline(self, user: Any) -> str:
        """Which running phase ends next."""
        now, mine = timezone.now(), Q(round__in=Round.objects.filter(rules.scope(user, "office", "returning_officer")))
        running = Phase.objects.filter(mine, round__is_public=True, starts_at__lte=now, ends_at__gt=now)
        phase = running.select_related("round").order_by("ends_at").first()
        if phase is None:
            return gettext("No round is running.")
        return gettext("Next to end: %(round)s, %(phase)s") % {"round": phase.round, "phase": _until(phase)}

    def _show(self, is_public: bool) -> Any:
        def run(request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
            rounds.show(round=item, is_public=is_public, at=at, by=_who(request))
            return gettext("The round is visible now.") if is_public else gettext("The round is hidden now.")

        return run

    def _extend(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        ends_at = midnight(data["last_day"] + datetime.timedelta(days=1))
        try:
            rounds.extend_phase(phase=data["phase"], ends_at=ends_at, reason=data["reason"], at=at, by=_who(request))
        except rounds.RoundRefused as refusal:
            raise _round_refused(refusal) from refusal
        return gettext("The phase now lasts until %(day)s.") % {"day": date_format(data["last_day"])}


class ResidenceDesk(Desk):
    """A clerk confirms where people live, who show their ID card.

    The list names those alone who said that they live in the clerk's area. Anybody else comes and says their e-mail
    address; asking for it is logged and opens the account for the day. Nobody leafs through the accounts of a city.
    """

    name = "wohnsitz"
    model = User
    icon = "home"
    menu_label = _("Residence")
    menu_order = 400
    columns = [
        ("email", _("Account")),
        Column("display_name", label=_("Public name")),
        Column("residency", label=_("Residence"), accessor=lambda user: _residence_text(user)),
    ]
    search_fields = ["email"]
    search_lookup = "iexact"
    empty = _("Nobody waits. Search by the whole e-mail address that somebody tells you.")
    item_template = "participation/desks/person.html"
    back_to_list = True  # whoever is confirmed waits no more

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "bestaetigen", _("Confirm residence"), lambda user, person: user != person, self._confirm,
                ResidenceCheckForm, primary=True,
                intro=_("Only what stands on the ID card. You need not write anything else down."),
                form_kwargs=lambda request, person: {
                    "initial": _known(person), "areas": Area.objects.filter(_mine(request.user, "path")),
                },
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return bool(rules.held_paths(user, "clerk"))

    def queryset_for(self, user: Any) -> QuerySet[User]:
        """Confirmed accounts that wait here, and those that this clerk asked for today, wherever they live."""
        asked = Q(pk__in=queries.looked_up(user, at=timezone.now()))
        return self._people().filter(self._waiting(user) | asked)

    def listed_for(self, user: Any) -> QuerySet[User]:
        return self._people().filter(self._waiting(user))

    def found_by(self, user: Any, words: str) -> QuerySet[User]:
        """People move, and come to the desk they like: whoever says their whole address is found."""
        registration.look_up(email=words, by=user, at=timezone.now())
        return self.queryset_for(user)

    @staticmethod
    def _people() -> QuerySet[User]:
        people = User.objects.filter(is_active=True, emailaddress__verified=True).distinct()
        return people.select_related("residency__area").order_by("email")

    @staticmethod
    def _waiting(user: Any) -> Q:
        return _mine(user, "residency__area__path") & Q(residency__proof=Residency.Proof.DECLARED)

    def headline(self, user: Any) -> str:
        count = self.listed_for(user).count()
        return ngettext(
            "%(n)d person has said that they live here. Search by the whole e-mail address for anybody else.",
            "%(n)d people have said that they live here. Search by the whole e-mail address for anybody else.",
            count,
        ) % {"n": count}

    def _confirm(self, request: HttpRequest, person: User, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            residency = registration.confirm_residence(
                user=person, area=data["area"], born_on=data["born_on"], by=_who(request), at=at
            )
        except registration.RegistrationRefused as refusal:
            raise _registration_refused(refusal) from refusal
        return gettext("Confirmed: %(person)s lives in %(area)s.") % {"person": person.email, "area": residency.area}


class LogDesk(Desk):
    """The audit log, newest first. What concerns the whole platform is seen by those who act for the whole city."""

    name = "protokoll"
    model = LogEntry
    icon = "history"
    menu_label = _("Log")
    menu_order = 900
    columns = [
        ("number", _("No.")),
        Column("at", label=_("When"), accessor=lambda entry: date_format(localtime(entry.at), "SHORT_DATETIME_FORMAT")),
        Column("who", label=_("Who"), accessor=lambda entry: _actor_text(entry)),
        Column("action", label=_("What"), accessor=lambda entry: audit_texts.say(entry.action)),
        Column("subject", label=_("Subject"), accessor=lambda entry: audit_texts.say_subject(entry.subject)),
        Column("area", label=_("Area"), accessor=lambda entry: entry.area or gettext("Whole platform")),
    ]
    search_fields = ["action", "subject", "who", "area__name"]
    item_template = "participation/desks/log_entry.html"

    def is_open_to(self, user: Any) -> bool:
        return bool(rules.held_paths(user, "office", "returning_officer"))

    def queryset_for(self, user: Any) -> QuerySet[LogEntry]:
        seen = rules.scope(user, "office", "returning_officer")
        if any(path.count("/") <= 1 for path in rules.held_paths(user, "office", "returning_officer")):
            seen |= Q(area=None)
        who = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("email"))
        return LogEntry.objects.filter(seen).annotate(who=who).select_related("area")

    def headline(self, user: Any) -> str:
        count = self.queryset_for(user).count()
        return ngettext(
            "%(n)d entry, chained: a change would be found.", "%(n)d entries, chained: a change would be found.", count
        ) % {"n": count}

    def item_title(self, item: LogEntry) -> str:
        return f"{item.number} · {audit_texts.say(item.action)}"

    def item_context(self, request: HttpRequest, item: LogEntry) -> dict[str, Any]:
        return {
            "details": [(name, _detail_text(value)) for name, value in item.detail.items()],
            "act": audit_texts.say(item.action),
            "subject": audit_texts.say_subject(item.subject),
            "who": _actor_text(item),
        }


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _mine(user: Any, field: str) -> Q:
    return rules.scope(user, "clerk", field=field)


def _roles_within(area: Area) -> QuerySet[Role]:
    roles = Role.objects.filter(area__path__startswith=area.path)
    return roles.select_related("user", "area").order_by("area__path", "name", "user__email")


def _actor_text(entry: Any) -> str:
    if entry.actor_id is None:
        return gettext("a command")
    return entry.who or gettext("a deleted account")


def _detail_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)


def _phase_text(item: Round) -> str:
    phase = queries.phase_now(item, at=timezone.now())
    return gettext("between phases") if phase is None else _until(phase)


def _until(phase: Phase) -> str:
    last = localtime(phase.ends_at - datetime.timedelta(microseconds=1))
    return gettext("%(phase)s until %(day)s") % {
        "phase": phase.get_kind_display(),
        "day": date_format(last, "SHORT_DATE_FORMAT"),
    }


def _known(person: User) -> dict[str, Any]:
    residency = Residency.objects.filter(user=person).first()
    return {"area": residency.area_id, "born_on": residency.born_on} if residency else {}


def _residence_text(user: User) -> str:
    residency = getattr(user, "residency", None)
    return f"{residency.area} ({residency.get_proof_display()})" if residency else "–"
