"""The search page, and what machines read to find their way: robots.txt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms import searching

PRIVATE = ("verwaltung", "konto", "mein", "suche")


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Pages, ideas and projects that hold the words in ``?q=``."""
    form = searching.SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = searching.search(words, language=get_language() or "de", at=timezone.now())
    return render(request, "cms/search.html", {"form": form, "words": words, "found": found})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read everything public; accounts, staff area and searches are nothing for them."""
    closed = [f"Disallow: /{start}{name}/" for start in ("", "en/") for name in PRIVATE]
    lines = ["User-agent: *", *closed, f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
