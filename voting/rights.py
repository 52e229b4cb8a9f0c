"""The register: one right for each person and paper, issued when first needed, void where it must not count."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from participation import audit
from voting import keys, notifications
from voting.models import Ballot, BallotPaper, Closing, VoidRequest, VotingRight

if TYPE_CHECKING:
    from participation.models import User

_LOCK = """
SELECT r.id, r.paper_id, r.state FROM voting_votingright r JOIN voting_ballotpaper p ON p.id = r.paper_id
WHERE r.paper_id = %s AND r.holder_mac = %s
"""
# The closing locks the paper FOR UPDATE and so waits for every cast that holds this, and they for it.
_FOR_CAST = " FOR UPDATE OF r FOR KEY SHARE OF p"


class RightRefused(Exception):
    """The register cannot be changed like this; ``code`` says why: see the verbs."""

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


@transaction.atomic
def ask_to_void(*, paper: BallotPaper, user: User, reason: str, at: datetime.datetime, by: User) -> None:
    """The first of two people: this person's right must not count. Nothing changes before the second one acts.

    Two, whether the right was used or not: one alone could take out ballots, and learn by it who has voted.
    Raises RightRefused (no_reason, not_frozen, closed, keys_missing, already_void, already_asked).
    """
    if not reason.strip():
        raise RightRefused("no_reason")
    mac = holder_mac(paper, user, _secret(paper))
    _not_closed(paper)
    if VotingRight.objects.filter(paper=paper, holder_mac=mac, state=VotingRight.State.VOID).exists():
        raise RightRefused("already_void")
    asked = {"reason": reason.strip(), "asked_by": by, "asked_at": at}
    request, is_new = VoidRequest.objects.get_or_create(paper=paper, holder_mac=mac, defaults=asked)
    if not is_new:
        raise RightRefused("already_asked")
    _log("ask_to_void", paper, request.reason, at=at, by=by)


@transaction.atomic
def void(*, paper: BallotPaper, user: User, at: datetime.datetime, by: User) -> None:
    """The second of two people takes the right away and its ballot out of the box, unseen; the person is told.

    Issues a void right where there was none. The log says that a right was voided and why, never whose.
    Raises RightRefused (not_frozen, closed, keys_missing, already_void, not_asked, same_person).
    """
    secret = _secret(paper)
    right = right_for(paper=paper, user=user, secret=secret)
    _not_closed(paper)
    if right.state == VotingRight.State.VOID:
        raise RightRefused("already_void")
    request = VoidRequest.objects.filter(paper=paper, holder_mac=holder_mac(paper, user, secret)).first()
    if request is None:
        raise RightRefused("not_asked")
    if request.asked_by_id == by.pk:
        raise RightRefused("same_person")
    VotingRight.objects.filter(pk=right.pk).update(state=VotingRight.State.VOID)
    Ballot.objects.filter(box_key=box_key(paper, right, secret)).delete()
    request.delete()
    _log("void", paper, request.reason, at=at, by=by)
    notifications.right_voided(user=user, round=paper.round, reason=request.reason)


def _secret(paper: BallotPaper) -> keys.Keys:
    if not paper.is_frozen:
        raise RightRefused("not_frozen")
    try:
        return keys.load(paper.key_id)
    except keys.KeysMissing:
        raise RightRefused("keys_missing") from None


def _not_closed(paper: BallotPaper) -> None:
    if Closing.objects.filter(paper=paper).exists():
        raise RightRefused("closed")


def _log(act: str, paper: BallotPaper, reason: str, *, at: datetime.datetime, by: User) -> None:
    area, detail = paper.round.area, {"reason": reason}
    audit.record(action=f"rights.{act}", subject=paper, at=at, actor=by, area=area, detail=detail)
