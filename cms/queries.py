"""Reads for public pages that cross the stages: rounds with their next step, cards, money, figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from cms import boards, drawing, round_rules, story
from cms.cards import Card, proposal_cards
from cms.maps import map_of
from cms.next_step import NextStep, next_step
from delivery import queries as delivery
from participation import queries as participation
from participation.models import Area, Office, Phase, Round
from participation.prepared import Prepared
from participation.templatetags.smarte import dotted
from proposals import queries as proposals
from proposals.states import ALIVE, PUBLIC
from voting import queries as voting

FEATURED = 6  # ideas on the page of a round
MOST_ARTICLES = 12  # that a block may show


@dataclass(frozen=True)
class RoundLine:
    """A round as lists show it."""

    round: Round
    phase: Phase | None
    step: NextStep
    cents: int
    url: str
    accent: str


@dataclass(frozen=True)
class ResultLine:
    """A published result in one line: how many projects for how much, and how many people voted."""

    round: Round
    projects: int
    cents: int
    ballots: int
    url: str
    accent: str
    published_at: datetime.datetime

    @property
    def headline(self) -> str:
        """The outcome: "17 projects for 498.000 €"."""
        return story.headline(self.projects, self.cents, self.round.currency)


@dataclass(frozen=True)
class Figure:
    """A number in words, and what it counts (component figures.html)."""

    number: str
    text: str
    url: str = ""


def rounds() -> QuerySet[Round]:
    """Public rounds with area, phases and pots, newest first. Three queries."""
    return participation.rounds_with_phases().filter(is_public=True).defer("area__boundary")


def round_at(slug: str) -> Round | None:
    """The public round with this short address, with area, phases and pots. Three queries."""
    return next(iter(participation.public_rounds(slug=slug)), None)


def round_lines(*, at: datetime.datetime, only: Round | None = None) -> list[RoundLine]:
    """Public rounds (or one of them) with the next step; first where people can act, then by what ends first."""
    found = participation.public_rounds(slug=only.slug if only else "")
    decided = set(_DECIDED.rows())
    lines = [_line(round_, at, round_.pk in decided) for round_ in found]
    return sorted(lines, key=lambda line: _urgency(line, at))


_DECIDED = Prepared(lambda: voting.newest_results().prefetch_related(None).values_list("paper__round_id", flat=True))


def lines_near(lines: Iterable[RoundLine], words: str) -> list[RoundLine]:
    """The rounds of the districts or neighbourhoods with such a name, and those whose title says so. One query."""
    wanted = words.strip().replace("\x00", "").casefold()
    paths = list(Area.objects.filter(name__icontains=wanted).values_list("path", flat=True))
    return [
        line
        for line in lines
        if wanted in line.round.title.casefold() or any(path.startswith(line.round.area.path) for path in paths)
    ]


def district_urls(lines: Iterable[RoundLine]) -> dict[str, str]:
    """Where a click on a district leads: its first round in this order."""
    urls: dict[str, str] = {}
    for line in lines:
        for key in drawing.district_keys(line.round.area):
            urls.setdefault(key, line.url)
    return urls


def city_with(lines: Iterable[RoundLine]) -> drawing.Drawing:
    """The drawing with the districts marked where people can act now, each leading to its round."""
    found = list(lines)
    active = {key for line in found if line.step.acts for key in drawing.district_keys(line.round.area)}
    return drawing.city().marked(current=active, urls=district_urls(found))


def round_context(round_: Round, *, at: datetime.datetime) -> dict[str, Any]:
    """What the page of a round shows: ``round_`` has phases and pots."""
    states, city = proposals.count_by_state(round_), drawing.city()
    results = result_lines(only=round_, city=city) if round_.pk in _DECIDED.rows() else []
    return {
        "round": round_,
        "line": _line(round_, at, bool(results)),
        "results": results,
        "city": city.marked(current=drawing.district_keys(round_.area)),
        "rules": round_rules.in_words(round_),
        "cards": _featured(round_, city=city, at=at),
        "ideas": sum(states.get(state, 0) for state in PUBLIC),
        "offices": _OFFICES.rows(area=round_.area_id),
        "money": money_so_far(round_),
        "map": map_of(round_, city=city),
    }


_OFFICES = Prepared(lambda area: Office.objects.filter(area=area).order_by("name"), area=int)


def newest_cards(count: int, *, at: datetime.datetime, round_: Round | None = None) -> list[Card]:
    """Cards of the newest public ideas that are still on their way, of one round or of all."""
    rows = proposals.first(proposals.find(round_, states=ALIVE, order="newest"), count)
    return proposal_cards(rows, city=drawing.city(), at=at)


def _featured(round_: Round, *, city: drawing.City, at: datetime.datetime) -> list[Card]:
    """A few ideas for the page of a round: the newest while they come in, afterwards by lot, mixed for the day.

    By lot, because whoever stands on top before or during a vote has an advantage.
    """
    phase = participation.phase_now(round_, at=at)
    order = "newest" if phase and phase.kind == Phase.Kind.COLLECTING else "shuffled"
    rows = proposals.find(round_, states=ALIVE, order=order, day=timezone.localdate(at))
    return proposal_cards(proposals.first(rows, FEATURED), city=city, at=at)


def result_lines(*, only: Round | None = None, city: drawing.City | None = None) -> list[ResultLine]:
    """The newest published result of each public round (or of one), newest first. Three queries at most."""
    city = city or drawing.city()
    found = voting.newest_results()
    if only is not None:
        found = found.filter(paper__round=only)
    return [
        ResultLine(
            round=result.paper.round,
            projects=len(result.awards.all()),
            cents=sum(award.cents for award in result.awards.all()),
            ballots=result.ballots,
            url=reverse("results", args=[result.paper.round.slug]),
            accent=city.accent_of(result.paper.round.area),
            published_at=result.published_at,
        )
        for result in found
        if result.published_at is not None
    ]


def money_so_far(round_: Round | None = None) -> boards.MoneyBar:
    """What was awarded, ordered and paid, of one round or of all. One query."""
    currency = round_.currency if round_ else "EUR"
    return boards.total_bar(delivery.totals(round_), currency=currency)


def built_last(count: int) -> list[boards.Built]:
    """The projects finished last, newest first. Three queries, one if there are none."""
    found = delivery.newest_done(count)
    return boards.built(found, city=drawing.city()) if found else []


def newest_articles(count: int) -> list[Any]:
    """The newest live articles in the language of the page. Asked of the app registry: pages are made of blocks."""
    found: list[Any] = _ARTICLES.rows(language=(get_language() or "de")[:2])
    return found[:count]


def _articles(language: str) -> Any:
    own = apps.get_model("cms", "NewsPage").objects.live().filter(locale__language_code=language)
    related = own.select_related("area", "picture", "locale").defer("area__boundary")
    return related.order_by("-day", "-pk")[:MOST_ARTICLES]


_ARTICLES = Prepared(_articles, language=str)


def next_events(count: int, *, at: datetime.datetime) -> list[Any]:
    """The next dates that are not over, in the language of the page. One query."""
    events = apps.get_model("cms", "EventPage").objects.live().filter(ends_at__gt=at)
    own = events.filter(locale__language_code=(get_language() or "de")[:2])
    return list(own.select_related("area", "locale").order_by("starts_at", "pk")[:count])


def figures(round_: Round | None = None) -> list[Figure]:
    """What took place, in one round or in all; what has not happened yet is left out. Three queries."""
    results = voting.newest_results().prefetch_related(None)
    if round_ is not None:
        results = results.filter(paper__round=round_)
    states = delivery.states(round_)
    ideas = proposals.find(round_).order_by().count()
    ballots = sum(results.values_list("ballots", flat=True))
    projects, done = sum(states.values()), states["done"]
    found = [
        (ideas, ngettext("idea submitted", "ideas submitted", ideas), reverse("cms:proposal_list")),
        (ballots, ngettext("person voted", "people voted", ballots), reverse("cms:results_index")),
        (projects, ngettext("project won", "projects won", projects), reverse("cms:project_list")),
        (done, ngettext("project finished", "projects finished", done), reverse("cms:project_list") + "?stand=done"),
    ]
    return [Figure(dotted(number), text, url) for number, text, url in found if number]


def _line(round_: Round, at: datetime.datetime, has_result: bool) -> RoundLine:
    return RoundLine(
        round=round_,
        phase=participation.phase_now(round_, at=at),
        step=next_step(round_, at=at, has_result=has_result),
        cents=participation.total_cents(round_),
        url=reverse("round", args=[round_.slug]),
        accent=round_.area.accent,
    )


def _urgency(line: RoundLine, at: datetime.datetime) -> tuple[int, float, int]:
    """Acting first, what ends soonest on top; then running, coming, over; the newest first among equals."""
    order = 0 if line.step.acts else {"soon": 2, "between": 1, "over": 4}.get(line.step.kind, 1)
    if line.round.is_archive:
        order = 5
    left = (line.step.ends_at - at).total_seconds() if line.step.ends_at else 0.0
    return order, left, -line.round.pk
