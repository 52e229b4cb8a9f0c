"""Bars as geometry: where each lies and how long it is, in percent and em, so that one drawing fits every screen. Pure.

Widths are shares of the drawing's width, heights grow with the size of the text. Numbers come out as text with a
decimal point, whatever the language, because they go into attributes of SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.allocation import Amount

SPAN = 64  # percent of the width for bars; the rest is for the amounts beside them
OVER = Fraction(21, 20)  # a bar that goes over the edge is cut a little behind it
LINE = 34  # characters of a label on one line of the narrowest screen
LINES = 2
TEXT, BAR, GAP = 14, 12, 10  # tenths of an em: a line of text, a bar, the space below


@dataclass(frozen=True)
class Row:
    """What one bar says: its label, how much, the same in words, from where it begins, and its kind for the style."""

    label: str
    amount: Amount
    said: str
    offset: Amount = 0
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a label and the height at which it is written."""

    text: str
    y: str


@dataclass(frozen=True)
class Bar:
    """A row as it is drawn."""

    lines: tuple[Line, ...]
    said: str
    said_y: str
    x: str
    y: str
    width: str
    kind: str


@dataclass(frozen=True)
class Chart:
    """Bars below each other. ``edge``: where the whole ends, "" where there is no such thing."""

    bars: tuple[Bar, ...]
    height: str
    bar_height: str
    edge: str = ""


def chart(rows: Sequence[Row], *, whole: Amount | None = None) -> Chart:
    """Draw the rows. ``whole``: what fills the width, marked by an edge; None: the longest bar does."""
    full = whole if whole is not None else max((row.amount for row in rows), default=0)
    bars, top = [], 0
    for row in rows:
        bar, top = _bar(row, top=top, full=full)
        bars.append(bar)
    return Chart(tuple(bars), em(top), em(BAR), percent(Fraction(SPAN)) if whole is not None else "")


def _bar(row: Row, *, top: int, full: Amount) -> tuple[Bar, int]:
    """The bar below `top`, and where the next one begins."""
    texts = wrapped(row.label)
    lines = tuple(Line(text, em(top + TEXT * number)) for number, text in enumerate(texts, start=1))
    y = top + TEXT * len(texts) + 4
    start, end = (_share(amount, full) for amount in (row.offset, row.offset + row.amount))
    bar = Bar(lines, row.said, em(y + BAR - 2), percent(start), em(y), percent(end - start), row.kind)
    return bar, y + BAR + GAP


def _share(amount: Amount, full: Amount) -> Fraction:
    return SPAN * min(Fraction(amount) / full, OVER) if full else Fraction(0)


def wrapped(label: str) -> list[str]:
    """A label on at most two lines, cut with an ellipsis where it is longer."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LINE or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = lines[:LINES]
    if len(lines) > LINES or len(kept[-1]) > LINE:
        kept[-1] = kept[-1][: LINE - 1].rstrip() + "…"
    return [line if len(line) <= LINE else line[: LINE - 1] + "…" for line in kept]


def em(tenths: int) -> str:
    """34 is "3.4em"."""
    return f"{tenths // 10}.{tenths % 10}em"


def percent(share: Fraction) -> str:
    """A share in percent, to the hundredth."""
    return f"{float(round(share, 2)):.2f}%"
