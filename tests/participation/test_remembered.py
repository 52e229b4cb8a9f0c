"""Components that are rendered once: the same picture for the same values, another one for any others."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from django.template import Context, Template, engines
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from participation.templatetags import remembered
from participation.templatetags.remembered import Unkeyed, keep, key_of

CARD = "components/proposal_card.html"
TAG = '{% load remembered %}{% remembered "components/proposal_card.html" card=card level=level %}'
INCLUDE = '{% include "components/proposal_card.html" with card=card level=level only %}'


@dataclass(frozen=True)
class Shown:
    """What the component asks of a card."""

    title: Any = "Bänke"
    url: str = "/1/"
    number: Any = 1
    place: str = "Weiher"
    cents: int | None = None
    state: str = ""


class Pair(NamedTuple):
    a: Any
    b: Any


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Nothing is remembered from other tests."""
    remembered._kept.clear()
    yield
    remembered._kept.clear()


def shown(text: str, **values: Any) -> str:
    return Template(text).render(Context(values))


def kept() -> int:
    return len(remembered._kept.get(CARD, {}))


@given(
    title=st.text(max_size=20), number=st.none() | st.integers(0, 9), cents=st.none() | st.integers(0, 10**9),
    level=st.sampled_from([2, 3, None]), language=st.sampled_from(["de", "en"]),
)  # fmt: skip
def test_it_shows_what_an_include_shows(
    title: str, number: int | None, cents: int | None, level: int | None, language: str
) -> None:
    card = Shown(title=title, number=number, cents=cents)
    with translation.override(language):
        first, again = (shown(TAG, card=card, level=level) for _ in range(2))
        assert first == again == shown(INCLUDE, card=card, level=level)


def test_the_same_values_are_rendered_once() -> None:
    for _ in range(3):
        shown(TAG, card=Shown(), level=2)
    assert kept() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"card": Shown()}, {"card": Shown(title="Bäume")}),
        ({"card": Shown()}, {"card": Shown(cents=0)}),
        ({"card": Shown(), "level": 2}, {"card": Shown(), "level": 3}),
        ({"card": Shown(number=1)}, {"card": Shown(number=True)}),
    ],
)
def test_other_values_are_another_picture(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert shown(TAG, **one) != shown(TAG, **other)
    assert kept() == 2


def test_each_language_has_its_own() -> None:
    card = Shown(number=7)
    with translation.override("de"):
        german = shown(TAG, card=card)
    with translation.override("en"):
        assert shown(TAG, card=card) != german
    assert kept() == 2


def test_what_is_marked_as_safe_lends_nothing_to_what_is_not() -> None:
    safe = shown(TAG, card=Shown(title=mark_safe("<b>x</b>")))
    typed = shown(TAG, card=Shown(title="<b>x</b>"))
    assert "<b>x</b>" in safe
    assert "&lt;b&gt;x&lt;/b&gt;" in typed
    assert kept() == 1


@pytest.mark.parametrize("title", [lazystr("Bänke"), ["Bänke"], datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)])
def test_other_kinds_are_rendered_anew(title: Any) -> None:
    assert shown(TAG, card=Shown(title=title)) == shown(INCLUDE, card=Shown(title=title))
    assert kept() == 0


def test_templates_that_are_being_edited_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = engines["django"]
    monkeypatch.setattr(engine.engine, "debug", True)
    shown(TAG, card=Shown())
    assert kept() == 0


def test_after_many_a_component_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 3)
    for number in range(4):
        shown(TAG, card=Shown(number=number))
    assert kept() == 1


def test_what_is_kept_is_not_made_again() -> None:
    made: list[int] = []

    def render() -> Any:
        made.append(1)
        return mark_safe("x")

    assert [keep("c", (1,), render), keep("c", (1,), render), keep("c", (2,), render)] == ["x", "x", "x"]
    assert len(made) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0, False),
        ("1", 1),
        (None, ""),
        ((1, 2), Pair(1, 2)),
        (("a",), "a"),
        (datetime.date(2026, 1, 1), "2026-01-01"),
        (Shown(title="a"), Shown(title="b")),
    ],
)
def test_keys_differ_where_pictures_may(one: Any, other: Any) -> None:
    assert key_of(one) != key_of(other)
    assert key_of(one) == key_of(one)


@pytest.mark.parametrize("value", [[1], {"a": 1}, {1}, object(), mark_safe("x"), lazystr("x"), (1, [2]), 1j])
def test_values_without_a_key(value: Any) -> None:
    with pytest.raises(Unkeyed):
        key_of(value)


def test_rendered_is_an_include_that_can_be_shown_twice() -> None:
    text = '{% load remembered %}{% rendered "components/empty.html" as x %}{{ x }}|{{ x }}'
    one, two = shown(text, title="<Nichts>").split("|")
    assert one == two == shown('{% include "components/empty.html" %}', title="<Nichts>")
