"""Mails about a published result."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from tests.factories.participation import UserFactory
from tests.factories.voting import a_paper, admitted, closed, published, voting_round
from voting import queries
from voting.models import Result

pytestmark = pytest.mark.django_db


def told(callbacks: Any, language: str = "en") -> tuple[Result, dict[str, Any]]:
    """A result of one winner and one that missed, published; mails by address."""
    round = voting_round(cents=500_000)
    for number, cents in ((1, 400_000), (2, 300_000)):
        author = UserFactory(email=f"author{number}@example.org", display_name=f"Author {number}", language=language)
        admitted(round, cents=cents, author=author, title=f"Idea <{number}>")
    dear = a_paper(round=round, costs=()).options.get(cost_cents=400_000).number
    with callbacks(execute=True):
        result = published(closed(round.ballot_paper, votes=[[dear], [dear], [3 - dear]]))
    return result, {message.to[0]: message for message in mail.outbox}


def test_authors_are_told_won_or_not_with_the_reason(django_capture_on_commit_callbacks: Any) -> None:
    _, mails = told(django_capture_on_commit_callbacks)
    assert {address: message.subject for address, message in mails.items()} == {
        "author1@example.org": "Your idea has won: Idea <1>",
        "author2@example.org": "Not this time: Idea <2>",
    }
    won, missed = mails["author1@example.org"], mails["author2@example.org"]
    assert "Hello Author 1," in won.body
    assert "It gets €4,000." in won.body
    assert "Funded at step 1, with 2 votes." in won.body
    assert "got 1 vote." in missed.body
    assert "Missed by 1 vote or €2,000." in missed.body


def test_mails_link_to_the_result_and_escape_in_html_only(django_capture_on_commit_callbacks: Any) -> None:
    result, mails = told(django_capture_on_commit_callbacks)
    for message in mails.values():
        (html, kind), *_ = message.alternatives
        assert kind == "text/html"
        assert f"/runden/{result.paper.round.slug}/ergebnis/" in message.body
        assert f"/runden/{result.paper.round.slug}/ergebnis/" in html
        assert "Idea <" in message.body
        assert "Idea &lt;" in html
        assert "Idea <" not in html


def test_each_author_is_told_in_their_language(django_capture_on_commit_callbacks: Any) -> None:
    with override("en"):
        _, mails = told(django_capture_on_commit_callbacks, language="de")
    assert mails["author1@example.org"].subject == "Ihre Idee hat gewonnen: Idea <1>"
    assert "Gefördert in Schritt 1 mit 2 Stimmen." in mails["author1@example.org"].body


def test_erased_authors_and_imported_options_are_told_nothing(django_capture_on_commit_callbacks: Any) -> None:
    paper = a_paper()
    for option in paper.options.all():
        option.proposal.author.delete()
    with django_capture_on_commit_callbacks(execute=True):
        result = published(closed(paper))
    assert mail.outbox == []
    assert len(queries.read(result).options) == 4
