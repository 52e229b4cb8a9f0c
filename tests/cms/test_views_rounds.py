"""Rounds: which stands first, what each page shows, who finds which."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms import queries
from participation.models import Round
from tests.factories.cms import a_round_page, a_site
from tests.factories.participation import DAY, NOON, CityFactory, DistrictFactory, OfficeFactory, RegionFactory, a_round
from tests.factories.proposals import a_proposal, many
from tests.factories.voting import a_paper, closed, published

pytestmark = pytest.mark.django_db


def order(at: datetime.datetime = NOON) -> list[str]:
    return [line.round.title for line in queries.round_lines(at=at)]


def test_first_where_people_can_act_then_by_what_ends_first() -> None:
    a_round(title="vorbei", slug="vorbei", phase=None)
    a_round(title="wird gezählt", slug="zaehlt", phase="counting")
    a_round(title="kommt", slug="kommt", phase="collecting", now=NOON + 10 * DAY)
    a_round(title="sammelt", slug="sammelt", phase="collecting")
    a_round(title="stimmt ab, endet bald", slug="bald", phase="voting", now=NOON - 10 * DAY)
    a_round(title="Archiv", slug="archiv", phase="voting", is_archive=True)
    assert order() == ["stimmt ab, endet bald", "sammelt", "wird gezählt", "kommt", "vorbei", "Archiv"]


def test_among_equals_the_newest_is_first() -> None:
    for number in range(3):
        a_round(title=str(number), slug=f"r{number}", phase="delivering")
    assert order() == ["2", "1", "0"]


def test_hidden_rounds_are_no_lines() -> None:
    a_round(is_public=False)
    assert order() == []


def test_a_line_says_money_and_accent() -> None:
    a_round(area=DistrictFactory(key="01", accent="accent-7"), cents=12_345)
    [line] = queries.round_lines(at=NOON)
    assert (line.cents, line.accent, line.url, line.phase.kind) == (
        12_345,
        "accent-7",
        "/en/runden/runde-1/",
        "collecting",
    )


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_of_lines_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    area = DistrictFactory(key="01")
    for number in range(count):
        a_round(title=str(number), slug=f"r{number}", area=area)
    with django_assert_num_queries(4):
        assert len(queries.round_lines(at=NOON)) == count


def test_a_click_on_a_district_leads_to_its_most_urgent_round() -> None:
    area = DistrictFactory(key="01")
    a_round(title="vorbei", slug="vorbei", phase=None, area=area)
    a_round(title="sammelt", slug="sammelt", area=area)
    a_round(title="ganze Stadt", slug="stadt", area=CityFactory())
    assert queries.district_urls(queries.round_lines(at=NOON)) == {"01": "/en/runden/sammelt/"}


def test_the_drawing_marks_where_people_can_act() -> None:
    a_round(title="vorbei", slug="vorbei", phase=None, area=DistrictFactory(key="01"))
    a_round(title="sammelt", slug="sammelt", area=DistrictFactory(key="02"))
    DistrictFactory(key="03")
    city = queries.city_with(queries.round_lines(at=NOON))
    assert [(s.key, s.current, s.url) for s in city.shapes] == [
        ("01", False, "/en/runden/vorbei/"),
        ("02", True, "/en/runden/sammelt/"),
        ("03", False, ""),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bezirk 01", ["Kiezkasse"]),
        ("Karlshorst", ["Kiezkasse"]),
        (" karls ", ["Kiezkasse"]),
        ("kiezkasse", ["Kiezkasse"]),
        ("bürger", ["Bürgerhaushalt"]),
        ("Musterstadt", []),
        ("nirgends", []),
        ("\x00", ["Bürgerhaushalt", "Kiezkasse"]),
    ],
)
def test_people_find_the_round_of_their_neighbourhood(words: str, found: list[str]) -> None:
    district = DistrictFactory(key="01")
    RegionFactory(parent=district, name="Karlshorst", key="010101")
    a_round(title="Kiezkasse", slug="kiezkasse", area=district)
    a_round(title="Bürgerhaushalt", slug="buerger", area=DistrictFactory(key="02"))
    lines = queries.round_lines(at=NOON)
    assert [line.round.title for line in queries.lines_near(lines, words)] == found


def test_a_round_of_the_whole_city_is_found_everywhere() -> None:
    RegionFactory(parent=DistrictFactory(key="01"), name="Karlshorst")
    a_round(title="Stadthaushalt", slug="stadt", area=CityFactory())
    lines = queries.round_lines(at=NOON)
    assert [line.round.title for line in queries.lines_near(lines, "karlshorst")] == ["Stadthaushalt"]


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_no_round_is_said(client: Client) -> None:
    assert "No round is running at the moment." in read(client, "/en/runden/")


@pytest.mark.parametrize(("length", "said"), [(79, False), (80, False), (81, True), (4000, True)])
def test_a_search_that_is_cut_is_said(length: int, said: bool, client: Client) -> None:
    text = read(client, f"/en/runden/?q={'x' * length}")
    assert ("we looked for its first 80 characters" in text) is said
    assert ('aria-describedby="round-search-cut"' in text) is said
    assert f'value="{"x" * min(length, 80)}"' in text


def test_nothing_found_leads_back(client: Client) -> None:
    a_round(now=timezone.now())
    text = read(client, "/en/runden/?q=Atlantis")
    assert ["We found no round for “Atlantis”." in text, 'value="Atlantis"' in text] == [True, True]


def test_running_and_decided_rounds_stand_apart(client: Client) -> None:
    a_round(now=timezone.now(), title="läuft", slug="laeuft")
    a_round(now=timezone.now(), phase=None, title="vorbei", slug="vorbei")
    response = client.get("/en/runden/")
    found = [[line.round.title for line in response.context[name]] for name in ("running", "over")]
    assert found == [["läuft"], ["vorbei"]]


def test_what_a_round_shows(client: Client) -> None:
    now = timezone.now()
    round_ = a_round(now=now, title="Kiezkasse", slug="kiez", statute_url="https://example.org/satzung")
    OfficeFactory(area=round_.area, name="SPK", phone="030 12345", email="spk@example.org")
    a_proposal(round=round_, at=now)
    text = read(client, "/en/runden/kiez/")
    shown = [
        "<h1>Kiezkasse</h1>",
        "Collecting ideas",
        "/en/runden/kiez/einreichen/",
        "There are €200,000",
        "1 idea",
        "Bänke am Weiher",
        "The rules in five sentences",
        "https://example.org/satzung",
        "SPK",
        "tel:030 12345",
        "mailto:spk@example.org",
        "/karte/vorschlaege.json?runde=kiez&amp;sprache=en",
    ]
    assert [words for words in shown if words not in text] == []


def test_editors_words_about_contacts_stand_first(client: Client) -> None:
    round_ = a_round(now=timezone.now())
    a_round_page(round_, home=a_site(), contact="Rufen Sie uns an.")
    text = read(client, f"/en/runden/{round_.slug}/")
    assert ["Rufen Sie uns an." in text, "citizens’ offices" in text] == [True, False]


@pytest.mark.parametrize(("phase", "newest_first"), [("collecting", True), ("voting", False), ("delivering", False)])
def test_nobody_stands_first_during_a_vote(phase: str, newest_first: bool) -> None:
    round_ = a_round(phase=phase)
    many(round_, 40)
    for number, row in enumerate(round_.proposals.order_by("pk")):
        row.published_at = NOON + number * datetime.timedelta(minutes=1)
        row.save()
    cards = queries.round_context(queries.rounds().get(pk=round_.pk), at=NOON)["cards"]
    assert ([card.number for card in cards] == [40, 39, 38, 37, 36, 35]) == newest_first
    assert len(cards) == 6


def test_what_is_over_for_an_idea_is_not_featured() -> None:
    round_ = a_round()
    many(round_, 1, state="infeasible", title="Nein")
    many(round_, 1, title="Ja")
    context = queries.round_context(queries.rounds().get(pk=round_.pk), at=NOON)
    assert ([card.title for card in context["cards"]], context["ideas"]) == (["Ja"], 2)


@pytest.mark.parametrize(("publish", "title"), [(False, "The votes are being counted."), (True, "The result is here.")])
def test_a_result_changes_the_next_step_when_it_is_published(client: Client, publish: bool, title: str) -> None:
    paper = closed(a_paper(costs=(100_000,)), votes=((1,),))
    if publish:
        published(paper)
    assert title in read(client, f"/en/runden/{paper.round.slug}/")
    assert title in read(client, "/en/runden/")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queries_of_a_round_do_not_grow(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    round_ = a_round(now=timezone.now())
    many(round_, rows)
    client.get(f"/runden/{round_.slug}/")
    with django_assert_num_queries(14):
        client.get(f"/runden/{round_.slug}/")


@pytest.mark.parametrize("count", [1, 12])
def test_the_queries_of_the_list_do_not_grow(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        a_round(now=timezone.now(), slug=f"r{number}", area=DistrictFactory(key=f"{number + 1:02}"))
    client.get("/runden/")
    with django_assert_num_queries(7):
        client.get("/runden/")


def test_pots_of_a_round_with_several_areas_are_listed(client: Client) -> None:
    from participation import rounds

    district = DistrictFactory(key="01")
    regions = [RegionFactory(parent=district, name=name) for name in ("Nord", "Süd")]
    now = timezone.now()
    rounds.open_round(
        area=district,
        kind=Round.Kind.NEIGHBOURHOOD_FUND,
        title="Kiez",
        slug="kiez",
        phases=[("collecting", now - DAY, now + DAY)],
        pots={regions[0]: 300_000, regions[1]: 200_000},
        at=now,
        is_public=True,
    )
    text = read(client, "/en/runden/kiez/")
    assert ["There are €5,000" in text, "Nord" in text, "€3,000" in text, "€2,000" in text] == [True] * 4
