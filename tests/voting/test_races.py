"""Many at once, on a real PostgreSQL server: one person one ballot, nothing late, nothing acknowledged and lost."""

from __future__ import annotations

import datetime
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from participation import rounds
from participation.models import Phase, User
from tests.factories.participation import DAY, UserFactory, a_round, move, resident
from tests.factories.voting import a_paper, admitted, cast, computed, officer, voter
from voting import ballots, closing, papers, queries, results, rights
from voting.clock import database_now
from voting.models import Ballot, BallotPaper, Closing, PendingLeaf, Result, VotingRight
from voting.receipts import Receipt

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
AT_ONCE = 50


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread with a connection of its own, all released at the same moment; results or exceptions."""
    found: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            found[place] = acts[place]()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def casting(paper: BallotPaper, person: User, *choices: int, key: str = "") -> Callable[[], Receipt]:
    return lambda: cast(paper, *choices, by=person, key=key or str(uuid.uuid4()))


def closes_in(paper: BallotPaper, **delta: int) -> BallotPaper:
    """The paper with its close so far away on the database's clock, before anybody voted."""
    closes_at = database_now() + datetime.timedelta(**delta)
    phase = Phase.objects.get(round=paper.round, kind=Phase.Kind.VOTING)
    move(phase, phase.starts_at, closes_at)
    BallotPaper.objects.filter(pk=paper.pk).update(frozen_at=None, digest="", key_id="", phase=None)
    paper = papers.draw_up(round=paper.round, at=timezone.now())
    return papers.freeze(paper=paper, at=timezone.now())


def test_invariant_3_fifty_casts_of_one_person_make_one_ballot_and_no_error() -> None:
    paper = a_paper()
    person = voter(paper)
    receipts = all_at_once([casting(paper, person, 1 + place % 4) for place in range(AT_ONCE)])
    assert {type(receipt) for receipt in receipts} == {Receipt}
    ballot = Ballot.objects.get()
    assert ballot.nonce in {receipt.nonce for receipt in receipts}
    assert len(ballot.earlier_requests) == AT_ONCE - 1
    assert VotingRight.objects.count() == 1


def test_invariant_4_the_same_request_fifty_times_gives_one_receipt() -> None:
    paper = a_paper()
    person = voter(paper)
    receipts = all_at_once([casting(paper, person, 2, 3, key="k1") for _ in range(AT_ONCE)])
    assert len(set(receipts)) == 1
    assert Ballot.objects.get().earlier_requests == []


def test_fifty_people_at_once_make_fifty_ballots() -> None:
    paper = a_paper()
    people = [voter(paper) for _ in range(AT_ONCE)]
    receipts = all_at_once([casting(paper, person, 1) for person in people])
    assert {receipt.nonce for receipt in receipts} == set(Ballot.objects.values_list("nonce", flat=True))
    assert (Ballot.objects.count(), VotingRight.objects.count()) == (AT_ONCE, AT_ONCE)


def test_invariant_5_casts_racing_the_close_are_counted_or_refused_and_none_is_lost() -> None:
    paper = closes_in(a_paper(), milliseconds=900)
    people = [voter(paper) for _ in range(20)]

    def until_the_end(person: User) -> Callable[[], list[Receipt]]:
        def vote() -> list[Receipt]:
            kept = []
            while True:
                try:
                    kept.append(cast(paper, 1 + len(kept) % 4, by=person))
                except ballots.CastRefused as refusal:
                    if refusal.code != "over":
                        raise
                    return kept

        return vote

    def close_as_soon_as_possible() -> Closing:
        while True:
            try:
                return closing.close(paper=paper, at=timezone.now())
            except closing.CloseRefused as refusal:
                if refusal.code != "still_open":
                    raise

    *kept, shut = all_at_once([*(until_the_end(person) for person in people), close_as_soon_as_possible])
    assert isinstance(shut, Closing), shut
    acknowledged = {receipts[-1].nonce for receipts in kept if receipts}
    stored = set(Ballot.objects.values_list("nonce", flat=True))
    assert acknowledged == stored
    assert shut.ballots == len(stored) > 0
    assert shut.box_digest == queries.box_digest(paper)


def test_invariant_5_a_cast_that_waits_past_the_close_is_refused() -> None:
    paper = closes_in(a_paper(), milliseconds=600)
    person = voter(paper)
    cast(paper, 1, by=person)
    waiting = threading.Event()

    def hold_the_right() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM voting_votingright FOR UPDATE")
            waiting.set()
            cursor.execute("SELECT pg_sleep(1)")
            cursor.execute("COMMIT")

    def vote() -> Receipt:
        waiting.wait()
        assert database_now() < paper.closes_at
        return cast(paper, 2, by=person)

    _, refusal = all_at_once([hold_the_right, vote])
    assert isinstance(refusal, ballots.CastRefused), refusal
    assert refusal.code == "over"
    assert Ballot.objects.get().choices == [1]


def test_a_close_waits_for_the_cast_that_is_under_way() -> None:
    """The cast has read the clock in time; the close may not count before it is committed."""
    paper = closes_in(a_paper(), milliseconds=700)
    person = voter(paper)
    under_way = threading.Event()

    def slow_cast() -> Receipt:
        def dawdle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            answer = execute(sql, params, many, context)
            if 'FROM "voting_option"' in sql:
                under_way.set()
                with connection.connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(1.2)")
            return answer

        with connection.execute_wrapper(dawdle):
            return cast(paper, 3, by=person)

    def close() -> Closing:
        under_way.wait()
        while database_now() < paper.closes_at:
            pass
        return closing.close(paper=paper, at=timezone.now())

    receipt, shut = all_at_once([slow_cast, close])
    assert isinstance(receipt, Receipt), receipt
    assert isinstance(shut, Closing), shut
    assert (shut.ballots, shut.rights) == (1, 1)
    assert shut.box_digest == queries.box_digest(paper)


def test_a_withdrawn_option_is_not_cast_by_somebody_who_was_under_way() -> None:
    paper = a_paper()
    people = [voter(paper) for _ in range(20)]
    acts: list[Callable[[], Any]] = [casting(paper, person, 1) for person in people]
    acts.append(lambda: papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=timezone.now()))
    *answers, option = all_at_once(acts)
    assert option.is_withdrawn
    codes = {answer.code for answer in answers if not isinstance(answer, Receipt)}
    assert codes <= {"withdrawn"}
    assert Ballot.objects.count() == sum(isinstance(answer, Receipt) for answer in answers)


def test_voiding_a_right_races_with_its_casts() -> None:
    paper = a_paper()
    person, by = voter(paper), officer(paper.round)
    acts: list[Callable[[], Any]] = [casting(paper, person, 1) for _ in range(20)]
    now = timezone.now()
    rights.ask_to_void(paper=paper, user=person, reason="Doppelt.", at=now, by=officer(paper.round))
    acts += [lambda: rights.void(paper=paper, user=person, at=now, by=by)] * 2
    *answers, first, second = all_at_once(acts)
    assert sorted(str(answer) for answer in (first, second)) == ["None", "already_void"]
    assert {answer.code for answer in answers if not isinstance(answer, Receipt)} <= {"void"}
    assert Ballot.objects.count() == 0


def test_two_closes_and_two_counts_at_once() -> None:
    paper = closes_in(a_paper(), milliseconds=300)
    cast(paper, 1, by=voter(paper))
    while database_now() < paper.closes_at:
        pass
    shut = all_at_once([lambda: closing.close(paper=paper, at=timezone.now())] * 8)
    assert len({closed.pk for closed in shut}) == 1
    counts = all_at_once([lambda: results.compute(paper=paper, at=timezone.now())] * 4)
    assert sorted(result.run for result in counts) == [1, 2, 3, 4]
    assert len({result.digest for result in counts}) == 1


def test_two_officers_certify_and_publish_at_once() -> None:
    paper = closes_in(a_paper(), milliseconds=300)
    cast(paper, 1, by=voter(paper))
    while database_now() < paper.closes_at:
        pass
    closing.close(paper=paper, at=timezone.now())
    result = computed(paper)
    by = [officer(paper.round) for _ in range(4)]
    certified = all_at_once([lambda who=who: results.certify(result=result, at=timezone.now(), by=who) for who in by])
    assert [type(answer) for answer in certified].count(Result) == 1
    published = all_at_once([lambda who=who: results.publish(result=result, at=timezone.now(), by=who) for who in by])
    assert [type(answer) for answer in published].count(Result) == 1
    assert {answer.code for answer in published if not isinstance(answer, Result)} == {"already_published"}


def test_freezing_races_with_moving_the_vote() -> None:
    """Whoever comes second is refused: paper and phase never say two different things."""
    for kind in (Phase.Kind.ASSESSING, Phase.Kind.VOTING):
        round = a_round(phase=Phase.Kind.ASSESSING, now=timezone.now())
        admitted(round)
        paper = papers.draw_up(round=round, at=timezone.now())
        phase = round.phases.get(kind=kind)
        later = phase.ends_at + DAY

        def extend(phase: Phase = phase, later: datetime.datetime = later) -> None:
            rounds.extend_phase(phase=phase, ends_at=later, reason="Mehr Zeit.", at=timezone.now())

        def freeze(paper: BallotPaper = paper) -> BallotPaper:
            return papers.freeze(paper=paper, at=timezone.now())

        *moved, frozen = all_at_once([extend, extend, extend, freeze])
        paper.refresh_from_db()
        vote = round.phases.get(kind=Phase.Kind.VOTING)
        if paper.is_frozen:
            assert frozen == paper
            assert {type(answer) for answer in moved} == {rounds.RoundRefused}
            assert {answer.code for answer in moved} == {"fixed" if kind == Phase.Kind.VOTING else "next_fixed"}
            assert (vote.starts_at, vote.ends_at) == (paper.opens_at, paper.closes_at)
        else:
            assert isinstance(frozen, papers.PaperRefused)
            assert frozen.code == "hours_changed"
            assert sorted(str(answer) for answer in moved) == ["None", "not_later", "not_later"]
            assert not vote.is_fixed


def killed_at(statement: int, act: Callable[[], Any]) -> bool:
    """Run in a child process that kills itself (-9) before its n-th statement; False: it came through."""
    child = os.fork()
    if child == 0:  # never comes back to pytest
        try:
            connections["default"].connection = None
            left = [statement]

            def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.fixture
def own_connections() -> Iterator[None]:
    """No connection is shared with a child process."""
    connections.close_all()
    yield
    connections.close_all()


@pytest.mark.parametrize("earlier", [False, True])
def test_invariant_6_killed_between_any_two_statements_leaves_all_or_nothing(
    own_connections: None, earlier: bool
) -> None:
    paper = a_paper()
    person = voter(paper)
    before = [[1]] if earlier else []
    if earlier:
        cast(paper, 1, by=person)
    statement = 1
    while True:
        connections.close_all()
        if not killed_at(statement, casting(paper, person, 2, key="k9")):
            break
        assert [ballot.choices for ballot in Ballot.objects.all()] == before, statement
        assert VotingRight.objects.count() == PendingLeaf.objects.count() == len(before)
        statement += 1
    assert statement == 9  # 8 statements, each of them was the last one once
    assert PendingLeaf.objects.count() == len(before) + 1
    assert [ballot.choices for ballot in Ballot.objects.all()] == [[2]]
    again = cast(paper, 2, by=person, key="k9")
    assert again.nonce == Ballot.objects.get().nonce


def test_people_of_two_papers_do_not_wait_for_each_other() -> None:
    one, other = a_paper(), a_paper()
    person, stranger = voter(one), resident(other.round.area)
    UserFactory()
    answers = all_at_once([casting(one, person, 1), casting(other, stranger, 1)])
    assert {type(answer) for answer in answers} == {Receipt}
