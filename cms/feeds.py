"""Atom feeds for those who want to follow without giving an address: ideas of a round, projects, news."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.models import NewsPage
from delivery import queries as delivery
from participation.models import Round
from proposals import queries as proposals

NEWEST = 30


class OwnFeed(Feed[Any, Any]):
    """What all feeds share."""

    feed_type = Atom1Feed

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_guid(self, item: Any) -> str:
        return f"{type(item).__name__.lower()}-{item.pk}"

    item_guid_is_permalink = False


class IdeasFeed(OwnFeed):
    """The newest ideas of a round. 404: there is no such round for the public."""

    def get_object(self, request: HttpRequest, slug: str) -> Round:
        round_ = Round.objects.public().filter(slug=slug).first()
        if round_ is None:
            raise Http404(slug)
        return round_

    def title(self, round_: Round) -> str:
        return _("Proposals: %(round)s") % {"round": round_.title}

    def link(self, round_: Round) -> str:
        return reverse("round", args=[round_.slug])

    def items(self, round_: Round) -> Any:
        return proposals.list_for_public(round_, order="newest")[:NEWEST]

    def item_link(self, item: Any) -> str:
        return reverse("proposal", args=[item.pk])

    def item_description(self, item: Any) -> str:
        return str(item.what)

    def item_pubdate(self, item: Any) -> datetime.datetime:
        moment: datetime.datetime = item.published_at
        return moment


class ProjectsFeed(OwnFeed):
    """What happened last in the projects: each update is an entry."""

    def title(self) -> str:
        return _("Projects")

    def link(self) -> str:
        return reverse("cms:project_list")

    def items(self) -> Iterable[Any]:
        return delivery.newest_updates(NEWEST)

    def item_title(self, item: Any) -> str:
        return f"{item.project.title}: {item.title}"

    def item_link(self, item: Any) -> str:
        return reverse("project", args=[item.project_id])

    def item_description(self, item: Any) -> str:
        return str(item.text or item.reason)

    def item_pubdate(self, item: Any) -> datetime.datetime:
        moment: datetime.datetime = item.at
        return moment


class NewsFeed(OwnFeed):
    """The newest articles in the language of the address."""

    def title(self) -> str:
        return _("News")

    def link(self) -> str:
        return "/" if get_language() == "de" else f"/{get_language()}/"

    def items(self) -> Any:
        articles = NewsPage.objects.live().public().filter(locale__language_code=get_language())
        return articles.order_by("-day", "-pk")[:NEWEST]

    def item_link(self, item: NewsPage) -> str:
        return str(item.get_url())

    def item_description(self, item: NewsPage) -> str:
        return item.lead

    def item_pubdate(self, item: NewsPage) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(item.day, datetime.time(12)))
