"""Closing the box: after the hour, once, with a protocol of how much is in it and its hash."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation import audit
from voting import hashing, keys, log, mixing, queries
from voting.clock import database_now
from voting.models import Ballot, BallotPaper, Closing, Head, VotingRight

if TYPE_CHECKING:
    from participation.models import User


#: After publication everybody can object for so long; until then a single right may have to be voided.
OBJECTION = datetime.timedelta(days=14)


class CloseRefused(Exception):
    """The box cannot be closed, or the keys not be destroyed; ``code`` says why.

    Codes: not_frozen, still_open, paper_altered, log_altered; not_closed, not_published, objections_open,
    already_asked, not_asked, same_person, already_destroyed.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def close(*, paper: BallotPaper, at: datetime.datetime, by: User | None = None) -> Closing:
    """Shut the box of a paper whose hour is over by the database's clock; a second call returns the first protocol.

    Waits for every cast that is under way, and later ones find it closed. The log of receipts gets its last head, and
    register and box are stored anew, so that nothing in the database joins them. Raises CloseRefused (not_frozen,
    still_open with closes_at, paper_altered where the paper no longer has its published hash, log_altered).
    """
    paper = BallotPaper.objects.select_for_update(of=("self",)).select_related("round__area").get(pk=paper.pk)
    done = Closing.objects.filter(paper=paper).first()
    if done is not None:
        return done
    if not paper.is_frozen:
        raise CloseRefused("not_frozen")
    if database_now() < paper.closes_at:
        raise CloseRefused("still_open", closes_at=paper.closes_at)
    if hashing.digest(paper.facts(paper.options.select_related("area"))) != paper.digest:
        raise CloseRefused("paper_altered")
    last = _finish_log(paper, at=at)
    mixing.store_anew(paper=paper)
    closing = Closing.objects.create(
        paper=paper,
        ballots=Ballot.objects.filter(paper=paper).count(),
        rights=VotingRight.objects.filter(paper=paper, state=VotingRight.State.ISSUED).count(),
        box_digest=queries.box_digest(paper),
        leaves=last.size if last is not None else None,
        by=by,
        at=at,
    )
    detail = {"ballots": closing.ballots, "rights": closing.rights, "box": closing.box_digest}
    detail |= {"leaves": last.size, "root": last.root} if last is not None else {}
    audit.record(action="closing.close", subject=paper, at=at, actor=by, area=paper.round.area, detail=detail)
    return closing


@transaction.atomic
def ask_to_destroy_keys(*, paper: BallotPaper, at: datetime.datetime, by: User) -> Closing:
    """The first of two people: the time for objections is over, the keys of this paper can go.

    Raises CloseRefused (not_closed, not_published, objections_open, already_asked, already_destroyed).
    """
    closing = _ready_for_the_end(paper, at=at)
    if closing.destruction_asked_at is not None:
        raise CloseRefused("already_asked")
    closing.destruction_asked_by, closing.destruction_asked_at = by, at
    closing.save(update_fields=["destruction_asked_by", "destruction_asked_at"])
    _log("ask_to_destroy_keys", closing, at=at, by=by)
    return closing


@transaction.atomic
def destroy_keys(*, paper: BallotPaper, at: datetime.datetime, by: User) -> Closing:
    """The second of two people destroys the keys: from here on nothing leads from a person to a ballot.

    The result can still be recounted; no right can be voided any more. Raises CloseRefused (those of
    ask_to_destroy_keys; not_asked, same_person).
    """
    closing = _ready_for_the_end(paper, at=at)
    if closing.destruction_asked_at is None:
        raise CloseRefused("not_asked")
    if closing.destruction_asked_by_id == by.pk:
        raise CloseRefused("same_person")
    closing.keys_destroyed_by, closing.keys_destroyed_at = by, at
    closing.save(update_fields=["keys_destroyed_by", "keys_destroyed_at"])
    BallotPaper.objects.filter(pk=closing.paper_id).update(witnesses=[])  # nothing more is told to them
    _log("destroy_keys", closing, at=at, by=by)
    keys.destroy(closing.paper.key_id)
    return closing


def _finish_log(paper: BallotPaper, *, at: datetime.datetime) -> Head | None:
    try:
        return log.finish(paper=paper, at=at)
    except log.LogRefused as refusal:
        raise CloseRefused(f"log_{refusal.code}") from refusal


def _ready_for_the_end(paper: BallotPaper, *, at: datetime.datetime) -> Closing:
    closings = Closing.objects.select_for_update(of=("self",)).select_related("paper__round__area")
    closing = closings.filter(paper=paper).first()
    if closing is None:
        raise CloseRefused("not_closed")
    if closing.keys_destroyed_at is not None:
        raise CloseRefused("already_destroyed")
    published = queries.results_for(closing.paper.round).first()
    if published is None or published.published_at is None:
        raise CloseRefused("not_published")
    if at < published.published_at + OBJECTION:
        raise CloseRefused("objections_open", until=published.published_at + OBJECTION)
    return closing


def _log(act: str, closing: Closing, *, at: datetime.datetime, by: User) -> None:
    area = closing.paper.round.area
    audit.record(action=f"closing.{act}", subject=closing.paper, at=at, actor=by, area=area)
