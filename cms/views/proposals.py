"""The list of ideas, and one idea with everything that became of it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms import drawing, journey, scaling
from cms.cards import place_in_words, proposal_cards
from cms.filters import ProposalFilter
from cms.maps import map_of
from proposals import queries as proposals
from proposals import rules
from proposals.states import ALIVE

PER_PAGE = 24


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Public ideas, filtered and ordered by the address, beside a map of the round."""
    now = timezone.now()
    form = ProposalFilter(request.GET)
    form.is_valid()
    found = form.rows(day=timezone.localdate(now))
    page = proposals.Pages(found, PER_PAGE, at_once=form.searches).get_page(request.GET.get("seite"))
    city = drawing.city()
    return render(
        request,
        "cms/proposal_list.html",
        {
            "form": form,
            "page": page,
            "cards": proposal_cards(page.object_list, city=city, at=now),
            "query": query_without(request, "seite"),
            "round": form.round,
            "order": form.order[1],
            "filtered": any(request.GET.get(name) for name in ("q", "thema", "gebiet", "stand")),
            "map": map_of(form.round, city=city),
        },
    )


@require_safe
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One idea. What is not public is shown to its author alone; everybody else reads that it is gone (410) if it was
    public once, or finds nothing (404).
    """
    now = timezone.now()
    detail = proposals.detail(pk)
    if detail is None:
        raise Http404(str(pk))
    if detail.is_public or rules.is_author(request.user, detail.proposal):
        return render(request, "cms/proposal.html", _context(request, detail, now))
    if proposals.was_public(detail.proposal):
        answer = journey.answer_of(detail)
        return render(request, "cms/gone.html", {"proposal": detail.proposal, "answer": answer}, status=410)
    raise Http404(str(pk))


def _context(request: HttpRequest, detail: Any, now: datetime.datetime) -> dict[str, Any]:
    proposal = detail.proposal
    is_public = detail.is_public
    way, city = journey.way_of(detail, at=now), drawing.city()
    return {
        "proposal": proposal,
        "detail": detail,
        "way": way,
        "place": place_in_words(proposal.place, proposal.area),
        "locator": city.locator(proposal.area, proposal.lon, proposal.lat, label=proposal.title),
        "accent": city.accent_of(proposal.area),
        "picture": scaling.url(proposal.picture, scaling.LARGE),
        "srcset": scaling.srcset(proposal.picture),
        "is_public": is_public,
        "can_discuss": is_public and proposal.state in ALIVE and not proposal.round.is_archive,
        "may_edit": rules.can_edit(request.user, proposal),
        "may_withdraw": rules.can_withdraw(request.user, proposal),
        "may_object": rules.can_object(request.user, proposal, _refusal(detail), day=timezone.localdate(now)),
        "supports_it": proposals.supports(request.user, proposal),
        "comment_key": uuid.uuid4(),
        "now": now,
    }


def _refusal(detail: Any) -> Any:
    """The last refusal of an idea, or None."""
    return next((review for review in reversed(detail.reviews) if review.decision == "refuse"), None)


def query_without(request: HttpRequest, *names: str) -> str:
    """The query string of this page without some of its parts, encoded."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()
