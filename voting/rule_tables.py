"""Rules side by side as a table: one column for each rule, what a council asks in the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from participation import money
from voting.allocation import Amount, Settings
from voting.allocation.comparison import Measures
from voting.pictures import decimal, dotted, percent
from voting.rule_forms import CHOICES, LABELS, RULES
from voting.simulation import Comparison, Side

MARK = "●"


@dataclass(frozen=True)
class Table:
    """A part of the comparison. ``rows``: heading, then a cell for each rule; ``numbers``: the cells are amounts."""

    key: str
    title: str
    head: str
    rows: Sequence[Sequence[str]]
    numbers: bool = True


def headings(found: Comparison) -> list[str]:
    """The rule of each column in words; what is as usual stays unsaid."""
    return [rule_in_words(side.settings) for side in found.sides]


def rule_in_words(settings: Settings | None) -> str:
    """A rule and those of its settings that are not the first choice; None: as was decided."""
    if settings is None:
        return gettext("As decided")
    name = str(dict(RULES)[settings.rule])
    usual = Settings(settings.rule)
    told = [
        f"{LABELS[field]}: {dict(choices)[getattr(settings, field)]}"
        for field, choices in CHOICES.items()
        if getattr(settings, field) != getattr(usual, field)
    ]
    if settings.min_votes > 1:
        told.append(gettext("at least %(votes)s votes") % {"votes": dotted(Fraction(settings.min_votes))})
    return f"{name} ({'; '.join(told)})" if told else name


def _plural(votes: Fraction) -> int:
    """The number that decides between "vote" and "votes": half a vote is no single one."""
    return int(votes) if votes.denominator == 1 else 2


def tables(found: Comparison, *, currency: str) -> list[Table]:
    """Measures, money by district and topic, and who is funded under which rule; empty parts are left out."""
    parts = [
        Table("measures", gettext("For the council"), gettext("Measure"), list(_measures(found, currency))),
        *(_money_table(found, label, title, currency) for label, title in _labels()),
        Table(
            "projects", gettext("Funded projects"), gettext("Project"), list(_projects(found, currency)), numbers=False
        ),
    ]
    return [part for part in parts if part.rows]


def _labels() -> Iterable[tuple[str, str]]:
    yield "area", gettext("Money by district")
    yield "district", gettext("Money by district")
    yield "topic", gettext("Money by topic")
    yield "category", gettext("Money by topic")


def _measures(found: Comparison, currency: str) -> Iterable[list[str]]:
    asked: list[tuple[str, Callable[[Measures], str]]] = [
        (gettext("Funded projects"), lambda of: dotted(Fraction(of.projects))),
        (gettext("Money given away"), lambda of: _say(of.spent, currency)),
        (gettext("Ballots with at least one funded project"), _represented),
        (gettext("Funded projects per ballot, on average"), lambda of: decimal(Fraction(of.average))),
        (gettext("Inequality between ballots (0: none, 1: greatest)"), lambda of: decimal(Fraction(of.inequality))),
    ]
    for name, say in asked:
        yield [name, *(say(side.measures) for side in found.sides)]
    yield [gettext("Did an order among equals decide?"), *(_yes(side.tie_mattered) for side in found.sides)]


def _yes(said: bool) -> str:
    return gettext("yes") if said else gettext("no")


def _represented(measures: Measures) -> str:
    said = dotted(Fraction(measures.represented))
    if not measures.ballots:
        return said
    return f"{said} ({percent(Fraction(measures.represented) / Fraction(measures.ballots))})"


def _money_table(found: Comparison, label: str, title: str, currency: str) -> Table:
    sums = [side.measures.money.get(label, {}) for side in found.sides]
    names = sorted({name for each in sums for name in each})
    rows = [[name or "–", *(_say(each.get(name, 0), currency) for each in sums)] for name in names]
    return Table(label, title, gettext("Topic") if label in ("topic", "category") else gettext("Area"), rows)


def _projects(found: Comparison, currency: str) -> Iterable[list[str]]:
    """Projects that any rule funds; whom none funds is left out."""
    for project in found.projects:
        cells = [_mark(side, project.key) for side in found.sides]
        if any(cells):
            votes = Fraction(project.votes)
            said = ngettext(
                "%(title)s (%(votes)s vote, %(money)s)", "%(title)s (%(votes)s votes, %(money)s)", _plural(votes)
            )
            facts = {"title": project.title, "votes": dotted(votes), "money": _say(project.cost, currency)}
            yield [said % facts, *cells]


def _mark(side: Side, key: str) -> str:
    return MARK if key in side.money else ""


def _say(cents: Amount | Any, currency: str) -> str:
    return money.say(round(Fraction(cents)), currency=currency, language=get_language() or "de")
