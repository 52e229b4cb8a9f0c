"""The page of a round, and all rounds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms import queries
from cms.models.rounds import page_of

LONGEST = 80  # characters of a search that are looked at


@require_safe
def round_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The round: the page that editors wrote, or the same facts without their words. 404: hidden, or no such round."""
    round_ = queries.round_at(slug)
    if round_ is None:
        raise Http404(slug)
    page = page_of(round_, language=(get_language() or "de")[:2])
    if page is not None:
        return page.serve(request, round_=round_)
    now = timezone.now()
    return render(request, "cms/pages/round.html", queries.round_context(round_, at=now) | {"now": now})


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """All public rounds, first those in which something can be done now; ?q= those of a district or neighbourhood."""
    now = timezone.now()
    everything = queries.round_lines(at=now)
    typed = request.GET.get("q", "")
    words = typed[:LONGEST]
    lines = queries.lines_near(everything, words) if words.strip() else everything
    return render(
        request,
        "cms/round_list.html",
        {
            "running": [line for line in lines if line.step.kind != "over"],
            "over": [line for line in lines if line.step.kind == "over"],
            "city": queries.city_with(everything),
            "q": words,
            "cut_at": LONGEST if len(typed) > LONGEST else 0,
            "now": now,
        },
    )
