"""The way through the booth without JavaScript, and every state in which somebody may stand before it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from tinyhtml5.parser import HTMLParser

from participation.models import Phase, Residency, Round, User
from participation.templatetags.smarte import say_last_day
from tests.factories.participation import DistrictFactory, UserFactory, a_round, resident
from tests.factories.voting import (
    a_paper,
    cast,
    closed,
    computed,
    drawn_up,
    let_it_end,
    published,
    voter,
    voting_round,
)
from voting import keys, papers, queries
from voting.models import Ballot, BallotPaper, Option

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def address(name: str, paper: BallotPaper, language: str = "en") -> str:
    with override(language):
        return reverse(f"voting:{name}", args=[paper.round.slug])


@pytest.fixture
def booth(client: Client) -> Callable[..., tuple[Client, BallotPaper, User]]:
    """A paper, and a client signed in as somebody who may vote on it."""

    def enter(paper: BallotPaper | None = None, person: User | None = None, **fields: Any) -> Any:
        paper = paper or a_paper(**fields)
        person = person or voter(paper)
        client.force_login(person)
        return client, paper, person

    return enter


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def chosen(response: HttpResponse) -> list[int]:
    found = re.findall(r'name="choices" value="(\d+)"[^>]* checked', response.content.decode())
    return sorted(int(number) for number in found)


def hidden(response: HttpResponse) -> dict[str, Any]:
    """What the review page sends on."""
    page = response.content.decode()
    keys = re.findall(r'name="request" value="([^"]+)"', page)
    numbers = re.findall(r'<input type="hidden" name="choices" value="(\d+)">', page)
    return {"request": keys[0] if keys else "", "choices": numbers}


def vote(client: Client, paper: BallotPaper, *numbers: int) -> HttpResponse:
    review = client.post(address("review", paper), {"choices": numbers})
    return client.post(address("cast", paper), hidden(review), follow=True)


def faults(response: HttpResponse) -> list[Any]:
    """What an HTML parser had to repair."""
    parser = HTMLParser()
    parser.parse(response.content.decode())
    return [(code, facts) for _position, code, facts in parser.errors]


# The whole way


def test_choose_review_cast_receipt_and_vote_again(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    ballot = client.get(address("ballot", paper))
    assert "Choose up to 5 projects." in text(ballot)
    assert len(re.findall(r'type="checkbox" name="choices"', ballot.content.decode())) == 4
    review = client.post(address("review", paper), {"choices": [2, 1]})
    assert "Nothing has been cast yet. You have chosen 2 of 5 projects." in text(review)
    costs = sum(Option.objects.filter(paper=paper, number__in=[1, 2]).values_list("cost_cents", flat=True))
    assert f"Your projects cost €{costs // 100:,} of the €200,000 in the pot." in text(review)
    assert Ballot.objects.count() == 0
    receipt = client.post(address("cast", paper), hidden(review), follow=True)
    assert receipt.redirect_chain == [(address("receipt", paper), 302)]
    stored = Ballot.objects.get()
    assert stored.choices == [1, 2]
    assert CODE.findall(text(receipt)) == ["-".join(re.findall("....", stored.nonce))]
    assert stored.leaf in text(receipt)
    again = client.get(address("ballot", paper))
    assert "You have voted already" in text(again)
    assert chosen(again) == []
    second = vote(client, paper, 3)
    assert Ballot.objects.get().choices == [3]
    assert CODE.findall(text(second)) != CODE.findall(text(receipt))


def test_the_choice_can_be_changed_on_the_review_page(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    review = client.post(address("review", paper), {"choices": [1, 3]})
    assert f'formaction="{address("ballot", paper)}"' in review.content.decode()
    back = client.post(address("ballot", paper), hidden(review))
    assert chosen(back) == [1, 3]
    assert Ballot.objects.count() == 0


def test_a_double_click_shows_the_same_receipt(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    body = hidden(client.post(address("review", paper), {"choices": [1]}))
    first = client.post(address("cast", paper), body, follow=True)
    second = client.post(address("cast", paper), body, follow=True)
    assert CODE.findall(text(first)) == CODE.findall(text(second)) != []
    assert Ballot.objects.count() == 1


def test_the_same_request_with_another_choice_is_a_conflict(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    body = hidden(client.post(address("review", paper), {"choices": [1]}))
    client.post(address("cast", paper), body)
    answer = client.post(address("cast", paper), body | {"choices": [2, 3]})
    assert answer.status_code == 409
    assert "This page was sent before with another choice, and that one counts." in text(answer)
    assert chosen(answer) == [2, 3]
    assert Ballot.objects.get().choices == [1]


def test_an_old_copy_is_a_conflict_too(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    body = hidden(client.post(address("review", paper), {"choices": [1]}))
    client.post(address("cast", paper), body)
    vote(client, paper, 2)
    answer = client.post(address("cast", paper), body)
    assert answer.status_code == 409
    assert "This is an old copy of your ballot." in text(answer)


def test_without_a_key_the_review_page_comes_again(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    for key in ("", "a b", "x" * 99):
        answer = client.post(address("cast", paper), {"choices": [1], "request": key})
        assert "Is this your choice?" in text(answer)
        assert hidden(answer)["request"] not in ("", key)
    assert Ballot.objects.count() == 0


def test_the_receipt_is_shown_once(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    shown = vote(client, paper, 1)
    assert "Thank you. Your vote is in the box." in text(shown)
    again = client.get(address("receipt", paper))
    assert "The receipt is shown only once" in text(again)
    assert CODE.findall(text(again)) == []


def test_a_forged_or_foreign_receipt_is_not_shown(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    client.cookies["receipt"] = "4GC0Y19MPHD872SJ.abc"
    assert CODE.findall(text(client.get(address("receipt", paper)))) == []


# Nothing of a ballot stays with us


def test_the_session_and_the_messages_hold_nothing_of_the_choice_or_the_receipt(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    before = dict(client.session.items())
    vote(client, paper, 1, 2)
    assert dict(client.session.items()) == before
    stored = Ballot.objects.get()
    everything = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert stored.nonce not in everything
    assert stored.leaf not in everything


def test_the_receipt_goes_to_the_browser_in_a_cookie_that_scripts_and_other_sites_cannot_read(
    booth: Callable[..., Any],
) -> None:
    client, paper, _ = booth()
    body = hidden(client.post(address("review", paper), {"choices": [1]}))
    cookie = client.post(address("cast", paper), body).cookies["receipt"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 600)
    assert cookie["path"] == address("receipt", paper)
    gone = client.get(address("receipt", paper)).cookies["receipt"]
    assert (gone.value, gone["max-age"], gone["path"]) == ("", 0, address("receipt", paper))


def test_no_page_of_the_booth_is_kept_by_a_cache(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    pages = [client.get(address(name, paper)) for name in ("ballot", "receipt", "check")]
    pages.append(client.post(address("review", paper), {"choices": [1]}))
    assert {"no-store" in page["Cache-Control"] for page in pages} == {True}


def test_a_visitor_gets_no_cookie(client: Client) -> None:
    paper = closed()
    for name in ("ballot", "check", "receipt"):
        answer = client.get(address(name, paper))
        assert "sessionid" not in answer.cookies
        assert "csrftoken" not in answer.cookies


# Errors keep the choice


REFUSED = [
    ([], "Please choose at least one project."),
    ([1, 1], "Project no. 1 is on your ballot twice."),
    ([99], "Your choice held something that is not on this ballot."),
    (["x"], "Your choice held something that is not on this ballot."),
    ([1, 2, 3], "You have chosen 3 projects, 2 at most are possible. Please take out 1."),
    ([4], "Project no. 4 has been withdrawn."),
]


@pytest.mark.parametrize("step", ["review", "cast"])
@pytest.mark.parametrize(("choices", "sentence"), REFUSED)
def test_a_wrong_choice_comes_back_as_it_was_with_a_sentence(
    booth: Callable[..., Any], step: str, choices: list[Any], sentence: str
) -> None:
    client, paper, _ = booth(max_choices=2)
    papers.withdraw_option(paper=paper, number=4, reason="Verkauft.", at=timezone.now())
    answer = client.post(address(step, paper), {"choices": choices, "request": "k1"})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert 'role="alert"' in answer.content.decode()
    assert chosen(answer) == sorted({number for number in choices if number in (1, 2, 3)})
    assert Ballot.objects.count() == 0


def test_a_knapsack_says_how_much_is_too_much(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth(ballot_type=Round.BallotType.KNAPSACK, cents=800_000)
    dear = [option.number for option in paper.options.filter(cost_cents__gte=500_000)]
    page = client.get(address("ballot", paper))
    assert "Choose projects that cost no more than €8,000 together." in text(page)
    answer = client.post(address("review", paper), {"choices": dear})
    assert "Your projects cost €4,000 more than the pot of €8,000." in text(answer)
    assert chosen(answer) == sorted(dear)


def test_missing_keys_are_said_and_the_choice_stays(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    keys.destroy(paper.key_id)
    answer = client.post(address("cast", paper), {"choices": [1, 2], "request": "k1"})
    assert answer.status_code == 503
    assert "We cannot take votes at the moment. Your choice is still here." in text(answer)
    assert chosen(answer) == [1, 2]


def test_the_close_during_the_visit_is_said(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    body = hidden(client.post(address("review", paper), {"choices": [1]}))
    let_it_end(paper)
    answer = client.post(address("cast", paper), body)
    assert "Your vote has not been cast The vote is closed." in text(answer)
    assert Ballot.objects.count() == 0


def test_who_was_signed_out_meanwhile_sees_what_they_had_chosen(client: Client) -> None:
    paper = a_paper()
    for step in ("review", "cast"):
        answer = client.post(address(step, paper), {"choices": [2], "request": "k1"})
        assert "Please sign in to vote." in text(answer)
        assert text(answer).count("chosen by you") == 1
        assert ("Your vote has not been cast" in text(answer)) is (step == "cast")


# Who stands before the booth


def nobody(paper: BallotPaper) -> User | None:
    return None


STANDING: list[tuple[Callable[[BallotPaper], User | None], str, str]] = [
    (nobody, "Please sign in to vote.", "/konto/login/?next="),
    (
        lambda paper: resident(paper.round.area, confirmed=False),
        "Please confirm your e-mail address first.",
        "/konto/email/",
    ),
    (lambda paper: UserFactory(), "Residents vote.", "/mein/wohnort/"),
    (
        lambda paper: resident(paper.round.area, proof=Residency.Proof.DECLARED),
        "You told us where you live. To vote, please have it checked once",
        "/mein/wohnort/",
    ),
    (lambda paper: resident(DistrictFactory()), "Your residence lies in another district.", "/mein/"),
    (lambda paper: resident(paper.round.area, age=9), "You are not old enough for this vote yet.", "/runden/"),
]


@pytest.mark.parametrize(("person", "sentence", "href"), STANDING)
def test_who_may_not_vote_reads_why_and_the_next_step(
    client: Client, person: Callable[[BallotPaper], User | None], sentence: str, href: str
) -> None:
    paper = a_paper()
    someone = person(paper)
    if someone is not None:
        client.force_login(someone)
    page = client.get(address("ballot", paper))
    assert page.status_code == 200
    assert sentence in text(page)
    assert f'href="/en{href}' in page.content.decode()
    assert 'type="checkbox"' not in page.content.decode()
    assert "Vorschlag 1" in text(page)
    assert faults(page) == []


def test_before_the_vote_there_is_no_ballot_and_a_date(client: Client) -> None:
    round = a_round(phase=Phase.Kind.ASSESSING, now=timezone.now())
    page = client.get(f"/en/runden/{round.slug}/abstimmen/")
    assert page.status_code == 200
    assert "There is no ballot yet" in text(page)
    assert "The vote begins on" in text(page)


def test_a_frozen_paper_can_be_read_before_the_vote(client: Client) -> None:
    round = a_round(phase=Phase.Kind.ASSESSING, now=timezone.now().replace(microsecond=0))
    paper = a_paper(round=round)
    client.force_login(voter(paper))
    page = client.get(address("ballot", paper))
    assert "The vote has not started yet." in text(page)
    assert "Vorschlag 1" in text(page)


def test_a_late_paper_is_said(client: Client) -> None:
    paper = drawn_up()
    page = client.get(address("ballot", paper))
    assert "The ballot for this round is not ready." in text(page)


def test_after_the_vote_the_next_step_is_the_round_and_then_the_result(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    paper = closed(paper, votes=[[1]])
    page = client.get(address("ballot", paper))
    assert "The vote is closed." in text(page)
    assert f'href="/en/runden/{paper.round.slug}/"' in page.content.decode()
    assert "See the result" not in text(page)
    published(paper)
    page = client.get(address("ballot", paper))
    assert f'href="/en/runden/{paper.round.slug}/ergebnis/"' in page.content.decode()


@pytest.mark.parametrize("name", ["ballot", "review", "cast", "receipt", "check"])
def test_hidden_and_unknown_rounds_have_no_booth(client: Client, name: str) -> None:
    paper = a_paper()
    Round.objects.filter(pk=paper.round_id).update(is_public=False)
    method = client.post if name == "cast" else client.get
    assert method(address(name, paper) if name != "review" else address("ballot", paper)).status_code == 404
    assert client.get("/en/runden/gibt-es-nicht/abstimmen/").status_code == 404


def test_a_round_without_a_vote_has_no_booth(client: Client) -> None:
    round = voting_round()
    Phase.objects.filter(round=round, kind=Phase.Kind.VOTING).delete()
    assert client.get(f"/en/runden/{round.slug}/abstimmen/").status_code == 404


def test_addresses_that_only_take_forms(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    assert client.get(address("review", paper)).headers["Location"] == address("ballot", paper)
    assert client.get(address("cast", paper)).status_code == 405


def test_casting_needs_the_form_of_this_site(booth: Callable[..., Any]) -> None:
    _, paper, person = booth()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    for name in ("review", "cast", "ballot"):
        assert strict.post(address(name, paper), {"choices": [1], "request": "k1"}).status_code == 403
    assert Ballot.objects.count() == 0


# Order, withdrawn options


def titles(response: HttpResponse) -> list[str]:
    return re.findall(r'class="ballot__title">([^<]+)<', response.content.decode())


def test_the_order_is_mixed_for_each_person_and_stays_for_them(client: Client) -> None:
    paper = a_paper(costs=(100_000,) * 8)
    orders = []
    for _ in range(5):
        client.force_login(voter(paper))
        first, second = titles(client.get(address("ballot", paper))), titles(client.get(address("ballot", paper)))
        assert first == second
        orders.append(tuple(first))
    assert len(set(orders)) == 5
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(orders[0]))}


def test_a_withdrawn_project_stands_last_with_its_reason_and_without_a_box(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    option = papers.withdraw_option(paper=paper, number=2, reason="Das Grundstück ist verkauft.", at=timezone.now())
    page = client.get(address("ballot", paper))
    assert titles(page)[-1] == option.title
    assert "Withdrawn: Das Grundstück ist verkauft." in text(page)
    assert 'value="2"' not in page.content.decode()


# Checking a receipt


def test_a_receipt_is_checked_after_the_close(client: Client) -> None:
    paper = a_paper()
    receipt = cast(paper, 1)
    before = client.post(address("check", paper), {"code": receipt.code})
    assert "You can check your receipt as soon as the box is shut" in text(before)
    assert "Your ballot is in the box" not in text(before)
    paper = closed(paper, votes=[])
    found = client.post(address("check", paper), {"code": receipt.code.lower().replace("-", " ")})
    assert "Your ballot is in the box" in text(found)
    assert Ballot.objects.get().leaf in text(found)
    missing = client.post(address("check", paper), {"code": "0000-0000-0000-0000"})
    assert "There is no ballot with this code" in text(missing)
    wrong = client.post(address("check", paper), {"code": "zu kurz"})
    assert "This is not the code of a receipt." in text(wrong)
    assert 'value="zu kurz"' in wrong.content.decode()


def test_a_code_never_stands_in_an_address(client: Client) -> None:
    paper = closed()
    page = client.get(address("check", paper)).content.decode()
    assert re.search(r'<form method="post" class="form"', page)
    assert "Your ballot is in the box" not in text(client.get(address("check", paper), {"code": "0000-0000-0000-0000"}))


# Invariant 19: totals


def counted(paper: BallotPaper) -> None:
    closed(paper, votes=[])


def computed_only(paper: BallotPaper) -> None:
    computed(closed(paper, votes=[]))


@pytest.mark.parametrize("stage", [lambda paper: None, let_it_end, counted, computed_only])
def test_invariant_19_pages_do_not_change_with_what_is_in_the_box(client: Client, stage: Callable[..., Any]) -> None:
    """Two votes that differ in nothing but their ballots look the same to an outsider until the result is out."""
    pages = []
    for numbers in ((1, 1, 1, 2), (3, 4, 4, 4)):
        paper = a_paper()
        for number in numbers:
            cast(paper, number)
        stage(paper)
        fresh = queries.paper_for(paper.round)
        assert fresh is not None
        pages.append([_neutral(client.get(address(name, paper)), fresh) for name in ("ballot", "check")])
    assert pages[0] == pages[1]


def _neutral(response: HttpResponse, paper: BallotPaper) -> str:
    """The page without what differs between two papers anyway: names, hashes, order."""
    page = response.content.decode()
    for own in (paper.round.slug, paper.round.title, paper.round.area.name, paper.digest):
        page = page.replace(own, "")
    if hasattr(paper, "closing"):
        page = page.replace(paper.closing.box_digest, "")
    page = re.sub(r"accent-\d+|/vorschlaege/\d+/|No\. \d+|Vorschlag \d+|€[\d,]+", "", page)
    return re.sub(r"\s+", " ", page)


# How much is asked of the database


def asked(act: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as found:
        assert act().status_code in (200, 302)
    return len([query for query in found if "SAVEPOINT" not in query["sql"]])


def test_the_number_of_queries_does_not_grow_with_the_ballot(booth: Callable[..., Any]) -> None:
    def counts(options: int) -> list[int]:
        client, paper, _ = booth(costs=(100_000,) * options)
        client.get(address("ballot", paper))  # what is read once in the life of a process
        ballot = asked(lambda: client.get(address("ballot", paper)))
        return [ballot, asked(lambda: client.post(address("review", paper), {"choices": [1]}))]

    few = counts(1)
    assert counts(30) == few
    assert max(few) <= 12


def test_a_ballot_sent_to_the_server_asks_the_database_11_times(booth: Callable[..., Any]) -> None:
    """Session, account, paper with its round, and the 8 of the cast."""
    client, paper, _ = booth()
    assert asked(lambda: client.post(address("cast", paper), {"choices": [1], "request": "k1"})) == 11


# The look of it


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_is_valid_html(booth: Callable[..., Any], language: str) -> None:
    client, paper, _ = booth()
    review = client.post(address("review", paper, language), {"choices": [1, 2]})
    pages = [
        client.get(address("ballot", paper, language)),
        review,
        client.post(address("review", paper, language), {"choices": []}),
        client.post(address("cast", paper, language), hidden(review), follow=True),
        client.get(address("receipt", paper, language)),
        client.get(address("check", paper, language)),
    ]
    shut = closed(paper, votes=[])
    pages += [
        client.get(address("check", shut, language)),
        client.post(address("check", shut, language), {"code": "x"}),
    ]
    assert [faults(page) for page in pages] == [[]] * len(pages)
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert {f'<html lang="{language}">' in page.content.decode() for page in pages} == {True}


def test_the_form_tells_the_script_what_it_needs(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth(max_choices=3)
    page = client.get(address("ballot", paper)).content.decode()
    form = re.search(r"<form[^>]*data-ballot[^>]*>", page)
    assert form is not None
    for part in (
        'data-limit="3"',
        'data-pot-cents="20000000"',
        'data-type="approval"',
        f'data-digest="{paper.digest}"',
    ):
        assert part in form[0]
    assert 'src="/static/cms/js/ballot.js"' in page


def test_no_inline_script_or_style(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    page = client.get(address("ballot", paper)).content.decode()
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page) == []


def test_the_hour_shown_is_the_last_day(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    with override("en"):
        last = say_last_day(paper.closes_at)
    assert f"Open until {last}: 19 more days." in text(client.get(address("ballot", paper)))


# The frozen paper as a file


def test_the_paper_is_given_out_as_the_bytes_that_were_hashed(client: Client) -> None:
    paper = a_paper()
    answer = client.get(address("paper", paper))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert hashlib.sha256(answer.content).hexdigest() == paper.digest
    told = base64.b64decode(answer["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":"))
    assert (told.hex(), answer["ETag"]) == (paper.digest, f'"{paper.digest}"')
    assert answer["Content-Disposition"] == f'attachment; filename="{paper.round.slug}-stimmzettel.json"'
    assert [option["number"] for option in answer.json()["options"]] == [1, 2, 3, 4]
    assert "Set-Cookie" not in answer
    assert client.get(address("paper", paper), headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_the_paper_stays_the_same_file_after_a_withdrawal_and_the_close(client: Client) -> None:
    paper = a_paper()
    before = client.get(address("paper", paper)).content
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=timezone.now())
    assert client.get(address("paper", paper)).content == before
    shut = closed(paper, votes=[(2,)])
    assert hashlib.sha256(client.get(address("paper", shut)).content).hexdigest() == shut.digest


def test_there_is_no_file_before_freezing_and_none_of_a_hidden_round(client: Client) -> None:
    hidden = a_paper(round=voting_round(is_public=False))
    for paper in (drawn_up(), hidden):
        assert client.get(address("paper", paper)).status_code == 404
    assert client.post(address("paper", a_paper())).status_code == 405


def test_ballot_and_results_page_lead_to_the_file(client: Client) -> None:
    paper = a_paper()
    link = f'<a href="{address("paper", paper)}" download>Download the ballot paper (JSON)</a>'
    assert client.get(address("ballot", paper)).content.decode().count(link) == 1
    published(closed(paper))
    assert client.get(f"/en/runden/{paper.round.slug}/ergebnis/").content.decode().count(link) == 1


# More than a form may hold


TOO_MUCH = {"fields": {"choices": ["1"] * 1_001}, "bytes": {"choices": "1" * 2_700_000}}
KINDS = {"form": lambda fields: {"data": urlencode(fields, True), "content_type": "application/x-www-form-urlencoded"}}
KINDS["multipart"] = lambda fields: {"data": fields}


@pytest.mark.parametrize("amount", TOO_MUCH)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ballot", "review", "cast"])
def test_more_than_a_form_may_hold_is_refused_on_a_page_of_ours(
    booth: Callable[..., Any], name: str, kind: str, amount: str
) -> None:
    client, paper, _ = booth()
    answer = client.post(address(name, paper), **KINDS[kind](TOO_MUCH[amount] | {"request": "k1"}))
    assert (answer.status_code, faults(answer)) == (400, [])
    assert "It held more than one form can hold, and nothing of it was stored." in text(answer)
    assert not Ballot.objects.exists()


def test_a_thousand_fields_are_still_read(booth: Callable[..., Any]) -> None:
    client, paper, _ = booth()
    answer = client.post(address("review", paper), {"choices": ["1"] * 1_000})
    assert answer.status_code == 200
    assert "Project no. 1 is on your ballot twice." in text(answer)
