"""The protocol of a count at the desk of results: before publication for those who see the count."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.generic import View

from participation.desks import Desk, ItemPage
from voting import protocols, queries, rules
from voting.models import BallotPaper, Result
from voting.queries import PublishedResult


class StaffProtocol(ItemPage, View):
    """The newest count of a shut box to read and print. 404: not counted yet, or not to be seen."""

    def count(self) -> PublishedResult:
        newest = newest_visible(self.request.user, self.item)
        if newest is None:
            raise Http404
        return queries.read(newest)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        found = self.count()
        pdf = reverse(self.desk.get_url_name("protocol_pdf"), args=[pk]) if protocols.can_set_pdf() else ""
        files = {name: reverse(self.desk.get_url_name("protocol_json"), args=[pk, name]) for name in _names(found)}
        context = protocols.facts(found) | {"up": self.desk.item_url(self.item), "pdf": pdf, "files": files}
        return render(request, "voting/protocol.html", context)


class StaffProtocolPdf(StaffProtocol):
    """The same as PDF; where none can be set, the page to print."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return pdf_response(self.count())
        except protocols.PdfMissing:
            return redirect(self.desk.get_url_name("protocol"), pk)


class StaffProtocolJson(StaffProtocol):
    """The same for the recount."""

    def get(self, request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
        response = json_response(self.count(), name)
        if response is None:
            raise Http404(name)
        return response


def newest_visible(user: Any, paper: BallotPaper) -> Result | None:
    """The newest count, if the person may see it."""
    newest: Result | None = next(iter(paper.results.all()), None)
    if newest is None or not (newest.published_at or rules.can_see_the_count(user, paper.round)):
        return None
    return newest


def pdf_response(found: PublishedResult) -> HttpResponse:
    """The PDF to look at. Raises PdfMissing."""
    response = HttpResponse(protocols.as_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="protokoll-{found.paper.round.slug}.pdf"'
    return response


def json_response(found: PublishedResult, name: str) -> HttpResponse | None:
    """One pot's protocol to download; None where there is none of that name."""
    pot = protocols.json_files(found).get(name)
    if pot is None:
        return None
    response = HttpResponse(protocols.as_json(found, pot), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def desk_paths(desk: Desk) -> list[Any]:
    """The addresses below those of the desk."""
    return [
        path("<int:pk>/protokoll/", desk._view(StaffProtocol), name="protocol"),
        path("<int:pk>/protokoll.pdf", desk._view(StaffProtocolPdf), name="protocol_pdf"),
        path("<int:pk>/protokoll/<str:name>", desk._view(StaffProtocolJson), name="protocol_json"),
    ]


def _names(found: PublishedResult) -> list[str]:
    return list(protocols.json_files(found))
