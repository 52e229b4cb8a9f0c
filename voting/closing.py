"""Closing the box: after the hour, once, with a protocol of how much is in it and its hash."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation import audit
from voting import hashing, queries
from voting.clock import database_now
from voting.models import Ballot, BallotPaper, Closing, VotingRight

if TYPE_CHECKING:
    from participation.models import User


class CloseRefused(Exception):
    """The box cannot be closed; ``code`` says why: not_frozen, still_open, paper_altered."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def close(*, paper: BallotPaper, at: datetime.datetime, by: User | None = None) -> Closing:
    """Shut the box of a paper whose hour is over by the database's clock; a second call returns the first protocol.

    Waits for every cast that is under way, and later ones find it closed. Raises CloseRefused (not_frozen, still_open
    with closes_at, paper_altered where the paper no longer has its published hash).
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
    closing = Closing.objects.create(
        paper=paper,
        ballots=Ballot.objects.filter(paper=paper).count(),
        rights=VotingRight.objects.filter(paper=paper, state=VotingRight.State.ISSUED).count(),
        box_digest=queries.box_digest(paper),
        by=by,
        at=at,
    )
    detail = {"ballots": closing.ballots, "rights": closing.rights, "box": closing.box_digest}
    audit.record(action="closing.close", subject=paper, at=at, actor=by, area=paper.round.area, detail=detail)
    return closing
