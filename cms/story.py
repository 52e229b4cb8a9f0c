"""The result of a vote told as a story: outcome, pot, places, each project with its reason, how it was counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import drawing, round_rules, scaling
from cms.cards import place_in_words
from cms.drawing import City
from participation.models import Round
from participation.templatetags.smarte import dotted, money
from voting import pictures
from voting.pictures import Picture


@dataclass(frozen=True)
class Entry:
    """One option of the vote as the story lists it."""

    number: int
    title: str
    cents: int
    votes: int
    funded: bool
    reason: str
    enough: str
    area: str
    pot: str
    place: str
    accent: str
    url: str = ""
    picture: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of the pot bar (component pot_bar.html)."""

    label: str
    cents: int
    accent: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class CountStep:
    """One line of the trace: what was looked at, what happened, how much was left."""

    number: int
    title: str
    votes: int
    cents: int
    text: str
    left_cents: int
    funded: bool
    payment: str = ""
    effective: str = ""


@dataclass(frozen=True)
class PotStory:
    """One pot: its money, what it paid for, and how it was counted. ``key``: that of its area."""

    key: str
    name: str
    cents: int
    spent_cents: int
    pieces: list[Piece]
    summary: str
    rule: str
    steps: list[CountStep]
    notes: list[str]
    chain: Picture | None = None
    shares: bool = False

    @property
    def rest_cents(self) -> int:
        return self.cents - self.spent_cents


@dataclass(frozen=True)
class PotEntries:
    """The ideas of one pot; ``pot`` None: there is one only, and nothing to tell apart."""

    pot: PotStory | None
    entries: list[Entry]


@dataclass(frozen=True)
class Story:
    """All that the page of a result shows."""

    headline: str
    won: list[Entry]
    missed: list[Entry]
    pots: list[PotStory]
    city: drawing.Drawing
    pictures: list[Picture]
    areas: dict[str, str]

    @property
    def entries(self) -> list[Entry]:
        """Everything that was on the ballot, those that won first."""
        return [*self.won, *self.missed]

    @property
    def won_by_pot(self) -> list[PotEntries]:
        """The ideas that won, pot by pot; pots without any are left out."""
        return self._by_pot(self.won)

    @property
    def missed_by_pot(self) -> list[PotEntries]:
        """The others, pot by pot."""
        return self._by_pot(self.missed)

    def _by_pot(self, entries: list[Entry]) -> list[PotEntries]:
        if len(self.pots) == 1:
            return [PotEntries(None, entries)]
        parts = [PotEntries(pot, [each for each in entries if each.pot == pot.key]) for pot in self.pots]
        return [part for part in parts if part.entries]

    def narrowed(self, words: str, area: str) -> Story:
        """The same story with only those ideas whose title or place holds the words, of one area."""
        wanted = " ".join(words.casefold().split())
        won, missed = ([each for each in entries if _fits(each, wanted, area)] for entries in (self.won, self.missed))
        return replace(self, won=won, missed=missed)


def tell(published: Any, *, city: City) -> Story:
    """The story of ``voting.queries.PublishedResult``. No query."""
    currency = published.paper.round.currency
    won = [_entry(found, city) for found in sorted(published.funded, key=lambda found: (found.step, -found.votes))]
    missed = [_entry(found, city) for found in published.missed]
    by_key = {found.option.key: found for found in published.options}
    areas = {found.option.area.key: found.option.area.name for found in published.options}
    return Story(
        headline=headline(len(won), published.funded_cents, currency),
        won=won,
        missed=missed,
        pots=[_pot(pot, by_key, currency) for pot in published.pots],
        city=_places(published, city),
        pictures=pictures.of(published),
        areas=dict(sorted(areas.items(), key=lambda pair: pair[1])),
    )


def _fits(entry: Entry, wanted: str, area: str) -> bool:
    return area in ("", entry.area) and any(wanted in text.casefold() for text in (entry.title, entry.place))


def headline(projects: int, cents: int, currency: str = "EUR") -> str:
    """The outcome in one line: "17 projects for 498.000 €"."""
    if projects == 0:
        return _("No idea won")
    said = ngettext("%(count)s project for %(money)s", "%(count)s projects for %(money)s", projects)
    return said % {"count": projects, "money": money(cents, currency)}


def _entry(found: Any, city: City) -> Entry:
    option, proposal = found.option, found.option.proposal
    return Entry(
        number=option.number,
        title=option.title,
        cents=option.cost_cents,
        votes=found.votes,
        funded=found.funded,
        reason=found.sentence,
        enough=found.enough,
        area=option.area.key,
        pot=option.pot.area.key,
        place=place_in_words(proposal.place if proposal else "", option.area),
        accent=city.accent_of(option.area),
        url=reverse("proposal", args=[proposal.pk]) if proposal else "",
        picture=scaling.url(proposal.picture, scaling.SMALL) if proposal else "",
        alt=proposal.picture_alt if proposal else "",
    )


def _pot(pot: Any, by_key: Mapping[str, Any], currency: str) -> PotStory:
    funded = [by_key[key] for key in pot.outcome["funded"]]
    names = {found.option.pot.area.key: found.option.pot.area.name for found in by_key.values()}
    facts = {
        "spent": money(pot.spent_cents, currency),
        "total": money(pot.cents, currency),
        "projects": ngettext("%(count)s project", "%(count)s projects", len(funded)) % {"count": len(funded)},
    }
    return PotStory(
        key=pot.area,
        name=names.get(pot.area, pot.area),
        cents=pot.cents,
        spent_cents=pot.spent_cents,
        pieces=[Piece(found.option.title, found.option.cost_cents) for found in funded],
        summary=_("%(spent)s of %(total)s are given to %(projects)s.") % facts,
        rule=_rule(pot.outcome["settings"]),
        steps=list(_steps(pot.outcome["steps"], by_key, currency)),
        notes=_notes(pot.outcome, currency),
        chain=pictures.chain(pot, titles={key: each.option.title for key, each in by_key.items()}, currency=currency),
        shares=any("payment" in step for step in pot.outcome["steps"]),
    )


def _rule(settings: Mapping[str, Any]) -> str:
    """The rule of a stored count in words; every rule of the platform has its sentence."""
    if settings["rule"] == "equal-shares":
        name = Round.TallyRule.EQUAL_SHARES
    else:
        name = Round.TallyRule.GREEDY_STOP if settings["misfit"] == "stop" else Round.TallyRule.GREEDY_SKIP
    return round_rules.counted_in_words(name, settings["min_votes"])


def _steps(steps: Iterable[Mapping[str, Any]], by_key: Mapping[str, Any], currency: str) -> Iterable[CountStep]:
    for number, step in enumerate(steps, start=1):
        found, left = by_key[step["project"]], _whole(step["left"])
        yield CountStep(
            number=number,
            title=found.option.title,
            votes=step["votes"],
            cents=_whole(step["cost"]),
            text=_what_happened(step, currency),
            left_cents=left,
            funded=step["action"] == "funded",
            payment=money(_whole(step["payment"]), currency) if "payment" in step else "",
            effective=pictures.decimal(Fraction(step["effective_votes"])) if "effective_votes" in step else "",
        )


def _what_happened(step: Mapping[str, Any], currency: str) -> str:
    if step["action"] == "stopped":
        return _("does not fit any more; the count ends here")
    if step["action"] == "passed_over":
        return _("does not fit into the rest of the pot, passed over")
    if step.get("payment") is not None:
        return _("funded, each supporter pays at most %(payment)s") % {
            "payment": money(_whole(step["payment"]), currency)
        }
    return _("funded")


def _notes(outcome: Mapping[str, Any], currency: str) -> list[str]:
    """What else an auditor wants to know of a count, in sentences."""
    notes = []
    if outcome.get("endowment") is not None:
        notes.append(_("Each ballot had %(share)s to give.") % {"share": money(_whole(outcome["endowment"]), currency)})
    if outcome.get("reruns"):
        notes.append(
            _("So that money is not left over, this share was raised step by step and counted anew %(times)s times.")
            % {"times": dotted(outcome["reruns"])}
        )
    notes.append(
        _("Two ideas were equal, and the order fixed before the vote decided.")
        if outcome["tie_mattered"]
        else _("No two ideas were equal where it mattered.")
    )
    return notes


def _whole(amount: int | str) -> int:
    """Exact cents ("7640/2" too), rounded to the cent for reading."""
    return round(Fraction(amount))


def _places(published: Any, city: City) -> drawing.Drawing:
    dots = []
    for found in published.funded:
        proposal = found.option.proposal
        if proposal is not None:
            url = reverse("proposal", args=[proposal.pk])
            dots.append(city.dot(proposal.lon, proposal.lat, label=found.option.title, url=url, kind="won"))
    area = published.paper.round.area
    return city.focused(current=drawing.district_keys(area), dots=dots)
