"""The register of rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from participation.models import LogEntry
from tests.factories.participation import NOON, UserFactory
from tests.factories.voting import a_paper, cast, closed, officer, voter
from voting import keys, rights
from voting.models import Ballot, VotingRight

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


def test_voiding_takes_the_ballot_out_of_the_box_and_only_that_one() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person)
    kept = cast(paper, 2)
    rights.void(paper=paper, user=person, reason="Zweimal gemeldet.", at=NOON, by=officer(paper.round))
    assert Ballot.objects.get().nonce == kept.nonce
    assert sorted(VotingRight.objects.values_list("state", flat=True)) == ["issued", "void"]


def test_a_right_can_be_voided_before_it_was_used() -> None:
    paper, person = a_paper(), UserFactory()
    rights.void(paper=paper, user=person, reason="Verstorben.", at=NOON, by=officer(paper.round))
    assert VotingRight.objects.get().state == VotingRight.State.VOID


def test_the_log_says_why_and_by_whom_but_not_whose() -> None:
    paper, by = a_paper(), None
    person = voter(paper)
    by = officer(paper.round)
    rights.void(paper=paper, user=person, reason="Zweimal gemeldet.", at=NOON, by=by)
    entry = LogEntry.objects.get(action="rights.void")
    assert (entry.actor_id, entry.detail) == (by.pk, {"reason": "Zweimal gemeldet."})
    assert entry.subject == f"voting.BallotPaper:{paper.pk}"


def test_voiding_is_refused_without_reason_twice_and_after_the_close() -> None:
    paper = a_paper()
    person, by = voter(paper), officer(paper.round)
    with refused("no_reason"):
        rights.void(paper=paper, user=person, reason=" ", at=NOON, by=by)
    rights.void(paper=paper, user=person, reason="x", at=NOON, by=by)
    with refused("already_void"):
        rights.void(paper=paper, user=person, reason="x", at=NOON, by=by)
    shut = closed()
    with refused("closed"):
        rights.void(paper=shut, user=person, reason="x", at=timezone.now(), by=by)
    assert Ballot.objects.filter(paper=shut).count() == 3
