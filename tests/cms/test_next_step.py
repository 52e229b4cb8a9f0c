"""What can be done in a round now: every phase, before, between and after."""

from __future__ import annotations

import datetime

import pytest

from cms.next_step import next_step
from participation import queries
from participation.models import Phase, Round
from tests.factories.participation import DAY, NOON, a_round

pytestmark = pytest.mark.django_db

LIST = "/en/vorschlaege/?runde=runde-1"
RESULT = "/en/runden/runde-1/ergebnis/"


def read(round_: Round) -> Round:
    return queries.rounds_with_phases().get(pk=round_.pk)


@pytest.mark.parametrize(
    ("phase", "has_result", "title", "label", "url", "acts"),
    [
        (
            "collecting",
            False,
            "What is missing in Bezirk 01? Tell us your idea.",
            "Submit an idea",
            "/en/runden/runde-1/einreichen/",
            True,
        ),
        ("assessing", False, "The offices are checking the ideas.", "View the ideas", LIST, False),
        (
            "voting",
            False,
            "You decide which ideas are built in Bezirk 01.",
            "Vote now",
            "/en/runden/runde-1/abstimmen/",
            True,
        ),
        ("counting", False, "The votes are being counted.", "View the ideas", LIST, False),
        ("counting", True, "The result is here.", "View the result", RESULT, False),
        (
            "delivering",
            True,
            "The winning ideas are being built.",
            "Follow the projects",
            "/en/projekte/?runde=runde-1",
            False,
        ),
    ],
)
def test_each_phase_has_its_step(phase: str, has_result: bool, title: str, label: str, url: str, acts: bool) -> None:
    from tests.factories.participation import DistrictFactory

    round_ = read(a_round(phase=phase, area=DistrictFactory(key="01")))
    step = next_step(round_, at=NOON, has_result=has_result)
    assert (step.kind, step.title, step.label, step.url, step.acts) == (phase, title, label, url, acts)


@pytest.mark.parametrize(
    ("phase", "ends"), [("collecting", True), ("assessing", True), ("voting", True), ("counting", False)]
)
def test_what_runs_out_says_when(phase: str, ends: bool) -> None:
    round_ = read(a_round(phase=phase))
    assert next_step(round_, at=NOON).ends_at == (NOON + 19 * DAY if ends else None)


def test_days_stand_in_the_sentence() -> None:
    round_ = read(a_round(phase="assessing"))
    # The check ends, and the vote begins, 19 days after NOON.
    assert next_step(round_, at=NOON).text == (
        "Each idea gets an answer with cost and reason by March 29, 2027. Voting starts on March 29, 2027."
    )


def test_before_the_first_phase_there_is_nothing_to_press() -> None:
    round_ = read(a_round(phase="collecting", now=NOON + 10 * DAY))
    step = next_step(round_, at=NOON)
    assert (step.kind, step.title, step.label, step.url) == (
        "soon",
        "Next: Collecting ideas from March 19, 2027.",
        "",
        "",
    )


def test_between_two_phases_the_ideas_can_be_read() -> None:
    round_ = a_round(phase="collecting")
    Phase.objects.filter(round=round_, kind="collecting").update(ends_at=NOON - datetime.timedelta(hours=1))
    step = next_step(read(round_), at=NOON)
    assert (step.kind, step.label, step.url) == ("between", "View the ideas", LIST)


@pytest.mark.parametrize(
    ("has_result", "title", "url"),
    [(False, "This round is over.", LIST), (True, "This round is decided.", RESULT)],
)
def test_after_the_last_phase(has_result: bool, title: str, url: str) -> None:
    step = next_step(read(a_round(phase=None)), at=NOON, has_result=has_result)
    assert (step.kind, step.title, step.url) == ("over", title, url)


def test_an_archived_round_is_over_whatever_its_dates_say() -> None:
    round_ = a_round(phase="voting", is_archive=True)
    assert next_step(read(round_), at=NOON, has_result=True).kind == "over"


def test_it_makes_no_query(django_assert_num_queries: object) -> None:
    round_ = read(a_round(phase="voting"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        next_step(round_, at=NOON)
