"""Figures and days in templates, in German and English."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from participation.models import Phase
from participation.templatetags.smarte import gone
from tests.factories.participation import DAY, NOON, a_round

NBSP = "\u00a0"
HOUR = datetime.timedelta(hours=1)


def show(text: str, language: str = "de", **context: Any) -> str:
    with override(language):
        return Template("{% load smarte %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("text", "value", "german", "english"),
    [
        ("{{ value|money }}", 1_240_000, f"12.400{NBSP}€", "€12,400"),
        ("{{ value|money }}", 1_240_050, f"12.400,50{NBSP}€", "€12,400.50"),
        ("{{ value|money }}", 0, f"0{NBSP}€", "€0"),
        ("{{ value|money }}", None, "–", "–"),
        ("{{ value|money:'CHF' }}", 120_000, f"1.200{NBSP}CHF", f"1,200{NBSP}CHF"),
        ("{{ value|dotted }}", 3214, "3.214", "3,214"),
        ("{{ value|dotted }}", 3_913_644, "3.913.644", "3,913,644"),
        ("{{ value|dotted }}", 0, "0", "0"),
        ("{{ value|dotted }}", None, "–", "–"),
        ("{{ value|say_date }}", datetime.date(2027, 3, 14), "14. März 2027", "March 14, 2027"),
        ("{{ value|say_date }}", NOON, "10. März 2027", "March 10, 2027"),
        # 23:30 UTC is the next day in Berlin.
        ("{{ value|say_date }}", NOON + 11.5 * HOUR, "11. März 2027", "March 11, 2027"),
        ("{{ value|say_date }}", None, "", ""),
        # An end at midnight in Berlin (23:00 UTC) belongs to the day before.
        ("{{ value|say_last_day }}", NOON + 11 * HOUR, "10. März 2027", "March 10, 2027"),
        ("{{ value|say_last_day }}", NOON + 12 * HOUR, "11. März 2027", "March 11, 2027"),
        ("{{ value|say_last_day }}", None, "", ""),
    ],
)
def test_figures_and_days_as_people_say_them(text: str, value: Any, german: str, english: str) -> None:
    assert show(text, value=value) == german
    assert show(text, "en", value=value) == english


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("days", [1, 2, 9, 400])
def test_days_that_are_left(days: int, language: str) -> None:
    end_of_a_day = timezone.localtime().replace(hour=12, minute=0) + days * DAY
    with override(language):
        expected = ngettext("%(days)d more day", "%(days)d more days", days) % {"days": days}
    assert show("{{ value|days_left }}", language, value=end_of_a_day) == expected


def test_the_last_day_and_what_is_over() -> None:
    now = timezone.localtime()
    midnight = (now + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    assert show("{{ value|days_left }}", value=midnight) == gettext("ends today")
    assert show("{{ value|days_left }}", value=now - HOUR) == gettext("over")
    assert show("{{ value|days_left }}", value=None) == ""


@pytest.mark.django_db
def test_phases_and_money_of_a_round() -> None:
    round_ = a_round(phase="assessing", now=timezone.now())
    found = show(
        "{% phase_now round as now %}{% phase_next round as next %}{% total_cents round as cents %}"
        "{{ now.kind }} {{ next.kind }} {{ cents|money }}",
        round=round_,
    )
    assert found == f"assessing voting 200.000{NBSP}€"


@pytest.mark.django_db
def test_between_phases_there_is_none() -> None:
    round_ = a_round(phase=None, now=timezone.now())
    assert (
        show("{% phase_now round as now %}{% phase_next round as next %}{{ now }} {{ next }}", round=round_)
        == "None None"
    )


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "percent"),
    [
        (NOON, NOON + 4 * HOUR, 0),
        (NOON - HOUR, NOON + 3 * HOUR, 25),
        (NOON - HOUR, NOON + 2 * HOUR, 33),
        (NOON - 3 * HOUR, NOON, 100),
        (NOON - 3 * HOUR, NOON - HOUR, 100),
        (NOON + HOUR, NOON + 2 * HOUR, 0),
        (NOON, NOON, 100),
    ],
)
def test_how_much_of_a_phase_is_over(starts_at: datetime.datetime, ends_at: datetime.datetime, percent: int) -> None:
    assert gone(Phase(starts_at=starts_at, ends_at=ends_at), NOON) == percent


def test_a_moment_for_machines_in_the_time_of_the_page() -> None:
    assert show("{{ value|iso }}", value=NOON) == "2027-03-10T13:00:00+01:00"
    assert show("{{ value|iso }}", value=NOON) == show('{{ value|date:"c" }}', value=NOON)
