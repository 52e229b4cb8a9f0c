"""What the modules do in a real Chromium: ballot, map, picture. The server's part is tested where it is built."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from PIL import Image

from tests.conftest import lacking
from tests.factories.participation import UserFactory, square
from tests.quality.visits import Visit, sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def ballot(visit: Visit, *, type: str = "approval") -> Any:
    titles = ["Bäume für die Straße", "Bänke", "Brunnen"]
    visit.served["/wahl/"] = sample("ballot", titles=titles, type=type)
    visit.served["/quittung/"] = sample("receipt")
    return visit.go("/wahl/")


def said(page: Any) -> list[str]:
    """The two things that the bar says, however they are broken into lines."""
    said: list[str] = page.locator("[data-ballot-bar]").evaluate(
        "bar => [...bar.childNodes].map(node => node.textContent)"
    )
    return said


def test_a_ballot_counts_along_and_stops_at_its_limit(visit: Visit) -> None:
    page = ballot(visit)
    boxes = page.locator("[name=choices]")
    boxes.nth(0).check()
    assert page.locator("[data-ballot-fill]").get_attribute("width") == "50%"
    boxes.nth(1).check()
    assert [boxes.nth(place).is_disabled() for place in range(3)] == [False, False, True]
    boxes.nth(0).uncheck()
    assert boxes.nth(2).is_enabled()
    assert visit.complaints == []


def test_a_knapsack_says_when_the_pot_is_empty(visit: Visit) -> None:
    page = ballot(visit, type="knapsack")
    page.locator("[name=choices]").nth(0).check()
    assert "20.000\xa0€" in said(page)[1]
    page.locator("[name=choices]").nth(1).check()
    assert "10.000\xa0€" in said(page)[1]
    assert page.locator(".ballot-bar.is-over").count() == 1


def test_an_interrupted_choice_comes_back_until_it_is_cast(visit: Visit) -> None:
    page = ballot(visit)
    page.locator("[name=choices]").nth(1).check()
    assert visit.go("/wahl/").locator("[name=choices]:checked").get_attribute("value") == "2"
    visit.go("/quittung/")
    assert visit.go("/wahl/").locator("[name=choices]:checked").count() == 0


def test_a_choice_is_forgotten_on_request(visit: Visit) -> None:
    page = ballot(visit)
    page.locator("[name=choices]").nth(1).check()
    page.locator("[data-ballot-clear]").click()
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("[data-ballot-clear]").is_hidden()


def test_a_choice_is_forgotten_with_signing_out(visit: Visit) -> None:
    login = {"login": UserFactory().email, "password": "ein-langes-passwort"}
    visit.client.post(reverse("account_login"), login)
    page = visit.go("/konto/logout/")
    page.evaluate("localStorage.setItem('ballot:d1', '{}'); localStorage.setItem('other', '1')")
    page.evaluate("document.querySelector('main form[data-leave]').addEventListener('submit', e => e.preventDefault())")
    page.locator("main button").click()
    assert page.evaluate("Object.keys(localStorage)") == ["other"]


def test_an_old_choice_is_not_brought_back(visit: Visit) -> None:
    page = ballot(visit)
    page.evaluate("localStorage.setItem('ballot:d1', JSON.stringify({at: Date.now() - 4 * 864e5, choices: ['1']}))")
    assert visit.go("/wahl/").locator("[name=choices]:checked").count() == 0


@pytest.mark.parametrize(("words", "rows"), [("baume strasse", 1), ("B", 3), ("nirgends", 0)])
def test_the_search_ignores_accents_and_keeps_what_is_chosen(visit: Visit, words: str, rows: int) -> None:
    page = ballot(visit)
    page.fill("#search", words)
    assert page.locator("[data-ballot-row]:visible").count() == rows
    page.fill("#search", "")
    page.locator("[name=choices]").nth(2).check()
    page.fill("#search", "nirgends")
    assert page.locator("[data-ballot-row]:visible").count() == 1


def city_map(visit: Visit) -> Any:
    if not (Path(__file__).parents[2] / "node_modules").is_dir():
        lacking("node_modules", "run `make demo` or `python scripts/front_end.py` once")
    areas = [("Mitte", 13.3, True), ("Osten", 13.5, False)]
    features = [
        {"type": "Feature", "geometry": square(lon, 52.5, 0.1),
         "properties": {"key": name, "name": name, "kind": "district", "accent": "accent-1", "current": current}}
        for name, lon, current in areas
    ]  # fmt: skip
    visit.served["/stadt"] = JsonResponse({"type": "FeatureCollection", "features": features})
    points = [[7, 12, 13.25, 52.45, "Bäume <b>", "/vorschlaege/7/"], [8, 13, 13.35, 52.55, "Bank", "/vorschlaege/8/"]]
    visit.served["/punkte"] = JsonResponse({"proposals": points})
    visit.served["/karte"] = sample("map", card={"title": "Bäume", "url": "/vorschlaege/7/", "id": 7})
    visit.page.set_viewport_size({"width": 1280, "height": 2400})
    page = visit.go("/karte")
    page.wait_for_selector(".map-pin >> nth=1")
    page.wait_for_selector("[data-map-centre]:visible")
    return page


def test_pins_have_names_numbers_and_links_and_the_list_in_step(visit: Visit) -> None:
    page = city_map(visit)
    pin = page.get_by_role("button", name="12")
    assert pin.inner_text() == "12"
    page.hover('[data-proposal="7"]')
    assert "is-current" in str(pin.get_attribute("class"))
    pin.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    assert link.get_attribute("href") == "/vorschlaege/7/"
    assert link.inner_text().endswith("Bäume <b>")
    assert "is-current" in str(page.locator('[data-proposal="7"]').get_attribute("class"))
    assert visit.barriers() == []


def test_a_place_is_picked_by_keyboard_and_by_pointer(visit: Visit) -> None:
    page = city_map(visit)
    page.locator("[data-map-centre]").press("Enter")
    assert float(page.input_value("#lon")) == pytest.approx(13.3, abs=0.01)
    assert float(page.input_value("#lat")) == pytest.approx(52.5, abs=0.01)
    assert page.locator("[data-pick] [data-map-said]").inner_text().endswith("Mitte")
    frame = page.locator("[data-pick] [data-map-frame]")
    box = frame.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    assert page.locator("[data-pick] [data-map-said]").inner_text().endswith("Osten")
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + 5)
    nowhere = page.locator("[data-pick]").get_attribute("data-text-nowhere")
    assert page.locator("[data-pick] [data-map-said]").inner_text() == nowhere


def test_a_map_that_fails_says_so(visit: Visit) -> None:
    visit.served["/stadt"] = HttpResponse("kaputt")
    visit.served["/punkte"] = JsonResponse({"proposals": []})
    visit.served["/karte"] = sample("map", card={"title": "Bäume", "url": "/"})
    page = visit.go("/karte")
    page.wait_for_selector(".map.is-failed")
    assert page.locator(".map.is-failed [data-map-said]").first.inner_text() != ""


def test_a_picture_is_shown_before_it_is_sent(visit: Visit) -> None:
    visit.served["/bild/"] = sample("picture")
    page = visit.go("/bild/")
    page.set_input_files("#picture", {"name": "b.png", "mimeType": "image/png", "buffer": png(1200, 800)})
    page.wait_for_selector(".picture-preview canvas")
    assert page.evaluate("[document.querySelector('canvas').width, document.querySelector('canvas').height]") == [
        960,
        640,
    ]
    assert page.locator(".picture-preview p").inner_text() == "Bitte beschreiben Sie das Bild."
    page.fill("#alt", "Ein Platz mit Bäumen")
    assert page.locator(".picture-preview p").inner_text() == ""
    assert page.locator("canvas").get_attribute("aria-label") == "Ein Platz mit Bäumen"
    assert visit.barriers() == []


def test_what_is_no_picture_is_said_at_once(visit: Visit) -> None:
    visit.served["/bild/"] = sample("picture")
    page = visit.go("/bild/")
    page.set_input_files("#picture", {"name": "b.png", "mimeType": "image/png", "buffer": b"kein Bild"})
    page.wait_for_function("document.querySelector('.picture-preview p')?.textContent === 'Das ist kein Bild.'")
    assert page.locator("canvas").count() == 0


def png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "PNG")
    return out.getvalue()
