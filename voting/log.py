"""The public log: leaves of receipts enter it in batches, each under a signed head that fixes all before it."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from voting import keys, merkle, notifications, signing
from voting.models import Ballot, BallotPaper, Closing, Head, Leaf, PendingLeaf
from voting.receipts import Given

#: So many leaves enter at once at least, and as many stay behind for the last batch: nobody's stands out by its hour.
SMALLEST = 25
PAUSE = datetime.timedelta(minutes=10)
CHUNK = 500  # one statement's worth of hashes for the smallest of databases
BULK = 10_000


class LogRefused(Exception):
    """The log is not as it was signed (``code`` altered): no head is put over it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that a leaf is in the log: its place (from 0) and its neighbours up to the root of the newest head."""

    leaf: str
    place: int
    path: tuple[str, ...]
    head: Head

    def facts(self) -> dict[str, Any]:
        """As it is published."""
        return {
            "leaf": self.leaf,
            "place": self.place,
            "size": self.head.size,
            "root": self.head.root,
            "path": list(self.path),
        }


class Finding(StrEnum):
    """What became of a receipt: counted; replaced by a later one or void; missing although we signed it; not ours."""

    COUNTED = "counted"
    REPLACED = "replaced"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the box and the log say about a receipt, with the proof where its leaf is in the log."""

    finding: Finding
    leaf: str = ""
    inclusion: Inclusion | None = None

    @property
    def number(self) -> int:
        """The place in the log as people count, from 1; 0: in no log."""
        return self.inclusion.place + 1 if self.inclusion is not None else 0


@transaction.atomic
def append_batch(*, paper: BallotPaper, at: datetime.datetime) -> Head | None:
    """Move waiting leaves of an open vote into the log and sign its new head; None where nothing is due.

    Due: ten minutes after the last head (or the opening), when 25 leaves can enter and 25 stay behind. Which stay is
    decided by their hashes, so by chance. Raises LogRefused, keys.KeysMissing; waits for nobody who votes.
    """
    paper = BallotPaper.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=paper.pk)
    if not paper.has_log or Closing.objects.filter(paper=paper).exists():
        return None
    last = newest_head(paper)
    if at < (last.at if last is not None else paper.opens_at) + PAUSE:
        return None
    waiting = list(_waiting(paper))
    if len(waiting) < 2 * SMALLEST:
        return None
    entering = waiting[:-SMALLEST]
    for start in range(0, len(entering), CHUNK):
        PendingLeaf.objects.filter(hash__in=entering[start : start + CHUNK]).delete()
    return _grow(paper, last, entering, sign=keys.signing_key(paper.key_id), at=at)


def finish(*, paper: BallotPaper, at: datetime.datetime) -> Head | None:
    """The last batch and head, in the transaction of the close, which has locked the paper; None without a log.

    A vote whose signing key was lost still ends, with a head that has no signature. Raises LogRefused.
    """
    if not paper.has_log:
        return None
    try:
        sign = keys.signing_key(paper.key_id)
    except keys.KeysMissing:
        sign = None
    entering = list(_waiting(paper))
    PendingLeaf.objects.filter(paper=paper).delete()
    return _grow(paper, newest_head(paper), entering, sign=sign, at=at, is_last=True)


def newest_head(paper: BallotPaper) -> Head | None:
    """The head over the whole log, or None while there is none. One query."""
    return heads_of(paper).last()


def heads_of(paper: BallotPaper) -> QuerySet[Head]:
    """All heads of a paper, the first one first, with the paper."""
    return Head.objects.filter(paper=paper).select_related("paper").order_by("size")


def leaves_of(paper: BallotPaper) -> Iterator[str]:
    """The leaves (hex) of a paper's log in their order. One query."""
    leaves = Leaf.objects.filter(paper=paper).order_by("place").values_list("hash", flat=True)
    return leaves.iterator(chunk_size=BULK)


def inclusion(*, paper: BallotPaper, leaf: str) -> Inclusion | None:
    """Where a leaf stands in the finished log, with its proof; None: it does not, or the box is not shut yet."""
    if not Closing.objects.filter(paper=paper).exists():
        return None
    found, head = Leaf.objects.filter(paper=paper, hash=leaf).first(), newest_head(paper)
    if found is None or head is None or found.place >= head.size:
        return None
    path = _tree_under(head).inclusion(found.place)
    return Inclusion(leaf=leaf, place=found.place, path=tuple(step.hex() for step in path), head=head)


def look_up(*, paper: BallotPaper, given: Given) -> Answer:
    """What became of a receipt, after the close. A signature makes the difference between missing and made up."""
    box = Ballot.objects.filter(paper=paper)
    leaf = box.filter(nonce=given.nonce).values_list("leaf", flat=True).first() or ""
    if leaf and given.leaf in ("", leaf):
        return Answer(Finding.COUNTED, leaf, inclusion(paper=paper, leaf=leaf))
    message = signing.receipt(paper_digest=paper.digest, leaf=given.leaf)
    if not signing.is_signed(public_key=paper.public_key, message=message, signature=given.signature):
        return Answer(Finding.UNKNOWN)
    proof = inclusion(paper=paper, leaf=given.leaf)
    if proof is None:
        return Answer(Finding.MISSING, given.leaf)
    counted = box.filter(leaf=given.leaf).exists()
    return Answer(Finding.COUNTED if counted else Finding.REPLACED, given.leaf, proof)


def consistency(*, paper: BallotPaper, first: int, second: int) -> dict[str, Any] | None:
    """Proof (as published) that the head of ``second`` leaves extends that of ``first``; None: no such heads."""
    heads = {head.size: head for head in heads_of(paper).filter(size__in=(first, second))}
    if first > second or first not in heads or second not in heads:
        return None
    path = _tree_under(heads[second]).consistency(first)
    return {
        "first": first,
        "first_root": heads[first].root,
        "second": second,
        "second_root": heads[second].root,
        "path": [step.hex() for step in path],
    }


def published(paper: BallotPaper) -> dict[str, Any]:
    """All heads of a paper as everybody can read them, also while people vote. One query."""
    heads = [head.facts() for head in heads_of(paper)]
    return {"format": "smarte-log-1", "paper": paper.digest, "public_key": paper.public_key, "heads": heads}


def write_down(*, file: Path, paper: BallotPaper) -> int:
    """Add the paper's heads that are missing in a file, one a line (JSON), safely on disk; how many there were.

    Only ever adds, and finds by itself where it was stopped. Two at once may write a line twice, never lose one.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    known = {line.get("digest") for line in lines_of(file)}
    missing = [head.facts() | {"paper": paper.digest} for head in heads_of(paper) if head.digest not in known]
    cut_short = _text(file)[-1:] not in ("", "\n")
    with file.open("a", encoding="utf-8") as log:
        log.write("\n" if cut_short else "")
        log.writelines(json.dumps(facts, sort_keys=True) + "\n" for facts in missing)
        log.flush()
        os.fsync(log.fileno())
    return len(missing)


def lines_of(file: Path) -> Iterator[dict[str, Any]]:
    """What stands in the file; a line that was cut short counts as not written."""
    for line in _text(file).splitlines():
        with suppress(ValueError):
            facts = json.loads(line)
            if isinstance(facts, dict):
                yield facts


def _waiting(paper: BallotPaper) -> Any:
    return PendingLeaf.objects.filter(paper=paper).order_by("hash").values_list("hash", flat=True)


def _grow(
    paper: BallotPaper,
    last: Head | None,
    entering: Sequence[str],
    *,
    sign: bytes | None,
    at: datetime.datetime,
    is_last: bool = False,
) -> Head:
    """Put leaves behind the others, and a head over all. First the log must be what the last head says."""
    tree = merkle.Frontier(map(bytes.fromhex, leaves_of(paper)))
    if (tree.size, tree.root().hex()) != ((last.size, last.root) if last else (0, merkle.Frontier().root().hex())):
        raise LogRefused("altered")
    if last is not None and not entering:
        return last
    leaves = (Leaf(hash=leaf, paper=paper, place=place) for place, leaf in enumerate(entering, start=tree.size))
    Leaf.objects.bulk_create(leaves, batch_size=BULK)
    for leaf in entering:
        tree.append(bytes.fromhex(leaf))
    previous = last.digest if last is not None else ""
    head = Head(paper=paper, size=tree.size, root=tree.root().hex(), previous=previous, at=at)
    head.signature = signing.sign(sign, head.message) if sign is not None else ""
    head.save(force_insert=True)
    _tell(paper, last, head, is_last=is_last)
    return head


def _tell(paper: BallotPaper, last: Head | None, head: Head, *, is_last: bool) -> None:
    """Witnesses get the first head of each day and the last of all, with those in between: heads hang together."""
    if not paper.witnesses:
        return
    if is_last or last is None or last.at.date() != head.at.date():
        notifications.heads_signed(paper=paper, heads=_since_the_last_mail(paper), is_last=is_last)


def _since_the_last_mail(paper: BallotPaper) -> list[Head]:
    told: list[Head] = []
    *earlier, newest = heads_of(paper)
    for before, head in zip([None, *earlier], earlier, strict=False):
        if before is None or before.at.date() != head.at.date():
            told = []
        else:
            told.append(head)
    return [*told, newest]


def _tree_under(head: Head) -> merkle.Tree:
    return _tree(head.paper, head.size, head.root)


@lru_cache(maxsize=2)
def _tree(paper: BallotPaper, size: int, root: str) -> merkle.Tree:
    """All nodes below a head, kept for the next questions: 29 MB for 200,000 leaves. Never changes."""
    leaves = Leaf.objects.filter(paper=paper, place__lt=size).order_by("place").values_list("hash", flat=True)
    return merkle.Tree([bytes.fromhex(leaf) for leaf in leaves.iterator(chunk_size=BULK)])


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
