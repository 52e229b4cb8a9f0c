"""A result in pictures, each with its sentence and the table behind it: money by district, the chain, who has what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from participation import money
from voting.charts import Chart, Row, chart
from voting.queries import OptionOutcome, PotOutcome, PublishedResult

MOST_NUMBERS = 6  # from so many funded projects on, ballots are drawn as one bar
MOST_STEPS = 40  # a longer chain is drawn without what was passed over


@dataclass(frozen=True)
class Picture:
    """A drawing (component chart.html). ``rows``: the table behind it, its first column are headings."""

    key: str
    title: str
    summary: str
    chart: Chart
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def of(published: PublishedResult) -> list[Picture]:
    """Who is represented and where the money goes; what says nothing (one district, a result of old) is left out."""
    found = [represented(published), money_by_area(published)]
    return [picture for picture in found if picture is not None]


def represented(published: PublishedResult) -> Picture | None:
    """How many ballots have 0, 1, 2 … funded projects; None where that was not worked out, or nobody voted."""
    facts = published.represented
    if not facts or not facts["ballots"]:
        return None
    ballots = Fraction(facts["ballots"])
    counts = {int(number): Fraction(count) for number, count in facts["by_number"].items()}
    rows = [
        Row(label, count, f"{dotted(count)} ({percent(count / ballots)})", kind="" if number else "none")
        for number, label, count in _grouped(counts)
    ]
    return Picture(
        key="represented",
        title=gettext("Who got something"),
        summary=gettext(
            "%(some)s of %(all)s ballots (%(share)s) name at least one funded project; on average it is %(average)s."
        )
        % {
            "some": dotted(Fraction(facts["represented"])),
            "all": dotted(ballots),
            "share": percent(Fraction(facts["represented"]) / ballots),
            "average": decimal(Fraction(facts["average"])),
        },
        chart=chart(rows),
        columns=[gettext("Funded projects on the ballot"), gettext("Ballots")],
        rows=[[row.label, row.said] for row in rows],
    )


def money_by_area(published: PublishedResult) -> Picture | None:
    """What each district gets; None where all projects are of the same one."""
    options: dict[int, list[OptionOutcome]] = {}
    for each in published.options:
        options.setdefault(each.option.area_id, []).append(each)
    if len(options) < 2:
        return None
    sums = sorted(map(_area, options.values()), key=lambda found: (-found.cents, found.name))
    total, currency = published.funded_cents, published.paper.round.currency
    rows = [
        Row(each.name, each.cents, _money(each.cents, currency), kind="" if each.cents else "none") for each in sums
    ]
    first = sums[0]
    return Picture(
        key="areas",
        title=gettext("Where the money goes"),
        summary=gettext("Most of it goes to %(area)s: %(money)s (%(share)s).")
        % {
            "area": first.name,
            "money": _money(first.cents, currency),
            "share": percent(Fraction(first.cents, total) if total else Fraction(0)),
        },
        chart=chart(rows),
        columns=[gettext("Area"), gettext("Money"), gettext("Funded"), gettext("On the ballot")],
        rows=[[each.name, _money(each.cents, currency), str(each.funded), str(each.projects)] for each in sums],
    )


def chain(pot: PotOutcome, *, titles: Mapping[str, str], currency: str) -> Picture | None:
    """Step by step how the pot is used up; the table behind it is that of the steps. None where there is no step."""
    steps = list(enumerate(pot.outcome["steps"], start=1))
    shortened = len(steps) > MOST_STEPS
    shown = [(number, step) for number, step in steps if not shortened or step["action"] in ("funded", "part_funded")]
    rows = list(_links(shown, pot.cents, titles, currency))
    if not rows:
        return None
    said = ngettext(
        "In %(steps)d step %(spent)s of %(pot)s are given away.",
        "In %(steps)d steps %(spent)s of %(pot)s are given away.",
        len(steps),
    ) % {"steps": len(steps), "spent": _money(pot.spent_cents, currency), "pot": _money(pot.cents, currency)}
    more = gettext("Drawn are the steps in which money was given; the table has all of them.") if shortened else ""
    return Picture(
        key=f"chain-{pot.area}",
        title=gettext("How the pot is used up"),
        summary=f"{said} {more}".strip(),
        chart=chart(rows, whole=pot.cents),
        columns=(),
        rows=(),
    )


def _links(
    steps: Iterable[tuple[int, Mapping[str, Any]]], cents: int, titles: Mapping[str, str], currency: str
) -> Iterable[Row]:
    for number, step in steps:
        left, given = Fraction(step["left"]), _given(step)
        yield Row(
            label=f"{number}. {titles[step['project']]}",
            amount=given or Fraction(step["cost"]),
            said=_money(left, currency),
            offset=cents - left - given,
            kind="" if given else "passed",
        )


def _given(step: Mapping[str, Any]) -> Fraction:
    """What the pot paid in a step."""
    if step["action"] not in ("funded", "part_funded"):
        return Fraction(0)
    return Fraction(step["cost"]) - Fraction(step.get("reserve", 0))


@dataclass(frozen=True)
class _Sum:
    name: str
    cents: int
    funded: int
    projects: int


def _area(options: Sequence[OptionOutcome]) -> _Sum:
    funded = [each for each in options if each.funded]
    cents = sum(each.option.cost_cents for each in funded)
    return _Sum(options[0].option.area.name, cents, len(funded), len(options))


def _grouped(counts: Mapping[int, Fraction]) -> Iterable[tuple[int, str, Fraction]]:
    """Every number from 0 to the largest, those from MOST_NUMBERS on together."""
    for number in range(min(max(counts, default=0), MOST_NUMBERS - 1) + 1):
        said = ngettext("%(n)d funded project", "%(n)d funded projects", number) if number else gettext("none of them")
        yield number, (said % {"n": number} if number else said), counts.get(number, Fraction(0))
    more = sum((count for number, count in counts.items() if number >= MOST_NUMBERS), Fraction(0))
    if more:
        yield MOST_NUMBERS, gettext("%(n)d or more funded projects") % {"n": MOST_NUMBERS}, more


def _money(cents: int | Fraction, currency: str) -> str:
    return money.say(round(cents), currency=currency, language=_language())


def dotted(count: Fraction) -> str:
    written = f"{int(count):,}" if count.denominator == 1 else f"{float(count):,.1f}"
    return written if _english() else written.translate(str.maketrans(",.", ".,"))


def decimal(value: Fraction) -> str:
    """2.35 as 2,35; in English with a point."""
    written = f"{float(round(value, 2)):.2f}"
    return written if _english() else written.replace(".", ",")


def percent(share: Fraction) -> str:
    written = f"{float(round(100 * share, 1)):.1f}"
    return f"{written}%" if _english() else f"{written.replace('.', ',')}\u00a0%"


def _english() -> bool:
    return _language().startswith("en")


def _language() -> str:
    return get_language() or "de"
