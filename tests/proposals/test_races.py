"""Many at once, on a real PostgreSQL server: numbers without gaps, one proposal per form, one decision."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from participation import audit
from participation.models import LogEntry
from proposals import assessment, discussion, moderation, objections, submission
from proposals.models import Assessment, Comment, Objection, Proposal, Review, Support
from proposals.moves import MoveRefused
from proposals.states import State
from tests.factories.participation import NOON, UserFactory, a_round
from tests.factories.proposals import (
    a_category,
    a_proposal,
    an_assessment,
    an_idea,
    an_objection,
    refused_in_public,
    submitted,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all acts in threads that start together; what each returned or raised, in order."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(index: int) -> None:
        start.wait()
        try:
            results[index] = acts[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_twenty_people_get_twenty_numbers_without_gaps() -> None:
    round, idea = a_round(), an_idea()
    people = [UserFactory() for _ in range(20)]
    results = at_once(
        [
            lambda person=person: submission.submit(  # type: ignore[misc]
                round=round, idea=idea, by=person, key=uuid.uuid4(), at=NOON
            )
            for person in people
        ]
    )
    assert kinds(results) == {"Proposal": 20}
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 21))


def test_one_form_sent_twenty_times_makes_one_proposal() -> None:
    round, idea, person, key = a_round(), an_idea(), UserFactory(), uuid.uuid4()
    act = lambda: submission.submit(round=round, idea=idea, by=person, key=key, at=NOON)  # noqa: E731
    results = at_once([act] * 20)
    assert {result.pk for result in results} == {Proposal.objects.get().pk}
    assert Proposal.objects.get().transitions.count() == 1


def test_two_rounds_do_not_wait_for_each_other_and_number_apart() -> None:
    rounds, idea = [a_round(), a_round()], an_idea()
    people = [UserFactory() for _ in range(10)]
    at_once(
        [
            lambda person=person, round=round: submission.submit(  # type: ignore[misc]
                round=round, idea=idea, by=person, key=uuid.uuid4(), at=NOON
            )
            for person in people
            for round in rounds
        ]
    )
    for round in rounds:
        numbers = Proposal.objects.filter(round=round).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, 11))


def test_two_moderators_decide_once() -> None:
    proposal = submitted()
    first, second = UserFactory(), UserFactory()
    results = at_once(
        [
            lambda: moderation.publish(proposal=proposal, by=first, at=NOON),
            lambda: moderation.refuse(proposal=proposal, reason_code="unlawful", text="Verboten.", by=second, at=NOON),
        ]
        * 5
    )
    proposal.refresh_from_db()
    # A published one may still be refused afterwards; nothing is decided twice, and each decision has its move.
    decided = [review.decision for review in Review.objects.order_by("pk")]
    assert decided in (["publish"], ["refuse"], ["publish", "refuse"])
    assert kinds(results) == {"Review": len(decided), "MoveRefused": 10 - len(decided)}
    assert proposal.transitions.count() == 1 + len(decided)
    assert proposal.state == (State.PUBLISHED if decided == ["publish"] else State.REFUSED)


def test_author_and_moderator_at_once() -> None:
    proposal = submitted()
    assert proposal.author is not None
    results = at_once(
        [
            lambda: submission.withdraw(proposal=proposal, by=proposal.author, at=NOON),  # type: ignore[arg-type]
            lambda: moderation.return_to_author(proposal=proposal, text="Wo?", by=UserFactory(), at=NOON),
        ]
    )
    proposal.refresh_from_db()
    steps = list(proposal.transitions.values_list("from_state", "to_state"))
    assert [before for before, _ in steps[1:]] == [after for _, after in steps[:-1]]
    assert steps[-1][1] == proposal.state
    assert sum(isinstance(result, MoveRefused) for result in results) == 3 - len(steps)


def test_merging_crosswise_does_not_block() -> None:
    round = a_round()
    one, other = a_proposal(round=round), a_proposal(round=round)
    by = UserFactory()
    results = at_once(
        [
            lambda: moderation.merge(proposal=one, other=other, text="Gleich.", by=by, at=NOON),
            lambda: moderation.merge(proposal=other, other=one, text="Gleich.", by=by, at=NOON),
        ]
    )
    assert kinds(results) == {"Review": 1, "ModerationRefused": 1}
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["merged", "published"]


def test_a_signature_and_a_newer_verdict_at_once() -> None:
    """Whichever comes first: what is signed is what finance saw, or nothing is."""
    proposal = a_proposal(State.IN_ASSESSMENT)
    seen, finance = an_assessment(proposal, cost=100), UserFactory()
    at_once(
        [
            lambda: assessment.sign_off(assessment=seen, by=finance, at=NOON),
            lambda: an_assessment(proposal, cost=999),
        ]
    )
    signed = Assessment.objects.filter(signed_off_at__isnull=False).values_list("cost_likely_cents", flat=True)
    proposal.refresh_from_db()
    assert (list(signed), proposal.state) in [([100], State.ADMITTED), ([], State.IN_ASSESSMENT)]


def test_twenty_clicks_are_one_support_and_one_comment() -> None:
    proposal, person, key = a_proposal(), UserFactory(), uuid.uuid4()
    results = at_once(
        [lambda: discussion.support(proposal=proposal, by=person, at=NOON)] * 10
        + [lambda: discussion.comment(proposal=proposal, text="Gut", by=person, key=key, at=NOON)] * 10
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (Support.objects.count(), Comment.objects.count()) == (1, 1)


def test_the_log_stays_whole() -> None:
    a_category()
    round = a_round()
    proposals = [submitted(round=round) for _ in range(10)]
    by = UserFactory()
    at_once(
        [lambda row=row: moderation.publish(proposal=row, by=by, at=NOON) for row in proposals]  # type: ignore[misc]
    )
    assert LogEntry.objects.filter(action="proposals.publish").count() == 10
    assert audit.first_fault() is None


def test_one_objection_is_filed_though_its_author_is_quick() -> None:
    proposal = refused_in_public()
    results = at_once([lambda: an_objection(proposal)] * 10)
    assert kinds(results) == {"Objection": 10}
    assert Objection.objects.count() == 1


def test_two_moderators_decide_on_an_objection_once() -> None:
    proposal = refused_in_public()
    objection, people = an_objection(proposal), [UserFactory() for _ in range(8)]
    verbs = [objections.uphold, objections.reject]
    results = at_once(
        [
            lambda n=n, person=person: verbs[n % 2](  # type: ignore[misc]
                objection=objection, answer=f"Antwort {n}", by=person, at=NOON
            )
            for n, person in enumerate(people)
        ]
    )
    assert kinds(results) == {"Objection": 1, "ObjectionRefused": 7}
    assert {result.code for result in results if isinstance(result, objections.ObjectionRefused)} == {
        "objection_decided"
    }
    objection.refresh_from_db()
    proposal.refresh_from_db()
    assert (proposal.state == State.PUBLISHED) is objection.upheld
    assert LogEntry.objects.filter(action__endswith="_objection").count() == 1
    assert audit.first_fault() is None
