"""Addresses and words are forgotten on the day after their time, not earlier, and nothing else is touched."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as conf
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from proposals import discussion, retention
from proposals.models import Comment, Report
from proposals.retention import Forgotten
from tests.factories.participation import NOON, UserFactory
from tests.factories.proposals import a_comment, a_proposal
from tests.participation.staff_area import at_work, colleague

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
NOTHING = Forgotten(0, 0, 0)


def a_report(*, answered: bool = True, at: datetime.datetime = NOON, **fields: Any) -> Report:
    words = {"reason": "insult", "text": "Das beleidigt Frau X.", "email": "nachbar@example.org"} | fields
    report = discussion.report(proposal=a_proposal(), at=at, **words)
    if answered:
        discussion.settle_report(report=report, outcome="Wir haben es geändert.", by=UserFactory(), at=at)
    report.refresh_from_db()
    return report


def a_removed_comment(*, at: datetime.datetime = NOON) -> Comment:
    comment = a_comment(a_proposal(), text="Unflätiges")
    return discussion.remove_comment(comment=comment, reason="Beleidigung", by=UserFactory(), at=at)


def words_of(report: Report) -> tuple[str, str]:
    report.refresh_from_db()
    return report.email, report.text


def test_how_long_it_is() -> None:
    found = (conf.KEEP_REPORT_EMAIL_DAYS, conf.KEEP_REPORT_TEXT_DAYS, conf.KEEP_REMOVED_COMMENT_DAYS)
    assert found == (30, 365, 180)


@pytest.mark.parametrize(("days", "email"), [(0, True), (29, True), (30, True), (31, False), (400, False)])
def test_an_address_goes_a_month_after_the_answer(days: int, email: bool) -> None:
    report = a_report()
    retention.forget(at=NOON + days * DAY)
    assert words_of(report) == (
        "nachbar@example.org" if email else "", "Das beleidigt Frau X." if days <= 365 else "",
    )  # fmt: skip


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize(("days", "text"), [(364, True), (365, True), (366, False)])
def test_the_words_of_a_report_go_after_a_year_answered_or_not(days: int, text: bool, answered: bool) -> None:
    report = a_report(answered=answered)
    retention.forget(at=NOON + days * DAY)
    email = "nachbar@example.org" if text and not answered else ""
    assert words_of(report) == (email, "Das beleidigt Frau X." if text else "")


@pytest.mark.parametrize(("days", "text"), [(0, True), (179, True), (180, True), (181, False)])
def test_the_words_of_a_removed_comment_go_after_half_a_year(days: int, text: bool) -> None:
    comment = a_removed_comment()
    done = retention.forget(at=NOON + days * DAY)
    comment.refresh_from_db()
    assert (comment.text, comment.removed_reason) == ("Unflätiges" if text else "", "Beleidigung")
    assert done == (NOTHING if text else Forgotten(0, 0, 1))


@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_days_are_those_of_the_city(hour: int) -> None:
    """Removed just before midnight in Berlin, which is still the day before in Greenwich."""
    comment = a_removed_comment(at=datetime.datetime(2027, 7, 1, 23, 59, tzinfo=BERLIN))
    for day, text in ((28, "Unflätiges"), (29, "")):
        retention.forget(at=datetime.datetime(2027, 12, day, hour, tzinfo=BERLIN))
        comment.refresh_from_db()
        assert comment.text == text


def test_nothing_else_is_touched() -> None:
    proposal = a_proposal()
    comment = a_comment(proposal, text="Gute Idee")
    report = a_report()
    before = Report.objects.values("pk", "reason", "at", "settled_at", "settled_by", "outcome", "proposal").get()
    retention.forget(at=NOON + 4000 * DAY)
    comment.refresh_from_db()
    assert (comment.text, words_of(report)) == ("Gute Idee", ("", ""))
    assert Report.objects.values(*before).get() == before


@pytest.mark.parametrize("again", [0, 5])
@pytest.mark.parametrize("days", [0, 30, 31, 180, 181, 365, 366, 800])
def test_once_more_on_the_same_day_forgets_nothing(days: int, again: int) -> None:
    a_report()
    a_removed_comment()
    retention.forget(at=NOON + days * DAY)
    assert retention.forget(at=NOON + days * DAY + again * datetime.timedelta(hours=1)) == NOTHING


@pytest.mark.parametrize(("name", "days"), [("KEEP_REPORT_EMAIL_DAYS", 5), ("KEEP_REMOVED_COMMENT_DAYS", 5)])
def test_a_city_sets_its_own_time(name: str, days: int, settings: Any) -> None:
    setattr(settings, name, days)
    report, comment = a_report(), a_removed_comment()
    done = [retention.forget(at=NOON + n * DAY) for n in (days, days + 1)]
    expected = Forgotten(1, 0, 0) if "EMAIL" in name else Forgotten(0, 0, 1)
    assert done == [NOTHING, expected]
    comment.refresh_from_db()
    assert ((words_of(report)[0] == ""), (comment.text == "")) == ("EMAIL" in name, "COMMENT" in name)


def test_the_command_says_what_it_did(capsys: Any) -> None:
    long_ago = timezone.now() - 400 * DAY
    a_report(at=long_ago)
    a_removed_comment(at=long_ago)
    call_command("forget_old")
    assert capsys.readouterr().out == (
        "Forgotten: 1 addresses and 1 texts of reports, 1 texts of removed comments.\n"
    )  # fmt: skip


def test_pages_and_desks_live_with_what_is_forgotten() -> None:
    comment = a_removed_comment()
    report = a_report()
    retention.forget(at=NOON + 400 * DAY)
    comment.refresh_from_db()
    moderator = at_work(colleague("moderator", comment.proposal.area))
    assert str(comment) == "Text gelöscht"
    assert "Text gelöscht" in moderator.get("/verwaltung/kommentare/").content.decode()
    assert moderator.get(f"/verwaltung/kommentare/{comment.pk}/").status_code == 200
    other = at_work(colleague("moderator", report.proposal.area))
    assert other.get(f"/verwaltung/meldungen/{report.pk}/").status_code == 200
    page = Client().get(f"/vorschlaege/{comment.proposal_id}/").content.decode()
    assert ("Beleidigung" in page, "Unflätiges" in page) == (True, False)
