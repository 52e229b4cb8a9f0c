"""The living page: every component is on it, in every state, and it needs nothing of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms import samples
from cms.standing import KINDS
from participation.templatetags import remembered

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "components"
FILES = sorted(f"components/{file.name}" for file in FOLDER.glob("*.html"))


@pytest.fixture
def used(client: Client, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The components of which the page is made."""
    monkeypatch.setattr(remembered, "_kept", {})
    response = client.get(reverse("cms:styleguide"))
    return {str(template.name) for template in response.templates if str(template.name).startswith("components/")}


def test_every_component_is_on_it(used: set[str]) -> None:
    assert sorted(used) == FILES


@pytest.mark.parametrize("name", [Path(file).stem for file in FILES])
def test_every_component_is_named_on_it(client: Client, name: str) -> None:
    assert f"<code>{name}</code>" in client.get(reverse("cms:styleguide")).content.decode()


@pytest.mark.parametrize(("query", "direction"), [("", False), ("?richtung=rtl", True), ("?richtung=quer", False)])
def test_it_can_be_read_from_right_to_left(client: Client, query: str, direction: bool) -> None:
    text = client.get(reverse("cms:styleguide") + query).content.decode()
    assert ('dir="rtl"' in text) is direction


@pytest.mark.parametrize(("address", "inner"), [("/styleguide/", False), ("/en/styleguide/", True)])
def test_german_samples_say_so_in_another_language(client: Client, address: str, inner: bool) -> None:
    text = client.get(address).content.decode()
    assert ('class="samples" lang="de"' in text) is inner


def test_search_engines_leave_it_out(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in client.get(reverse("cms:styleguide")).content.decode()


def test_the_wrong_form_is_wrong_and_the_other_was_not_sent() -> None:
    shown = samples.everything()
    assert (shown["form"].is_bound, shown["wrong"].is_bound) == (False, True)
    assert set(shown["wrong"].errors) == {"title", "topic", "whom", "sure"}


def test_every_state_of_an_idea_has_its_sample_with_a_sign_of_its_own(client: Client) -> None:
    assert tuple(samples.STATES) == KINDS
    text = client.get(reverse("cms:styleguide")).content.decode()
    parts = [text.split(f'<span class="state state--{kind}">')[1].split("</svg>")[0] for kind in KINDS]
    assert len({part.split(' d="')[1] for part in parts}) == len(KINDS)


def test_the_samples_show_every_accent_and_every_phase() -> None:
    shown = samples.everything()
    assert {shape.accent for shape in shown["city"].shapes} == set(shown["accents"])
    when = [(phase.ends_at <= samples.NOON, phase.starts_at <= samples.NOON) for phase in shown["phases"]]
    assert when == [(True, True), (True, True), (False, True), (False, False)]


def test_the_samples_need_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        samples.everything()
