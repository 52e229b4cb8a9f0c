"""People: where they live, what roles they hold, what we know of them, and how they leave."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import transaction
from django.db.models import CASCADE, ForeignObjectRel

from participation import audit, queries, rules
from participation.models import Area, Residency, Role, User


class RegistrationRefused(Exception):
    """Not possible; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


OLDEST_BIRTH = datetime.date(1900, 1, 1)
STAFF_GROUP = "Staff"


@transaction.atomic
def declare_residence(*, user: User, area: Area, born_on: datetime.date, at: datetime.datetime) -> Residency:
    """A person says where they live. Proven residence stays until a desk changes it.

    Raises RegistrationRefused ("already_proven", "born_wrong").
    """
    _check_birth(born_on, at)
    known = Residency.objects.select_for_update().filter(user=user).first()
    if known and known.proof != Residency.Proof.DECLARED:
        raise RegistrationRefused("already_proven")
    values = {"area": area, "born_on": born_on, "proof": Residency.Proof.DECLARED, "checked_by": None, "checked_at": at}
    return Residency.objects.update_or_create(user=user, defaults=values)[0]


@transaction.atomic
def confirm_residence(*, user: User, area: Area, born_on: datetime.date, by: User, at: datetime.datetime) -> Residency:
    """A clerk has seen the ID card: residence and birth date are proven.

    Raises RegistrationRefused ("not_yours", "born_wrong", "own_residence").
    """
    if not rules.can_confirm_residence(by, area):
        raise RegistrationRefused("not_yours")
    if user == by:
        raise RegistrationRefused("own_residence")
    _check_birth(born_on, at)
    values = {"area": area, "born_on": born_on, "proof": Residency.Proof.DESK, "checked_by": by, "checked_at": at}
    residency, _ = Residency.objects.update_or_create(user=user, defaults=values)
    audit.record(action="registration.confirm_residence", subject=user, at=at, actor=by, area=area)
    return residency


@transaction.atomic
def look_up(*, email: str, by: User, at: datetime.datetime) -> User | None:
    """A clerk asks for an account by its whole address, as its person says it at the desk; the log names both.

    Opens the account to the clerk for the day (``queries.looked_up``). None: no confirmed account, or no clerk.
    """
    person = User.objects.filter(email__iexact=email.strip(), is_active=True, emailaddress__verified=True).first()
    desk = Area.objects.filter(rules.scope(by, "clerk", field="path")).order_by("path").first()
    if person is None or desk is None:
        return None
    if person.pk not in queries.looked_up(by, at=at):
        audit.record(action=queries.LOOK_UP, subject=person, at=at, actor=by, area=desk)
    return person


@transaction.atomic
def grant_role(*, user: User, area: Area, name: str, at: datetime.datetime, by: User | None = None) -> Role:
    """Give a role for an area; ``by`` None: an operator's command. Who holds it already keeps it as it was.

    Raises RegistrationRefused ("not_yours", "own_role").
    """
    if by is not None:
        _check_right_to_decide(by, area, about=user)
    role, is_new = Role.objects.get_or_create(
        user=user, area=area, name=name, defaults={"granted_by": by, "granted_at": at}
    )
    if is_new:
        _after_change(user)
        detail = {"role": name, "user": user.pk}
        audit.record(action="registration.grant_role", subject=user, at=at, actor=by, area=area, detail=detail)
    return role


@transaction.atomic
def withdraw_role(*, role: Role, at: datetime.datetime, by: User | None = None) -> None:
    """Take a role away. Raises RegistrationRefused ("not_yours", "own_role")."""
    if by is not None:
        _check_right_to_decide(by, role.area, about=role.user)
    user, detail = role.user, {"role": role.name, "user": role.user_id}
    audit.record(action="registration.withdraw_role", subject=user, at=at, actor=by, area=role.area, detail=detail)
    role.delete()
    _after_change(user)


def known_about(*, user: User) -> dict[str, Any]:
    """All that is known of a person (GDPR Art. 15), as JSON-able values: account, residence, roles, own records."""
    residency = Residency.objects.select_related("area").filter(user=user).first()
    return {
        "email": user.email,
        "public_name": user.display_name,
        "language": user.language,
        "since": user.date_joined.isoformat(),
        "residence": residency
        and {
            "area": residency.area.name,
            "born_on": residency.born_on.isoformat(),
            "proof": residency.proof,
            "checked_at": residency.checked_at.isoformat(),
        },
        "roles": [str(role) for role in user.roles.select_related("area")],
        "records": _records_of(user),
    }


def _records_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Rows of the other packages that are the person's own, by the plural of their name, without naming a package.

    A relation to the account is the person's own if it has a name or ends with the account. What somebody did as a
    member of staff (no name, set to NULL) belongs to the case, and any ballot belongs to nobody.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for relation in User._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        model, own = relation.related_model, not relation.hidden or relation.on_delete is CASCADE
        ours = Path(model._meta.app_config.path).parent == settings.BASE_DIR
        if own and ours and model._meta.app_label != User._meta.app_label:
            rows = model._default_manager.filter(**{relation.field.name: user}).order_by("pk")
            if said := json.loads(serializers.serialize("json", rows)):
                found[str(model._meta.verbose_name_plural)] = [{"id": row["pk"], **row["fields"]} for row in said]
    return found


@transaction.atomic
def erase(*, user: User, at: datetime.datetime) -> None:
    """Delete an account and all that names the person; public texts stay under "deleted account".

    Raises RegistrationRefused ("holds_role"): roles are handed back first.
    """
    if user.roles.exists() or user.is_superuser:
        raise RegistrationRefused("holds_role")
    audit.record(action="registration.erase", subject=user, at=at)
    EmailAddress.objects.filter(user=user).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    user.delete()


def _check_birth(born_on: datetime.date, at: datetime.datetime) -> None:
    if not OLDEST_BIRTH <= born_on <= at.date():
        raise RegistrationRefused("born_wrong")


def _check_right_to_decide(by: User, area: Area, *, about: User) -> None:
    if not rules.can_grant_role(by, area):
        raise RegistrationRefused("not_yours")
    if about == by:
        raise RegistrationRefused("own_role")


def _after_change(user: User) -> None:
    """Wagtail asks groups: whoever holds a role may enter the staff area, editors may edit pages.

    An editor of the whole city publishes; what an editor of a district writes is published by one of those.
    """
    rules.forget(user)
    held = list(user.roles.values_list("name", "area__kind"))
    editor = [kind for name, kind in held if name == Role.Name.EDITOR]
    wanted = {STAFF_GROUP: bool(held), "Editors": bool(editor), "Moderators": Area.Kind.CITY in editor}
    user.is_staff = bool(held) or user.is_superuser  # shows the way to the staff area
    user.save(update_fields=["is_staff"])
    for group in Group.objects.filter(name__in=wanted):
        (user.groups.add if wanted[group.name] else user.groups.remove)(group)
