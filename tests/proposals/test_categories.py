"""The topics a platform starts with."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils.translation import override

from proposals import categories
from proposals.models import Category

pytestmark = pytest.mark.django_db

SLUGS = ["green", "play", "mobility", "culture", "sport", "school", "social", "climate", "safety", "participation"]


def test_they_come_in_order_and_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_categories")
    assert capsys.readouterr().out == "10 topics are there.\n"
    first = list(Category.objects.values_list("pk", "slug"))
    categories.load()
    assert list(Category.objects.values_list("pk", "slug")) == first
    assert [slug for _, slug in first] == SLUGS


def test_what_a_city_renamed_stays() -> None:
    categories.load()
    Category.objects.filter(slug="green").update(names={"de": "Stadtgrün"})
    categories.load()
    assert Category.objects.get(slug="green").names == {"de": "Stadtgrün"}


@pytest.mark.parametrize(
    ("language", "name"), [("de", "Grün und Parks"), ("en", "Green spaces and parks"), ("tr", "Grün und Parks")]
)
def test_names_in_the_language_of_the_page(language: str, name: str) -> None:
    categories.load()
    with override(language):
        assert str(Category.objects.get(slug="green")) == name


def test_a_topic_without_names_shows_its_key() -> None:
    assert str(Category(slug="neu", names={})) == "neu"
