"""Shutting the box."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from participation.models import LogEntry
from tests.factories.participation import NOON
from tests.factories.voting import a_paper, cast, computed, drawn_up, let_it_end, officer, published, voided, voter
from voting import closing, hashing, keys, results
from voting.models import Ballot, BallotPaper, Closing, Option, Result

pytestmark = pytest.mark.django_db
MILLISECOND = datetime.timedelta(milliseconds=1)


def refused(code: str) -> Any:
    return pytest.raises(closing.CloseRefused, match=f"^{code}$")


def test_the_protocol_says_how_much_is_in_the_box_and_its_hash() -> None:
    paper = a_paper()
    person = voter(paper)
    leaves = [cast(paper, 1).leaf, cast(paper, 2, 3).leaf]
    cast(paper, 1, by=person)
    leaves.append(cast(paper, 3, by=person).leaf)
    paper, by = let_it_end(paper), officer(paper.round)
    shut = closing.close(paper=paper, at=NOON, by=by)
    leaves = list(Ballot.objects.values_list("leaf", flat=True))
    assert (shut.ballots, shut.rights, shut.by, shut.at) == (3, 3, by, NOON)
    assert shut.box_digest == hashing.box(leaves)


def test_invariant_2_void_rights_do_not_count() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1)
    cast(paper, 1, by=person)
    voided(paper, person)
    shut = closing.close(paper=let_it_end(paper), at=NOON)
    assert (shut.ballots, shut.rights) == (1, 1)


def test_a_second_close_returns_the_first_protocol() -> None:
    paper = let_it_end(a_paper())
    first = closing.close(paper=paper, at=NOON)
    again = closing.close(paper=paper, at=NOON + datetime.timedelta(days=1), by=officer(paper.round))
    assert (again.pk, again.at, again.by) == (first.pk, NOON, None)
    assert Closing.objects.count() == LogEntry.objects.filter(action="closing.close").count() == 1


@pytest.mark.parametrize(("offset", "shut"), [(-MILLISECOND, False), (datetime.timedelta(), True)])
def test_the_database_says_when_the_hour_is_over(
    database_clock: Callable[[datetime.datetime], None], offset: datetime.timedelta, shut: bool
) -> None:
    paper = a_paper()
    database_clock(paper.closes_at + offset)
    if shut:
        closing.close(paper=paper, at=NOON)
    else:
        with refused("still_open") as refusal:
            closing.close(paper=paper, at=paper.closes_at + datetime.timedelta(days=9))
        assert refusal.value.facts == {"closes_at": paper.closes_at}
    assert Closing.objects.exists() is shut


def test_a_paper_that_is_not_frozen_has_no_box() -> None:
    with refused("not_frozen"):
        closing.close(paper=let_it_end(drawn_up()), at=timezone.now())


def test_invariant_14_a_paper_that_no_longer_has_its_hash_is_not_shut() -> None:
    paper = let_it_end(a_paper())
    Option.objects.filter(paper=paper, number=1).update(cost_cents=1)
    with refused("paper_altered"):
        closing.close(paper=paper, at=timezone.now())
    assert not Closing.objects.exists()


# The end of the keys (invariant 16)


def at_the_end() -> tuple[Result, datetime.datetime]:
    """A published result, and the first moment at which nobody can object any more."""
    result = published()
    assert result.published_at is not None
    return result, result.published_at + closing.OBJECTION


def test_invariant_16_two_people_destroy_the_keys_and_nothing_joins_register_and_box_any_more() -> None:
    result, at = at_the_end()
    paper = result.paper
    first, second = officer(paper.round), officer(paper.round)
    BallotPaper.objects.filter(pk=paper.pk).update(witnesses=["rat@example.org"])
    closing.ask_to_destroy_keys(paper=paper, at=at, by=first)
    with refused("same_person"):
        closing.destroy_keys(paper=paper, at=at, by=first)
    assert keys.load(paper.key_id)
    done = closing.destroy_keys(paper=paper, at=at, by=second)
    assert (done.destruction_asked_by, done.keys_destroyed_by, done.keys_destroyed_at) == (first, second, at)
    with pytest.raises(keys.KeysMissing):
        keys.load(paper.key_id)
    for verb in (closing.ask_to_destroy_keys, closing.destroy_keys):
        with refused("already_destroyed"):
            verb(paper=paper, at=at, by=second)
    assert results.fault_of(result) is None
    assert BallotPaper.objects.get(pk=paper.pk).witnesses == []
    acts = LogEntry.objects.filter(action__contains="destroy_keys").order_by("number")
    assert [(entry.action, entry.actor_id) for entry in acts] == [
        ("closing.ask_to_destroy_keys", first.pk),
        ("closing.destroy_keys", second.pk),
    ]


def test_the_keys_stay_while_somebody_can_object() -> None:
    result, at = at_the_end()
    by = officer(result.paper.round)
    with refused("objections_open") as refusal:
        closing.ask_to_destroy_keys(paper=result.paper, at=at - MILLISECOND, by=by)
    assert refusal.value.facts == {"until": at}
    closing.ask_to_destroy_keys(paper=result.paper, at=at, by=by)
    with refused("already_asked"):
        closing.ask_to_destroy_keys(paper=result.paper, at=at, by=by)


def test_a_new_result_starts_the_time_for_objections_anew() -> None:
    result, at = at_the_end()
    again = results.compute(paper=result.paper, at=at, by=officer(result.paper.round))
    by = officer(result.paper.round)
    results.certify(result=again, at=at, by=by)
    results.publish(result=again, at=at, by=by)
    with refused("objections_open"):
        closing.ask_to_destroy_keys(paper=result.paper, at=at, by=by)


def test_one_person_alone_and_too_early_destroys_nothing() -> None:
    result, at = at_the_end()
    by = officer(result.paper.round)
    with refused("not_asked"):
        closing.destroy_keys(paper=result.paper, at=at, by=by)
    open_paper = a_paper()
    with refused("not_closed"):
        closing.ask_to_destroy_keys(paper=open_paper, at=at, by=by)
    unpublished = computed().paper
    with refused("not_published"):
        closing.ask_to_destroy_keys(paper=unpublished, at=at, by=by)
    for paper in (result.paper, open_paper, unpublished):
        assert keys.load(paper.key_id)
