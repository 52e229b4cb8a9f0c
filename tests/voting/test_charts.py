"""Bars as geometry: positions add up, labels fit, numbers are fit for attributes in any language."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import charts
from voting.charts import Bar, Chart, Line, Row, chart


def test_a_drawing_in_full() -> None:
    found = chart([Row("Mitte", 300, "300 €"), Row("Rest", 150, "150 €", offset=150, kind="passed")])
    assert found == Chart(
        bars=(
            Bar((Line("Mitte", "1.4em"),), "300 €", "2.8em", "0.00%", "1.8em", "64.00%", ""),
            Bar((Line("Rest", "5.4em"),), "150 €", "6.8em", "32.00%", "5.8em", "32.00%", "passed"),
        ),
        height="8.0em",
        bar_height="1.2em",
    )


def test_with_a_whole_bars_are_its_parts_and_its_end_is_marked() -> None:
    found = chart([Row("a", 25, ""), Row("b", 50, "", offset=25)], whole=100)
    assert [(bar.x, bar.width) for bar in found.bars] == [("0.00%", "16.00%"), ("16.00%", "32.00%")]
    assert found.edge == "64.00%"


def test_what_goes_over_the_end_is_cut_a_little_behind_it() -> None:
    [bar] = chart([Row("a", 500, "", offset=90)], whole=100).bars
    assert (bar.x, bar.width) == ("57.60%", "9.60%")


@pytest.mark.parametrize(("rows", "height"), [([], "0.0em"), ([Row("a", 0, "0")], "4.0em")])
def test_nothing_to_draw_is_drawn_as_nothing(rows: Any, height: str) -> None:
    found = chart(rows)
    assert (found.height, [bar.width for bar in found.bars]) == (height, ["0.00%"] * len(rows))


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("", [""]),
        ("Kurz", ["Kurz"]),
        ("Ein Spielplatz für alle Kinder der Siedlung", ["Ein Spielplatz für alle Kinder der", "Siedlung"]),
        ("x" * 34, ["x" * 34]),
        ("x" * 35, ["x" * 33 + "…"]),
        ("eins " + "y" * 40, ["eins", "y" * 33 + "…"]),
        ("a" * 30 + " " + "b" * 30 + " " + "c" * 30, ["a" * 30, "b" * 30 + "…"]),
    ],
)
def test_labels_take_two_lines_at_most(label: str, lines: list[str]) -> None:
    assert charts.wrapped(label) == lines


@given(st.text(alphabet="abc dé ", max_size=120))
def test_no_line_is_longer_than_the_narrowest_screen(label: str) -> None:
    lines = charts.wrapped(label)
    assert 1 <= len(lines) <= charts.LINES
    assert max(map(len, lines)) <= charts.LINE


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=20))
def test_bars_stay_inside_and_below_each_other(amounts: list[int]) -> None:
    found = chart([Row(f"Projekt {number}", amount, "") for number, amount in enumerate(amounts)])
    assert max(float(bar.width.rstrip("%")) for bar in found.bars) <= charts.SPAN
    tops = [float(bar.y.removesuffix("em")) for bar in found.bars]
    assert tops == sorted(set(tops))
    assert tops[-1] < float(found.height.removesuffix("em"))


def test_numbers_have_a_point_whatever_the_language() -> None:
    assert (charts.em(34), charts.percent(Fraction(100, 3))) == ("3.4em", "33.33%")
