"""My page, what we know of a person, health, and the pages for when something went wrong."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from participation import queries, registration, unsent
from participation.forms import EraseForm, ProfileForm, ResidenceForm
from participation.models import Phase, Residency

REFUSALS = {
    "already_proven": gettext_lazy("Your residence was checked at a desk. If you moved, please go there again."),
    "born_wrong": gettext_lazy("Please check the date of birth."),
    "holds_role": gettext_lazy("You hold a role in the staff area. Please have it withdrawn first."),
    "not_yours": gettext_lazy("This area is not yours to decide on."),
    "own_residence": gettext_lazy("Nobody confirms their own residence. A colleague does it."),
    "own_role": gettext_lazy("Nobody gives or withdraws their own roles. A colleague does it."),
}


def _typed(request: HttpRequest) -> QueryDict | None:
    """What somebody sent, an empty form too; None where a page is only looked at."""
    return request.POST if request.method == "POST" else None


@unsent.keeps_typed
@login_required
@never_cache
def my_page(request: HttpRequest) -> HttpResponse:
    """What a person can do now, what became of their things, and their account."""
    now = timezone.now()
    form = ProfileForm(_typed(request), instance=request.user, initial=unsent.take(request, at=now))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("participation:my_page")
    collecting = list(queries.open_windows(Phase.Kind.COLLECTING, at=now))
    voting = list(queries.open_windows(Phase.Kind.VOTING, at=now))
    residency = Residency.objects.select_related("area__parent").filter(user=request.user).first()  # type: ignore[misc]
    context = {"form": form, "collecting": collecting, "voting": voting, "residency": residency, "now": now}
    return render(request, "participation/my_page.html", context)


@unsent.keeps_typed
@login_required
@never_cache
def residence(request: HttpRequest) -> HttpResponse:
    """A person says where they live."""
    known = Residency.objects.filter(user=request.user).first()  # type: ignore[misc]
    initial: dict[str, Any] = {"area": known.area_id, "born_on": known.born_on} if known else {}
    form = ResidenceForm(_typed(request), initial=initial | unsent.take(request, at=timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            registration.declare_residence(user=request.user, at=timezone.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except registration.RegistrationRefused as refusal:
            form.add_error("born_on" if refusal.code == "born_wrong" else None, str(REFUSALS[refusal.code]))
        else:
            messages.success(request, _("Thank you. We have noted where you live."))
            return redirect("participation:my_page")
    return render(request, "participation/residence.html", {"form": form, "known": known})


@login_required
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """All that we know of a person, as a file (GDPR Art. 15)."""
    text = json.dumps(registration.known_about(user=request.user), ensure_ascii=False, indent=2)  # type: ignore[arg-type]
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@login_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """A person leaves for good."""
    form = EraseForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        user = request.user
        try:
            registration.erase(user=user, at=timezone.now())  # type: ignore[arg-type]
        except registration.RegistrationRefused as refusal:
            form.add_error(None, str(REFUSALS[refusal.code]))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Your public ideas stay without your name."))
            return redirect("/")
    return render(request, "participation/erase.html", {"form": form})


def health(request: HttpRequest) -> JsonResponse:
    """Whether the process and its database answer; for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: what was sent cannot be read, or is more than one form may hold."""
    is_too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return render(request, "400.html", {"is_too_much": is_too_much}, status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: not yours."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or cookies are off."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs neither the database nor the context of a request."""
    return HttpResponse(get_template("500.html").render({}), status=500)
