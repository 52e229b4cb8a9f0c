"""The phases of a round as a line: what is said below each."""

from __future__ import annotations

import datetime

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from participation.models import Phase
from participation.templatetags.smarte import say_last_day

DAY = datetime.timedelta(days=1)


# Building takes years: there nobody counts the days.
@pytest.mark.parametrize(("kind", "left"), [(Phase.Kind.VOTING, ", 5 more days"), (Phase.Kind.DELIVERING, "")])
def test_the_days_that_are_left_are_said_where_they_matter(kind: str, left: str) -> None:
    now = timezone.now()
    phase = Phase(kind=kind, starts_at=now - DAY, ends_at=now + 5 * DAY)
    html = render_to_string("components/round_strip.html", {"phases": [phase], "now": now})
    said = html.split('class="strip__dates">')[1].split("</span>")[0]
    assert said.strip() == f"until {say_last_day(phase.ends_at)}{left}"
