"""The public log of a vote for machines: heads, proofs, and after the close all of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from participation.models import Round
from voting import exports, log, queries
from voting.models import BallotPaper

LONGEST = 64


@require_safe
def seals(request: HttpRequest, slug: str) -> HttpResponse:
    """All signed heads so far, also while people vote: they say how many receipts there are, and nothing else."""
    return _open_to_all(JsonResponse(log.published(_paper(slug))))


@require_safe
def step(request: HttpRequest, slug: str, first: int, second: int) -> HttpResponse:
    """Proof that one published head extends an earlier one."""
    facts = log.consistency(paper=_paper(slug), first=first, second=second)
    if facts is None:
        raise Http404
    return _open_to_all(JsonResponse(facts))


@never_cache
@csrf_exempt  # reads only, and so needs no cookie
@require_POST
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """After the close: proof that a leaf is in the log. By POST, so that no web log lays a leaf beside an address."""
    leaf = request.POST.get("leaf", "").strip().lower()
    found = log.inclusion(paper=_paper(slug), leaf=leaf) if len(leaf) == LONGEST else None
    if found is None:
        return JsonResponse({"error": "not_found"}, status=404)
    return JsonResponse(found.facts())


@require_safe
def whole(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """After the close: heads and all leaves; after publication every ballot too. One file to check without us."""
    paper = _paper(slug)
    if not hasattr(paper, "closing"):
        raise Http404
    response = StreamingHttpResponse(exports.box(paper), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{slug}-urne.json"'
    return response


def _paper(slug: str) -> BallotPaper:
    """The paper of a public round whose vote has a log."""
    rounds = Round.objects.select_related("area").defer("area__boundary")
    paper = queries.paper_for(get_object_or_404(rounds, slug=slug, is_public=True))
    if paper is None or not paper.has_log:
        raise Http404
    return paper


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response
