"""All public addresses in both languages, for search engines."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from cms.models import EventIndexPage, EventPage, HomePage, LegalPage, NewsIndexPage, NewsPage, StandardPage
from delivery import queries as delivery
from participation.models import Round
from proposals import queries as proposals
from voting import queries as voting

PER_FILE = 5_000


class OwnSitemap(Sitemap[Any]):
    """Addresses with their translations, so that each language points to the other."""

    limit = PER_FILE
    i18n = True
    alternates = True
    x_default = True


class Lists(OwnSitemap):
    """The lists that everything is found in."""

    def items(self) -> list[str]:
        return ["cms:round_list", "cms:proposal_list", "cms:results_index", "cms:project_list"]

    def location(self, item: str) -> str:
        return reverse(item)


class Rounds(OwnSitemap):
    """Rounds and, where there is one, their result."""

    def items(self) -> list[tuple[str, Round]]:
        rounds = list(Round.objects.public().order_by("pk"))
        decided = {result.paper.round_id for result in voting.newest_results()}
        return [("round", round_) for round_ in rounds] + [("results", r) for r in rounds if r.pk in decided]

    def location(self, item: tuple[str, Round]) -> str:
        return reverse(item[0], args=[item[1].slug])


class Ideas(OwnSitemap):
    """Public ideas."""

    def items(self) -> Any:
        return proposals.list_for_public(order="newest").order_by("pk").values_list("pk", "published_at")

    def location(self, item: tuple[int, Any]) -> str:
        return reverse("proposal", args=[item[0]])

    def lastmod(self, item: tuple[int, datetime.datetime]) -> datetime.datetime:
        return item[1]


class Projects(OwnSitemap):
    """Projects."""

    def items(self) -> Any:
        return delivery.shown().order_by("pk").values_list("pk", flat=True)

    def location(self, item: int) -> str:
        return reverse("project", args=[item])


class Pages(Sitemap[Any]):
    """What editors wrote. Each language has its own pages here."""

    limit = PER_FILE

    def items(self) -> Iterable[Any]:
        kinds = (HomePage, StandardPage, NewsIndexPage, NewsPage, EventIndexPage, EventPage, LegalPage)
        return [page for kind in kinds for page in kind.objects.live().public().order_by("pk")]

    def location(self, item: Any) -> str:
        return str(item.get_url())

    def lastmod(self, item: Any) -> Any:
        return item.last_published_at


SITEMAPS = {"listen": Lists, "runden": Rounds, "vorschlaege": Ideas, "projekte": Projects, "seiten": Pages}
