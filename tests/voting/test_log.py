"""The public log: what enters it and when, what is signed, how one head follows from another, who is told."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.voting import a_paper, cast, closed, drawn_up, let_it_end, voided, voter
from voting import ballots, closing, keys, log, log_checks, merkle, papers, signing
from voting.models import Ballot, BallotPaper, Closing, Head, Leaf, PendingLeaf
from voting.receipts import Receipt

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def wait(paper: BallotPaper, count: int, *, start: int = 0) -> list[str]:
    """Put so many leaves into the waiting room, as casts would; their hashes in order."""
    hashes = [f"{number:04x}" * 16 for number in range(start, start + count)]
    PendingLeaf.objects.bulk_create(PendingLeaf(hash=each, paper=paper) for each in hashes)
    return sorted(hashes)


def root_of(hashes: list[str]) -> str:
    return merkle.Tree([bytes.fromhex(each) for each in hashes]).root().hex()


def soon(paper: BallotPaper, *, minutes: int = 10) -> datetime.datetime:
    return paper.opens_at + minutes * MINUTE


def append(paper: BallotPaper, *, minutes: int = 10) -> Head:
    head = log.append_batch(paper=paper, at=soon(paper, minutes=minutes))
    assert head is not None
    return head


# The cast


def test_each_receipt_is_signed_and_its_leaf_waits_for_the_log() -> None:
    paper = a_paper()
    receipt = cast(paper, 2, 1)
    assert list(PendingLeaf.objects.values_list("hash", "paper")) == [(receipt.leaf, paper.pk)]
    message = signing.receipt(paper_digest=paper.digest, leaf=receipt.leaf)
    assert signing.is_signed(public_key=paper.public_key, message=message, signature=receipt.signature)


def test_invariant_4_the_same_request_twice_is_one_leaf_and_the_same_signature() -> None:
    paper = a_paper()
    person = voter(paper)
    first, second = (cast(paper, 1, by=person, key="k1") for _ in range(2))
    assert first == second
    assert PendingLeaf.objects.count() == 1


def test_a_replaced_and_a_voided_ballot_leave_their_leaves() -> None:
    paper = a_paper()
    person, stranger = voter(paper), voter(paper)
    leaves = {cast(paper, 1, by=person).leaf, cast(paper, 2, by=person).leaf, cast(paper, 3, by=stranger).leaf}
    voided(paper, stranger)
    assert set(PendingLeaf.objects.values_list("hash", flat=True)) == leaves
    assert Ballot.objects.count() == 1


def test_without_its_signing_key_a_vote_takes_no_ballots() -> None:
    paper = a_paper()
    keys._file(paper.key_id, "sign").unlink()
    with pytest.raises(ballots.CastRefused, match=r"^keys_missing$"):
        cast(paper, 1)
    assert PendingLeaf.objects.count() == Ballot.objects.count() == 0


def test_a_paper_frozen_before_there_was_a_log_takes_ballots_as_before() -> None:
    paper = a_paper()
    BallotPaper.objects.filter(pk=paper.pk).update(public_key="")
    paper = let_it_end(BallotPaper.objects.get(pk=paper.pk))
    assert "public_key" not in paper.facts(paper.options.select_related("area"))
    old = a_paper()
    BallotPaper.objects.filter(pk=old.pk).update(public_key="")
    old = BallotPaper.objects.get(pk=old.pk)
    assert cast(old, 1).signature == ""
    assert PendingLeaf.objects.count() == 0
    assert log.append_batch(paper=old, at=soon(old)) is None
    assert closing.close(paper=paper, at=timezone.now()).leaves is None


# Batches (invariant 11)


@pytest.mark.parametrize(
    ("waiting", "minutes", "size"), [(49, 60, None), (50, 9, None), (50, 10, 25), (51, 10, 26), (80, 600, 55)]
)
def test_invariant_11_a_batch_has_25_leaves_and_leaves_25_behind(waiting: int, minutes: int, size: int | None) -> None:
    paper = a_paper()
    hashes = wait(paper, waiting)
    head = log.append_batch(paper=paper, at=soon(paper, minutes=minutes))
    if size is None:
        assert head is None
        assert PendingLeaf.objects.count() == waiting
        return
    assert head is not None
    assert (head.size, head.root, head.previous) == (size, root_of(hashes[:size]), "")
    assert list(log.leaves_of(paper)) == hashes[:size]
    assert list(PendingLeaf.objects.values_list("hash", flat=True)) == hashes[size:]
    assert signing.is_signed(public_key=paper.public_key, message=head.message, signature=head.signature)


def test_invariant_11_each_head_names_and_extends_the_one_before() -> None:
    paper = a_paper()
    wait(paper, 60)
    first = append(paper)
    wait(paper, 30, start=100)
    assert log.append_batch(paper=paper, at=soon(paper, minutes=19)) is None
    second = append(paper, minutes=20)
    last = log.finish(paper=paper, at=soon(paper, minutes=21))
    assert last is not None
    assert [head.size for head in log.heads_of(paper)] == [35, 65, 90]
    assert [head.previous for head in log.heads_of(paper)] == ["", first.digest, second.digest]
    for old, new in ((first, second), (first, last), (second, last), (last, last)):
        facts = log.consistency(paper=paper, first=old.size, second=new.size)
        assert facts is not None
        assert merkle.extends(
            first=old.size,
            first_root=bytes.fromhex(old.root),
            second=new.size,
            second_root=bytes.fromhex(new.root),
            path=[bytes.fromhex(step) for step in facts["path"]],
        )
        assert (facts["first_root"], facts["second_root"]) == (old.root, new.root)


@pytest.mark.parametrize(("first", "second"), [(90, 35), (0, 35), (34, 35), (35, 36)])
def test_between_heads_that_are_not_there_nothing_is_proven(first: int, second: int) -> None:
    paper = a_paper()
    wait(paper, 60)
    append(paper)
    assert log.consistency(paper=paper, first=first, second=second) is None


class Batches(TestCase):
    """However leaves come in, every one is in the log once in the end, in batches that hide each of them."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(0, 90), min_size=1, max_size=6))
    def test_invariant_11_batches(self, arrivals: list[int]) -> None:
        paper, start = a_paper(), 0
        for turn, count in enumerate(arrivals, start=1):
            wait(paper, count, start=start)
            start += count
            log.append_batch(paper=paper, at=soon(paper, minutes=10 * turn))
        log.finish(paper=paper, at=soon(paper, minutes=100))
        sizes = [head.size for head in log.heads_of(paper)]
        batches = [size - before for before, size in zip([0, *sizes], sizes, strict=False)]
        assert sizes[-1] == start
        assert [size for size in batches[:-1] if size < log.SMALLEST] == []
        assert batches[-1] >= min(start, log.SMALLEST)
        leaves, place = list(log.leaves_of(paper)), 0
        for size in batches:
            assert leaves[place : place + size] == sorted(leaves[place : place + size])
            place += size
        assert len(set(leaves)) == start
        assert PendingLeaf.objects.filter(paper=paper).count() == 0


def test_a_shut_box_gets_no_more_batches() -> None:
    paper = closed()
    wait(paper, 60)
    assert log.append_batch(paper=paper, at=timezone.now()) is None


def test_without_its_key_no_batch_is_signed_and_none_is_moved() -> None:
    paper = a_paper()
    wait(paper, 60)
    keys._file(paper.key_id, "sign").unlink()
    with pytest.raises(keys.KeysMissing):
        log.append_batch(paper=paper, at=soon(paper))
    assert PendingLeaf.objects.count() == 60
    assert Head.objects.count() == 0


# The end


def test_the_close_puts_the_rest_in_and_counts_what_was_replaced() -> None:
    paper = a_paper()
    person = voter(paper)
    for number in (1, 2, 3):
        cast(paper, number, by=person)
    cast(paper, 4)
    paper = closed(paper, votes=[])
    shut, head = paper.closing, log.newest_head(paper)
    assert head is not None
    assert (shut.ballots, shut.leaves, shut.uncounted_leaves, head.size) == (2, 4, 2, 4)
    assert PendingLeaf.objects.count() == 0
    assert set(Ballot.objects.values_list("leaf", flat=True)) < set(log.leaves_of(paper))
    assert (head.at, head.previous) == (shut.at, "")


def test_an_empty_box_ends_with_a_head_over_nothing() -> None:
    paper = closed(votes=[])
    head = log.newest_head(paper)
    assert head is not None
    assert (head.size, head.root, paper.closing.leaves) == (0, root_of([]), 0)
    assert log_checks.first_fault(paper) is None


def test_a_vote_whose_key_was_lost_ends_without_a_signature() -> None:
    paper = a_paper()
    cast(paper, 1)
    keys.destroy(paper.key_id)
    paper = closed(paper, votes=[])
    assert Head.objects.get().signature == ""
    assert log_checks.first_fault(paper) == "head 1: its signature is not by the key of this paper"


def test_an_archived_round_has_no_log() -> None:
    paper = drawn_up(is_archive=True)
    paper = closed(papers.freeze(paper=paper, at=timezone.now()), votes=[])
    assert (paper.public_key, Closing.objects.get().leaves, Head.objects.count()) == ("", None, 0)
    assert log_checks.first_fault(paper) == "this vote has no log"


# Proofs of inclusion


def test_after_the_close_each_leaf_has_a_proof_under_the_last_head() -> None:
    paper = closed(votes=[[1], [2], [3], [1, 2], [4]])
    for leaf in log.leaves_of(paper):
        found = log.inclusion(paper=paper, leaf=leaf)
        assert found is not None
        assert merkle.includes(
            root=bytes.fromhex(found.head.root),
            size=5,
            place=found.place,
            leaf=bytes.fromhex(leaf),
            path=[bytes.fromhex(step) for step in found.path],
        )
        assert found.facts() == {
            "leaf": leaf,
            "place": found.place,
            "size": 5,
            "root": found.head.root,
            "path": list(found.path),
        }
    assert log.inclusion(paper=paper, leaf="0" * 64) is None


def test_before_the_close_nobody_is_told_what_is_in_the_log() -> None:
    paper = a_paper()
    hashes = wait(paper, 60)
    append(paper)
    assert log.inclusion(paper=paper, leaf=hashes[0]) is None


# It only grows


@pytest.mark.parametrize(
    "act",
    [
        lambda: Leaf.objects.filter(place=0).update(place=7),
        lambda: Leaf.objects.filter(place=0).update(hash="0" * 64),
        lambda: Leaf.objects.filter(place=0).delete(),
        lambda: Head.objects.update(root="0" * 64),
        lambda: Head.objects.all().delete(),
    ],
)
def test_the_database_itself_refuses_to_change_the_log(act: Callable[[], Any]) -> None:
    paper = closed()
    before = log.published(paper), list(log.leaves_of(paper))
    with pytest.raises(IntegrityError, match="the public log only grows"), transaction.atomic():
        act()
    assert (log.published(paper), list(log.leaves_of(paper))) == before


@pytest.fixture
def unguarded(db: None) -> None:
    """Somebody who owns the database has taken the guards away."""
    with connection.cursor() as cursor:
        for table in ("leaf", "head"):
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER voting_{table}_no_{act}")


@pytest.mark.parametrize(
    "act",
    [
        lambda: Leaf.objects.filter(place=3).update(hash="e" * 64),
        lambda: Leaf.objects.filter(place=34).delete(),
        lambda: Leaf.objects.create(paper=BallotPaper.objects.get(), place=35, hash="f" * 64),
        lambda: Head.objects.update(root="0" * 64),
        lambda: Head.objects.update(size=34),
        lambda: Head.objects.all().delete(),
    ],
)
def test_no_head_is_ever_signed_over_an_altered_log(unguarded: None, act: Callable[[], Any]) -> None:
    paper = a_paper()
    wait(paper, 60)
    append(paper)
    act()
    wait(paper, 60, start=100)
    with pytest.raises(log.LogRefused, match=r"^altered$"):
        log.append_batch(paper=paper, at=soon(paper, minutes=30))
    paper = let_it_end(paper)
    with pytest.raises(closing.CloseRefused, match=r"^log_altered$"):
        closing.close(paper=paper, at=timezone.now())
    assert Head.objects.filter(size__gt=35).count() == 0
    assert not hasattr(BallotPaper.objects.get(pk=paper.pk), "closing")


# Outside


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_file_gets_each_head_once_and_mends_what_was_cut(tmp_path: Path) -> None:
    file, paper, other = tmp_path / "deep" / "seals.jsonl", a_paper(), a_paper()
    assert log.write_down(file=file, paper=paper) == 0
    wait(paper, 60)
    first = append(paper)
    assert [log.write_down(file=file, paper=paper) for _ in range(2)] == [1, 0]
    wait(paper, 60, start=100)
    second = append(paper, minutes=20)
    log.write_down(file=file, paper=paper)
    log.finish(paper=other, at=soon(other))
    log.write_down(file=file, paper=other)
    assert [(line["paper"], line["size"]) for line in lines(file)] == [
        (paper.digest, first.size),
        (paper.digest, second.size),
        (other.digest, 0),
    ]
    text = file.read_text(encoding="utf-8")
    cut = text.splitlines()[0] + "\n" + text.splitlines()[1][:40]
    file.write_text(cut, encoding="utf-8")
    assert log.write_down(file=file, paper=paper) == 1
    assert file.read_text(encoding="utf-8").startswith(cut)
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[-1])["digest"] == second.digest


def test_witnesses_get_the_first_head_of_a_day_and_the_last_of_all(django_capture_on_commit_callbacks: Any) -> None:
    paper = a_paper()
    BallotPaper.objects.filter(pk=paper.pk).update(witnesses=["rat@example.org", "datenschutz@example.org"])
    midnight = soon(paper).replace(hour=0, minute=0) + 3 * datetime.timedelta(days=1)
    times = [midnight + hours * 60 * MINUTE for hours in (1, 2, 3, 25)]
    with django_capture_on_commit_callbacks(execute=True):
        for turn, at in enumerate(times):
            wait(paper, 50, start=100 * turn)
            log.append_batch(paper=paper, at=at)
    told = [(message.to, message.body) for message in mail.outbox]
    assert [to for to, _ in told] == [["rat@example.org"], ["datenschutz@example.org"]] * 2
    heads = list(log.heads_of(paper))
    first, *_, second = [body for _, body in told]
    assert [head.digest in first for head in heads] == [True, False, False, False]
    assert [f"{head.signature}\n" in second for head in heads] == [False, True, True, True]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        log.finish(paper=BallotPaper.objects.get(pk=paper.pk), at=times[-1] + MINUTE)
    assert [message.to for message in mail.outbox] == [["rat@example.org"], ["datenschutz@example.org"]]
    last = log.newest_head(paper)
    assert last is not None
    assert [each in mail.outbox[0].body for each in (last.digest, last.root, last.said_at)] == [True] * 3


def test_nobody_is_told_of_a_head_that_was_rolled_back(django_capture_on_commit_callbacks: Any) -> None:
    paper = a_paper()
    BallotPaper.objects.filter(pk=paper.pk).update(witnesses=["rat@example.org"])
    wait(paper, 60)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        append(paper)
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_what_is_published_says_nothing_but_how_many_and_under_which_root() -> None:
    paper = a_paper()
    wait(paper, 60)
    head = append(paper)
    assert log.published(paper) == {
        "format": "smarte-log-1",
        "paper": paper.digest,
        "public_key": paper.public_key,
        "heads": [
            {
                "size": 35,
                "root": head.root,
                "previous": "",
                "at": head.said_at,
                "digest": head.digest,
                "signature": head.signature,
            }
        ],
    }


def test_a_receipt_says_all_in_one_line() -> None:
    paper = a_paper()
    receipt = cast(paper, 1)
    assert isinstance(receipt, Receipt)
    assert receipt.text == f"SP1.{receipt.nonce}.{receipt.leaf}.{receipt.signature}"
