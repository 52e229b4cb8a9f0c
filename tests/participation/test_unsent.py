"""Whoever posts a form after their session ended loses nothing: the words come back after the log-in."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from participation import unsent
from participation.models import Phase
from proposals.models import Comment, Proposal
from proposals.states import State
from tests.factories.participation import DistrictFactory, UserFactory, a_round
from tests.factories.proposals import a_category, a_proposal
from tests.participation.staff_area import colleague
from tests.participation.test_security import code_for

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"
ENDED = "Sie wurden abgemeldet, weil eine Weile nichts geschehen ist."
FIRST = "Bitte melden Sie sich zuerst an."
KEPT = "Was Sie geschrieben haben, bleibt eine halbe Stunde erhalten und steht nach dem Anmelden wieder im Formular."
BACK = "Sie sind wieder angemeldet. Was Sie geschrieben haben, steht unten; abgeschickt ist es noch nicht."


def timed_out(user: Any) -> Client:
    """A browser whose session has ended while its person was writing."""
    client = Client()
    client.force_login(user)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(minutes=1))
    return client


def sign_in(client: Client, user: Any, response: Any) -> Any:
    """Follow the redirect to the log-in, sign in there, and come back; the page one lands on."""
    assert response.status_code == 302
    login = client.get(response["Location"])
    assert login.status_code == 200
    target = login.context["redirect_field_value"]
    return client.post("/konto/login/", {"login": user.email, "password": PASSWORD, "next": target}, follow=True)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def shown(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_comment_comes_back() -> None:
    proposal, user = a_proposal(State.PUBLISHED), UserFactory()
    client, address = timed_out(user), f"/vorschlaege/{proposal.pk}/kommentieren/"
    sent = client.post(address, {"text": "Ich <war> schon dort.", "key": ""})
    assert sent["Location"] == f"/konto/login/?next={address}"
    assert f"{ENDED} {KEPT}" in shown(client.get(sent["Location"]))
    page = sign_in(client, user, sent)
    assert (page.redirect_chain[-1][0], page.context["form"]["text"].value()) == (address, "Ich <war> schon dort.")
    assert BACK in shown(page)
    assert Comment.objects.count() == 0
    assert client.get(address).context["form"]["text"].value() is None


@pytest.mark.parametrize("step", ["title", "what", "preview"])
def test_an_idea_comes_back_at_its_question(step: str) -> None:
    round_, user = a_round(phase=Phase.Kind.COLLECTING, now=timezone.now()), UserFactory()
    client, address = timed_out(user), f"/runden/{round_.slug}/einreichen/"
    words = {"title": "Bänke", "what": "Vier Bänke.\r\nAus Holz.", "why": "Zum Sitzen.", "category": a_category().pk}
    sent = client.post(address, {**words, "step": step, "go": "next", "reached": "1", "estimate": "1.200"})
    page = sign_in(client, user, sent)
    form = page.context["form"]
    assert page.context["step_name"] == step
    assert {name: str(form[name].value()) for name in words} == {name: str(text) for name, text in words.items()}
    assert (form["estimate"].value(), page.context["reached"], Proposal.objects.count()) == ("1.200", True, 0)


def test_what_a_moderator_wrote_comes_back() -> None:
    proposal = a_proposal(State.SUBMITTED)
    user = colleague("moderator", proposal.area)
    client, address = timed_out(user), f"/verwaltung/vorschlaege/{proposal.pk}/ablehnen/"
    words = {"reason_code": "not_specific", "text": "Wo genau?", "internal_note": "Anruf am Montag."}
    sent = client.post(address, words)
    assert sent["Location"] == f"/konto/login/?next={address}"
    page = sign_in(client, user, sent)
    form = page.context["form"]
    assert {name: form[name].value() for name in words} == words
    proposal.refresh_from_db()
    assert (proposal.state, BACK in shown(page)) == (State.SUBMITTED, True)


def test_it_comes_back_through_the_second_factor(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    proposal, secret = a_proposal(State.SUBMITTED), "JBSWY3DPEHPK3PXP"
    user = colleague("moderator", proposal.area)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    client, address = timed_out(user), f"/verwaltung/vorschlaege/{proposal.pk}/zurueckgeben/"
    asked = sign_in(client, user, client.post(address, {"text": "Bitte nennen Sie den Ort."}))
    assert asked.redirect_chain[-1][0].startswith("/konto/zweiter-faktor/authenticate/")
    page = client.post(asked.redirect_chain[-1][0], {"code": code_for(secret)}, follow=True)
    assert page.redirect_chain[-1][0] == address
    assert page.context["form"]["text"].value() == "Bitte nennen Sie den Ort."


def test_the_initial_values_of_a_desk_give_way_to_what_was_typed() -> None:
    area = DistrictFactory()
    user = colleague("office", area)
    client, address = timed_out(user), f"/verwaltung/gebiete/{area.pk}/rolle/"
    sent = client.post(address, {"email": "neu@example.org", "name": "clerk", "area": ""})
    form = sign_in(client, user, sent).context["form"]
    assert [form[name].value() for name in ("email", "name", "area")] == ["neu@example.org", "clerk", ""]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/mein/", {"display_name": "Frau Nachbarin", "language": "en"}), ("/mein/wohnort/", {"born_on": "1980-02-30"})],
)
def test_the_own_account_s_forms_come_back(path: str, words: dict[str, str]) -> None:
    user = UserFactory()
    client = timed_out(user)
    form = sign_in(client, user, client.post(path, words)).context["form"]
    assert {name: form[name].value() for name in words} == words


def test_who_was_never_signed_in_reads_another_sentence() -> None:
    proposal, client = a_proposal(State.PUBLISHED), Client()
    sent = client.post(f"/vorschlaege/{proposal.pk}/kommentieren/", {"text": "Gute Idee"})
    assert said(sent) == [f"{FIRST} {KEPT}"]


def test_a_file_has_to_be_chosen_again_and_that_is_said() -> None:
    round_, client = a_round(now=timezone.now()), Client()
    picture = SimpleUploadedFile("a.png", b"x")
    sent = client.post(f"/runden/{round_.slug}/einreichen/", {"title": "Bänke", "picture": picture})
    assert said(sent) == [f"{FIRST} {KEPT} Nur Dateien müssen Sie neu auswählen."]


@pytest.mark.parametrize(("length", "fits"), [(unsent.LONGEST, True), (unsent.LONGEST + 1, False)])
def test_a_text_beyond_all_measure_is_not_kept_and_that_is_said(length: int, fits: bool) -> None:
    proposal, client = a_proposal(State.PUBLISHED), Client()
    sent = client.post(f"/vorschlaege/{proposal.pk}/kommentieren/", {"text": "x" * length})
    too_long = "Ihr Text ist zu lang, um ihn aufzuheben: Gehen Sie im Browser zurück und kopieren Sie ihn."
    assert said(sent) == [f"{FIRST} {KEPT if fits else too_long}"]
    assert (unsent.IN_SESSION in client.session) is fits


@pytest.mark.parametrize("words", [{}, {"text": "  \r\n "}, {"once": "abc"}])
def test_an_empty_form_leaves_nothing(words: dict[str, str]) -> None:
    proposal, client = a_proposal(State.PUBLISHED), Client()
    sent = client.post(f"/vorschlaege/{proposal.pk}/kommentieren/", words)
    assert (sent.status_code, Session.objects.count(), client.cookies.keys() & {"sessionid"}) == (302, 0, set())


@pytest.mark.parametrize(("minutes", "comes"), [(29, True), (31, False)])
def test_after_half_an_hour_it_is_gone(minutes: int, comes: bool) -> None:
    proposal, user, client = a_proposal(State.PUBLISHED), UserFactory(), Client()
    address = f"/vorschlaege/{proposal.pk}/kommentieren/"
    client.post(address, {"text": "Gute Idee"})
    session = client.session
    long_ago = timezone.now() - datetime.timedelta(minutes=minutes)
    session[unsent.IN_SESSION] = session[unsent.IN_SESSION] | {"at": long_ago.isoformat()}
    session.save()
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    text = client.get(address).context["form"]["text"].value()
    assert (text, unsent.IN_SESSION in client.session) == ("Gute Idee" if comes else None, False)


def test_it_comes_back_on_its_own_page_alone() -> None:
    first, other, user = a_proposal(State.PUBLISHED), a_proposal(State.PUBLISHED), UserFactory()
    client = Client()
    client.post(f"/vorschlaege/{first.pk}/kommentieren/", {"text": "Für die erste"})
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert client.get(f"/vorschlaege/{other.pk}/kommentieren/").context["form"]["text"].value() is None
    assert client.get(f"/vorschlaege/{first.pk}/kommentieren/").context["form"]["text"].value() == "Für die erste"


def test_no_foreign_page_leaves_words_here() -> None:
    proposal, client = a_proposal(State.PUBLISHED), Client(enforce_csrf_checks=True)
    assert client.post(f"/vorschlaege/{proposal.pk}/kommentieren/", {"text": "untergeschoben"}).status_code == 403
    assert Session.objects.count() == 0


def test_the_key_of_the_form_is_not_kept() -> None:
    proposal, client = a_proposal(State.PUBLISHED), Client()
    client.post(f"/vorschlaege/{proposal.pk}/kommentieren/", {"text": "Ja", "csrfmiddlewaretoken": "x" * 64})
    assert client.session[unsent.IN_SESSION]["fields"] == {"text": ["Ja"]}


@pytest.mark.parametrize("path", ["abstimmen/", "abstimmen/pruefen/", "abstimmen/abgeben/"])
def test_a_ballot_stands_in_no_session(path: str) -> None:
    round_, client = a_round(phase=Phase.Kind.VOTING, now=timezone.now()), Client()
    client.post(f"/runden/{round_.slug}/{path}", {"choice": ["1", "2"]})
    assert Session.objects.count() == 0
