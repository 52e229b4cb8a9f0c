"""What people are told: real mails, only after the commit, in their language."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from participation.models import User
from proposals import assessment, discussion, moderation, moves
from proposals.models import Proposal
from proposals.states import MOVES, State
from tests.factories.participation import NOON, UserFactory, a_round
from tests.factories.proposals import a_proposal, an_assessment, move, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return UserFactory(email="author@example.org", language="en", display_name="Ada")


def sent(act: Any, capture: Any) -> list[Any]:
    """The mails that go out once ``act`` is committed."""
    mail.outbox.clear()
    with capture(execute=True):
        act()
    return list(mail.outbox)


# move, the state before, subject, what the text says, where the link leads
TOLD = [
    (
        "submit", State.RETURNED, "We have your idea no. 1: Bänke am Weiher", "by March 12, 2027",
        "/en/mein/vorschlaege/",
    ),
    ("publish", State.SUBMITTED, "Your idea is public: Bänke am Weiher", "comment on it", "/en/vorschlaege/{pk}/"),
    (
        "return_to_author", State.SUBMITTED, "Please change something in your idea: Bänke am Weiher",
        "Bitte nennen Sie den Ort genauer.", "/en/vorschlaege/{pk}/bearbeiten/",
    ),
    (
        "refuse", State.SUBMITTED, "Your idea cannot go on: Bänke am Weiher",
        "Not specific enough", "/en/vorschlaege/{pk}/einspruch/",
    ),
    (
        "reinstate", State.REFUSED, "You were right, your idea goes on: Bänke am Weiher", "Das stimmt.",
        "/en/vorschlaege/{pk}/einspruch/",
    ),
    (
        "forward", State.SUBMITTED, "Your idea was passed on: Bänke am Weiher", "passed your idea on to: BVG",
        "/en/vorschlaege/{pk}/",
    ),
    (
        "hand_over", State.PUBLISHED, "The offices check your idea: Bänke am Weiher", "comes by April 7, 2027",
        "/en/vorschlaege/{pk}/",
    ),
    (
        "admit", State.IN_ASSESSMENT, "Your idea goes to the vote: Bänke am Weiher", "for about €1,000",
        "/en/vorschlaege/{pk}/",
    ),
    (
        "find_infeasible", State.IN_ASSESSMENT, "Your idea cannot be done: Bänke am Weiher", "Technically impossible",
        "/en/vorschlaege/{pk}/",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "state", "subject", "says", "link"), TOLD)
def test_the_author_is_told(
    name: str, state: str, subject: str, says: str, link: str, author: User, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = a_proposal(state, by=author)
    mails = sent(lambda: move(name, proposal, by=UserFactory()), django_capture_on_commit_callbacks)
    (told,) = mails
    html = told.alternatives[0][0]
    address = "http://127.0.0.1:8000" + link.format(pk=proposal.pk)
    assert (told.to, told.subject) == (["author@example.org"], subject)
    assert told.body.startswith("Hello Ada,\n")
    assert says in " ".join(told.body.split())
    assert says in " ".join(html.split())
    assert f": {address}\n" in told.body
    assert f'<a href="{address}">' in html
    assert f"<h1>{subject}</h1>" in html
    assert '<html lang="en">' in html
    assert "\n\n\n" not in told.body


def test_the_table_says_whom_a_move_tells(author: User, django_capture_on_commit_callbacks: Any) -> None:
    """Every move that tells the author is in the list above or in the test of merging."""
    told = {name for name, allowed in MOVES.items() if allowed.tells_author}
    assert told == {row[0] for row in TOLD} - {"submit"} | {"merge"}
    proposal = a_proposal(by=author)
    assert sent(lambda: move("withdraw", proposal, by=author), django_capture_on_commit_callbacks) == []


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("refuse", "you can object once, until April 10, 2027"),
        ("find_infeasible", "to the office of the round within 14 days"),
    ],
)
def test_whoever_hears_no_hears_how_to_object(
    name: str, how: str, author: User, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = a_proposal(State.IN_ASSESSMENT if name == "find_infeasible" else State.SUBMITTED, by=author)
    (told,) = sent(lambda: move(name, proposal, by=UserFactory()), django_capture_on_commit_callbacks)
    assert how in " ".join(told.body.split())
    assert "Another person will look at it then." in told.body


def test_merging_tells_both_authors(author: User, django_capture_on_commit_callbacks: Any) -> None:
    round = a_round()
    proposal = a_proposal(round=round, by=author)
    other = a_proposal(round=round, by=UserFactory(email="b@example.org", language="en"), title="Sitze")
    told = sent(
        lambda: moderation.merge(proposal=proposal, other=other, text="Gleich.", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    assert [(one.to, one.subject) for one in told] == [
        (["author@example.org"], "Your idea goes on together with no. 2"),
        (["b@example.org"], "Another idea goes on together with yours: Sitze"),
    ]
    assert all("Gleich." in one.body for one in told)


def test_merging_ones_own_two_ideas_tells_once(author: User, django_capture_on_commit_callbacks: Any) -> None:
    proposal = a_proposal(by=author)
    other = a_proposal(round=proposal.round, by=author)
    told = sent(
        lambda: moderation.merge(proposal=proposal, other=other, text="Gleich.", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    assert len(told) == 1


def test_optional_parts(author: User, django_capture_on_commit_callbacks: Any) -> None:
    proposal = submitted(by=author)
    (told,) = sent(
        lambda: moderation.publish(proposal=proposal, text="Schön!", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    assert "We would like to add:\n\nSchön!\n" in told.body
    other = a_proposal(State.IN_ASSESSMENT, by=author)
    made = an_assessment(other, conditions="Nur tagsüber")
    (told,) = sent(
        lambda: assessment.sign_off(assessment=made, by=UserFactory(), at=NOON), django_capture_on_commit_callbacks
    )
    assert "What has to be kept to:\n\nNur tagsüber\n" in told.body


def test_the_removed_comment_is_quoted_to_its_author(author: User, django_capture_on_commit_callbacks: Any) -> None:
    proposal = a_proposal()
    comment = discussion.comment(proposal=proposal, text="Grob!", by=author, key=uuid.uuid4(), at=NOON)
    (told,) = sent(
        lambda: discussion.remove_comment(comment=comment, reason="Beleidigung", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    assert (told.to, told.subject) == (["author@example.org"], "We have removed a comment of yours")
    assert "The reason: Beleidigung" in told.body
    assert "You wrote:\n\nGrob!\n" in told.body


@pytest.mark.parametrize(("email", "count"), [("reader@example.org", 1), ("", 0)])
def test_a_report_is_answered_where_an_address_was_left(
    email: str, count: int, django_capture_on_commit_callbacks: Any
) -> None:
    report = discussion.report(proposal=a_proposal(), reason="insult", email=email, at=NOON)
    told = sent(
        lambda: discussion.settle_report(report=report, outcome="Entfernt", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    assert [(one.to, "Entfernt" in one.body) for one in told] == [([email], True)] * count


def test_an_erased_author_is_told_nothing(django_capture_on_commit_callbacks: Any) -> None:
    proposal = submitted()
    Proposal.objects.update(author=None)
    assert sent(lambda: move("publish", proposal, by=UserFactory()), django_capture_on_commit_callbacks) == []


def test_what_people_wrote_is_text_and_not_html(author: User, django_capture_on_commit_callbacks: Any) -> None:
    proposal = submitted(by=author, title="<b>Bänke</b> & mehr")
    (told,) = sent(
        lambda: moderation.publish(proposal=proposal, text="<script>1</script>", by=UserFactory(), at=NOON),
        django_capture_on_commit_callbacks,
    )
    html = told.alternatives[0][0]
    assert told.subject == "Your idea is public: <b>Bänke</b> & mehr"
    assert "<script>1</script>" in told.body
    assert "<script" not in html
    assert "<b>Bänke" not in html


def test_nothing_is_told_before_the_commit(author: User) -> None:
    proposal = submitted(by=author)
    mail.outbox.clear()
    move("publish", proposal, by=UserFactory())
    assert mail.outbox == []


def test_nothing_is_told_of_what_was_undone(author: User, django_capture_on_commit_callbacks: Any) -> None:
    proposal = submitted(by=author)

    def undone() -> None:
        with suppress(moves.MoveRefused), transaction.atomic():
            move("publish", proposal, by=UserFactory())
            move("publish", proposal, by=UserFactory())

    assert sent(undone, django_capture_on_commit_callbacks) == []


def test_a_mail_in_german_leads_to_german_pages(django_capture_on_commit_callbacks: Any) -> None:
    proposal = submitted(by=UserFactory(language="de"))
    (told,) = sent(lambda: move("publish", proposal, by=UserFactory()), django_capture_on_commit_callbacks)
    html = told.alternatives[0][0]
    assert f"http://127.0.0.1:8000/vorschlaege/{proposal.pk}/" in told.body
    assert '<html lang="de">' in html
