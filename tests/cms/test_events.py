"""Dates: their pages, their list, and what a calendar program reads."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar

from cms import queries
from cms.models import EventIndexPage, EventPage
from tests.factories import cms as factory
from tests.factories.cms import a_site, some_events
from tests.factories.participation import DistrictFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR


@pytest.fixture
def index() -> EventIndexPage:
    some_events(a_site(), begin=[])
    return EventIndexPage.objects.get(locale__language_code="de")


def an_event(index: EventIndexPage, number: int = 1, *, begins: datetime.timedelta = DAY, **fields: Any) -> EventPage:
    """A live date that begins so long after now and takes two hours."""
    starts_at = (timezone.now() + begins).replace(microsecond=0)
    page = factory.an_event(index, number, starts_at=starts_at, **fields)
    page.refresh_from_db()
    return page


def entries(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_list_shows_what_comes_and_what_was_last(index: EventIndexPage, client: Client) -> None:
    for number, begins in enumerate((2 * DAY, DAY, -HOUR, -3 * HOUR, -DAY), 1):
        an_event(index, number, begins=begins)
    context = client.get("/termine/").context
    assert [page.title for page in context["events"]] == ["Termin 3", "Termin 2", "Termin 1"]
    assert [page.title for page in context["past"]] == ["Termin 4", "Termin 5"]


def test_a_list_without_dates_says_so(index: EventIndexPage, client: Client) -> None:
    assert "Zurzeit gibt es keinen Termin." in client.get("/termine/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_of_the_list(
    index: EventIndexPage, client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        an_event(index, number)
    client.get("/termine/")
    with django_assert_num_queries(12):
        client.get("/termine/")


def test_a_date_says_all_that_people_need_to_come(index: EventIndexPage, client: Client) -> None:
    area = DistrictFactory(name="Mitte")
    event = an_event(index, area=area, access="Aufzug im Hof.", online_url="https://video.stadt.example/saal")
    page = client.get("/termine/termin-1/").content.decode()
    for words in ("Rathaus, Saal 1, Mitte", "Aufzug im Hof.", "https://video.stadt.example/saal"):
        assert words in page
    assert f'href="/termine/{event.pk}.ics"' in page


def test_what_is_called_off_stays_and_says_so(index: EventIndexPage, client: Client) -> None:
    event = an_event(index, called_off="Der Saal ist gesperrt.")
    page = client.get("/termine/termin-1/").content.decode()
    assert "Der Saal ist gesperrt." in page
    assert ".ics" not in page
    assert "Der Saal ist gesperrt." in client.get("/termine/").content.decode()
    [entry] = entries(client, f"/termine/{event.pk}.ics")
    assert str(entry["status"]) == "CANCELLED"


def test_what_is_over_says_so(index: EventIndexPage, client: Client) -> None:
    an_event(index, begins=-DAY)
    page = client.get("/termine/termin-1/").content.decode()
    assert "Dieser Termin ist vorbei." in page
    assert ".ics" not in page


def test_a_calendar_reads_one_date(index: EventIndexPage, client: Client) -> None:
    event = an_event(index, access="Aufzug; im Hof,\nlinks.")
    [entry] = entries(client, f"/termine/{event.pk}.ics")
    assert {
        "uid": str(entry["uid"]),
        "begins": entry["dtstart"].dt,
        "ends": entry["dtend"].dt,
        "title": str(entry["summary"]),
        "place": str(entry["location"]),
        "text": str(entry["description"]),
        "address": str(entry["url"]),
        "status": str(entry["status"]),
    } == {
        "uid": f"{event.translation_key}@testserver",
        "begins": event.starts_at,
        "ends": event.ends_at,
        "title": "Termin 1",
        "place": "Rathaus, Saal 1",
        "text": "Worum es geht.\n\nAufzug; im Hof,\nlinks.",
        "address": "http://testserver/termine/termin-1/",
        "status": "CONFIRMED",
    }


def test_all_that_come_can_be_subscribed_to(index: EventIndexPage, client: Client) -> None:
    for number, begins in enumerate((2 * DAY, DAY, -DAY), 1):
        an_event(index, number, begins=begins)
    assert [str(entry["summary"]) for entry in entries(client, "/termine.ics")] == ["Termin 2", "Termin 1"]


@pytest.mark.parametrize("hidden", ["draft", "nothing"])
def test_a_date_that_nobody_may_read_has_no_file(index: EventIndexPage, client: Client, hidden: str) -> None:
    event = an_event(index)
    event.unpublish()
    number = event.pk if hidden == "draft" else event.pk + 100
    assert client.get(f"/termine/{number}.ics").status_code == 404
    assert entries(client, "/termine.ics") == []


@pytest.mark.parametrize("takes", [datetime.timedelta(0), -HOUR])
def test_an_end_before_the_beginning_is_refused(index: EventIndexPage, takes: datetime.timedelta) -> None:
    event = an_event(index)
    event.ends_at = event.starts_at + takes
    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert list(refusal.value.message_dict) == ["ends_at"]


def test_the_block_shows_the_next_dates(index: EventIndexPage) -> None:
    for number, begins in enumerate((2 * DAY, DAY, -DAY, 3 * DAY), 1):
        an_event(index, number, begins=begins)
    with override("de"):
        found = queries.next_events(2, at=timezone.now())
    assert [event.title for event in found] == ["Termin 2", "Termin 1"]
