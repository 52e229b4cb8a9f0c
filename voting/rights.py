"""The register: one right for each person and paper, issued when first needed, void where it must not count."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from participation import audit
from voting import keys
from voting.models import Ballot, BallotPaper, Closing, VotingRight

if TYPE_CHECKING:
    from participation.models import User

_LOCK = """
SELECT r.id, r.paper_id, r.state FROM voting_votingright r JOIN voting_ballotpaper p ON p.id = r.paper_id
WHERE r.paper_id = %s AND r.holder_mac = %s
"""
# The closing locks the paper FOR UPDATE and so waits for every cast that holds this, and they for it.
_FOR_CAST = " FOR UPDATE OF r FOR KEY SHARE OF p"


class RightRefused(Exception):
    """The register cannot be changed like this; ``code`` says why: closed, unknown, already_void, no_reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def holder_mac(paper: BallotPaper, user: User, secret: keys.Keys) -> str:
    """The person as the register knows them on this paper."""
    return keys.mac(secret.register, paper.key_id, user.pk)


def box_key(paper: BallotPaper, right: VotingRight, secret: keys.Keys) -> str:
    """The name under which the ballot of this right lies in the box."""
    return keys.mac(secret.link, paper.key_id, right.pk)


def right_for(*, paper: BallotPaper, user: User, secret: keys.Keys) -> VotingRight:
    """The right of this person, issued if there is none yet, locked until the transaction ends. Two queries.

    Call it first in the transaction of the cast: what is read afterwards is as of after the lock.
    """
    mac = holder_mac(paper, user, secret)
    issued = VotingRight(paper=paper, channel=VotingRight.Channel.ACCOUNT, holder_mac=mac)
    VotingRight.objects.bulk_create([issued], ignore_conflicts=True)
    locks = _FOR_CAST if connection.features.has_select_for_update_of else ""
    return VotingRight.objects.raw(_LOCK + locks, [paper.pk, mac])[0]


def void(*, paper: BallotPaper, user: User, reason: str, at: datetime.datetime, by: User) -> None:
    """Take a person's right away and their ballot out of the box, before the close. Issues a void one where none was.

    The log says that a right was voided and why, never whose. Raises RightRefused, KeysMissing.
    """
    if not reason.strip():
        raise RightRefused("no_reason")
    with transaction.atomic():
        secret = keys.load(paper.key_id)
        right = right_for(paper=paper, user=user, secret=secret)
        if Closing.objects.filter(paper=paper).exists():
            raise RightRefused("closed")
        if right.state == VotingRight.State.VOID:
            raise RightRefused("already_void")
        VotingRight.objects.filter(pk=right.pk).update(state=VotingRight.State.VOID)
        Ballot.objects.filter(box_key=box_key(paper, right, secret)).delete()
        area = paper.round.area
        audit.record(action="rights.void", subject=paper, at=at, actor=by, area=area, detail={"reason": reason})
