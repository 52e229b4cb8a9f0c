"""Files without a language: the drawing of the city and the points for the map, copies of pictures."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from cms import drawing, scaling
from participation.models import Round
from proposals import queries as proposals
from proposals.views.pictures import sent, sight_of

A_YEAR = 365 * 24 * 60 * 60


@gzip_page
@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The districts and landmarks as GeoJSON; ?gebiet= the key of the district to be marked. One query."""
    city, current = drawing.city(), request.GET.get("gebiet", "")[:20]
    return _conditional(request, city.geojson(current), city.etag(current), "application/geo+json")


@require_safe
def proposal_map(request: HttpRequest) -> HttpResponse:
    """Public proposals with a point, ``[key, number, lon, lat, title, address]`` each; ?runde= one round, ?sprache=en.

    One query for the round, one for all points. 404: no such public round.
    """
    slug = request.GET.get("runde", "")
    round_ = get_object_or_404(Round.objects.public(), slug=slug) if slug else None
    language = "en" if request.GET.get("sprache") == "en" else "de"
    points = _points(slug, language, proposals.map_rows(round_))
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return _conditional(request, points.body, f'"{points.tag}"', "application/json")
    response = _conditional(request, points.packed, f'W/"{points.tag}"', "application/json")
    if response.status_code == HTTPStatus.OK:
        response["Content-Encoding"] = "gzip"
    return response


@require_safe
def scaled_picture(request: HttpRequest, width: int, name: str) -> HttpResponse:
    """A small copy of a picture; its name never stands for another picture, so browsers may keep it.

    One of an idea goes to those who may read the idea now, and caches ask again after some minutes.
    """
    sight = sight_of(name, request.user) if scaling.is_of_idea(name) else None
    if scaling.is_of_idea(name) and sight is None:
        raise Http404(name)
    try:
        content = scaling.copy(name, width)
    except scaling.NoSuchPicture as error:
        raise Http404(str(error)) from error
    if sight is not None:
        return sent(request, content, "image/webp", tag=f"{width}/{name}", sight=sight)
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@dataclass(frozen=True)
class Points:
    """The points of a map as they were sent last: from which rows, in full and compressed."""

    rows: list[tuple[int, int, float, float, str]]
    body: bytes
    packed: bytes
    tag: str


_sent: dict[tuple[str, str], Points] = {}
MOST_MAPS = 16  # kept per process, so that the same points are not written and compressed again


def _points(slug: str, language: str, rows: list[tuple[int, int, float, float, str]]) -> Points:
    """What was sent last for this round, if nothing has changed since: all rows are read and compared."""
    known = _sent.get((slug, language))
    if known is not None and known.rows == rows:
        return known
    with override(language):
        before, after = reverse("proposal", args=[0]).split("0", 1)
    points = [
        (pk, number, round(lon, 5), round(lat, 5), title, f"{before}{pk}{after}")
        for pk, number, lon, lat, title in rows
    ]
    body = json.dumps({"proposals": points}, ensure_ascii=False, separators=(",", ":")).encode()
    if len(_sent) >= MOST_MAPS:
        _sent.clear()
    made = Points(rows, body, gzip.compress(body, 5, mtime=0), hashlib.sha256(body).hexdigest()[:32])
    _sent[slug, language] = made
    return made


def _conditional(request: HttpRequest, body: bytes, etag: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    patch_vary_headers(response, ("Accept-Encoding",))
    return get_conditional_response(request, etag=etag, response=response) or response
