"""The same round as in the browser journey, without a line of JavaScript: links and forms as the HTML has them."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from participation.models import Phase
from tests import world
from tests.paper_browser import PaperBrowser
from tests.world import PASSWORD, World
from voting import queries

pytestmark = pytest.mark.django_db
# From the moment the vote opens to the second ballot; the test then waits for its end.
VOTE_LASTS = datetime.timedelta(seconds=40)


@pytest.fixture
def given() -> World:
    return world.build()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "platz.png"
    Image.new("RGB", (900, 600), "#88aa77").save(file)
    return file


def signed_in(email: str) -> PaperBrowser:
    window = PaperBrowser().go("/konto/login/")
    return window.send("Anmelden", login=email, password=PASSWORD)


def an_account() -> PaperBrowser:
    """From the home page to a confirmed account."""
    window = PaperBrowser().go("/")
    window.follow("Idee einreichen")
    window.follow("Konto anlegen")
    window.send("Konto anlegen", email="mira@example.org", password1=PASSWORD, display_name="Mira")
    link = re.search(r"http://testserver(/konto/\S+)", mail.outbox[-1].body)
    assert link
    window.go(link[1]).send("Ja, bestätigen")
    return signed_in("mira@example.org")


def an_idea(window: PaperBrowser, photo: Path) -> PaperBrowser:
    """Through all questions, with a bad answer on the way."""
    window.go("/runden/lichtenberg/einreichen/")
    window.send("Weiter", title="")
    assert window.status == 200
    window.send("Weiter", title="Schatten für den Spielplatz")
    window.send("Weiter", what="Drei Bäume, ein Sonnensegel und eine Bank am Sandkasten.")
    window.send("Weiter", why="Im Sommer ist es dort zu heiß.")
    window.send("Weiter", place="Spielplatz am Fennpfuhl")
    window.send("Weiter", category=window.first_value("category"))
    window.send("Weiter", estimate="sehr viel")
    assert window.value("estimate") == "sehr viel"
    assert "Betrag in Euro" in window.text
    window.send("Weiter", estimate="12.400")
    window.send("Weiter", files={"picture": photo}, picture_alt="")
    assert "in einem Satz, was auf dem Bild zu sehen ist" in window.text
    window.send("Weiter", picture_alt="Ein Sandkasten in der Sonne")
    assert "12.400 €" in window.text
    return window.send("Diese Idee einreichen")


def at_desk(role: str, desk: str, words: str, action: str, **fields: object) -> PaperBrowser:
    """A member of staff takes one action on one item."""
    window = signed_in(f"{role}@example.org")
    window.go(f"/verwaltung/{desk}/")
    window.follow(words).follow(action)
    window.send(action, **fields)
    assert window.status == 200
    return window


def test_a_whole_round(given: World, photo: Path) -> None:
    mira = an_account()
    assert "Danke" in an_idea(mira, photo).text
    idea = "Schatten für den Spielplatz"
    at_desk("moderator", "vorschlaege", idea, "Veröffentlichen")
    assert idea in PaperBrowser().go("/vorschlaege/?runde=lichtenberg").text
    at_desk("moderator", "vorschlaege", idea, "An die Fachämter geben")
    office = given.round.area.offices.get(name="Straßen- und Grünflächenamt")
    says = {"statement": "Drei Bäume und ein Segel sind möglich.", "cost_likely_cents": "14.000"}
    at_desk("assessor", "pruefung", idea, "Prüfung eintragen", office=office.pk, verdict="feasible", **says)
    at_desk("finance", "pruefung", idea, "Kosten unterschreiben")
    ends_at = world.the_calendar_moves_to(given.round, Phase.Kind.VOTING, lasts=VOTE_LASTS)
    at_desk("returning_officer", "stimmzettel", given.round.title, "Stimmzettel aufstellen")
    at_desk("returning_officer", "stimmzettel", given.round.title, "Stimmzettel festschreiben")
    assert "Wohnsitz" in mira.go("/runden/lichtenberg/abstimmen/").text
    clerk = signed_in("clerk@example.org").go("/verwaltung/wohnsitz/?q=mira@example.org")
    clerk.follow("mira@example.org").follow("Wohnsitz bestätigen")
    clerk.send("Wohnsitz bestätigen", area=given.round.area.pk, born_on="1990-05-17", seen="on")
    for _ in ("first", "again"):
        mira.go("/runden/lichtenberg/abstimmen/")
        mira.send("Auswahl prüfen", choices=[mira.first_value("choices")])
        mira.send("Stimme abgeben")
        assert "Quittung" in mira.text
    assert queries.turnout(queries.paper_for(given.round)) == 1
    assert PaperBrowser().go("/runden/lichtenberg/ergebnis/").status == 404
    time.sleep(max(0.0, (ends_at - timezone.now()).total_seconds()) + 0.5)
    at_desk("returning_officer", "stimmzettel", given.round.title, "Urne schließen")
    at_desk("returning_officer", "ergebnisse", given.round.title, "Auszählen")
    at_desk("second_officer", "ergebnisse", given.round.title, "Bestätigen")
    assert PaperBrowser().go("/runden/lichtenberg/ergebnis/").status == 404
    at_desk("second_officer", "ergebnisse", given.round.title, "Veröffentlichen")
    assert idea in PaperBrowser().go("/runden/lichtenberg/ergebnis/").text
    at_desk("office", "zuschlaege", given.round.title, "Projekte aus den Zuschlägen anlegen")
    news = {"title": "Es geht los", "text": "Die Bäume sind bestellt.", "reason": "Der Auftrag ist vergeben."}
    at_desk("office", "umsetzung", idea, "Neuigkeit melden", state="in_progress", **news)
    project = PaperBrowser().go("/projekte/").follow(idea)
    assert "Der Auftrag ist vergeben." in project.text


def test_an_idea_in_another_district_says_where_it_lies(given: World) -> None:
    window = signed_in("moderator@example.org").go("/runden/lichtenberg/einreichen/")
    window.send("Weiter", title="Bank am Kanal").send("Weiter", what="Eine Bank.").send("Weiter", why="Zum Sitzen.")
    window.send("Weiter", place="Landwehrkanal", lon="13.4300", lat="52.4800")
    assert "Neukölln" in window.text
    assert "Lichtenberg" in window.text
    assert window.value("place") == "Landwehrkanal"
