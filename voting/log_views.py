"""The public log of a vote: check a receipt here or offline; heads, proofs, and after the close all of it as JSON."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from participation.models import Round
from voting import exports, log, queries
from voting.forms import ReceiptForm
from voting.models import BallotPaper

LONGEST = 64


@never_cache
@csrf_exempt  # reads only, and so needs no cookie
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """After the close: whether a ballot lies in the box. The code comes by POST, so that no web log holds it."""
    round = _round(slug)
    paper = queries.paper_for(round)
    if paper is None:
        raise Http404
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    asked, closed = form.is_valid(), hasattr(paper, "closing")
    answer = log.look_up(paper=paper, given=form.cleaned_data["code"]) if asked and closed else None
    context = {"round": round, "paper": paper, "form": form, "answer": answer, "closed": closed}
    return render(request, "voting/check.html", context)


@require_safe
def offline(request: HttpRequest, slug: str) -> HttpResponse:
    """A page to keep: checks receipts against the downloaded box in the browser, from disk, without any server."""
    parts = {kind: _static(f"cms/{kind}/receipt-check.{kind}") for kind in ("js", "css")}
    context = {"round": _round(slug), "paper": _paper(slug)} | parts
    hashes = {f"{kind}_hash": _hash(f"\n{text}") for kind, text in parts.items()}
    response = render(request, "voting/offline.html", context | hashes)
    response["Content-Disposition"] = f'attachment; filename="{slug}-quittung-pruefen.html"'
    return response


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


def _round(slug: str) -> Round:
    rounds = Round.objects.select_related("area").defer("area__boundary")
    return get_object_or_404(rounds, slug=slug, is_public=True)


def _paper(slug: str) -> BallotPaper:
    """The paper of a public round whose vote has a log."""
    paper = queries.paper_for(_round(slug))
    if paper is None or not paper.has_log:
        raise Http404
    return paper


def _static(name: str) -> str:
    """The text of a file of ours that pages load, as it lies in the package."""
    return Path(finders.find(name)).read_text(encoding="utf-8")  # type: ignore[arg-type]


def _hash(text: str) -> str:
    """As a content security policy names an inline script or style."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response
