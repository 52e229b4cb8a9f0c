"""Whoever changes one bit of log or box is found out, and the place is named (invariants 1 and 10)."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from tests.factories.voting import a_paper, cast, closed, drawn_up, voided, voter
from tests.voting.test_log import append, wait
from voting import hashing, keys, log, log_checks
from voting.models import Ballot, BallotPaper, Closing, Head, Leaf, PendingLeaf

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: Any) -> str:
    said = io.StringIO()
    call_command(name, *arguments, stdout=said)
    return said.getvalue()


def a_lively_vote() -> BallotPaper:
    """Ballots that stay, one that was replaced and one whose right was voided; shut."""
    paper = a_paper()
    person, doubtful = voter(paper), voter(paper)
    for number in (1, 2):
        cast(paper, number, by=person)
    cast(paper, 3, by=doubtful)
    voided(paper, doubtful)
    return closed(paper, votes=[[1, 2], [3]])


@pytest.fixture
def unguarded(db: None) -> None:
    """Somebody who owns the database has taken the guards of the log away."""
    with connection.cursor() as cursor:
        for table in ("leaf", "head"):
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER voting_{table}_no_{act}")


def flipped(text: str, place: int = 0) -> str:
    """The hex text with one bit changed."""
    return text[:place] + f"{int(text[place], 16) ^ 1:x}" + text[place + 1 :]


# Invariant 1


def test_invariant_1_counted_ballots_are_box_keys_and_final_leaves_and_every_row_has_its_own() -> None:
    paper = a_lively_vote()
    shut, leaves = paper.closing, list(log.leaves_of(paper))
    rows = list(Ballot.objects.filter(paper=paper).values_list("nonce", "choices", "box_key"))
    assert (shut.ballots, shut.leaves, shut.uncounted_leaves) == (3, 5, 2)
    assert len({box_key for *_, box_key in rows}) == shut.ballots
    rehashed = [hashing.leaf(paper_digest=paper.digest, nonce=nonce, choices=choices) for nonce, choices, _ in rows]
    assert [leaves.count(leaf) for leaf in rehashed] == [1] * shut.ballots
    assert len(leaves) - len(set(rehashed)) == shut.uncounted_leaves
    assert log_checks.first_fault(paper) is None


def test_while_people_vote_the_log_is_checked_with_what_waits() -> None:
    paper = a_paper()
    assert log_checks.first_fault(paper) is None
    cast(paper, 1)
    wait(paper, 60)
    append(paper)
    cast(paper, 2)
    assert log_checks.first_fault(paper) is None
    leaf = PendingLeaf.objects.filter(hash__in=Ballot.objects.values("leaf"))[0]
    nonce = Ballot.objects.get(leaf=leaf.hash).nonce
    leaf.delete()
    assert log_checks.first_fault(paper) == f"ballot {nonce}: has no leaf in the log, or shares one"


# Invariant 10


def first() -> Ballot:
    return Ballot.objects.order_by("nonce")[0]


def change_ballot(**fields: Any) -> str:
    ballot = first()
    Ballot.objects.filter(pk=ballot.pk).update(**fields)
    return ballot.nonce


def a_choice() -> str:
    return f"ballot {change_ballot(choices=[4])}: is not what was cast"


def a_leaf_of_a_ballot() -> str:
    return f"ballot {change_ballot(leaf=flipped(first().leaf, 63))}: is not what was cast"


def a_code() -> str:
    change_ballot(nonce="0" * 16)
    return f"ballot {'0' * 16}: is not what was cast"


def an_added_ballot() -> str:
    paper, nonce = BallotPaper.objects.get(), "0" * 16
    leaf = hashing.leaf(paper_digest=paper.digest, nonce=nonce, choices=[1])
    Ballot.objects.create(paper=paper, box_key="0" * 64, choices=[1], nonce=nonce, leaf=leaf)
    return f"ballot {nonce}: has no leaf in the log, or shares one"


def a_removed_ballot() -> str:
    first().delete()
    return "closing: the box is not the one that was shut"


def a_leaf() -> str:
    leaf = Leaf.objects.get(place=2)
    Leaf.objects.filter(place=2).update(hash=flipped(leaf.hash))
    return "head 5: the leaves before it do not give its root"


def a_removed_leaf() -> str:
    Leaf.objects.filter(place=2).delete()
    return "leaf 2: is missing"


def an_added_leaf() -> str:
    Leaf.objects.create(paper=BallotPaper.objects.get(), place=5, hash="0" * 64)
    return "leaf 5: lies under no head"


def swapped_leaves() -> str:
    for place in (7, 0, 1):
        Leaf.objects.filter(place={7: 0, 0: 1, 1: 7}[place]).update(place=place)
    return "head 5: the leaves before it do not give its root"


def a_root() -> str:
    Head.objects.update(root=flipped(Head.objects.get().root, 5))
    return "head 5: its signature is not by the key of this paper"


def a_size() -> str:
    Head.objects.update(size=6)
    return "head 6: its signature is not by the key of this paper"


def a_time() -> str:
    Head.objects.update(at=timezone.now())
    return "head 5: its signature is not by the key of this paper"


def a_head_before() -> str:
    Head.objects.update(previous="0" * 64)
    return "head 5: does not name the head before it"


def a_signature() -> str:
    Head.objects.update(signature="A" * 86)
    return "head 5: its signature is not by the key of this paper"


def no_head() -> str:
    Head.objects.all().delete()
    return "leaf 0: lies under no head"


def the_count_of_leaves() -> str:
    Closing.objects.update(leaves=4)
    return "closing: there is no head over all leaves that it counted"


def the_count_of_ballots() -> str:
    Closing.objects.update(ballots=4)
    return "closing: the box is not the one that was shut"


def a_leaf_that_waits() -> str:
    PendingLeaf.objects.create(paper=BallotPaper.objects.get(), hash="0" * 64)
    return "closing: leaves wait although the box is shut"


CHANGES: list[Callable[[], str]] = [
    *(a_choice, a_leaf_of_a_ballot, a_code, an_added_ballot, a_removed_ballot),
    *(a_leaf, a_removed_leaf, an_added_leaf, swapped_leaves, a_leaf_that_waits),
    *(a_root, a_size, a_time, a_head_before, a_signature, no_head),
    *(the_count_of_leaves, the_count_of_ballots),
]


@pytest.mark.parametrize("change", CHANGES)
def test_invariant_10_each_change_is_found_and_named(unguarded: None, change: Callable[[], str]) -> None:
    paper = a_lively_vote()
    slug = paper.round.slug
    assert run("verify_log", slug) == f"{slug}: the log is sound: 5 leaves, root {Head.objects.get().root}\n"
    fault = change()
    assert log_checks.first_fault(paper) == fault
    with pytest.raises(CommandError) as refusal:
        run("verify_log", slug)
    assert str(refusal.value) == f"{slug}: {fault}."


def test_invariant_10_a_whole_log_written_anew_does_not_fit_the_heads_that_witnesses_hold(unguarded: None) -> None:
    """The operator has all keys and signs a second history: everything fits but what was published before."""
    paper = a_paper()
    wait(paper, 60)
    held = append(paper)
    Head.objects.all().delete()
    Leaf.objects.all().delete()
    wait(paper, 35, start=200)
    again = append(paper)
    assert log_checks.first_fault(paper) is None
    assert again.size == held.size
    assert again.digest != held.digest


# Invariant 11


@pytest.mark.parametrize("sizes", [(30, 24), (24, 40)])
def test_invariant_11_a_batch_that_is_too_small_is_found(
    monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, int]
) -> None:
    paper = a_paper()
    monkeypatch.setattr(log, "SMALLEST", 1)
    for turn, size in enumerate(sizes, start=1):
        wait(paper, size + (turn == 1), start=100 * turn)
        append(paper, minutes=10 * turn)
    head = sizes[0] if sizes[0] < 25 else sum(sizes)
    assert log_checks.first_fault(paper) == f"head {head}: brought in fewer than 25 leaves"


# The commands


def test_the_timer_signs_what_is_due_for_each_vote_and_writes_it_down(tmp_path: Path, settings: Settings) -> None:
    settings.VOTING_LOG_FILE = str(tmp_path / "seals.jsonl")
    busy, quiet = a_paper(), a_paper()
    wait(busy, 60)
    wait(quiet, 10, start=500)
    drawn_up()
    assert run("log_ballots") == f"{busy.round.slug}: 35 leaves, root {Head.objects.get().root}\n"
    assert run("log_ballots") == ""
    assert [line["digest"] for line in log.lines_of(tmp_path / "seals.jsonl")] == [Head.objects.get().digest]
    shut = closed(quiet, votes=[])
    run("log_ballots")
    assert [line["paper"] for line in log.lines_of(tmp_path / "seals.jsonl")] == [busy.digest, shut.digest]


@pytest.mark.parametrize("lost", ["key", "log"])
def test_a_vote_that_cannot_be_signed_does_not_stop_the_others(unguarded: None, lost: str) -> None:
    broken, sound = a_paper(), a_paper()
    wait(broken, 60)
    wait(sound, 60, start=500)
    if lost == "key":
        keys.destroy(broken.key_id)
    else:
        Leaf.objects.create(paper=broken, place=0, hash="f" * 64)
    said = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("log_ballots", stdout=io.StringIO(), stderr=said)
    why = "the key is missing" if lost == "key" else "the log is not as it was signed"
    assert (stopped.value.code, said.getvalue()) == (1, f"{broken.round.slug}: nothing was signed ({why})\n")
    assert [head.paper for head in Head.objects.all()] == [sound]


def test_the_file_of_heads_is_compared_as_well(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "seals.jsonl"
    settings.VOTING_LOG_FILE = str(file)
    paper = a_lively_vote()
    slug = paper.round.slug
    with pytest.raises(CommandError, match=r"head 5: is not in the file\."):
        run("verify_log", slug)
    run("log_ballots")
    assert run("verify_log", slug).startswith(f"{slug}: the log is sound")
    file.write_text(file.read_text(encoding="utf-8").replace('"size": 5', '"size": 6'), encoding="utf-8")
    with pytest.raises(CommandError, match=r"head 6: the file says something else than the database\."):
        run("verify_log", slug)


def test_without_a_head_or_a_paper_the_command_says_so() -> None:
    paper = a_paper()
    assert run("verify_log", paper.round.slug) == f"{paper.round.slug}: the log is sound: no head yet\n"
    for slug in ("gibt-es-nicht", drawn_up().round.slug):
        with pytest.raises(CommandError, match=r"there is no frozen ballot paper\."):
            run("verify_log", slug)
