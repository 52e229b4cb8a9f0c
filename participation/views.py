"""My page, health, and the pages for when something went wrong."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def health(request: HttpRequest) -> JsonResponse:
    """Whether the process and its database answer; for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: not yours."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, or cookies are off."""
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs neither the database nor the context of a request."""
    return HttpResponse(render_plain("500.html"), status=500)


def render_plain(template: str) -> str:
    """A template without request and context processors."""
    from django.template.loader import get_template

    return get_template(template).render({})
