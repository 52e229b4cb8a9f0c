"""Every block: with data, without data, and what editors cannot put into it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import timezone
from tinyhtml5.parser import HTMLParser
from wagtail.blocks import StreamBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images import get_image_model

from cms.blocks import ALL_BLOCKS, LIVE_BLOCKS, TEXT_BLOCKS
from cms.blocks.live import round_choices
from cms.blocks.text import CallBlock
from participation.models import Round
from tests.cms import city as cities
from tests.factories.cms import a_site, a_standard_page
from tests.factories.participation import NOON, a_round
from tests.factories.proposals import a_photo

pytestmark = pytest.mark.django_db
STREAM = StreamBlock(ALL_BLOCKS)
LIVE = [name for name, _block in LIVE_BLOCKS]


def render(name: str, value: Any, **context: Any) -> str:
    """One block as a page shows it."""
    stream = STREAM.to_python([{"type": name, "value": value}])
    facts = {"request": RequestFactory().get("/en/"), "now": timezone.now()} | context
    html = str(stream[0].render(context=facts))
    parser = HTMLParser()
    parser.parse(f"<!DOCTYPE html><html lang=en><title>a</title><body>{html}</body></html>")
    assert parser.errors == []
    return html


def has(html: str, *words: str) -> list[bool]:
    return [word in html for word in words]


def test_every_block_has_a_label_an_icon_and_a_template() -> None:
    missing = [
        name
        for name, block in ALL_BLOCKS
        if not (block.meta.label and block.meta.icon != "placeholder" and block.meta.template.startswith("cms/blocks/"))
    ]
    assert missing == []


def test_words() -> None:
    html = render("text", "<h2>Titel</h2><p>Ein <b>Satz</b>.</p>")
    assert has(html, "<h2>Titel</h2>", "<b>Satz</b>", 'class="prose"') == [True, True, True]


def test_a_picture_has_description_caption_and_rights() -> None:
    picture = get_image_model().objects.create(title="x", file=ContentFile(a_photo().read(), name="x.jpg"))
    value = {"picture": picture.pk, "alt": "Eine Bank", "caption": "Am Weiher", "rights": "Bezirksamt, CC BY 4.0"}
    html = render("picture", value)
    assert has(html, 'alt="Eine Bank"', "Am Weiher", "Bezirksamt, CC BY 4.0", "format-webp") == [True] * 4


def test_a_quotation_names_who_said_it() -> None:
    assert has(render("quote", {"text": "Endlich!", "who": "Eine Nachbarin"}), "Endlich!", "Eine Nachbarin") == [
        True,
        True,
    ]


@pytest.mark.parametrize(("title", "heading"), [("Fragen", True), ("", False)])
def test_questions_unfold(title: str, heading: bool) -> None:
    items = [{"question": "Wer?", "answer": "<p>Alle.</p>"}]
    html = render("accordion", {"title": title, "items": items})
    assert (has(html, "<summary>Wer?</summary>", "Alle."), "<h2" in html) == ([True, True], heading)


def test_a_call_leads_to_an_address_or_a_page() -> None:
    page = a_standard_page(a_site())
    values = [{"title": "Los", "text": "", "label": "Hier", "page": None, "url": "/runden/"}]
    values.append({"title": "Los", "text": "", "label": "Hier", "page": page.pk, "url": ""})
    found = [render("call", value) for value in values]
    assert ['href="/runden/"' in found[0], 'href="/so-geht-es/"' in found[1]] == [True, True]


@pytest.mark.parametrize(
    ("url", "with_page", "refused"),
    [
        ("/runden/", False, False),
        ("https://berlin.de/", False, False),
        ("mailto:hilfe@example.org", False, False),
        ("", True, False),
        ("", False, True),
        ("/runden/", True, True),
        ("javascript:alert(1)", False, True),
        ("runden/", False, True),
        ("data:text/html,x", False, True),
    ],
)
def test_a_call_has_one_harmless_target(url: str, with_page: bool, refused: bool) -> None:
    page = a_standard_page(a_site()) if with_page else None
    block = CallBlock()
    value = block.to_python({"title": "Los", "text": "", "label": "Hier", "page": page and page.pk, "url": url})
    errors: list[str] = []
    try:
        block.clean(value)
    except StructBlockValidationError as error:
        errors = list(error.block_errors)
    assert errors == (["url"] if refused else [])


def test_steps_are_numbered() -> None:
    steps = [{"title": name, "text": "…"} for name in ("Vorschlagen", "Abstimmen")]
    html = render("steps", {"title": "So geht es", "steps": steps})
    assert has(html, "So geht es", "Vorschlagen", "Abstimmen", ">2</span>") == [True] * 4


def value_of(name: str) -> dict[str, Any]:
    """What an editor gets by adding the block and changing nothing."""
    block = STREAM.child_blocks[name]
    return dict(block.get_prep_value(block.get_default()))


EMPTY = {
    "now": "No round is running at the moment.",
    "round_strip": "",
    "proposals": "There are no ideas here yet.",
    "map": "data-map",
    "money": "No money has been awarded yet.",
    "result": "",
    "projects": "Nothing is finished yet.",
    "news": "",
    "events": "",
    "numbers": "In figures",
}
FULL = {
    "now": ["Sammelrunde", "/en/runden/sammelrunde/einreichen/", "Entschieden"],
    "round_strip": [],
    "proposals": ["Sitzplätze am Weiher", "/en/vorschlaege/", "View all ideas"],
    "map": ["/karte/vorschlaege.json?sprache=en", "View the same ideas as a list"],
    "money": ["Awarded €8,000, of which €3,000 are ordered and €3,000 are paid.", "Paid"],
    "result": ["2 projects for €8,000", "4 people voted.", "/en/runden/entschieden/ergebnis/"],
    "projects": ["/en/projekte/", "View all projects"],
    "news": ["Nachricht 0", "Kurz gesagt 0."],
    "events": ["Termin 1", "Rathaus, Saal 1", "/en/termine/termin-1/"],
    "numbers": ["ideas submitted", "people voted", "projects won", "project finished"],
}


def test_all_live_blocks_are_tried() -> None:
    assert (set(EMPTY), set(FULL)) == (set(LIVE), set(LIVE))


@pytest.mark.parametrize("name", LIVE)
def test_a_live_block_without_data(name: str) -> None:
    assert has(render(name, value_of(name)), EMPTY[name]) == [True]


def test_live_blocks_with_data() -> None:
    cities.build()
    found = {name: has(render(name, value_of(name)), *FULL[name]) for name in LIVE}
    assert found == {name: [True] * len(words) for name, words in FULL.items()}


def test_live_blocks_show_nothing_hidden() -> None:
    city = cities.build()
    hidden = ["Verborgene Runde", f"/vorschlaege/{city.hidden_proposal.pk}/", f"/projekte/{city.hidden_project.pk}/"]
    found = {name: has(render(name, value_of(name)), *hidden) for name in LIVE}
    found |= {f"{name}, chosen": has(render(name, value_of(name) | {"round": "verborgen"}), *hidden) for name in LIVE}
    assert found == {name: [False, False, False] for name in found}


def test_a_round_can_be_chosen() -> None:
    cities.build()
    shown = render("round_strip", {"round": "sammelrunde"})
    assert has(shown, "Collecting ideas", "running now") == [True, True]
    assert has(render("result", {"round": "sammelrunde"}), "2 projects") == [False]
    assert has(render("result", {"round": "entschieden"}), "2 projects") == [True]


def test_on_the_page_of_a_round_its_own_is_meant() -> None:
    city = cities.build()
    html = render("map", value_of("map"), round=city.collecting)
    assert has(html, "?runde=sammelrunde") == [True]


def test_rounds_to_choose_are_the_public_ones() -> None:
    a_round(title="B", slug="b")
    hidden = a_round(title="A", slug="a")
    assert round_choices() == [("a", "A"), ("b", "B")]
    Round.objects.filter(pk=hidden.pk).update(is_public=False)
    assert round_choices() == [("b", "B")]


def test_all_blocks_of_a_page_show_the_same_moment() -> None:
    a_round(now=NOON)
    before, after = (render("now", value_of("now"), now=NOON + datetime.timedelta(days=days)) for days in (-30, 0))
    assert [has(html, "Submit an idea") for html in (before, after)] == [[False], [True]]


def test_blocks_stay_out_of_migrations() -> None:
    from cms.models import HomePage

    field = HomePage._meta.get_field("body")
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args, "block_lookup" in kwargs) == ("cms.fields.BodyField", [], False)
    assert len(field.stream_block.child_blocks) == len(TEXT_BLOCKS) + len(LIVE_BLOCKS)
