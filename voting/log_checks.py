"""Is the public log sound? Recomputes everything there is and names the first thing that does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voting import hashing, log, merkle, queries, signing
from voting.log import BULK, SMALLEST
from voting.models import Ballot, BallotPaper, Closing, Head, Leaf, PendingLeaf


def first_fault(paper: BallotPaper) -> str | None:
    """The first fault in heads, leaves and box of a paper, as a sentence for an operator; None: all is sound.

    Heads extend each other and are signed; the leaves give each root; every ballot rehashes to its own leaf in the log
    (while people vote: or among those that wait); the protocol of the close says how much there is. Linear.
    """
    if not paper.has_log:
        return "this vote has no log"
    closing = Closing.objects.filter(paper=paper).select_related("paper").first()
    for faults in (_faults_of_heads(paper, closing), _faults_of_box(paper, closing), _faults_of_closing(closing)):
        for fault in faults:
            return fault
    return None


def fault_of_file(paper: BallotPaper, file: Path) -> str | None:
    """The first head of a paper that the file of heads lacks, or has otherwise than the database; None: it agrees."""
    written = [line for line in log.lines_of(file) if line.get("paper") == paper.digest]
    known = {head.digest: head.facts() | {"paper": paper.digest} for head in log.heads_of(paper)}
    for line in written:
        if known.get(line.get("digest", "")) != line:
            return f"head {line.get('size')}: the file says something else than the database"
    missing = set(known) - {line["digest"] for line in written}
    sizes = sorted(known[digest]["size"] for digest in missing)
    return f"head {sizes[0]}: is not in the file" if sizes else None


def _faults_of_heads(paper: BallotPaper, closing: Closing | None) -> Iterator[str]:
    """One pass over all leaves with every head on the way."""
    leaves = Leaf.objects.filter(paper=paper).order_by("place").values_list("place", "hash").iterator(chunk_size=BULK)
    tree, last = merkle.Frontier(), None
    heads = list(Head.objects.filter(paper=paper).select_related("paper").order_by("size"))
    for head in heads:
        name = f"head {head.size}"
        is_last = head is heads[-1] and closing is not None
        if head.previous != (last.digest if last is not None else ""):
            yield f"{name}: does not name the head before it"
        if not signing.is_signed(public_key=paper.public_key, message=head.message, signature=head.signature):
            yield f"{name}: its signature is not by the key of this paper"
        if head.size - tree.size < SMALLEST and not is_last:
            yield f"{name}: brought in fewer than {SMALLEST} leaves"
        for place, leaf in leaves:
            if place != tree.size:
                yield f"leaf {tree.size}: is missing"
            tree.append(bytes.fromhex(leaf))
            if tree.size == head.size:
                break
        if tree.size != head.size or tree.root().hex() != head.root:
            yield f"{name}: the leaves before it do not give its root"
        last = head
    for place, _ in leaves:
        yield f"leaf {place}: lies under no head"


def _faults_of_box(paper: BallotPaper, closing: Closing | None) -> Iterator[str]:
    """Every ballot gives its leaf, and the log has it. A leaf is a key there, so no two ballots share one."""
    known = set(Leaf.objects.filter(paper=paper).values_list("hash", flat=True))
    if closing is None:
        known |= set(PendingLeaf.objects.filter(paper=paper).values_list("hash", flat=True))
    rows = Ballot.objects.filter(paper=paper).order_by("nonce").values_list("nonce", "choices", "leaf")
    for nonce, choices, leaf in rows.iterator(chunk_size=BULK):
        if hashing.leaf(paper_digest=paper.digest, nonce=nonce, choices=choices) != leaf:
            yield f"ballot {nonce}: is not what was cast"
        if leaf not in known:
            yield f"ballot {nonce}: has no leaf in the log, or shares one"
        known.discard(leaf)


def _faults_of_closing(closing: Closing | None) -> Iterator[str]:
    if closing is None:
        return
    paper = closing.paper
    if not Head.objects.filter(paper=paper, size=closing.leaves or 0).exists():
        yield "closing: there is no head over all leaves that it counted"
    if Leaf.objects.filter(paper=paper).count() != closing.leaves:
        yield f"closing: counted {closing.leaves} leaves, the log has others"
    if PendingLeaf.objects.filter(paper=paper).exists():
        yield "closing: leaves wait although the box is shut"
    if (Ballot.objects.filter(paper=paper).count(), queries.box_digest(paper)) != (closing.ballots, closing.box_digest):
        yield "closing: the box is not the one that was shut"
