"""Results: all of them, and one as a story."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms import drawing, queries, story
from cms.filters import ResultFilter
from participation.models import Round
from voting import exports, protocol_views, protocols
from voting import queries as voting
from voting.allocation import Settings

SHORT = 10  # ideas that nobody needs to search in


@require_safe
def results_index(request: HttpRequest) -> HttpResponse:
    """All published results, newest first."""
    return render(request, "cms/results_index.html", {"results": queries.result_lines()})


@require_safe
def ballots_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """All ballots of a published vote as a Pabulib file. 404: the round is hidden, or nothing is published yet."""
    round_ = queries.rounds().filter(slug=slug).first()
    if name.endswith(".json"):
        return _protocol_file(round_, name)
    content = exports.files(round_).get(name) if round_ else None
    if content is None:
        raise Http404(name)
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _protocol_file(round_: Round | None, name: str) -> HttpResponse:
    """The protocol of one pot for the recount. 404: see ballots_file."""
    published = voting.published_result(round_) if round_ else None
    response = protocol_views.json_response(published, name) if published else None
    if response is None:
        raise Http404(name)
    return response


@require_safe
def protocol_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The protocol of the published count, to read and print. 404: the round is hidden, or nothing is published."""
    published = _published(slug)
    pdf = reverse("cms:protocol_pdf", args=[slug]) if protocols.can_set_pdf() else ""
    files = {name: reverse("cms:ballots_file", args=[slug, name]) for name in protocols.json_files(published)}
    context = protocols.facts(published) | {"up": reverse("results", args=[slug]), "pdf": pdf, "files": files}
    return render(request, "voting/protocol.html", context)


@require_safe
def protocol_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as PDF; where this machine can set none, the page to print."""
    try:
        return protocol_views.pdf_response(_published(slug))
    except protocols.PdfMissing:
        return redirect("cms:protocol", slug)


def _published(slug: str) -> voting.PublishedResult:
    round_ = queries.rounds().filter(slug=slug).first()
    published = voting.published_result(round_) if round_ else None
    if published is None:
        raise Http404(slug)
    return published


@require_safe
def results_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest published result of a round. 404: the round is hidden, or nothing is published yet."""
    round_ = queries.rounds().filter(slug=slug).first()
    published = voting.published_result(round_) if round_ else None
    if round_ is None or published is None:
        raise Http404(slug)
    whole = story.tell(published, city=drawing.city())
    form = ResultFilter(request.GET, areas=whole.areas)
    return render(
        request,
        "cms/results.html",
        {
            "round": round_,
            "published": published,
            "story": whole,
            "form": form if len(whole.entries) > SHORT or form.in_use else None,
            "listed": form.narrow(whole),
            "files": _files(round_, published),
            "protocols": {
                name: reverse("cms:ballots_file", args=[slug, name]) for name in protocols.json_files(published)
            },
            "earlier": list(voting.results_for(round_)[1:]),
        },
    )


def _files(round_: Round, published: Any) -> list[dict[str, str]]:
    """For each pot its file and the command that counts it again."""
    names, found = exports.file_names(published.paper), []
    for pot in published.pots:
        name = names[pot.area]
        options = exports.recount_options(Settings.from_dict(pot.outcome["settings"]))
        found.append(
            {
                "name": name,
                "url": reverse("cms:ballots_file", args=[round_.slug, name]),
                "command": f"python -m voting.allocation count {name} --cents {options}",
            }
        )
    return found
