"""A person's own ideas: the list, the page after submitting, taking one back."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from participation import unsent
from participation.models import User
from proposals import objections, phrases, queries, rules, submission
from proposals.forms import ObjectForm
from proposals.models import Proposal
from proposals.moves import MoveRefused


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All ideas of the person who asks, where they stand, and what can be done with them."""
    assert isinstance(request.user, User)
    day = timezone.localdate()
    rows = [_row(request.user, proposal, day) for proposal in queries.mine(request.user)]
    return render(request, "proposals/mine.html", {"rows": rows})


@login_required
@never_cache
def submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """It is handed in: number, what happens next, and until when."""
    proposal = _own(request, pk)
    return render(request, "proposals/submitted.html", {"proposal": proposal, "next": _what_comes(proposal)})


@login_required
@never_cache
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether they mean it (GET), take it back (POST)."""
    proposal = _own(request, pk)
    if request.method == "POST":
        assert isinstance(request.user, User)
        try:
            submission.withdraw(proposal=proposal, by=request.user, at=timezone.now())
        except (submission.SubmissionRefused, MoveRefused) as refusal:
            messages.error(request, phrases.sentence(refusal))
        else:
            messages.success(request, _("“%(title)s” is withdrawn.") % {"title": proposal.title})
        return redirect("proposals:mine")
    allowed = rules.can_withdraw(request.user, proposal)
    return render(request, "proposals/withdraw.html", {"proposal": proposal, "allowed": allowed})


@login_required
@never_cache
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a refusal, once; afterwards the page says where the objection stands."""
    proposal, now = _own(request, pk), timezone.now()
    form = ObjectForm(request.POST if request.method == "POST" else None, initial=unsent.take(request, at=now))
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        try:
            objections.file(proposal=proposal, by=request.user, at=now, **form.cleaned_data)
        except (objections.ObjectionRefused, MoveRefused) as refusal:
            form.add_error(None, phrases.sentence(refusal))
        else:
            messages.success(request, _("Thank you. A second person looks at it now and writes to you."))
            return redirect("proposals:object", pk=pk)
    refused = queries.refusal_of(proposal)
    context = {"proposal": proposal, "form": form, "refusal": refused, "objection": refused and refused.objection_made}
    context["allowed"] = rules.can_object(request.user, proposal, refused, day=timezone.localdate(now))
    return render(request, "proposals/object.html", context)


def _own(request: HttpRequest, pk: int) -> Proposal:
    proposal = get_object_or_404(Proposal.objects.select_related("round__area"), pk=pk)
    if not rules.is_author(request.user, proposal):
        raise Http404
    return proposal


def _what_comes(proposal: Proposal) -> list[dict[str, str]]:
    day = phrases.say_day(proposal.due_on) if proposal.due_on else ""
    first = _("You hear from us by %(day)s.") % {"day": day} if day else str(phrases.where_it_stands(proposal))
    return [
        {"title": _("A person reads your idea"), "text": first},
        {"title": _("Everybody can read it"), "text": _("People comment on it and support it.")},
        {"title": _("The offices check it"), "text": _("Can it be done, and what does it cost?")},
        {"title": _("All vote"), "text": _("What can be done goes to the vote. We write to you at every step.")},
    ]


def _row(user: User, proposal: Proposal, day: datetime.date) -> dict[str, Any]:
    refusals = [step.review for step in proposal.answered if step.move == "refuse"]  # type: ignore[attr-defined]
    refusal = refusals[-1] if refusals else None
    return {
        "proposal": proposal,
        "stands": phrases.where_it_stands(proposal),
        "is_public": proposal.shown,  # type: ignore[attr-defined]
        "can_edit": rules.can_edit(user, proposal),
        "can_withdraw": rules.can_withdraw(user, proposal),
        "can_object": rules.can_object(user, proposal, refusal, day=day),
        "refusal": refusal,
        "objection": refusal.objection_made if refusal else None,
        "answer": proposal.answer,  # type: ignore[attr-defined]
    }
