"""Files without a language: the drawing of the city and the points for the map, copies of pictures."""

from __future__ import annotations

import hashlib
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
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


@gzip_page
@require_safe
def proposal_map(request: HttpRequest) -> HttpResponse:
    """Public proposals with a point, ``[key, number, lon, lat, title, address]`` each; ?runde= one round, ?sprache=en.

    One query for the round, one for all points. 404: no such public round.
    """
    slug = request.GET.get("runde", "")
    round_ = get_object_or_404(Round.objects.public(), slug=slug) if slug else None
    with override("en" if request.GET.get("sprache") == "en" else "de"):
        address = reverse("proposal", args=[0])
    before, after = address.split("0", 1)
    points = [[pk, number, lon, lat, title, f"{before}{pk}{after}"] for pk, number, lon, lat, title in _rows(round_)]
    body = json.dumps({"proposals": points}, ensure_ascii=False, separators=(",", ":")).encode()
    return _conditional(request, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', "application/json")


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


def _rows(round_: Round | None) -> list[tuple[int, int, float, float, str]]:
    rows = proposals.map_rows(round_)
    return [(pk, number, round(lon, 5), round(lat, 5), title) for pk, number, lon, lat, title in rows]


def _conditional(request: HttpRequest, body: bytes, etag: str, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    return get_conditional_response(request, etag=etag, response=response) or response
