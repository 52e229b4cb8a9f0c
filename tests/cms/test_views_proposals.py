"""The list of ideas, and one idea: what is shown, to whom, in how many queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from delivery import projects
from participation.models import Round
from proposals import discussion, moderation, submission
from proposals.models import Comment, Proposal
from proposals.states import FINDABLE, PUBLIC, State
from tests.cms import city as cities
from tests.factories.cms import a_site
from tests.factories.participation import DistrictFactory, RegionFactory, UserFactory, a_round
from tests.factories.proposals import a_category, a_proposal, an_idea, many, refused_in_public, submitted
from tests.factories.voting import a_paper, closed, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def now_round() -> Round:
    return a_round(now=timezone.now(), title="Sammelrunde", slug="sammelrunde", area=DistrictFactory(key="01"))


def listed(client: Client, query: str = "") -> Any:
    response = client.get(f"/en/vorschlaege/?{query}")
    assert response.status_code == 200
    return response


def titles(response: Any) -> list[str]:
    return sorted(card.title for card in response.context["cards"])


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    text = listed(client).content.decode()
    assert ["Nobody has submitted an idea yet." in text, "See where you can submit ideas" in text] == [True, True]


def test_nothing_found_says_so_and_leads_back(client: Client, now_round: Round) -> None:
    a_proposal(round=now_round, at=timezone.now())
    response = listed(client, "q=Zebra&runde=sammelrunde")
    text = response.content.decode()
    assert "No idea fits." in text
    assert 'href="/en/vorschlaege/?runde=sammelrunde"' in text
    # What was typed is still there.
    assert 'value="Zebra"' in text


@pytest.mark.parametrize("state", State.values)
def test_only_public_states_are_listed(client: Client, now_round: Round, state: str) -> None:
    many(now_round, 1, state=State.PUBLISHED)
    fields = {"merged_into": Proposal.objects.get()} if state == State.MERGED else {}
    many(now_round, 1, state=state, title="Diese", **fields)
    assert ("Diese" in titles(listed(client))) == (state in PUBLIC)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Bänke", "Bücher", "Radweg"]),
        ("q=bücher", ["Bücher"]),
        ("q=BUECHER", ["Bücher"]),
        ("runde=sammelrunde", ["Bänke", "Bücher"]),
        ("runde=andere", ["Radweg"]),
        ("thema=culture", ["Bücher"]),
        ("gebiet=02", ["Radweg"]),
        ("runde=sammelrunde&gebiet=010101", ["Bücher"]),
        ("stand=neu", ["Bänke", "Bücher"]),
        ("stand=pruefung", ["Radweg"]),
        ("stand=nicht-machbar", []),
        ("thema=culture&q=zebra", []),
    ],
)
def test_filters_narrow_the_list(client: Client, now_round: Round, query: str, expected: list[str]) -> None:
    now = timezone.now()
    region = RegionFactory(parent=now_round.area, key="010101")
    other = a_round(now=now, title="Andere", slug="andere", area=DistrictFactory(key="02"))
    a_proposal(round=now_round, at=now, title="Bänke")
    a_proposal(round=now_round, at=now, title="Bücher", category=a_category("culture"), area=region)
    a_proposal(State.IN_ASSESSMENT, round=other, at=now, title="Radweg")
    assert titles(listed(client, query)) == expected


def test_what_was_refused_is_found_by_its_state_only(client: Client, now_round: Round) -> None:
    refused_in_public(round=now_round, at=timezone.now(), title="Abgelehnt")
    refused_in_public("unlawful", round=now_round, at=timezone.now(), title="Verboten")
    a_proposal(State.REFUSED, round=now_round, at=timezone.now(), title="Ungelesen")
    assert titles(listed(client)) == titles(listed(client, "q=abgelehnt")) == []
    assert titles(listed(client, "stand=abgelehnt")) == ["Abgelehnt"]
    assert listed(client, "stand=abgelehnt").context["cards"][0].state == "not accepted"


@pytest.mark.parametrize("field", ["runde", "thema", "gebiet", "stand", "ordnung"])
def test_a_filter_that_makes_no_sense_is_said_and_does_not_filter(client: Client, now_round: Round, field: str) -> None:
    many(now_round, 2)
    response = listed(client, f"{field}=quatsch")
    assert len(titles(response)) == 2
    assert list(response.context["form"].errors) == [field]
    assert "quatsch is not one of the available choices" in response.content.decode()


@pytest.mark.parametrize(
    ("order", "words", "first"),
    [
        ("", "in random order, mixed for today", None),
        ("zufall", "in random order, mixed for today", None),
        ("neu", "the newest first", "Zweite"),
        ("kosten", "the least expensive first", "Erste"),
        ("unterstuetzung", "those with most supporters first", "Zweite"),
        ("kommentare", "the most discussed first", "Zweite"),
    ],
)
def test_the_order_is_said_in_words(
    client: Client, now_round: Round, order: str, words: str, first: str | None
) -> None:
    now = timezone.now()
    a_proposal(round=now_round, at=now - timezone.timedelta(hours=2), title="Erste", estimate_cents=1000)
    second = a_proposal(round=now_round, at=now, title="Zweite", estimate_cents=2000)
    discussion.support(proposal=second, by=UserFactory(), at=now)
    discussion.comment(proposal=second, text="Gut", by=UserFactory(), key=second.submission_key, at=now)
    response = listed(client, f"ordnung={order}")
    assert words in response.content.decode()
    assert first in (None, response.context["cards"][0].title)


def test_the_random_order_is_the_same_all_day(client: Client, now_round: Round) -> None:
    many(now_round, 30)
    first, again = ([card.id for card in listed(client).context["cards"]] for _ in range(2))
    assert first == again


def test_twenty_four_a_page_and_filters_travel_along(client: Client, now_round: Round) -> None:
    many(now_round, 50)
    pages = [listed(client, f"runde=sammelrunde&seite={number}") for number in (1, 2, 3)]
    assert [len(page.context["cards"]) for page in pages] == [24, 24, 2]
    seen = {card.id for page in pages for card in page.context["cards"]}
    assert len(seen) == 50
    assert "?runde=sammelrunde&amp;seite=2" in pages[0].content.decode()


def test_won_and_done_are_asked_of_later_stages(client: Client) -> None:
    city = cities.build()
    won, done = listed(client, "stand=gewonnen"), listed(client, "stand=fertig")
    assert titles(won) == sorted(award.option.title for award in city.result.awards.all())
    assert titles(done) == [city.project.title]
    assert {card.state for card in won.context["cards"]} == {"done", "won, being prepared"}


def test_a_card_says_place_cost_and_standing(client: Client, now_round: Round) -> None:
    now = timezone.now()
    proposal = a_proposal(round=now_round, at=now, estimate_cents=1_240_000)
    discussion.support(proposal=proposal, by=UserFactory(), at=now)
    [card] = listed(client).context["cards"]
    assert (card.number, card.place, card.cents, card.note, card.accent) == (
        1,
        "Rundweg am Weiher, Bezirk 01",
        1_240_000,
        "1 supporter",
        "accent-3",
    )
    assert card.state.startswith("published, will be checked from")


@pytest.mark.parametrize("rows", [1, 30, 2000])
def test_the_queries_of_the_list_do_not_grow(
    client: Client, now_round: Round, rows: int, django_assert_num_queries: Any
) -> None:
    many(now_round, rows)
    client.get("/vorschlaege/")
    with django_assert_num_queries(10):
        client.get("/vorschlaege/")


def read(client: Client, proposal: Proposal) -> str:
    response = client.get(f"/en/vorschlaege/{proposal.pk}/")
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("who", ["anybody", "another", "author"])
def test_who_may_read_an_idea(client: Client, now_round: Round, state: str, who: str) -> None:
    author = UserFactory()
    many(now_round, 1)
    fields = {"merged_into": Proposal.objects.get()} if state == State.MERGED else {}
    many(now_round, 1, state=state, author=author, title="Diese", **fields)
    if who != "anybody":
        client.force_login(author if who == "author" else UserFactory())
    status = client.get(f"/en/vorschlaege/{Proposal.objects.get(title='Diese').pk}/").status_code
    # "many" makes each of them published once: what was refused since then keeps its page.
    expected = 200 if state in FINDABLE or who == "author" else 404
    assert status == (410 if expected == 404 and state == State.WITHDRAWN else expected)


def test_the_author_sees_what_nobody_else_does(client: Client, now_round: Round) -> None:
    author = UserFactory()
    proposal = a_proposal(State.RETURNED, round=now_round, at=timezone.now(), by=author)
    client.force_login(author)
    text = read(client, proposal)
    words = ["Only you see this page.", "Bitte nennen Sie den Ort genauer.", f"/vorschlaege/{proposal.pk}/bearbeiten/"]
    assert [word in text for word in [*words, 'content="noindex"']] == [True] * 4


def test_a_public_idea_may_be_found_by_search_engines(client: Client, now_round: Round) -> None:
    assert "noindex" not in read(client, a_proposal(round=now_round, at=timezone.now()))


def test_what_an_idea_shows(client: Client, now_round: Round) -> None:
    author = UserFactory(display_name="Kiezgärtnerin", email="geheim@example.org")
    proposal = a_proposal(State.ADMITTED, round=now_round, at=timezone.now(), by=author, cost=1_650_000)
    text = read(client, cities.with_picture(proposal))
    shown = [
        "<h1>Bänke am Weiher</h1>",
        "Vier Bänke aus Holz am Rundweg um den Weiher.",
        "Ältere Menschen brauchen Pausen.",
        "Kiezgärtnerin",
        "€16,500",
        "Cost, estimated by the office",
        "Das geht. Die Bänke stehen auf öffentlichem Grund.",
        "Rundweg am Weiher, Bezirk 01",
        'alt="Foto: eine Bank am Weiher"',
        "/bilder/1200/proposals/",
        "0</b> people support this idea.",
        "0 comments",
        "Feasible, for €16,500",
    ]
    assert [word for word in shown if word not in text] == []
    assert "geheim@example.org" not in text


def test_what_was_typed_is_text_and_nothing_else(client: Client, now_round: Round) -> None:
    bad = "<script>alert(1)</script>"
    proposal = a_proposal(round=now_round, at=timezone.now(), title=bad, what=bad, why=bad, place=bad)
    discussion.comment(
        proposal=proposal, text=bad, by=UserFactory(display_name=bad), key=proposal.submission_key, at=timezone.now()
    )
    assert bad not in read(client, proposal)
    assert bad not in listed(client).content.decode()


def test_removed_comments_say_why_and_not_what(client: Client, now_round: Round) -> None:
    proposal = a_proposal(round=now_round, at=timezone.now())
    comment = discussion.comment(
        proposal=proposal, text="Schlimm", by=UserFactory(), key=proposal.submission_key, at=timezone.now()
    )
    discussion.remove_comment(comment=comment, reason="Beleidigung", by=UserFactory(), at=timezone.now())
    text = read(client, proposal)
    assert ["Schlimm" in text, "A moderator has removed this comment: Beleidigung" in text] == [False, True]
    assert f"kommentar={comment.pk}" not in text


@pytest.mark.parametrize(
    ("signed_in", "state", "form", "link"),
    [
        (False, State.PUBLISHED, False, True),
        (True, State.PUBLISHED, True, False),
        (True, State.INFEASIBLE, False, False),
        (False, State.INFEASIBLE, False, False),
    ],
)
def test_who_can_comment_and_support(
    client: Client, now_round: Round, signed_in: bool, state: str, form: bool, link: bool
) -> None:
    proposal = a_proposal(state, round=now_round, at=timezone.now())
    if signed_in:
        client.force_login(UserFactory())
    text = read(client, proposal)
    assert (f'action="/en/vorschlaege/{proposal.pk}/kommentieren/"' in text, "Sign in to comment" in text) == (
        form,
        link,
    )
    assert (f'action="/en/vorschlaege/{proposal.pk}/unterstuetzen/"' in text, "Sign in to support it" in text) == (
        form,
        link,
    )


def test_commenting_and_supporting_work_from_the_page(client: Client, now_round: Round) -> None:
    proposal = a_proposal(round=now_round, at=timezone.now())
    client.force_login(UserFactory(display_name="Mira"))
    key = client.get(f"/en/vorschlaege/{proposal.pk}/").context["comment_key"]
    for _ in range(2):  # the same form sent twice
        client.post(f"/en/vorschlaege/{proposal.pk}/kommentieren/", {"text": "Gute Idee", "key": str(key)})
    client.post(f"/en/vorschlaege/{proposal.pk}/unterstuetzen/")
    text = read(client, proposal)
    assert [
        word in text for word in ("Gute Idee", "Mira", "1 comment", "1</b> person supports", "Take support back")
    ] == [True] * 5
    assert Comment.objects.count() == 1


def test_a_merged_idea_is_named_where_it_goes_on(client: Client, now_round: Round) -> None:
    merged = a_proposal(State.MERGED, round=now_round, at=timezone.now(), title="Kleine Idee")
    assert "Contains as well" in (text := read(client, merged.merged_into))
    assert f'href="/en/vorschlaege/{merged.pk}/">{merged.number} Kleine Idee</a>' in text


@pytest.mark.parametrize("comments", [1, 30])
def test_the_queries_of_an_idea_do_not_grow(
    client: Client, now_round: Round, comments: int, django_assert_num_queries: Any
) -> None:
    now, author = timezone.now(), UserFactory()
    proposal = a_proposal(round=now_round, at=now)
    Comment.objects.bulk_create(
        Comment(proposal=proposal, author=author, text="Ja", at=now, submission_key=submitted_key(n))
        for n in range(comments)
    )
    client.get(f"/vorschlaege/{proposal.pk}/")
    with django_assert_num_queries(8):
        client.get(f"/vorschlaege/{proposal.pk}/")


def submitted_key(number: int) -> Any:
    import uuid

    return uuid.UUID(int=number)


def test_the_queries_of_an_idea_that_was_built(client: Client, django_assert_num_queries: Any) -> None:
    result = published(closed(a_paper(costs=(100_000,)), votes=((1,),)))
    [project] = projects.commit_projects(result=result, at=timezone.now(), by=None)
    client.get(f"/vorschlaege/{project.proposal_id}/")
    with django_assert_num_queries(13):
        client.get(f"/vorschlaege/{project.proposal_id}/")


def test_the_page_belongs_to_the_site(client: Client) -> None:
    a_site()
    proposal = submitted(round=a_round(now=timezone.now()), at=timezone.now())
    assert client.get(f"/vorschlaege/{proposal.pk}/").status_code == 404


def test_a_refused_idea_can_be_read_with_its_reason(client: Client, now_round: Round) -> None:
    proposal = refused_in_public("duplicate", round=now_round, at=timezone.now())
    response = client.get(f"/en/vorschlaege/{proposal.pk}/")
    text = response.content.decode()
    assert response.status_code == 200
    said = ["Bänke am Weiher", "Not accepted", "Already proposed", "Das geht hier nicht.", "Report this idea"]
    assert [word for word in said if word not in text] == []
    # It is closed: nobody can support or comment.
    assert [word in text for word in ("Sign in to support it", "Sign in to comment", "noindex")] == [False] * 3


@pytest.mark.parametrize("reason", ["personal_data", "unlawful"])
def test_words_that_broke_the_rules_are_gone_and_the_answer_stays(
    client: Client, now_round: Round, reason: str
) -> None:
    proposal = refused_in_public(reason, round=now_round, at=timezone.now(), title="Herr Meier nervt")
    response = client.get(f"/en/vorschlaege/{proposal.pk}/")
    text = response.content.decode()
    assert response.status_code == 410
    assert ["Herr Meier" in text, "Vier Bänke" in text, "Person " in text] == [False, False, False]
    assert ["Das geht hier nicht." in text, "was not accepted" in text] == [True, True]


@pytest.mark.parametrize(("was_public", "status"), [(True, 410), (False, 404)])
def test_a_withdrawn_idea_says_so_if_it_could_be_read(
    client: Client, now_round: Round, was_public: bool, status: int
) -> None:
    make = a_proposal if was_public else submitted
    author = UserFactory()
    proposal = make(round=now_round, by=author, at=timezone.now())
    submission.withdraw(proposal=proposal, by=author, at=timezone.now())
    response = client.get(f"/vorschlaege/{proposal.pk}/")
    text = response.content.decode()
    assert (response.status_code, "zurückgezogen" in text, "Bänke" in text) == (status, was_public, False)
    client.force_login(author)
    own = client.get(f"/en/vorschlaege/{proposal.pk}/")
    assert (own.status_code, "Only you see this page.</" in own.content.decode()) == (200, True)


def test_a_withdrawn_idea_of_a_hidden_round_is_not_there(client: Client, now_round: Round) -> None:
    author = UserFactory()
    proposal = a_proposal(round=now_round, by=author, at=timezone.now())
    submission.withdraw(proposal=proposal, by=author, at=timezone.now())
    Round.objects.update(is_public=False)
    assert client.get(f"/vorschlaege/{proposal.pk}/").status_code == 404


def test_what_was_to_be_changed_stays_between_author_and_moderation(client: Client, now_round: Round) -> None:
    now, author = timezone.now(), UserFactory()
    proposal = a_proposal(State.RETURNED, round=now_round, by=author, at=now)
    client.force_login(author)
    words = "Bitte nennen Sie den Ort genauer."
    assert words in client.get(f"/vorschlaege/{proposal.pk}/").content.decode()
    submission.revise(proposal=proposal, idea=an_idea(), by=author, at=now)
    moderation.publish(proposal=proposal, by=UserFactory(), at=now)
    client.logout()
    response = client.get(f"/vorschlaege/{proposal.pk}/")
    assert (response.status_code, words in response.content.decode()) == (200, False)


def test_the_button_says_what_it_wants_so_that_a_double_click_does_not_take_back(
    client: Client, now_round: Round
) -> None:
    proposal = a_proposal(round=now_round, at=timezone.now())
    client.force_login(UserFactory())
    for wish, count in (("1", 1), ("0", 0)):
        page = client.get(f"/vorschlaege/{proposal.pk}/").content.decode()
        assert f'<input type="hidden" name="support" value="{wish}">' in page
        for _ in range(2):
            client.post(f"/vorschlaege/{proposal.pk}/unterstuetzen/", {"support": wish})
        assert proposal.supports.count() == count
