"""The living page of all components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms import samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in all its states; ?richtung=rtl from right to left. No query of its own."""
    rtl = request.GET.get("richtung") == "rtl"
    return render(request, "cms/styleguide.html", samples.everything() | {"rtl": rtl})
