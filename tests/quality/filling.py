"""Forms as the HTML has them: what they ask for, answers that make sense, and what comes back beside the fields."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urldefrag, urljoin

from bs4 import BeautifulSoup, Tag
from django.test import Client

FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]
WORDS = "Ein Satz mit Umlauten: äöü."
ANSWERS = {
    "email": "jemand@example.org", "date": datetime.date.today().isoformat(), "number": "3", "url": "https://example.org/",
    "decimal": "120", "password": "ein-langes-passwort", "text": WORDS,
}  # fmt: skip
TICKED = ("radio", "checkbox")
COMPLAINTS = (
    ".field__errors",
    ".w-field__errors",
    "[role=alert]",
    ".messages .error",
    ".notice--danger",
    ".notice--warning",
)


@dataclass
class Question:
    """One field: what kind it is and what may be chosen."""

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    value: str = ""

    @property
    def is_written(self) -> bool:
        return self.kind in ANSWERS and self.kind != "password"

    @property
    def sensible(self) -> str:
        if self.kind == "choice":
            return next((option for option in self.options if option), "")
        return self.value if self.kind == "hidden" else ANSWERS.get(self.kind, "on")


@dataclass
class Sheet:
    """A form of a page that is sent by POST."""

    action: str
    questions: list[Question]
    buttons: Pairs

    def filled(self, **instead: str) -> Pairs:
        """Sensible answers to everything, with some of them replaced."""
        answers = {q.name: q.sensible for q in self.questions if q.kind != "file"} | dict(self.buttons[:1])
        return list((answers | instead).items())


def sheets(page: bytes, address: str) -> list[Sheet]:
    """All forms of the main part that change something."""
    html = BeautifulSoup(page, "html.parser")
    forms = (html.find("main") or html).find_all(
        "form", attrs={"method": lambda value: (value or "").lower() == "post"}
    )
    return [
        Sheet(urldefrag(urljoin(address, form.get("action") or "")).url, list(_questions(form)), _buttons(form))
        for form in forms
    ]


def send(client: Client, address: str, pairs: Pairs, **extra: Any) -> Any:
    """Send answers exactly as given: lone surrogates become the bytes that a broken browser would send."""
    body = "&".join(f"{quote_plus(name)}={quote_plus(value, errors='surrogatepass')}" for name, value in pairs)
    return client.generic("POST", address, body, content_type=FORM, **extra)


def complaints(page: bytes) -> list[str]:
    """The sentences that say what is wrong, wherever the page puts them."""
    html = BeautifulSoup(page, "html.parser")
    places = html.select(", ".join(COMPLAINTS))
    outer = [place for place in places if not any(parent in places for parent in place.parents)]
    return [text for place in outer if (text := " ".join(place.get_text(" ").split()))]


def written(page: bytes) -> dict[str, str]:
    """What stands in the fields of the page, hidden ones too."""
    html = BeautifulSoup(page, "html.parser")
    found = {}
    for node in html.find_all(["input", "textarea"], attrs={"name": True, "type": lambda kind: kind not in TICKED}):
        text = node.get_text().removeprefix("\n") if node.name == "textarea" else str(node.get("value", ""))
        found.setdefault(str(node["name"]), text)
    return found


def _questions(form: Tag) -> Iterator[Question]:
    groups: dict[str, Question] = {}
    for node in form.find_all(["input", "select", "textarea"], attrs={"name": True}):
        name, kind = str(node["name"]), str(node.get("type", "text"))
        if kind in ("submit", "button", "image") or name in ("csrfmiddlewaretoken", "once"):
            continue
        if kind in TICKED:
            groups.setdefault(name, Question(name, "choice")).options.append(str(node.get("value", "on")))
        elif node.name == "select":
            yield Question(name, "choice", [str(option.get("value", "")) for option in node.find_all("option")])
        else:
            if node.has_attr("hidden"):
                kind = "hidden"
            elif node.get("inputmode") == "decimal":
                kind = "decimal"
            elif node.name == "textarea" or kind not in (*ANSWERS, "hidden", "file"):
                kind = "text"
            yield Question(name, kind, value=str(node.get("value", "")))
    yield from groups.values()


def _buttons(form: Tag) -> Pairs:
    found = form.find_all("button", attrs={"name": True})
    return [(str(button["name"]), str(button.get("value", ""))) for button in found]
