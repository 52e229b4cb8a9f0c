"""Open data: all that anybody can download, and only what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms import queries
from delivery import queries as delivery
from participation.models import Area
from proposals import queries as proposals
from voting import exports
from voting import queries as voting

VOTES = 30  # on one page
FACTS = _("Free to use. Please name the source.")
TEXTS = _("Facts are free to use; the texts belong to the people who wrote them.")


@dataclass(frozen=True)
class Dataset:
    """A list of the API: what is in it, what may be done with it, and how much there is."""

    name: str
    title: str | Promise
    text: str | Promise
    licence: str | Promise
    count: Callable[[], int]


@dataclass(frozen=True)
class Vote:
    """What there is of one vote: its paper; ``ballots`` (name, address) and ``result`` once that is published."""

    paper: Any
    ballots: list[tuple[str, str]]
    result: str = ""


DATASETS = (
    Dataset(
        "areas",
        _("Districts and neighbourhoods"),
        _("Names, official keys, borders, inhabitants."),
        _("Amt für Statistik Berlin-Brandenburg, CC BY 3.0 DE."),
        lambda: Area.objects.count(),
    ),
    Dataset("rounds", _("Rounds"), _("Phases, money and rules."), FACTS, lambda: queries.rounds().count()),
    Dataset(
        "proposals",
        _("Ideas"),
        _("Text, place, cost, what the offices say, and where each one stands."),
        TEXTS,
        lambda: proposals.find().count(),
    ),
    Dataset(
        "results",
        _("Results"),
        _("What won, what did not and why, with every step of the count."),
        FACTS,
        lambda: voting.newest_results().count(),
    ),
    Dataset(
        "projects",
        _("Projects"),
        _("What is being built, by whom, until when and for how much."),
        TEXTS,
        lambda: delivery.shown().count(),
    ),
)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The lists of the API that have something in them, then the files of each vote, the newest first; ?seite=."""
    page = Paginator(voting.public_papers(), VOTES).get_page(request.GET.get("seite"))
    results = voting.newest_results().filter(paper__in=[paper.pk for paper in page]).prefetch_related(None)
    decided = set(results.values_list("paper", flat=True))
    counted = [(each, each.count(), reverse(f"api-{each.name}-list")) for each in DATASETS]
    return render(
        request,
        "cms/open_data.html",
        {
            "datasets": [{"about": each, "count": count, "url": url} for each, count, url in counted if count],
            "votes": [_vote(paper, decided=paper.pk in decided) for paper in page],
            "page": page,
        },
    )


def _vote(paper: Any, *, decided: bool) -> Vote:
    if not decided:
        return Vote(paper, [])
    slug = paper.round.slug
    files = [(name, reverse("cms:ballots_file", args=[slug, name])) for name in exports.file_names(paper).values()]
    return Vote(paper, files, reverse("api-results-detail", args=[slug]))
