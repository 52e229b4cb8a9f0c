"""What the public reads."""

from cms.models.events import EventIndexPage, EventPage
from cms.models.home import HomePage
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.pages import LegalPage, StandardPage
from cms.models.rounds import RoundPage
from cms.models.settings import SiteSettings

__all__ = [
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "LegalPage",
    "NewsIndexPage",
    "NewsPage",
    "RoundPage",
    "SiteSettings",
    "StandardPage",
]
