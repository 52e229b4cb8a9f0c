"""Pages for a real browser without a server: Django's test client makes them, the browser is given them."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import engines
from django.test import Client

from tests.browser import violations

ADDRESS = "http://127.0.0.1:9"  # a host that browsers trust; nothing listens there
PAGES = Path(__file__).resolve().parent / "pages"


def sample(name: str, **context: Any) -> HttpResponse:
    """A page of tests/quality/pages/ under the content policy of the public pages."""
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    value = "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())
    return HttpResponse(template.render(context), headers={"Content-Security-Policy": value})


class Visit:
    """A page of the browser; what ``client`` got is served to it, and the static files."""

    def __init__(self, page: Any) -> None:
        self.client = Client()
        self.served: dict[str, HttpResponse] = {}
        self.complaints: list[str] = []
        self.page = page
        self.page.route("**/*", self._answer)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            route.fulfill(status=200 if found else 404, content_type=kind, path=found)
            return
        response = self.served[path]
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=response.content)

    def go(self, path: str) -> Any:
        """Open an address. Made before the browser asks: in its callbacks Django has another database connection."""
        if path not in self.served:
            self.served[path] = self.client.get(path)
        assert "Location" not in self.served[path].headers
        self.page.goto(ADDRESS + path)
        return self.page

    def barriers(self) -> list[str]:
        """What axe finds in light and in dark, what the content policy stops, what is wider than the window."""
        found = [*violations(self.page)]
        self.page.emulate_media(color_scheme="dark")
        found += [f"dark: {rule}" for rule in violations(self.page)]
        wider = self.overflow()
        return [*found, *self.complaints, *([f"{wider} pixels too wide"] if wider > 0 else [])]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))
