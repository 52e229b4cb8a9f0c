"""What somebody typed while their session had ended: kept through the log-in, and given back to the form.

Kept in the visitor's new session on the server, never in an address or in the browser; see docs/decisions/.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., Any])

IN_SESSION = "unsent"
LONGEST = 40_000  # characters of a whole form; the longest form of ours takes less than half
KEPT_FOR = datetime.timedelta(minutes=30)
NEVER = ("csrfmiddlewaretoken",)


def keeps_typed(view: View) -> View:
    """Mark a view whose form is kept if it is sent by somebody who is not signed in; it asks ``take`` for it.

    Never a ballot: what somebody votes for stands in no session.
    """
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


class KeepTypedMiddleware:
    """Sends whoever posts a marked form without being signed in to the log-in, and keeps what they typed.

    Stands behind the check of the form's key (CSRF): nobody else's page can leave words here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Views marked by ``keeps_typed``, also inside the decorators of the staff area."""
        marked = request.method == "POST" and getattr(view, "keeps_typed", False)
        if not marked or request.user.is_authenticated:
            return None
        keep(request, at=timezone.now())
        return redirect_to_login(request.get_full_path())


def keep(request: HttpRequest, *, at: datetime.datetime) -> None:
    """Put the posted form into the session of this visitor, in place of one kept before, and say so."""
    fields = {name: values for name, values in request.POST.lists() if name not in NEVER}
    if not any(text.strip() for name, values in fields.items() if name != "once" for text in values):
        return
    fits = sum(len(text) for values in fields.values() for text in values) <= LONGEST
    if fits:
        request.session[IN_SESSION] = {"path": request.path, "at": at.isoformat(), "fields": fields}
    messages.warning(request, _sentence(request, is_kept=fits))


def take(request: HttpRequest, *, at: datetime.datetime) -> dict[str, Any]:
    """What was kept for this page, once, by the names of its fields; empty: nothing, too long ago, or a new posting."""
    kept = request.session.get(IN_SESSION)
    if not kept or kept["path"] != request.path or request.method == "POST":
        return {}
    del request.session[IN_SESSION]
    if at - datetime.datetime.fromisoformat(kept["at"]) > KEPT_FOR:
        return {}
    messages.info(request, _("You are signed in again. What you typed stands below; it has not been sent yet."))
    return {name: values[0] if len(values) == 1 else values for name, values in kept["fields"].items()}


def _sentence(request: HttpRequest, *, is_kept: bool) -> str:
    ended = settings.SESSION_COOKIE_NAME in request.COOKIES
    first = _("You were signed out because nothing happened for a while.") if ended else _("Please sign in first.")
    if not is_kept:
        return first + " " + _("Your text is too long to be kept: go back in your browser and copy it.")
    second = _("What you typed is kept for half an hour and stands in the form again after you have signed in.")
    third = _("Only files have to be chosen again.") if request.FILES else ""
    return f"{first} {second} {third}".strip()
