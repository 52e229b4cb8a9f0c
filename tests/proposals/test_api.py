"""Proposals through the API: public ones only, and of their authors nothing but the public name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from participation.models import Round
from proposals import discussion
from proposals.models import Comment, Proposal, Support
from proposals.states import PUBLIC, State
from tests.factories.participation import NOON, RegionFactory, UserFactory, a_round
from tests.factories.proposals import WAYS, a_category, a_proposal, many, move, refused_in_public

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    cache.clear()


def read(client: Client, path: str = "", **query: Any) -> Any:
    answer = client.get(f"/api/v1/proposals/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def numbers(client: Client, **query: Any) -> list[int]:
    return [row["number"] for row in read(client, **query)["results"]]


def test_a_proposal_in_the_list(client: Client) -> None:
    proposal = a_proposal(estimate_cents=70_000)
    Proposal.objects.filter(pk=proposal.pk).update(lon=13.4, lat=52.5)
    Support.objects.create(proposal=proposal, user=UserFactory(), at=NOON)
    Comment.objects.create(proposal=proposal, text="Gut", at=NOON, submission_key=KEY)
    [row] = read(client)["results"]
    assert row == {
        "id": proposal.pk,
        "round": proposal.round.slug,
        "number": 1,
        "title": "Bänke am Weiher",
        "state": "published",
        "category": {"slug": "green", "names": a_category().names},
        "area": {"key": proposal.area.key, "name": proposal.area.name},
        "place": "Rundweg am Weiher",
        "point": {"lon": 13.4, "lat": 52.5},
        "cost_cents": 70_000,
        "supports": 1,
        "comments": 1,
        "published_at": "2027-03-10T13:00:00+01:00",
        "url": f"http://testserver/vorschlaege/{proposal.pk}/",
    }


def test_the_detail_adds_words_and_every_public_answer(client: Client) -> None:
    proposal = a_proposal(State.INFEASIBLE, by=UserFactory(display_name="Ayşe"))
    [row] = read(client)["results"]
    body = read(client, f"{proposal.pk}/")
    history = body.pop("history")
    assert body == row | {
        "what": proposal.what,
        "why": proposal.why,
        "language": "de",
        "author": "Ayşe",
        "estimate_cents": None,
        "picture": None,
        "picture_alt": "",
        "merged_into": None,
    }
    assert [(step["from_state"], step["to_state"]) for step in history] == [
        ("submitted", "published"),
        ("published", "in_assessment"),
        ("in_assessment", "infeasible"),
    ]
    assert history[2]["answer"] is None
    assert history[2]["assessment"] == {
        "office": proposal.assessments.get().office.name,
        "verdict": "infeasible",
        "reason_code": "technically_impossible",
        "statement": "Unter dem Weg liegt eine Gasleitung.",
        "conditions": "",
        "cost_min_cents": None,
        "cost_likely_cents": None,
        "cost_max_cents": None,
        "yearly_cents": 0,
    }


def test_a_moderators_answer_is_public_once_the_proposal_is(client: Client) -> None:
    history = read(client, f"{a_proposal(State.FORWARDED).pk}/")["history"]
    assert [step["answer"] for step in history] == [
        {"reason_code": "", "text": "Darüber entscheidet die BVG.", "forwarded_to": "BVG", "answer_due": None}
    ]


def test_what_was_written_before_publication_stays_between_author_and_moderator(client: Client) -> None:
    proposal = a_proposal(State.RETURNED)
    move("revise", proposal, by=UserFactory())
    move("publish", Proposal.objects.get(pk=proposal.pk), by=UserFactory())
    body = client.get(f"/api/v1/proposals/{proposal.pk}/")
    assert [step["to_state"] for step in body.json()["history"]] == ["published"]
    assert "genauer" not in body.content.decode()


@pytest.mark.parametrize("state", list(WAYS))
def test_public_states_only(client: Client, state: str) -> None:
    proposal = a_proposal(state)
    shown = state in PUBLIC
    assert client.get(f"/api/v1/proposals/{proposal.pk}/").status_code == (200 if shown else 404)
    listed = [row["id"] for row in read(client)["results"]]
    assert (proposal.pk in listed) is shown


def test_a_hidden_round_hides_its_proposals(client: Client) -> None:
    proposal = a_proposal()
    Round.objects.update(is_public=False)
    assert read(client)["count"] == 0
    assert client.get(f"/api/v1/proposals/{proposal.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("erased", "name", "shown"), [(False, "Ayşe", "Ayşe"), (False, "", None), (True, "Ayşe", None)]
)
def test_the_author_is_a_public_name_or_nobody(client: Client, erased: bool, name: str, shown: str | None) -> None:
    author = UserFactory(display_name=name, email="geheim@example.org")
    proposal = a_proposal(by=author)
    if erased:
        author.delete()
    body = client.get(f"/api/v1/proposals/{proposal.pk}/")
    assert body.json()["author"] == shown
    assert "geheim" not in body.content.decode()


def test_removed_comments_do_not_count(client: Client) -> None:
    proposal = a_proposal()
    comment = Comment.objects.create(proposal=proposal, text="Böse", at=NOON, submission_key=KEY)
    discussion.remove_comment(comment=comment, reason="Beleidigung", by=UserFactory(), at=NOON)
    assert read(client, f"{proposal.pk}/")["comments"] == 0


def test_filters(client: Client) -> None:
    first, second = a_round(), a_round()
    region = RegionFactory(parent=first.area)
    many(first, 2)
    many(first, 1, area=region, title="Bänke am Weiher", category=a_category("play"), state=State.ADMITTED)
    many(second, 1)
    assert sorted(numbers(client)) == [1, 1, 2, 3]
    assert sorted(numbers(client, round=first.slug)) == [1, 2, 3]
    assert numbers(client, area=region.key) == [3]
    assert sorted(numbers(client, area=first.area.key)) == [1, 2, 3]
    assert numbers(client, category="play") == [3]
    assert numbers(client, state="admitted") == [3]
    assert numbers(client, q="WEIHER banke") == [3]
    assert numbers(client, category="gibtsnicht") == []


@pytest.mark.parametrize("reason", ["duplicate", "personal_data"])
def test_refused_after_publication(client: Client, reason: str) -> None:
    proposal = refused_in_public(reason)
    shown = reason == "duplicate"
    assert numbers(client) == []
    assert numbers(client, state="refused") == ([proposal.number] if shown else [])
    answer = client.get(f"/api/v1/proposals/{proposal.pk}/")
    assert answer.status_code == (200 if shown else 404)
    if shown:
        last = answer.json()["history"][-1]
        assert (last["to_state"], last["answer"]["reason_code"], last["answer"]["text"]) == (
            "refused",
            "duplicate",
            "Das geht hier nicht.",
        )


def test_orders(client: Client) -> None:
    round_ = a_round()
    many(round_, 3)
    one, two, three = Proposal.objects.order_by("number")
    Support.objects.create(proposal=two, user=UserFactory(), at=NOON)
    Comment.objects.create(proposal=one, text="Gut", at=NOON, submission_key=KEY)
    Proposal.objects.filter(pk=three.pk).update(estimate_cents=5)
    assert numbers(client) == [3, 2, 1]
    assert numbers(client, ordering="newest") == [3, 2, 1]
    assert numbers(client, ordering="supported") == [2, 1, 3]
    assert numbers(client, ordering="commented") == [1, 2, 3]
    assert numbers(client, ordering="cost") == [3, 1, 2]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("round", "gibtsnicht"),
        ("area", "99"),
        ("state", "draft"),
        ("state", "withdrawn"),
        ("ordering", "shuffled"),
        ("category", "a b"),
        ("q", "a" * 201),
    ],
)
def test_a_bad_filter_is_named_with_a_sentence(client: Client, parameter: str, value: str) -> None:
    answer = client.get("/api/v1/proposals/", {parameter: value})
    assert (answer.status_code, list(answer.json())) == (400, [parameter])
    assert answer.json()[parameter][0].endswith(".")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_three_queries(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    many(a_round(), rows)
    with django_assert_num_queries(3):
        assert len(read(client)["results"]) == rows


@pytest.mark.parametrize("comments", [1, 30])
def test_a_detail_costs_four_queries(client: Client, django_assert_num_queries: Any, comments: int) -> None:
    proposal = a_proposal(State.ADMITTED)
    for number in range(comments):
        Comment.objects.create(proposal=proposal, text="Gut", at=NOON, submission_key=f"{number:032}")
    with django_assert_num_queries(4):
        read(client, f"{proposal.pk}/")
