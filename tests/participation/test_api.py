"""Areas and rounds through the API, and what all lists share: pages, parameters, sentences instead of guesses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.models import Phase, Round
from tests.factories.participation import DistrictFactory, RegionFactory, a_round, square

pytestmark = pytest.mark.django_db
LISTS = ["areas", "rounds", "proposals", "results", "projects"]


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    cache.clear()


def read(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return answer.json()


def keys(body: Any, name: str) -> list[str]:
    return [row[name] for row in body["results"]]


# areas


def test_an_area_in_the_list_and_with_its_border(client: Client) -> None:
    district = DistrictFactory(key="09", name="Treptow", inhabitants=7, boundary=square(13.5, 52.5))
    [row] = read(client, "areas/", kind="district")["results"]
    assert row == {
        "key": "09",
        "name": "Treptow",
        "kind": "district",
        "parent": "00",
        "inhabitants": 7,
        "centre": {"lon": district.lon, "lat": district.lat},
    }
    assert read(client, "areas/09/") == row | {"edition": "", "boundary": square(13.5, 52.5)}


def test_the_city_has_no_parent(client: Client) -> None:
    DistrictFactory()
    assert read(client, "areas/00/")["parent"] is None


def test_areas_by_kind_and_place(client: Client) -> None:
    first, second = DistrictFactory(key="01"), DistrictFactory(key="02")
    inside, _outside = RegionFactory(parent=first, key="010101"), RegionFactory(parent=second, key="020101")
    assert keys(read(client, "areas/"), "key") == ["00", "01", "010101", "02", "020101"]
    assert keys(read(client, "areas/", within="01"), "key") == ["01", "010101"]
    assert keys(read(client, "areas/", within="01", kind="region"), "key") == [inside.key]


# rounds


def test_a_round_in_the_list_and_with_its_rules(client: Client) -> None:
    district = DistrictFactory(key="09", name="Treptow")
    round_ = a_round(area=district, now=timezone.now(), cents=5_000, title="Kiez", slug="kiez", summary="Zwei Sätze")
    [row] = read(client, "rounds/")["results"]
    assert {name: row[name] for name in row if name not in ("phases", "url")} == {
        "slug": "kiez",
        "title": "Kiez",
        "kind": "citizens_budget",
        "area": {"key": "09", "name": "Treptow"},
        "is_archive": False,
        "currency": "EUR",
        "total_cents": 5_000,
    }
    assert [phase["kind"] for phase in row["phases"]] == Phase.Kind.values
    assert row["url"] == "http://testserver/runden/kiez/"
    first = round_.phases.order_by("starts_at").first()
    assert first is not None
    assert row["phases"][0]["starts_at"] == timezone.localtime(first.starts_at).isoformat()
    assert read(client, "rounds/kiez/") == row | {
        "summary": "Zwei Sätze",
        "statute_url": "",
        "pots": [{"area": {"key": "09", "name": "Treptow"}, "cents": 5_000}],
        "rules": {
            "who_may_propose": "anyone",
            "cap_cents": 2_000_000,
            "voting_age": 14,
            "ballot_type": "approval",
            "max_choices": 5,
            "tally_rule": "greedy_skip",
            "min_votes": 1,
        },
    }


def test_a_hidden_round_is_not_there(client: Client) -> None:
    hidden = a_round(is_public=False)
    assert read(client, "rounds/")["count"] == 0
    assert client.get(f"/api/v1/rounds/{hidden.slug}/").status_code == 404
    answer = client.get("/api/v1/proposals/", {"round": hidden.slug})
    assert (answer.status_code, list(answer.json())) == (400, ["round"])


def test_rounds_by_area_kind_and_phase(client: Client) -> None:
    district = DistrictFactory(key="01")
    collecting = a_round(area=RegionFactory(parent=district), now=timezone.now())
    voting = a_round(area=district, phase="voting", now=timezone.now(), kind=Round.Kind.NEIGHBOURHOOD_FUND)
    elsewhere = a_round(phase=None, now=timezone.now())
    assert keys(read(client, "rounds/"), "slug") == [elsewhere.slug, voting.slug, collecting.slug]
    assert keys(read(client, "rounds/", area="01"), "slug") == [voting.slug, collecting.slug]
    assert keys(read(client, "rounds/", phase="voting"), "slug") == [voting.slug]
    assert keys(read(client, "rounds/", kind="neighbourhood_fund"), "slug") == [voting.slug]


# query counts


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_cost_the_same_whatever_their_length(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    district = DistrictFactory()
    for _ in range(rows):
        a_round(area=RegionFactory(parent=district), now=timezone.now())
    with django_assert_num_queries(2):
        assert len(read(client, "areas/")["results"]) == rows + 2
    with django_assert_num_queries(4):
        assert len(read(client, "rounds/")["results"]) == rows


def test_details_cost_few_queries(client: Client, django_assert_num_queries: Any) -> None:
    round_ = a_round()
    with django_assert_num_queries(1):
        read(client, f"areas/{round_.area.key}/")
    with django_assert_num_queries(3):
        read(client, f"rounds/{round_.slug}/")


# what all share


def test_the_start_names_all_lists(client: Client) -> None:
    body = read(client, "")
    assert body == {name: f"http://testserver/api/v1/{name}/" for name in [*LISTS, "schema"]}


def test_the_schema_is_served(client: Client) -> None:
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"openapi: 3.0.3")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, name: str, method: str) -> None:
    assert getattr(client, method)(f"/api/v1/{name}/", {}).status_code == 405


@pytest.mark.parametrize("name", LISTS)
def test_an_anonymous_reader_gets_no_cookie(client: Client, name: str) -> None:
    assert client.get(f"/api/v1/{name}/").cookies == {}


def test_pages_hold_50_rows_and_200_at_most(client: Client) -> None:
    RegionFactory.create_batch(60, parent=DistrictFactory())
    first = read(client, "areas/")
    assert (first["count"], len(first["results"]), first["previous"]) == (62, 50, None)
    second = read(client, first["next"].removeprefix("http://testserver/api/v1/"))
    assert (len(second["results"]), second["next"]) == (12, None)
    assert len(read(client, "areas/", page_size=200)["results"]) == 62
    assert client.get("/api/v1/areas/", {"page_size": 201}).status_code == 400


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "zwei"),
        ("page", "last"),
        ("page", "9" * 30),
        ("page", ""),
        ("page", "1\x00"),
        ("page_size", "0"),
        ("page_size", "201"),
        ("page_size", "1e3"),
        ("gibtsnicht", "1"),
    ],
)
def test_a_bad_parameter_is_named_with_a_sentence(client: Client, name: str, parameter: str, value: str) -> None:
    answer = client.get(f"/api/v1/{name}/", {parameter: value})
    assert answer.status_code == 400
    [sentence] = answer.json()[parameter]
    assert sentence.endswith(".")


def test_an_unknown_parameter_is_told_the_known_ones(client: Client) -> None:
    answer = client.get("/api/v1/areas/", {"art": "district"})
    assert "kind, page, page_size, within" in answer.json()["art"][0]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_after_the_last_is_not_there(client: Client, name: str) -> None:
    answer = client.get(f"/api/v1/{name}/", {"page": 999_999})
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


@pytest.mark.parametrize(
    "path",
    ["areas/99/", "rounds/gibtsnicht/", "proposals/1/", "results/gibtsnicht/", "projects/1/"]
    + [f"{name}/{'9' * 18}/" for name in LISTS],
)
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


PARAMETERS = [
    "page", "page_size", "kind", "within", "area", "phase", "round", "category", "state", "q", "ordering", "format",
]  # fmt: skip
NASTY = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "9" * 40,
        "\x00",
        "'",
        '"',
        "';--",
        "%",
        "%00",
        "\\",
        "ä" * 300,
        "NaN",
        "null",
        "[]",
        "\ud7ff",
        "🦆",
        "..",
        "*",
        "()",
    ]
)
VALUES = NASTY | st.text(max_size=30) | st.integers().map(str) | st.floats().map(str)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(LISTS), query=st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=3))
def test_no_parameter_breaks_a_list(client: Client, name: str, query: dict[str, str]) -> None:
    cache.clear()
    answer = client.get(f"/api/v1/{name}/", query)
    assert answer.status_code in (200, 400, 404), answer.content
    if answer.status_code == 400:
        assert all(sentences for sentences in answer.json().values())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(LISTS), key=VALUES.filter(lambda text: text.strip("/. ")))
def test_no_key_breaks_a_detail(client: Client, name: str, key: str) -> None:
    cache.clear()
    assert client.get(f"/api/v1/{name}/{quote(key, safe='')}/").status_code in (200, 404)
