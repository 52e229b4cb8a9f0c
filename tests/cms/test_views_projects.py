"""Projects: the list and one of them, with money that always adds up."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms import boards
from delivery import projects
from delivery.models import Project
from delivery.queries import Money
from participation.models import Round
from tests.factories.delivery import COST, a_project, bring, many
from tests.factories.participation import NOON, OfficeFactory, a_round
from tests.factories.proposals import a_photo

pytestmark = pytest.mark.django_db
CENTS = st.integers(0, 10**9)


@given(CENTS, CENTS, CENTS)
def test_the_bar_is_always_as_long_as_its_pieces(awarded: int, committed: int, spent: int) -> None:
    bar = boards.total_bar(Money(awarded, committed, spent))
    assert sum(piece.cents for piece in bar.pieces) + bar.rest_cents == bar.total_cents
    assert bar.total_cents == max(awarded, committed, spent)
    assert [piece for piece in bar.pieces if piece.cents <= 0] == []


@pytest.mark.parametrize(
    ("money", "pieces", "rest"),
    [
        (Money(1000, 0, 0), [], 1000),
        (Money(1000, 600, 0), [("Ordered, not paid yet", 600)], 400),
        (Money(1000, 600, 200), [("Paid", 200), ("Ordered, not paid yet", 400)], 400),
        (Money(1000, 600, 600), [("Paid", 600)], 400),
        (Money(1000, 0, 300), [("Paid", 300)], 700),
        (Money(1000, 1200, 1100), [("Paid", 1100), ("Ordered, not paid yet", 100)], 0),
        (Money(), [], 0),
    ],
)
def test_the_pieces_of_the_bar(money: Money, pieces: list[tuple[str, int]], rest: int) -> None:
    bar = boards.total_bar(money)
    assert ([(piece.label, piece.cents) for piece in bar.pieces], bar.rest_cents) == (pieces, rest)


def test_the_bar_says_what_it_shows() -> None:
    bar = boards.total_bar(Money(1_240_000, 600_000, 200_000))
    assert bar.summary == "Awarded €12,400, of which €6,000 are ordered and €2,000 are paid."


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("planned", "Not ordered yet"),
        ("in_progress", "Not ordered yet"),
        ("done", "Left over, goes back into the pot"),
        ("dropped", "Left over, goes back into the pot"),
    ],
)
def test_what_is_left_goes_back_in_the_end(state: str, label: str) -> None:
    project = Project(state=state, round=Round(currency="EUR"))
    project.awarded_cents, project.committed_cents, project.spent_cents = 1000, 0, 500
    assert boards.money_bar(project).rest_label == label


def test_states_without_projects_are_left_out() -> None:
    found = boards.states_in_words({"planned": 0, "in_progress": 3, "done": 1, "dropped": 0})
    assert found == [("in_progress", "being built", 3), ("done", "done", 1)]


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No project has started yet."),
        ("q=zebra", "No project fits."),
    ],
)
def test_an_empty_list_says_why(client: Client, query: str, words: str) -> None:
    assert words in read(client, f"/en/projekte/?{query}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Bank", "Baum"]),
        ("q=bau", ["Baum"]),
        ("stand=done", ["Baum"]),
        ("stand=planned", ["Bank"]),
        ("runde=erste", ["Bank"]),
        ("stand=quatsch", ["Bank", "Baum"]),
    ],
)
def test_filters_narrow_the_list(client: Client, query: str, expected: list[str]) -> None:
    many(1, round=a_round(title="Erste", slug="erste"), title="Bank")
    many(1, round=a_round(title="Zweite", slug="zweite"), title="Baum", state="done")
    response = client.get(f"/en/projekte/?{query}")
    assert sorted(card.title for card in response.context["cards"]) == expected


def test_a_card_says_money_state_and_next_date(client: Client) -> None:
    round_ = many(1, now=timezone.now())
    [card] = client.get("/en/projekte/").context["cards"]
    assert (card.cost, card.state, card.note) == ("€10,000", "won, being prepared", "due today")
    assert card.place == f"{round_.area.name}, {round_.title}"


def test_projects_with_a_place_are_in_the_drawing(client: Client) -> None:
    many(1, lon=13.35, lat=52.35)
    many(1, round=a_round(title="Ohne Ort", slug="ohne-ort"))
    [dot] = client.get("/en/projekte/").context["city"].dots
    assert dot.label == "Projekt 1"


def test_what_a_project_shows(client: Client) -> None:
    now, project = timezone.now(), a_project()
    office = OfficeFactory(area=project.area, name="Straßen- und Grünflächenamt")
    day = datetime.date(2027, 9, 1)
    projects.assign(
        project=project,
        office=office,
        contact="Bürgertelefon",
        summary="Sechs Bänke.",
        starts_on=None,
        ends_on=day,
        at=now,
        by=None,
    )
    projects.book(
        project=project, kind="committed", cents=600_000, on=timezone.localdate(now), note="Auftrag", at=now, by=None
    )
    projects.report(project=project, title="Es geht los", text="Der Bagger ist da.", at=now, by=None)
    text = read(client, f"/en/projekte/{project.pk}/")
    shown = [
        f"<h1>{project.title}</h1>",
        "Straßen- und Grünflächenamt",
        "Bürgertelefon",
        "Sechs Bänke.",
        "Sept. 1, 2027",
        "Awarded €10,000, of which €6,000 are ordered and €0 are paid.",
        "Auftrag",
        "Der Bagger ist da.",
        f"/en/runden/{project.round.slug}/ergebnis/",
        f"/en/vorschlaege/{project.proposal_id}/",
    ]
    assert [words for words in shown if words not in text] == []


def test_a_dropped_project_names_the_decision(client: Client) -> None:
    project = a_project(state="dropped")
    text = read(client, f"/en/projekte/{project.pk}/")
    assert ["Decision: Drs. 1/VI." in text, "won, but will not be built" in text] == [True, True]


@pytest.mark.parametrize(
    ("before", "after", "captions"), [(True, True, 2), (True, False, 1), (False, True, 0), (False, False, 0)]
)
def test_pictures_before_and_after(client: Client, before: bool, after: bool, captions: int) -> None:
    project = a_project()
    for name, wanted in (("before", before), ("after", after)):
        if wanted:
            getattr(project, f"picture_{name}").save("b.jpg", ContentFile(a_photo().read()), save=False)
            setattr(project, f"picture_{name}_alt", f"Foto {name}")
    project.save()
    text = read(client, f"/en/projekte/{project.pk}/")
    assert ['alt="Foto before"' in text, 'alt="Foto after"' in text] == [before, after]
    assert text.count("<figcaption>Before") + text.count("<figcaption>After") == captions


def test_the_best_picture_stands_on_the_card(client: Client) -> None:
    project = a_project()
    assert client.get("/en/projekte/").context["cards"][0].picture == ""
    for name in ("before", "after"):
        getattr(project, f"picture_{name}").save(f"{name}.jpg", ContentFile(a_photo().read()), save=False)
        setattr(project, f"picture_{name}_alt", name)
        project.save()
        card = client.get("/en/projekte/").context["cards"][0]
        assert (f"/{name}" in card.picture, card.alt) == (True, name)


def test_an_imported_project_has_no_idea_behind_it(client: Client) -> None:
    project = a_project(proposal=None)
    assert "The idea" not in read(client, f"/en/projekte/{project.pk}/")


def test_built_projects_show_both_pictures_or_the_better_one() -> None:
    city = SimpleNamespace(accent_of=lambda area: "accent-1")
    project = a_project(state="done")
    project.awarded_cents = COST
    [built] = boards.built([project], city=city)  # type: ignore[arg-type]
    assert (built.before, built.after, built.cost, built.accent) == ("", "", "€10,000", "accent-1")


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_the_list_do_not_grow(client: Client, count: int, django_assert_num_queries: Any) -> None:
    many(count)
    client.get("/projekte/")
    with django_assert_num_queries(9):
        client.get("/projekte/")


@pytest.mark.parametrize("steps", [1, 30])
def test_the_queries_of_a_project_do_not_grow(client: Client, steps: int, django_assert_num_queries: Any) -> None:
    project = a_project()
    for number in range(steps):
        projects.plan_milestone(project=project, title=f"Schritt {number}", due_on=NOON.date(), at=NOON, by=None)
        projects.report(project=project, title="Neues", text=f"Nr. {number}", at=NOON, by=None)
    bring(project, "in_progress")
    client.get(f"/projekte/{project.pk}/")
    with django_assert_num_queries(7):
        client.get(f"/projekte/{project.pk}/")
