"""Comments, support and reports as people send them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from participation.models import Round, User
from proposals import discussion
from proposals.models import Comment, Proposal, Report, Support
from proposals.states import ALIVE, PUBLIC, State
from tests.factories.participation import UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, move
from tests.proposals.pages import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    user: User = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def proposal() -> Proposal:
    return made(State.PUBLISHED)


def made(state: str) -> Proposal:
    now = timezone.now()
    return a_proposal(state, at=now, round=a_round(now=now))


def path(proposal: Proposal, page: str) -> str:
    return f"/en/vorschlaege/{proposal.pk}/{page}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestComment:
    def test_it_is_written_and_seen(self, client: Client, person: User, proposal: Proposal) -> None:
        response = client.post(path(proposal, "kommentieren"), {"text": "Schön & gut"})
        comment = Comment.objects.get()
        assert (comment.text, comment.author, comment.proposal) == ("Schön & gut", person, proposal)
        assert response["location"] == f"/en/vorschlaege/{proposal.pk}/#comment-{comment.pk}"

    def test_sent_twice_it_is_one(self, client: Client, person: User, proposal: Proposal) -> None:
        fields = fields_of(client.get(path(proposal, "kommentieren")).content.decode()) | {"text": "Einmal"}
        for _ in range(2):
            assert client.post(path(proposal, "kommentieren"), fields).status_code == 302
        assert Comment.objects.count() == 1

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Please write something."),
            ("  ", "Please write something."),
            ("x" * 2001, "at most 2000 characters (it has 2001)"),
            ("a\x00b", "Null characters are not allowed."),
        ],
    )
    def test_a_mistake_keeps_the_words(
        self, client: Client, person: User, proposal: Proposal, text: str, sentence: str
    ) -> None:
        response = client.post(path(proposal, "kommentieren"), {"text": text, "key": "kaputt"})
        assert (response.status_code, sentence in text_of(response)) == (200, True)
        assert fields_of(response.content.decode())["text"].strip() == text.strip()
        assert Comment.objects.count() == 0

    def test_words_wait_for_whoever_has_to_sign_in(self, client: Client, proposal: Proposal) -> None:
        user = UserFactory()
        response = client.post(path(proposal, "kommentieren"), {"text": "Nicht verloren"})
        assert response["location"] == f"/en/konto/login/?next=/en/vorschlaege/{proposal.pk}/kommentieren/"
        client.post("/en/konto/login/", {"login": user.email, "password": "ein-langes-passwort"})
        page = client.get(path(proposal, "kommentieren")).content.decode()
        assert fields_of(page)["text"] == "Nicht verloren"

    def test_a_closed_proposal_says_so_and_keeps_the_words(self, client: Client, person: User) -> None:
        response = client.post(path(made(State.INFEASIBLE), "kommentieren"), {"text": "Schade"})
        assert "This proposal is closed. Comments and support are no longer possible." in text_of(response)
        assert fields_of(response.content.decode())["text"] == "Schade"


class TestSupport:
    @pytest.mark.parametrize(
        ("sent", "counts"),
        [(["1", "1"], [1, 1]), (["1", "0"], [1, 0]), (["0"], [0]), (["", "", ""], [1, 0, 1]), (["x"], [1])],
    )
    def test_on_and_off(
        self, client: Client, person: User, proposal: Proposal, sent: list[str], counts: list[int]
    ) -> None:
        seen = []
        for value in sent:
            response = client.post(path(proposal, "unterstuetzen"), {"support": value} if value else {})
            assert response["location"] == f"/en/vorschlaege/{proposal.pk}/#support"
            seen.append(Support.objects.count())
        assert seen == counts

    def test_reading_the_address_changes_nothing(self, client: Client, person: User, proposal: Proposal) -> None:
        assert client.get(path(proposal, "unterstuetzen")).status_code == 405

    def test_strangers_sign_in_and_come_back_to_the_idea(self, client: Client, proposal: Proposal) -> None:
        response = client.post(path(proposal, "unterstuetzen"))
        assert response["location"] == f"/en/konto/login/?next=/en/vorschlaege/{proposal.pk}/"

    def test_a_closed_proposal_says_so(self, client: Client, person: User) -> None:
        proposal = made(State.FORWARDED)
        response = client.post(path(proposal, "unterstuetzen"))
        assert (response.status_code, Support.objects.count()) == (302, 0)
        page = client.get("/en/mein/vorschlaege/")
        assert "This proposal is closed." in text_of(page)


class TestReport:
    def test_without_an_account(self, client: Client, proposal: Proposal) -> None:
        fields = {"reason": "insult", "text": "Zeile 2", "email": "a@example.org"}
        response = client.post(path(proposal, "melden"), fields)
        report = Report.objects.get()
        assert response["location"] == f"/en/vorschlaege/{proposal.pk}/"
        assert (report.reason, report.text, report.email, report.comment) == (
            "insult",
            "Zeile 2",
            "a@example.org",
            None,
        )

    def test_about_a_comment(self, client: Client, person: User, proposal: Proposal) -> None:
        client.post(path(proposal, "kommentieren"), {"text": "Grob!"})
        comment = Comment.objects.get()
        page = path(proposal, "melden") + f"?kommentar={comment.pk}"
        assert "Grob!" in text_of(client.get(page))
        client.post(page, {"reason": "insult"})
        assert Report.objects.get().comment == comment

    @pytest.mark.parametrize("key", ["999", "abc", "-1", "9" * 30, "1e3", "²"])
    def test_about_a_comment_that_is_not_there(self, client: Client, proposal: Proposal, key: str) -> None:
        assert client.get(path(proposal, "melden"), {"kommentar": key}).status_code == 404

    def test_about_a_comment_elsewhere_or_removed(self, client: Client, person: User, proposal: Proposal) -> None:
        client.post(path(proposal, "kommentieren"), {"text": "Grob!"})
        comment = Comment.objects.get()
        assert client.get(path(made(State.PUBLISHED), "melden"), {"kommentar": comment.pk}).status_code == 404
        discussion.remove_comment(comment=comment, reason="Spam", by=UserFactory(), at=timezone.now())
        assert client.get(path(proposal, "melden"), {"kommentar": comment.pk}).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"text": "Da stimmt was nicht"}, "Please choose what is wrong."),
            ({"reason": "made-up", "text": "Da stimmt was nicht"}, "Select a valid choice."),
            ({"reason": "other", "text": "Da stimmt was nicht", "email": "a@"}, "Enter a valid email address."),
        ],
    )
    def test_a_mistake_keeps_the_words(
        self, client: Client, proposal: Proposal, fields: dict[str, str], sentence: str
    ) -> None:
        response = client.post(path(proposal, "melden"), fields)
        assert (response.status_code, sentence in text_of(response)) == (200, True)
        kept = fields_of(response.content.decode())
        assert (kept["text"], kept["email"]) == ("Da stimmt was nicht", fields.get("email", ""))
        assert Report.objects.count() == 0

    def test_programs_that_fill_in_everything_are_thanked_and_ignored(self, client: Client, proposal: Proposal) -> None:
        response = client.post(path(proposal, "melden"), {"reason": "other", "website": "https://example.org"})
        assert (response.status_code, Report.objects.count()) == (302, 0)


class TestWhatIsNotPublic:
    @pytest.mark.parametrize("page", ["kommentieren", "unterstuetzen", "melden"])
    @pytest.mark.parametrize("state", [state for state in WAYS if state not in PUBLIC])
    def test_it_is_not_found(self, client: Client, person: User, state: str, page: str) -> None:
        proposal = made(state)
        assert client.post(path(proposal, page), {"text": "x", "reason": "other"}).status_code == 404
        assert (Comment.objects.count(), Support.objects.count(), Report.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize("page", ["kommentieren", "unterstuetzen", "melden"])
    def test_nor_in_a_hidden_round(self, client: Client, person: User, proposal: Proposal, page: str) -> None:
        Round.objects.update(is_public=False)
        assert client.post(path(proposal, page), {"text": "x", "reason": "other"}).status_code == 404

    @pytest.mark.parametrize("state", ALIVE)
    def test_living_ones_take_comments_and_support(self, client: Client, person: User, state: str) -> None:
        proposal = made(state)
        client.post(path(proposal, "kommentieren"), {"text": "Gut"})
        client.post(path(proposal, "unterstuetzen"), {"support": "1"})
        assert (Comment.objects.count(), Support.objects.count()) == (1, 1)

    def test_withdrawn_while_somebody_writes(self, client: Client, person: User, proposal: Proposal) -> None:
        client.get(path(proposal, "kommentieren"))
        move("withdraw", proposal, by=UserFactory(), at=timezone.now())
        assert client.post(path(proposal, "kommentieren"), {"text": "Zu spät"}).status_code == 404
