"""Pictures of ideas, handed out to those who may read the idea."""

from __future__ import annotations

import enum

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from participation.models import User
from proposals import queries, rules, uploads
from proposals.models import Proposal
from proposals.storage import FOLDER, pictures

# So long may a cache on the way show what has been taken off the page meanwhile (docs/operations.md).
SHOWN_FOR = 600  # seconds


class Sight(enum.Enum):
    """Who sees a picture: everybody, or only those who may read an idea that is not public."""

    PUBLIC = "public"
    OWN = "own"


def sight_of(name: str, user: User | AnonymousUser) -> Sight | None:
    """How this person may see the picture stored under ``name``; None: not at all, or no idea has it (any more).

    One query where the idea is public, and the person is not asked for.
    """
    proposal = Proposal.objects.filter(picture=name).select_related("round", "area").defer("search_text").first()
    if proposal is None:
        return None
    if queries.is_public(proposal):
        return Sight.PUBLIC
    return Sight.OWN if rules.can_see_unpublished(user, proposal) else None


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The picture of an idea as it was sent in, made clean. 404: there is none, or not for this person."""
    full = f"{FOLDER}/{name}"
    sight = sight_of(full, request.user)
    if not sight or not pictures.exists(full):
        raise Http404(name)
    with pictures.open(full) as file:
        return sent(request, file.read(), "image/jpeg", tag=name, sight=sight)


@login_required
@require_safe
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """The picture of a form that is not finished, under its signed token."""
    found = uploads.find(token)
    if found is None:
        raise Http404(token)
    return sent(request, found.content, "image/jpeg", tag=found.name, sight=Sight.OWN)


def sent(request: HttpRequest, content: bytes, kind: str, *, tag: str, sight: Sight) -> HttpResponse:
    """The answer with a picture, whose ``tag`` stands for no other. Caches may keep only what everybody sees."""
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    if sight is not Sight.PUBLIC:
        response["Cache-Control"] = "private, no-store"
        return response
    etag = f'"{tag}"'
    response["ETag"], response["Cache-Control"] = etag, f"public, max-age={SHOWN_FOR}"
    return get_conditional_response(request, etag=etag, response=response) or response
