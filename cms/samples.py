"""What the components of the living page /styleguide/ show: made up, the same each day, without the database.

The samples speak German in every language, as the ideas of people do; the page says so.
"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static

from cms.drawing import Dot, Drawing, Mark, Shape
from voting.charts import Row, chart
from voting.pictures import Picture

NOON = datetime.datetime(2027, 3, 10, 11, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
NAMES = ["Mitte", "Nord", "Heide", "Ufer", "Au", "Hafen", "Berg", "Süd", "Feld", "Wald", "Tal", "See"]
STATES = {
    "draft": "Entwurf", "submitted": "eingereicht", "returned": "zurück an Sie", "waiting": "wartet",
    "checking": "wird geprüft, Antwort bis 14. März", "feasible": "machbar", "vote": "steht zur Abstimmung",
    "counting": "wird gezählt", "won": "gewonnen", "planned": "wird vorbereitet", "building": "wird gebaut",
    "done": "fertig", "missed": "diesmal nicht dabei", "dropped": "wird nicht gebaut", "infeasible": "nicht möglich",
    "refused": "nicht angenommen", "merged": "zusammengelegt", "forwarded": "weitergeleitet",
    "withdrawn": "zurückgenommen",
}  # fmt: skip
TOKENS = [
    "--paper", "--paper-quiet", "--ink", "--ink-quiet", "--line", "--line-strong", "--action", "--good", "--wait",
    "--bad", "--info", "--land", "--water", "--wood",
]  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Titel", help_text="Kurz und klar, am besten mit Ort.")
    text = forms.CharField(label="Beschreibung", widget=forms.Textarea, required=False)
    topic = forms.ChoiceField(label="Thema", choices=[("a", "Grün und Umwelt"), ("b", "Verkehr")])
    whom = forms.ChoiceField(label="Für wen?", choices=[("a", "Alle"), ("b", "Kinder")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Ich bin mindestens 14 Jahre alt.")


def everything() -> dict[str, Any]:
    """The context of the page: the right form and the wrong one, each state, each accent."""
    return {
        "now": NOON,
        "phases": _phases(),
        "tokens": TOKENS,
        "accents": [f"accent-{number}" for number in range(1, 13)],
        "kinds": ["info", "success", "warning", "danger"],
        "states": [(words, kind) for kind, words in STATES.items()],
        "form": SampleForm(prefix="leer"),
        "wrong": SampleForm({"falsch-text": "Eine Bank."}, prefix="falsch"),
        "page": Paginator(range(200), 10).get_page(7),
        "crumbs": [{"url": "/runden/", "title": "Runden"}, {"url": "/vorschlaege/", "title": "Vorschläge"}],
        "pieces": _pieces(),
        "figures": [
            {"number": "3.214", "text": "Menschen haben abgestimmt"},
            {"number": "18", "text": "Projekte haben gewonnen", "url": "/projekte/"},
        ],
        "cards": _cards(),
        "steps": [
            {"title": "Vorschlagen", "text": "Sie beschreiben, was wo entstehen soll."},
            {"title": "Prüfen", "text": "Die Fachämter nennen die Kosten."},
            {"title": "Abstimmen", "text": "Alle ab 14 Jahren entscheiden."},
        ],
        "life": _life(),
        "city": city(),
        "here": city(dots=(Dot(410, 130, "Am Markt", kind="here"),)),
        "chart": _chart(),
        "picture": static("cms/img/mark.svg"),
    }


def city(*, dots: tuple[Dot, ...] = ()) -> Drawing:
    """A made-up city of twelve districts, one for each accent; every third takes part now."""
    shapes = tuple(_shape(number, name) for number, name in enumerate(NAMES))
    marks = (
        Mark("green", "Stadtpark", "M560 60L690 80L670 190L570 170Z", line=False),
        Mark("water", "Fluss", "M40 320L220 250L420 300L640 220L960 290", line=True),
    )
    found = dots or (Dot(190.5, 120.25, "Nr. 1: Eine Bank", "/vorschlaege/", "won"), Dot(610, 420, "Nr. 2", "", "won"))
    return Drawing(1000, 600, shapes, marks, found)


def _shape(number: int, name: str) -> Shape:
    left, top = number % 4 * 240 + 20, number // 4 * 190 + 15
    lean = 18 if number % 2 else -12
    path = f"M{left + lean} {top}L{left + 240 - lean} {top + 8}L{left + 240} {top + 190}L{left} {top + 182}Z"
    url = "/runden/" if number % 3 < 2 else ""
    return Shape(f"d{number}", name, f"accent-{number + 1}", path, current=number % 3 == 0, url=url)


def _phases() -> list[Any]:
    spans = [("Ideen sammeln", -90, -40), ("Prüfung", -40, -10), ("Abstimmung", -10, 9), ("Umsetzung", 9, 400)]
    return [
        SimpleNamespace(kind="voting", get_kind_display=name, starts_at=NOON + start * DAY, ends_at=NOON + end * DAY)
        for name, start, end in spans
    ]


def _pieces() -> list[dict[str, Any]]:
    return [
        {"label": "Bezahlt", "cents": 20_000_000, "kind": "spent"},
        {"label": "Beauftragt", "cents": 10_000_000, "kind": "committed"},
    ]


def _cards() -> list[dict[str, Any]]:
    return [
        {"title": f"Eine Bank auf halber Strecke, Nummer {number}", "url": "/vorschlaege/", "number": number,
         "place": "Am Markt, Mitte", "cents": 1_234_500, "accent": f"accent-{number * 3}", "state": STATES[kind],
         "state_kind": kind, "note": "28 Menschen unterstützen ihn"}
        for number, kind in enumerate(["won", "building", "done", "missed"], 1)
    ]  # fmt: skip


def _life() -> list[dict[str, Any]]:
    return [
        {"title": "Eingereicht", "at": NOON - 80 * DAY, "who": "Person 1"},
        {"title": "Veröffentlicht", "at": NOON - 78 * DAY, "who": "Moderation"},
        {"title": "Auf dem Stimmzettel", "at": NOON, "state": "now", "url": "/runden/", "label": "Jetzt abstimmen"},
        {"title": "Ergebnis", "at": NOON + 20 * DAY, "state": "next"},
        {"title": "Nicht gewonnen", "text": "Es fehlten 14 Stimmen.", "state": "stopped"},
    ]


def _chart() -> Picture:
    rows = [("Mitte", 412), ("Nord", 301), ("Hafen", 96)]
    return Picture(
        key="muster",
        title="Stimmen nach Bezirk",
        summary="Die meisten Stimmen kamen aus Mitte: 412.",
        chart=chart([Row(name, votes, str(votes)) for name, votes in rows]),
        columns=["Bezirk", "Stimmen"],
        rows=[[name, str(votes)] for name, votes in rows],
    )
