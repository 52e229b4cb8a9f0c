"""The register of rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from participation.models import LogEntry
from tests.factories.participation import NOON, UserFactory
from tests.factories.voting import a_paper, cast, closed, drawn_up, officer, voided, voter
from voting import keys, queries, rights
from voting.models import Ballot, VoidRequest, VotingRight

pytestmark = pytest.mark.django_db


def refused(code: str) -> Any:
    return pytest.raises(rights.RightRefused, match=f"^{code}$")


def test_a_person_has_one_right_on_a_paper_however_often_they_come() -> None:
    paper, person = a_paper(), UserFactory()
    secret = keys.load(paper.key_id)
    with transaction.atomic():
        first = rights.right_for(paper=paper, user=person, secret=secret)
        second = rights.right_for(paper=paper, user=person, secret=secret)
    assert first.pk == second.pk
    assert VotingRight.objects.count() == 1
    assert (first.state, first.channel) == (VotingRight.State.ISSUED, VotingRight.Channel.ACCOUNT)


def test_macs_differ_between_people_papers_and_keys() -> None:
    one, other, first, second = a_paper(), a_paper(), UserFactory(), UserFactory()
    made = {
        rights.holder_mac(paper, person, keys.load(paper.key_id))
        for paper in (one, other)
        for person in (first, second)
    }
    assert len(made) == 4


# Voiding


def test_voiding_takes_the_ballot_out_of_the_box_and_only_that_one() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person)
    kept = cast(paper, 2)
    voided(paper, person)
    assert Ballot.objects.get().nonce == kept.nonce
    assert sorted(VotingRight.objects.values_list("state", flat=True)) == ["issued", "void"]
    assert not VoidRequest.objects.exists()


def test_a_right_can_be_voided_before_it_was_used() -> None:
    paper, person = a_paper(), UserFactory()
    voided(paper, person)
    assert VotingRight.objects.get().state == VotingRight.State.VOID


@pytest.mark.parametrize("is_used", [False, True])
def test_the_request_alone_changes_nothing_and_names_nobody(is_used: bool) -> None:
    paper = a_paper()
    person, by = voter(paper), officer(paper.round)
    if is_used:
        cast(paper, 1, by=person)
    before = (Ballot.objects.count(), VotingRight.objects.count())
    rights.ask_to_void(paper=paper, user=person, reason=" Doppelt. ", at=NOON, by=by)
    assert (Ballot.objects.count(), VotingRight.objects.count()) == before == (is_used, is_used)
    asked = VoidRequest.objects.get()
    assert (asked.reason, asked.asked_by, asked.asked_at) == ("Doppelt.", by, NOON)
    assert {field.name for field in VoidRequest._meta.fields} == {
        "id", "paper", "holder_mac", "reason", "asked_by", "asked_at",
    }  # fmt: skip
    assert queries.has_voted(paper, person) is is_used
    cast(paper, 2, by=person)
    assert Ballot.objects.get().choices == [2]


def test_the_log_says_why_and_by_whom_but_not_whose() -> None:
    paper = a_paper()
    person, first, second = voter(paper), officer(paper.round), officer(paper.round)
    cast(paper, 1, by=person)
    ballot = Ballot.objects.get()
    rights.ask_to_void(paper=paper, user=person, reason="Zweimal gemeldet.", at=NOON, by=first)
    rights.void(paper=paper, user=person, at=NOON, by=second)
    entries = LogEntry.objects.filter(action__startswith="rights.").order_by("number")
    told = [(entry.action, entry.actor_id, entry.subject, entry.detail) for entry in entries]
    subject, why = f"voting.BallotPaper:{paper.pk}", {"reason": "Zweimal gemeldet."}
    assert told == [("rights.ask_to_void", first.pk, subject, why), ("rights.void", second.pk, subject, why)]
    written = " ".join(str(row) for row in LogEntry.objects.values_list())
    secret = keys.load(paper.key_id)
    for trace in (ballot.box_key, ballot.nonce, ballot.leaf, person.email, rights.holder_mac(paper, person, secret)):
        assert trace not in written


def test_the_person_is_told_why_in_their_language(django_capture_on_commit_callbacks: Any, mailoutbox: Any) -> None:
    paper = a_paper()
    person = voter(paper, language="en")
    with django_capture_on_commit_callbacks(execute=True):
        voided(paper, person, reason="Zweimal <b>gemeldet</b>.")
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([person.email], f"Your right to vote was withdrawn: {paper.round.title}")
    assert "Zweimal <b>gemeldet</b>." in mail.body
    assert f"/en/runden/{paper.round.slug}/" in mail.body
    assert "/ergebnis/" not in mail.body
    assert "Zweimal &lt;b&gt;gemeldet&lt;/b&gt;." in mail.alternatives[0][0]


def test_asking_is_refused_without_reason_twice_when_void_and_after_the_close() -> None:
    paper = a_paper()
    person, by = voter(paper), officer(paper.round)
    asking = {"user": person, "reason": "x", "at": NOON, "by": by}
    with refused("no_reason"):
        rights.ask_to_void(paper=paper, **asking | {"reason": " \n"})
    rights.ask_to_void(paper=paper, **asking)
    with refused("already_asked"):
        rights.ask_to_void(paper=paper, **asking)
    rights.void(paper=paper, user=person, at=NOON, by=officer(paper.round))
    with refused("already_void"):
        rights.ask_to_void(paper=paper, **asking)
    with refused("closed"):
        rights.ask_to_void(paper=closed(), **asking)
    with refused("not_frozen"):
        rights.ask_to_void(paper=drawn_up(), **asking)


def test_voiding_needs_a_request_by_somebody_else_and_an_open_box() -> None:
    paper = a_paper()
    person, stranger, by = voter(paper), voter(paper), officer(paper.round)
    cast(paper, 1, by=person)
    with refused("not_asked"):
        rights.void(paper=paper, user=person, at=NOON, by=by)
    rights.ask_to_void(paper=paper, user=person, reason="x", at=NOON, by=by)
    with refused("not_asked"):
        rights.void(paper=paper, user=stranger, at=NOON, by=officer(paper.round))
    with refused("same_person"):
        rights.void(paper=paper, user=person, at=NOON, by=by)
    assert (Ballot.objects.count(), VotingRight.objects.count()) == (1, 1)
    shut = closed(paper, votes=[])
    with refused("closed"):
        rights.void(paper=shut, user=person, at=timezone.now(), by=officer(paper.round))
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("act", ["ask_to_void", "void"])
def test_without_keys_no_right_is_voided(act: str) -> None:
    paper = a_paper()
    keys.destroy(paper.key_id)
    reason = {"reason": "x"} if act == "ask_to_void" else {}
    with refused("keys_missing"):
        getattr(rights, act)(paper=paper, user=voter(paper), at=NOON, by=officer(paper.round), **reason)
