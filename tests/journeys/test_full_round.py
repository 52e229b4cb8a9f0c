"""One whole round in a real browser, by clicking: from a visitor's idea to a project that is being built.

Every page on the way is judged by axe and kept as a picture. The calendar is the one thing that no click can move.
"""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from participation.models import Phase
from tests import browser, world
from tests.world import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# From drawing up the paper to the second ballot; the test then waits for the end of the vote.
VOTE_LASTS = datetime.timedelta(seconds=60)


class Person:
    """Somebody at a browser window."""

    def __init__(self, page: Any, live_server: Any) -> None:
        self.page, self.base = page, live_server.url
        self.seen: list[str] = []

    def look(self, name: str) -> None:
        """The page as it is now: no fault for axe, kept as a picture."""
        self.page.wait_for_load_state("networkidle")
        assert browser.violations(self.page) == [], f"{name}: {self.page.url}"
        browser.shoot(self.page, f"{len(self.seen) + 1:02}-{name}")
        self.seen.append(name)

    def click(self, text: str, *, within: str = "body", role: str | None = None) -> None:
        """Press a link or button by what it says."""
        scope = self.page.locator(within)
        exact = re.compile(rf"^\s*{re.escape(text)}\s*$")
        found = scope.get_by_role(role, name=exact) if role else scope.locator("a, button").filter(has_text=exact)
        found.locator("visible=true").first.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.base}/konto/login/")
        self.fill(login=email, password=PASSWORD)
        self.click("Anmelden", within="main")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def sign_out(self) -> None:
        self.page.context.clear_cookies()

    def at_desk(self, desk: str, item: str, action: str) -> None:
        """Staff: open a desk from the menu, an item from its list, an action from its buttons."""
        self.page.goto(f"{self.base}/verwaltung/")
        self.page.locator(f"nav a[href^='/verwaltung/{desk}/']").first.click()
        self.page.get_by_role("link", name=item).first.click()
        self.click(action, within="main")

    def press(self, label: str) -> None:
        """Press the button of a staff form."""
        self.page.locator("main form button[type=submit]", has_text=label).first.click()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def person(page: Any, live_server: Any) -> Person:
    return Person(page, live_server)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "platz.png"
    Image.new("RGB", (900, 600), "#88aa77").save(file)
    return file


def test_from_an_idea_to_a_project(person: Person, live_server: Any, photo: Path) -> None:
    given = world.build(port=int(live_server.url.rsplit(":", 1)[1]))
    a_visitor_makes_an_account(person)
    the_citizen_submits_an_idea(person, photo)
    the_moderator_publishes_it(person)
    the_offices_check_and_cost_it(person)
    ends_at = world.the_calendar_moves_to(given.round, Phase.Kind.VOTING, lasts=VOTE_LASTS)
    the_paper_is_drawn_up_and_frozen(person)
    the_clerk_confirms_the_residence(person)
    the_citizen_votes_twice(person)
    time.sleep(max(0.0, (ends_at - timezone.now()).total_seconds()) + 0.5)
    the_box_is_shut_and_counted(person)
    everybody_reads_the_result(person)
    the_office_builds(person)
    everybody_follows_the_project(person)
    assert len(person.seen) == len(set(person.seen)) == 30


def a_visitor_makes_an_account(person: Person) -> None:
    person.page.goto(person.base + "/")
    person.look("home")
    person.click("Idee einreichen", within="main")
    person.look("please-sign-in")
    person.page.get_by_role("link", name=re.compile("Konto anlegen|Registrieren")).first.click()
    person.look("sign-up")
    person.fill(email="mira@example.org", password1=PASSWORD, display_name="Mira vom Kiez")
    person.page.locator("main form button[type=submit]").click()
    person.page.wait_for_url(lambda url: "/signup/" not in url)
    person.look("mail-is-on-its-way")
    link = re.search(r"https?://\S+/konto/\S+", mail.outbox[-1].body)
    assert link
    person.page.goto(link[0])
    person.look("confirm-address")
    person.page.locator("main form button[type=submit]").click()
    person.page.wait_for_load_state("networkidle")
    person.sign_in("mira@example.org")
    person.look("my-page")


def the_citizen_submits_an_idea(person: Person, photo: Path) -> None:
    person.click("Idee einreichen", within="main")
    person.look("idea-title")
    person.fill(title="Schatten für den Spielplatz")
    person.click("Weiter")
    person.fill(what="Drei Bäume und ein Sonnensegel über dem Sandkasten, dazu eine Bank für die Großeltern.")
    person.click("Weiter")
    person.fill(why="Im Sommer ist der Sand zu heiß, und die Kinder gehen mittags nach Hause.")
    person.click("Weiter")
    person.look("idea-place")
    person.fill(place="Spielplatz am Fennpfuhl")
    person.page.locator(".leaflet-container").click(position={"x": 300, "y": 200})
    person.page.locator("[name=lon]").evaluate("field => field.value !== '' || (() => { throw Error('no point') })()")
    a_place_in_the_round(person)
    person.click("Weiter")
    person.page.locator("[name=category]").first.press("ArrowDown")
    person.click("Weiter")
    person.fill(estimate="viel")
    person.click("Weiter")
    assert "Betrag in Euro" in person.page.locator("main").inner_text()
    assert person.page.locator("[name=estimate]").input_value() == "viel"
    person.look("idea-bad-estimate")
    person.fill(estimate="12.400")
    person.click("Weiter")
    person.page.locator("[name=picture]").set_input_files(photo)
    person.fill(picture_alt="Ein Sandkasten in der prallen Sonne")
    person.look("idea-picture")
    person.click("Weiter")
    person.look("idea-preview")
    person.click("Diese Idee einreichen")
    person.look("idea-submitted")
    person.sign_out()


def a_place_in_the_round(person: Person) -> None:
    """A click on the map may have met another district; the place is then set by its coordinates, as the map does."""
    person.page.locator("[name=lon]").evaluate("field => { field.value = '13.4750' }")
    person.page.locator("[name=lat]").evaluate("field => { field.value = '52.5290' }")


def the_moderator_publishes_it(person: Person) -> None:
    person.sign_in("moderator@example.org")
    person.page.goto(person.base + "/verwaltung/")
    person.look("staff-home")
    person.at_desk("vorschlaege", "Schatten für den Spielplatz", "Veröffentlichen")
    person.look("staff-publish")
    person.press("Veröffentlichen")
    assert "Schatten für den Spielplatz" in mail.outbox[-1].body
    person.at_desk("vorschlaege", "Schatten für den Spielplatz", "An die Fachämter geben")
    person.press("An die Fachämter geben")
    person.sign_out()


def the_offices_check_and_cost_it(person: Person) -> None:
    person.sign_in("assessor@example.org")
    person.at_desk("pruefung", "Schatten für den Spielplatz", "Prüfung eintragen")
    person.page.locator("[name=office]").select_option(label="Straßen- und Grünflächenamt")
    person.page.locator("[name=verdict][value=feasible]").check()
    person.fill(
        statement="Drei Bäume und ein Segel sind möglich. Leitungen liegen dort nicht.", cost_likely_cents="14.000"
    )
    person.look("staff-verdict")
    person.press("Prüfung eintragen")
    person.sign_out()
    person.sign_in("finance@example.org")
    person.at_desk("pruefung", "Schatten für den Spielplatz", "Kosten unterschreiben")
    person.press("Kosten unterschreiben")
    person.look("staff-signed")
    person.sign_out()


def the_paper_is_drawn_up_and_frozen(person: Person) -> None:
    person.sign_in("returning_officer@example.org")
    for action in ("Stimmzettel aufstellen", "Stimmzettel festschreiben"):
        person.at_desk("stimmzettel", "Bürgerhaushalt Lichtenberg", action)
        person.press(action)
    person.look("staff-paper")
    person.sign_out()


def the_clerk_confirms_the_residence(person: Person) -> None:
    person.sign_in("clerk@example.org")
    person.page.goto(person.base + "/verwaltung/wohnsitz/?q=mira@example.org")
    person.page.get_by_role("link", name="mira@example.org").first.click()
    person.click("Wohnsitz bestätigen", within="main")
    person.page.locator("[name=area]").select_option(label="Lichtenberg")
    person.fill(born_on="1990-05-17")
    person.page.locator("[name=seen]").check()
    person.look("staff-residence")
    person.press("Wohnsitz bestätigen")
    person.sign_out()


def the_citizen_votes_twice(person: Person) -> None:
    person.sign_in("mira@example.org")
    for time_ in ("first", "second"):
        person.page.goto(person.base + "/mein/")
        person.click("Jetzt abstimmen", within="main")
        person.page.wait_for_load_state("networkidle")
        assert person.page.locator("[name=choices]:checked").count() == 0
        person.page.locator("[name=choices]").first.press("Space")
        if time_ == "first":
            person.look("ballot")
        person.click("Auswahl prüfen")
        if time_ == "first":
            person.look("ballot-review")
        person.click("Stimme abgeben", within="main")
        person.page.wait_for_load_state("networkidle")
    person.look("receipt")
    person.sign_out()


def the_box_is_shut_and_counted(person: Person) -> None:
    person.sign_in("returning_officer@example.org")
    person.at_desk("stimmzettel", "Bürgerhaushalt Lichtenberg", "Urne schließen")
    person.press("Urne schließen")
    person.at_desk("ergebnisse", "Bürgerhaushalt Lichtenberg", "Auszählen")
    person.press("Auszählen")
    person.look("staff-count")
    person.sign_out()
    assert person.page.request.get(person.base + "/runden/lichtenberg/ergebnis/").status == 404
    person.sign_in("second_officer@example.org")
    for action in ("Bestätigen", "Veröffentlichen"):
        person.at_desk("ergebnisse", "Bürgerhaushalt Lichtenberg", action)
        person.press(action)
    assert "mira@example.org" in mail.outbox[-1].to
    person.sign_out()


def everybody_reads_the_result(person: Person) -> None:
    person.page.goto(person.base + "/runden/lichtenberg/")
    person.look("round")
    person.page.goto(person.base + "/runden/lichtenberg/ergebnis/")
    person.look("result")
    assert "Schatten für den Spielplatz" in person.page.locator("main").inner_text()
    person.page.get_by_role("link", name="Schatten für den Spielplatz").first.click()
    person.look("proposal")
    person.click("Vorschläge", within="header")
    person.look("proposals")


def the_office_builds(person: Person) -> None:
    person.sign_in("office@example.org")
    person.at_desk("zuschlaege", "Bürgerhaushalt Lichtenberg", "Projekte aus den Zuschlägen anlegen")
    person.press("Projekte aus den Zuschlägen anlegen")
    person.at_desk("umsetzung", "Schatten für den Spielplatz", "Neuigkeit melden")
    person.fill(title="Es geht los", text="Die Bäume sind bestellt.", reason="Der Auftrag ist vergeben.")
    person.page.locator("[name=state]").select_option("in_progress")
    person.look("staff-news")
    person.press("Neuigkeit melden")
    person.at_desk("umsetzung", "Schatten für den Spielplatz", "Geld buchen")
    person.page.locator("[name=kind]").select_option("committed")
    person.fill(amount="9.000", on=timezone.localdate().isoformat(), note="Auftrag Bäume")
    person.press("Geld buchen")
    person.look("staff-project")
    person.sign_out()


def everybody_follows_the_project(person: Person) -> None:
    person.page.goto(person.base + "/")
    person.click("Projekte", within="header")
    person.look("projects")
    person.page.get_by_role("link", name="Schatten für den Spielplatz").first.click()
    person.look("project")
    text = person.page.locator("main").inner_text()
    assert "9.000 €" in text.replace("\u00a0", " ")
    assert "Der Auftrag ist vergeben." in text
