"""A person's own ideas."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import User
from proposals import discussion
from proposals.states import State
from tests.factories.participation import UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal

pytestmark = pytest.mark.django_db

MINE = "/en/mein/vorschlaege/"


@pytest.fixture
def person(client: Client) -> User:
    user: User = UserFactory()
    client.force_login(user)
    return user


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("path", [MINE, "/en/vorschlaege/1/eingereicht/", "/en/vorschlaege/1/zuruecknehmen/"])
def test_strangers_sign_in_first(client: Client, path: str) -> None:
    assert client.get(path)["location"] == f"/en/konto/login/?next={path}"


def test_an_empty_list_says_what_to_do(client: Client, person: User) -> None:
    assert "You have not submitted an idea yet" in text_of(client.get(MINE))


@pytest.mark.parametrize("state", WAYS)
def test_each_state_offers_what_can_be_done(client: Client, person: User, state: str) -> None:
    proposal = a_proposal(state, by=person, at=timezone.now(), round=a_round(now=timezone.now()))
    page = text_of(client.get(MINE))
    assert str(State(state).label) in page
    assert (f'href="/en/vorschlaege/{proposal.pk}/bearbeiten/"' in page) == (state == State.RETURNED)
    withdrawable = state in (State.SUBMITTED, State.RETURNED, State.PUBLISHED)
    assert (f'href="/en/vorschlaege/{proposal.pk}/zuruecknehmen/"' in page) == withdrawable
    assert ("Our answer" in page) == (state in (State.RETURNED, State.REFUSED, State.FORWARDED, State.MERGED))


def test_the_ideas_of_others_are_not_there(client: Client, person: User) -> None:
    a_proposal(title="Fremd", at=timezone.now(), round=a_round(now=timezone.now()))
    assert "Fremd" not in text_of(client.get(MINE))


def test_queries_do_not_grow_with_the_list(client: Client, person: User) -> None:
    """The same with one idea and with thirty; at most 12, the page around them included."""
    now = timezone.now()
    round = a_round(now=now)
    needed = []
    for count in (1, 29):
        for _ in range(count):
            proposal = a_proposal(by=person, at=now, round=round)
            discussion.support(proposal=proposal, by=UserFactory(), at=now)
        client.get(MINE)
        with CaptureQueriesContext(connection) as asked:
            client.get(MINE)
        needed.append(len(asked))
    assert needed[0] == needed[1] <= 12


class TestWithdraw:
    def test_asked_first_then_done(self, client: Client, person: User) -> None:
        now = timezone.now()
        proposal = a_proposal(by=person, at=now, round=a_round(now=now))
        path = f"/en/vorschlaege/{proposal.pk}/zuruecknehmen/"
        assert "You cannot undo this." in text_of(client.get(path))
        proposal.refresh_from_db()
        assert proposal.state == State.PUBLISHED
        response = client.post(path, follow=True)
        proposal.refresh_from_db()
        assert (proposal.state, response.redirect_chain) == (State.WITHDRAWN, [(MINE, 302)])
        assert "“Bänke am Weiher” is withdrawn." in text_of(response)

    def test_too_late_is_said(self, client: Client, person: User) -> None:
        now = timezone.now()
        proposal = a_proposal(State.IN_ASSESSMENT, by=person, at=now, round=a_round(now=now))
        path = f"/en/vorschlaege/{proposal.pk}/zuruecknehmen/"
        assert "This idea cannot be withdrawn any more." in text_of(client.get(path))
        assert "This is not possible any more." in text_of(client.post(path, follow=True))

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("page", ["zuruecknehmen", "eingereicht"])
    def test_not_yours_is_not_found(self, client: Client, person: User, method: str, page: str) -> None:
        now = timezone.now()
        proposal = a_proposal(at=now, round=a_round(now=now))
        assert getattr(client, method)(f"/en/vorschlaege/{proposal.pk}/{page}/").status_code == 404
        proposal.refresh_from_db()
        assert proposal.state == State.PUBLISHED
