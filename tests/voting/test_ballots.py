"""Casting a ballot: who, when, what, how often; and that nothing of it lies anywhere else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import LogEntry, Residency, Round, User
from tests.factories.participation import DistrictFactory, UserFactory, resident
from tests.factories.voting import a_paper, cast, drawn_up, let_it_end, voided, voter
from voting import ballots, closing, hashing, keys, papers, rights
from voting.models import Ballot, BallotPaper, Option, VotingRight

pytestmark = pytest.mark.django_db
MILLISECOND = datetime.timedelta(milliseconds=1)


def refused(code: str) -> Any:
    return pytest.raises(ballots.CastRefused, match=f"^{code}$")


def box(paper: BallotPaper) -> list[list[int]]:
    return [ballot.choices for ballot in Ballot.objects.filter(paper=paper)]


def number_of(paper: BallotPaper, cents: int) -> int:
    return Option.objects.get(paper=paper, cost_cents=cents).number


def test_a_ballot_lies_in_the_box_under_its_receipt() -> None:
    paper = a_paper()
    receipt = cast(paper, 3, 1)
    ballot = Ballot.objects.get()
    assert ballot.choices == [1, 3]
    assert (receipt.nonce, receipt.leaf, receipt.paper_digest) == (ballot.nonce, ballot.leaf, paper.digest)
    assert ballot.leaf == hashing.leaf(paper_digest=paper.digest, nonce=ballot.nonce, choices=[1, 3])


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the bounds of the transaction."""
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("earlier", [0, 1, 3])
def test_a_cast_asks_the_database_8_times(earlier: int) -> None:
    paper = a_paper()
    person = voter(paper)
    for _ in range(earlier):
        cast(paper, 1, by=person)
    with CaptureQueriesContext(connection) as queries:
        cast(paper, 2, 3, by=person)
    assert len(statements(queries)) == 8


def test_voting_again_replaces_the_ballot_and_its_receipt() -> None:
    paper = a_paper()
    person = voter(paper)
    first, second = cast(paper, 1, 2, by=person), cast(paper, 3, by=person)
    assert box(paper) == [[3]]
    assert first.nonce != second.nonce
    assert first.leaf != second.leaf
    assert VotingRight.objects.count() == 1


def test_each_person_has_one_ballot_on_each_paper() -> None:
    one = a_paper()
    other = a_paper(area=one.round.area)
    person = voter(one)
    for paper, number in ((one, 1), (other, 2), (one, 3)):
        cast(paper, number, by=person)
    assert (box(one), box(other)) == ([[3]], [[2]])


# The same request twice (invariant 4)


def test_the_same_request_twice_gives_the_same_receipt_and_one_ballot() -> None:
    paper = a_paper()
    person = voter(paper)
    first = cast(paper, 2, 1, by=person, key="k1")
    assert cast(paper, 1, 2, by=person, key="k1") == first
    assert Ballot.objects.count() == 1


def test_the_same_request_with_other_choices_is_a_conflict() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person, key="k1")
    with refused("conflict"):
        cast(paper, 2, by=person, key="k1")
    assert box(paper) == [[1]]


def test_a_late_copy_of_a_replaced_request_does_not_bring_the_old_choice_back() -> None:
    paper = a_paper()
    person = voter(paper)
    for number, key in ((1, "k1"), (2, "k2"), (3, "k3")):
        cast(paper, number, by=person, key=key)
    for number, key in ((1, "k1"), (2, "k2"), (3, "k1")):
        with refused("replaced"):
            cast(paper, number, by=person, key=key)
    assert box(paper) == [[3]]


def test_two_people_may_send_the_same_key() -> None:
    paper = a_paper()
    assert cast(paper, 1, key="k1") != cast(paper, 2, key="k1")
    assert sorted(box(paper)) == [[1], [2]]


def test_a_repeated_request_is_answered_even_after_the_close() -> None:
    """Somebody whose connection broke in the last minute learns that the ballot is in the box (invariant 6)."""
    paper = a_paper()
    person = voter(paper)
    first = cast(paper, 1, by=person, key="k1")
    paper = let_it_end(paper)
    again = cast(paper, 1, by=person, key="k1")
    assert again.nonce == first.nonce
    closing.close(paper=paper, at=timezone.now())
    assert cast(paper, 1, by=person, key="k1").nonce == first.nonce
    with refused("over"):
        cast(paper, 1, by=person, key="k2")


def test_nobody_votes_more_often_than_the_limit() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person)
    Ballot.objects.update(earlier_requests=["x"] * ballots.MOST_REPLACED)
    with refused("too_often"):
        cast(paper, 2, by=person)
    assert box(paper) == [[1]]


# The hour (invariant 5)


@pytest.mark.parametrize("before", [True, False])
def test_invariant_5_the_close_is_exact_to_the_millisecond(
    database_clock: Callable[[datetime.datetime], None], before: bool
) -> None:
    paper = a_paper()
    person = voter(paper)
    database_clock(paper.closes_at - MILLISECOND if before else paper.closes_at + MILLISECOND)
    if before:
        cast(paper, 1, by=person)
    else:
        with refused("over"):
            cast(paper, 1, by=person)
    assert box(paper) == ([[1]] if before else [])


@pytest.mark.parametrize(("offset", "code"), [(-MILLISECOND, "not_yet"), (datetime.timedelta(), None)])
def test_the_opening_is_exact_as_well(
    database_clock: Callable[[datetime.datetime], None], offset: datetime.timedelta, code: str | None
) -> None:
    paper = a_paper()
    person = voter(paper)
    database_clock(paper.opens_at + offset)
    if code is None:
        cast(paper, 1, by=person)
    else:
        with refused(code):
            cast(paper, 1, by=person)


def test_the_database_decides_the_hour_and_not_this_machine(
    database_clock: Callable[[datetime.datetime], None],
) -> None:
    paper = let_it_end(a_paper())
    person = voter(paper)
    database_clock(paper.closes_at - MILLISECOND)
    cast(paper, 1, by=person)
    assert box(paper) == [[1]]


def test_nothing_is_cast_into_a_shut_box_even_if_the_hours_were_moved() -> None:
    paper = let_it_end(a_paper())
    closing.close(paper=paper, at=timezone.now())
    BallotPaper.objects.filter(pk=paper.pk).update(closes_at=timezone.now() + datetime.timedelta(days=1))
    with refused("over"):
        cast(paper, 1)
    assert box(paper) == []


# Who


def unconfirmed(paper: BallotPaper) -> User:
    return resident(paper.round.area, confirmed=False)


PEOPLE: list[tuple[Callable[[BallotPaper], User], str]] = [
    (unconfirmed, "email_not_confirmed"),
    (lambda paper: UserFactory(), "no_residence"),
    (lambda paper: resident(paper.round.area, proof=Residency.Proof.DECLARED), "residence_not_proven"),
    (lambda paper: resident(DistrictFactory()), "lives_elsewhere"),
    (lambda paper: resident(paper.round.area, age=9), "too_young"),
]


@pytest.mark.parametrize(("person", "code"), PEOPLE)
def test_who_may_not_vote_gets_a_reason_and_no_right(person: Callable[[BallotPaper], User], code: str) -> None:
    paper = a_paper()
    with refused(code):
        cast(paper, 1, by=person(paper))
    assert (Ballot.objects.count(), VotingRight.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "code"), [({"is_public": False}, "not_public"), ({"is_archive": True}, "wrong_phase")]
)
def test_hidden_and_archived_rounds_take_no_ballots(fields: dict[str, bool], code: str) -> None:
    paper = a_paper()
    Round.objects.filter(pk=paper.round_id).update(**fields)
    with refused(code):
        cast(paper, 1)


def test_the_voting_age_counts_on_the_last_day_of_the_vote() -> None:
    paper = a_paper()
    last = ballots.last_day(paper)
    person = voter(paper)
    birthday = last.replace(year=last.year - paper.round.voting_age)
    Residency.objects.filter(user=person).update(born_on=birthday)
    cast(paper, 1, by=person)
    Residency.objects.filter(user=person).update(born_on=birthday + datetime.timedelta(days=1))
    with refused("too_young"):
        cast(paper, 1, by=person)


def test_a_void_right_casts_nothing() -> None:
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person, key="k1")
    voided(paper, person)
    for key in ("k1", "k2"):
        with refused("void"):
            cast(paper, 1, by=person, key=key)
    assert box(paper) == []


# What


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ([], "none_chosen"),
        ([1, 1], "duplicate"),
        ([99], "unknown"),
        ([0], "unknown"),
        ([-1], "unknown"),
        ([10**30], "unknown"),
        ([1, 2, 3], "too_many"),
        ([4], "withdrawn"),
    ],
)
def test_the_server_checks_every_choice(choices: list[int], code: str) -> None:
    paper = a_paper(max_choices=2)
    papers.withdraw_option(paper=paper, number=4, reason="Verkauft.", at=timezone.now())
    with refused(code):
        cast(paper, *choices)
    assert (Ballot.objects.count(), VotingRight.objects.count()) == (0, 0)


def test_a_knapsack_may_not_cost_more_than_the_pot() -> None:
    paper = a_paper(ballot_type=Round.BallotType.KNAPSACK, cents=800_000, max_choices=1)
    cheap, middle, dear = (number_of(paper, cents) for cents in (200_000, 300_000, 700_000))
    person = voter(paper)
    cast(paper, cheap, middle, by=person)
    with refused("over_pot") as refusal:
        cast(paper, cheap, dear, by=person)
    assert refusal.value.facts["over"] == 100_000
    assert box(paper) == [sorted([cheap, middle])]


def test_options_of_another_paper_are_unknown() -> None:
    paper, other = a_paper(costs=(100_000,)), a_paper()
    with refused("unknown"):
        cast(paper, other.options.get(number=4).number)


# Papers and keys


def test_nothing_is_cast_on_a_paper_that_is_not_frozen() -> None:
    with refused("not_frozen"):
        cast(drawn_up(), 1)


def test_without_its_keys_a_paper_takes_nothing_and_no_new_key_is_made() -> None:
    paper = a_paper()
    cast(paper, 1)
    keys.destroy(paper.key_id)
    with refused("keys_missing"):
        cast(paper, 1)
    with pytest.raises(keys.KeysMissing):
        keys.load(paper.key_id)
    assert box(paper) == [[1]]


# Secrecy


def test_the_box_holds_no_time_and_no_way_to_a_person() -> None:
    names = {field.name for field in Ballot._meta.get_fields()}
    assert names == {
        "paper",
        "box_key",
        "choices",
        "nonce",
        "leaf",
        "request_mac",
        "body_mac",
        "earlier_requests",
    }
    assert {field.name for field in VotingRight._meta.get_fields()} == {"id", "paper", "channel", "holder_mac", "state"}


def test_nothing_of_a_ballot_is_in_the_log() -> None:
    paper = a_paper()
    before = LogEntry.objects.count()
    cast(paper, 1)
    assert LogEntry.objects.count() == before


def test_the_order_of_the_box_says_nothing_about_the_order_of_voting() -> None:
    paper = a_paper()
    nonces = [cast(paper, 1).nonce for _ in range(8)]
    stored = list(Ballot.objects.filter(paper=paper).values_list("nonce", flat=True))
    assert stored == sorted(nonces)
    assert not any(field.get_internal_type().endswith("AutoField") for field in Ballot._meta.fields)


def test_register_and_box_are_joined_by_nothing_but_the_link_key() -> None:
    """Invariant 16: once the keys are destroyed there is no way from a right to its ballot."""
    paper = a_paper()
    person = voter(paper)
    cast(paper, 1, by=person)
    secret = keys.load(paper.key_id)
    right, ballot = VotingRight.objects.get(), Ballot.objects.get()
    assert rights.box_key(paper, right, secret) == ballot.box_key
    assert rights.holder_mac(paper, person, secret) == right.holder_mac
    keys.destroy(paper.key_id)
    values = {str(value) for value in vars(right).values()}
    shared = {str(value) for name, value in vars(ballot).items() if name != "paper_id"} & values
    assert shared == set()
