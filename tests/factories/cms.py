"""The site with its pages for tests."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from wagtail.models import Locale, Page

from cms.models import EventIndexPage, EventPage, HomePage, LegalPage, NewsIndexPage, NewsPage, RoundPage, StandardPage
from cms.sites import LegalText, body_of, found_site, mirror
from participation.models import Round

LEGAL = {kind: LegalText(title=str(label), html=f"<p>Text zu {label}.</p>") for kind, label in LegalPage.Kind.choices}


def a_site(**fields: Any) -> HomePage:
    """Home page and legal pages in German, shown in English as they are."""
    defaults: dict[str, Any] = {"hostname": "testserver", "port": 80, "name": "Musterstadt entscheidet", "legal": LEGAL}
    return found_site(**(defaults | fields))


def _publish(parent: Page, page: Any) -> Any:
    parent.refresh_from_db()
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    mirror(page=page, locale=english())
    return page


def a_round_page(round: Round, *, home: HomePage, **fields: Any) -> RoundPage:
    """The live page of a round."""
    defaults: dict[str, Any] = {"title": round.title, "slug": round.slug, "lead": "Worum es geht."}
    return _publish(home, RoundPage(round=round, **(defaults | fields)))


def a_standard_page(home: Page, **fields: Any) -> StandardPage:
    """A live page of words."""
    defaults: dict[str, Any] = {
        "title": "So geht es",
        "slug": "so-geht-es",
        "body": body_of("<p>In vier Schritten.</p>"),
    }
    return _publish(home, StandardPage(**(defaults | fields)))


def some_news(home: HomePage, count: int = 1) -> list[NewsPage]:
    """A list of articles with as many articles, the first the newest."""
    index = _publish(home, NewsIndexPage(title="Aktuelles", slug="aktuelles"))
    first = datetime.date(2027, 3, 10)
    return [
        _publish(
            index,
            NewsPage(
                title=f"Nachricht {n}",
                slug=f"nachricht-{n}",
                day=first - datetime.timedelta(days=n),
                lead=f"Kurz gesagt {n}.",
                body=body_of("<p>Mehr dazu.</p>"),
            ),
        )
        for n in range(count)
    ]


def some_events(home: HomePage, *, begin: Sequence[datetime.datetime]) -> list[EventPage]:
    """A list of dates of two hours each, the first of which is called "Termin 1"."""
    index = _publish(home, EventIndexPage(title="Termine", slug="termine", lead="Kommen Sie vorbei."))
    return [an_event(index, number, starts_at=starts_at) for number, starts_at in enumerate(begin, 1)]


def an_event(index: EventIndexPage, number: int, *, starts_at: datetime.datetime, **fields: Any) -> EventPage:
    """A live date."""
    words = {"title": f"Termin {number}", "lead": "Worum es geht.", "place": "Rathaus, Saal 1"}
    hours = {"starts_at": starts_at, "ends_at": starts_at + datetime.timedelta(hours=2)}
    return _publish(index, EventPage(slug=f"termin-{number}", **(words | hours | fields)))


def english() -> Locale:
    """The second language of the site."""
    return Locale.objects.get(language_code="en")
