"""Every page of the package is valid HTML, in German and in English, with content and with mistakes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser

from participation.models import User
from proposals.forms import STEP_NAMES
from proposals.states import State
from tests.factories.participation import RegionFactory, UserFactory, a_round
from tests.factories.proposals import WAYS, a_category, a_proposal

pytestmark = pytest.mark.django_db


def faults(html: str) -> list[str]:
    parser = HTMLParser()
    parser.parse(html)
    return [f"{error[1]} {error[2]}" for error in parser.errors]


@pytest.fixture
def person(client: Client) -> User:
    user: User = UserFactory(display_name="Ada <Kiez> & Co")
    client.force_login(user)
    return user


def test_the_parser_sees_faults() -> None:
    assert faults("<!DOCTYPE html><title>x</title><p><b>x</p>") != []


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("step", STEP_NAMES)
def test_every_step_empty_and_with_mistakes(client: Client, person: User, language: str, step: str) -> None:
    round = a_round(now=timezone.now())
    RegionFactory(parent=round.area)
    address = f"{language}/runden/{round.slug}/einreichen/"
    answers = {
        "title": "A & <B>",
        "what": "x\ny",
        "why": "z",
        "category": a_category().pk,
        "lon": round.area.lon,
        "lat": round.area.lat,
    }
    for sent in (answers | {"go": f"edit-{step}"}, {"go": "next"}, answers | {"go": "next", "reached": "1"}):
        response = client.post(address, sent | {"step": step})
        assert (response.status_code, faults(response.content.decode())) == (200, [])


@pytest.mark.parametrize("language", ["", "/en"])
def test_all_other_pages(client: Client, person: User, language: str) -> None:
    now = timezone.now()
    round = a_round(now=now)
    rows = {state: a_proposal(state, by=person, at=now, round=round, title="A & <B>") for state in WAYS}
    over = a_round(now=now, phase="voting")
    published, returned = rows[State.PUBLISHED].pk, rows[State.RETURNED].pk
    pages = [
        "/mein/vorschlaege/",
        f"/runden/{over.slug}/einreichen/",
        f"/vorschlaege/{returned}/bearbeiten/",
        f"/vorschlaege/{published}/bearbeiten/",
        f"/vorschlaege/{published}/eingereicht/",
        f"/vorschlaege/{published}/zuruecknehmen/",
        f"/vorschlaege/{rows[State.ADMITTED].pk}/zuruecknehmen/",
        f"/vorschlaege/{published}/kommentieren/",
        f"/vorschlaege/{published}/melden/",
    ]
    found = {page: faults(client.get(language + page).content.decode()) for page in pages}
    assert found == {page: [] for page in pages}


@pytest.mark.parametrize("page", ["kommentieren", "melden"])
def test_forms_with_mistakes(client: Client, person: User, page: str) -> None:
    now = timezone.now()
    proposal = a_proposal(at=now, round=a_round(now=now))
    response = client.post(f"/vorschlaege/{proposal.pk}/{page}/", {})
    assert (response.status_code, faults(response.content.decode())) == (200, [])
