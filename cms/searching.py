"""One search over all that the public reads: pages and news, ideas, projects."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from cms import drawing
from cms.boards import project_cards
from cms.cards import Card, proposal_cards
from cms.models import RoundPage
from delivery import queries as delivery
from proposals import queries as proposals
from proposals.states import FINDABLE

SHOWN = 6  # of each kind; the rest is in its own list, which has filters
MOST_PAGES = 20


class SearchForm(forms.Form):
    """What to look for, from the address."""

    q = forms.CharField(label=_("What are you looking for?"), required=False, max_length=100)


@dataclass(frozen=True)
class Found:
    """What was found, the first of each kind with the number of all."""

    pages: list[Page]
    proposals: list[Card]
    proposals_count: int
    projects: list[Card]
    projects_count: int

    @property
    def count(self) -> int:
        """How much there is of all kinds."""
        return len(self.pages) + self.proposals_count + self.projects_count

    @property
    def more_proposals(self) -> bool:
        """Whether the list of ideas holds more than is shown here."""
        return self.proposals_count > len(self.proposals)

    @property
    def more_projects(self) -> bool:
        """Whether the list of projects holds more than is shown here."""
        return self.projects_count > len(self.projects)


def search(words: str, *, language: str, at: datetime.datetime) -> Found | None:
    """What holds all of these words, by kind; None: nothing to look for. At most 11 queries for one kind of page.

    Ideas are found by other spellings too (``proposals.searching``); on PostgreSQL pages are found by word stems.
    """
    if not words.strip():
        return None
    ideas = proposals.list_for_public(states=FINDABLE, q=words, order="newest")
    projects = delivery.board(words=words)
    city = drawing.city()
    return Found(
        pages=_pages(words, language),
        proposals=proposal_cards(ideas[:SHOWN], city=city, at=at),
        proposals_count=ideas.count(),
        projects=project_cards(projects[:SHOWN], city=city, today=at.date()),
        projects_count=projects.count(),
    )


def readable_pages(language: str) -> Any:
    """Live pages of a language that everybody may read; not those of hidden rounds."""
    hidden = RoundPage.objects.filter(round__is_public=False)
    locale = Locale.objects.filter(language_code=language)
    return Page.objects.live().public().filter(locale__in=locale, depth__gt=1).exclude(pk__in=hidden)


def _pages(words: str, language: str) -> list[Page]:
    # Letters and digits alone: SQLite's search takes quotation marks and other signs for commands.
    plain = " ".join(re.findall(r"\w+", words))
    if not plain:
        return []
    return list(readable_pages(language).specific().search(plain, operator="and")[:MOST_PAGES])
