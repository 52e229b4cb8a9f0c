"""An idea handed in and a vote cast without a mouse: Tab, arrows, Space and Enter, with the focus always to be seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from participation.models import Phase, Residency, User
from proposals.models import Proposal
from tests import world
from tests.factories.participation import UserFactory
from tests.factories.voting import a_paper
from tests.world import PASSWORD, World
from voting import queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
MOST = 150  # so many times somebody presses Tab before they give up

# What has the focus, and whether an outline of some width and of a colour other than nothing is drawn around it or
# around the label that stands for it.
FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const drawn = (node) => {
    const style = getComputedStyle(node);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  // Hidden beneath something that stays on the screen, like a bar at its lower end (WCAG 2.4.11).
  const under = (node, box) => {
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
    const near = [node, ...(node.labels || [])];
    return top !== null && !near.some((one) => one.contains(top) || top.contains(one));
  };
  const box = it.getBoundingClientRect();
  const label = it.labels && it.labels[0];
  return {
    tag: it.localName, name: it.name || '', value: it.value || '', type: it.type || '',
    text: (it.innerText || (label && label.innerText) || it.getAttribute('aria-label') || '').trim(),
    seen: drawn(it) || Boolean(label && drawn(label)) || Boolean(it.parentElement && drawn(it.parentElement)),
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && !under(it, box),
    href: it.getAttribute('href') || '',
  };
}"""


class Keyboard:
    """Somebody who has no mouse. ``faults``: elements whose focus could not be seen."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.faults: set[str] = set()

    def open(self, path: str) -> Keyboard:
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return self

    def press(self, *keys: str) -> Keyboard:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def focus(self) -> dict[str, Any]:
        found: dict[str, Any] | None = self.page.evaluate(FOCUS)
        return found or {}

    def settled(self) -> dict[str, Any]:
        """What has the focus, once the page has scrolled there."""
        for _ in range(20):
            here = self.focus()
            if not here or here["inside"]:
                break
            self.page.wait_for_timeout(50)
        return here

    def tab_to(self, *, text: str = "", name: str = "", value: str = "", tag: str = "") -> Keyboard:
        """Tab on until this has the focus; on the way each stop must be visible."""
        wanted = {key: word for key, word in (("name", name), ("value", value), ("tag", tag)) if word}
        for _ in range(MOST):
            self.press("Tab")
            here = self.settled()
            if here and not (here["seen"] and here["inside"]):
                self.faults.add(f"{self.page.url} {here}")
            if here and all(here[key] == word for key, word in wanted.items()) and here["text"].startswith(text):
                return self
        raise AssertionError(f"the Tab key never comes to {text or wanted} on {self.page.url}")

    def type(self, text: str, *, into: str) -> Keyboard:
        self.tab_to(name=into)
        self.page.keyboard.type(text)
        return self

    def go_on(self, *, text: str) -> Keyboard:
        """To the button that says so, Enter, and the next page."""
        self.tab_to(text=text)
        with self.page.expect_navigation(wait_until="networkidle"):
            self.press("Enter")
        return self

    @property
    def words(self) -> str:
        return str(self.page.locator("main").inner_text())


@pytest.fixture
def given(live_server: Any) -> World:
    return world.build()


@pytest.fixture
def citizen(given: World) -> User:
    person: User = UserFactory(email="mira@example.org")
    Residency.objects.create(
        user=person, area=given.round.area, born_on="1990-05-17", proof="desk", checked_at=timezone.now()
    )
    return person


@pytest.fixture
def keyboard(page: Any, live_server: Any, citizen: User) -> Keyboard:
    keyboard = Keyboard(page, live_server.url).open("/konto/login/")
    keyboard.type(citizen.email, into="login").type(PASSWORD, into="password").go_on(text="Anmelden")
    return keyboard


def test_an_idea_is_handed_in(keyboard: Keyboard, citizen: User) -> None:
    keyboard.open("/mein/").go_on(text="Idee einreichen")
    # The first stop of each page leads past the menu.
    keyboard.press("Tab")
    assert keyboard.focus()["href"] == "#main"
    keyboard.press("Enter")
    assert keyboard.page.evaluate("document.activeElement.id") == "main"
    keyboard.type("Schatten für den Spielplatz", into="title").go_on(text="Weiter")
    keyboard.go_on(text="Weiter")
    assert "Dieses Feld muss ausgefüllt werden." in keyboard.words
    # After a mistake the form says so, and what is wrong leads to its field.
    keyboard.tab_to(tag="a", text="Was soll").press("Enter")
    assert keyboard.focus()["name"] == "what"
    keyboard.page.keyboard.type("Drei Bäume und eine Bank am Sandkasten.")
    keyboard.go_on(text="Weiter")
    keyboard.type("Im Sommer ist der Sand zu heiß.", into="why").go_on(text="Weiter")
    keyboard.type("Spielplatz am Fennpfuhl", into="place").go_on(text="Weiter")
    keyboard.tab_to(name="category").press("Space", "ArrowDown", "ArrowDown", "ArrowUp")
    assert keyboard.page.locator("[name=category]:checked").count() == 1
    keyboard.go_on(text="Weiter")
    keyboard.type("12.400", into="estimate").go_on(text="Weiter")
    keyboard.go_on(text="Weiter")
    assert "12.400 €" in keyboard.words.replace("\u00a0", " ")
    keyboard.go_on(text="Diese Idee einreichen")
    [idea] = Proposal.objects.filter(author=citizen)
    assert (idea.title, idea.state, idea.estimate_cents) == ("Schatten für den Spielplatz", "submitted", 1_240_000)
    assert keyboard.faults == set()


def test_a_vote_is_cast_and_changed(keyboard: Keyboard, given: World) -> None:
    world.the_calendar_moves_to(given.round, Phase.Kind.VOTING)
    paper = a_paper(round=given.round, costs=(300_000, 500_000, 200_000))
    for number in (1, 2):
        keyboard.open("/mein/").go_on(text="Jetzt abstimmen")
        keyboard.tab_to(name="choices").press("Space")
        if number == 2:
            keyboard.tab_to(name="choices").press("Space")
        assert keyboard.page.locator("[name=choices]:checked").count() == number
        keyboard.go_on(text="Auswahl prüfen").go_on(text="Stimme abgeben")
        assert "Quittung" in keyboard.words
    assert queries.turnout(paper) == 1
    assert keyboard.faults == set()


def test_the_list_is_searched_and_the_menu_used(keyboard: Keyboard) -> None:
    keyboard.open("/").go_on(text="Vorschläge")
    keyboard.type("Bank", into="q").press("Enter")
    keyboard.page.wait_for_load_state("networkidle")
    assert keyboard.page.locator("[name=q]").input_value() == "Bank"
    keyboard.page.set_viewport_size({"width": 360, "height": 740})
    keyboard.open("/vorschlaege/").tab_to(tag="summary").press("Enter")
    keyboard.go_on(text="Runden")
    assert keyboard.page.url.endswith("/runden/")
    assert keyboard.faults == set()
