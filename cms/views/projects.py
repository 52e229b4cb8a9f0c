"""Projects: what is built, and one of them with its money, dates and news."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import boards, drawing, journey, queries, scaling
from cms.filters import ProjectFilter
from cms.standing import of_project
from cms.views.proposals import query_without
from delivery import queries as delivery

PER_PAGE = 24


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Projects with state, money and next date, beside the drawing of the city."""
    now = timezone.now()
    form = ProjectFilter(request.GET)
    form.is_valid()
    page = Paginator(form.rows(), PER_PAGE).get_page(request.GET.get("seite"))
    city = drawing.city()
    return render(
        request,
        "cms/project_list.html",
        {
            "form": form,
            "page": page,
            "cards": boards.project_cards(page.object_list, city=city, today=timezone.localdate(now)),
            "query": query_without(request, "seite"),
            "money": queries.money_so_far(form.round),
            "states": boards.states_in_words(delivery.states(form.round)),
            "city": boards.places(page.object_list, city=city),
            "round": form.round,
        },
    )


@require_safe
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One project. 404: there is none, or its round is hidden."""
    now = timezone.now()
    project = delivery.detail(pk)
    if project is None:
        raise Http404(str(pk))
    return render(request, "cms/project.html", _context(project, now))


def _context(project: Any, now: Any) -> dict[str, Any]:
    city = drawing.city()
    return {
        "project": project,
        "standing": of_project(project),
        "accent": city.accent_of(project.area),
        "locator": city.locator(project.area, project.lon, project.lat, label=project.title),
        "money": boards.money_bar(project),
        "entries": boards.ledger(project),
        "steps": journey.of_project(project, round_=project.round, at=now),
        "before": scaling.url(project.picture_before, scaling.LARGE),
        "after": scaling.url(project.picture_after, scaling.LARGE),
        "crumbs": [
            {"url": reverse("cms:project_list"), "title": _("Projects")},
            {"url": reverse("round", args=[project.round.slug]), "title": project.round.title},
        ],
    }
