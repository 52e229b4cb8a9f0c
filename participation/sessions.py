"""Sessions end some time after the last thing somebody did, not after they signed in. The setting SESSION_ENGINE."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

RENEWED_AFTER = datetime.timedelta(minutes=10)


class SessionStore(db.SessionStore):
    """Sessions in the database, prolonged while they are used: at most one row written in ten minutes.

    A request that does not ask who is there reads and writes nothing, and a visitor has no session at all.
    """

    def _get_session_from_db(self) -> Session | None:
        row = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        lasts = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if row is not None and row.expire_date <= timezone.now() + lasts - RENEWED_AFTER:
            self.modified = True  # the middleware saves it, and with it the new end
        return row
