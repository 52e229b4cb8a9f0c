"""The offices of the administration that check, answer and build."""

from __future__ import annotations

import datetime

from django.db import transaction

from participation import audit, rules
from participation.models import Area, Office, User


class OfficeRefused(Exception):
    """Not possible; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def register(
    *, area: Area, name: str, at: datetime.datetime, by: User | None = None, email: str = "", phone: str = ""
) -> Office:
    """Enter an office of an area, or correct the address of one; ``by`` None: a command. Raises OfficeRefused."""
    if by is not None and not rules.can_set_up_round(by, area):
        raise OfficeRefused("not_yours")
    if not name.strip():
        raise OfficeRefused("no_name")
    office, _ = Office.objects.update_or_create(
        area=area, name=name.strip(), defaults={"email": email.strip(), "phone": phone.strip()}
    )
    detail = {"name": office.name}
    audit.record(action="offices.register", subject=office, at=at, actor=by, area=area, detail=detail)
    return office
