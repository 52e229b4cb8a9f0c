"""Casting a ballot: one transaction, one right, one ballot. Nothing of it goes to the log, the session or the audit."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from participation.eligibility import Reason, Window
from participation.queries import verdict_on_voting
from voting import choices as choosing
from voting import hashing, keys, rights, signing
from voting.clock import DatabaseNow
from voting.models import Ballot, BallotPaper, Option, PendingLeaf, VotingRight
from voting.receipts import Receipt, new_nonce

if TYPE_CHECKING:
    from participation.models import User

MOST_REPLACED = 200  # how often one person can vote again; keeps a row small


class CastRefused(Exception):
    """This ballot does not count; ``code`` says why, ``facts`` hold the numbers for the sentence.

    Codes: those of participation.eligibility.Reason (wrong phase, too young, …), those of voting.choices (none_chosen,
    too_many, over_pot, …), and not_frozen, keys_missing, void, conflict (same request, other choices), replaced (an
    old copy of a request that a later one replaced), too_often.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def cast(*, paper: BallotPaper, user: User, choices: Sequence[int], request_key: str) -> Receipt:
    """Put a person's choice into the box, in place of an earlier one, and hand out the receipt.

    ``choices``: numbers of options. ``request_key``: random, made by the form; the same request sent twice gives the
    same receipt, even after the close. With the ballot its leaf goes on the way to the public log. Whether the vote is
    open is asked of the database's clock after the locks.
    Raises CastRefused. 8 queries.
    """
    secret, sign = _keys(paper)
    right = rights.right_for(paper=paper, user=user, secret=secret)
    if right.state == VotingRight.State.VOID:
        raise CastRefused("void")
    paper, now = _reread(paper)
    box_key = rights.box_key(paper, right, secret)
    ballot = Ballot.objects.filter(box_key=box_key).first() or Ballot(paper=paper, box_key=box_key)
    request = keys.mac(secret.link, paper.key_id, "request", right.pk, request_key)
    body = keys.mac(secret.link, paper.key_id, "body", right.pk, request_key, *sorted(choices))
    if not _is_repeated(ballot, request=request, body=body):
        _check_voter(paper, user, at=now)
        _check_choices(paper, choices)
        _fill(ballot, paper, choices=choices, request=request, body=body)
    signed = signing.receipt(paper_digest=paper.digest, leaf=ballot.leaf)
    signature = signing.sign(sign, signed) if sign is not None else ""
    return Receipt(nonce=ballot.nonce, leaf=ballot.leaf, paper_digest=paper.digest, signature=signature)


def last_day(paper: BallotPaper) -> datetime.date:
    """The last day of the vote, on which the voting age counts. An end at midnight belongs to the day before."""
    last_moment = paper.closes_at - datetime.timedelta(microseconds=1)
    return last_moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _keys(paper: BallotPaper) -> tuple[keys.Keys, bytes | None]:
    if not paper.is_frozen:
        raise CastRefused("not_frozen")
    try:
        return keys.load(paper.key_id), keys.signing_key(paper.key_id) if paper.has_log else None
    except keys.KeysMissing:
        raise CastRefused("keys_missing") from None


def _reread(paper: BallotPaper) -> tuple[BallotPaper, datetime.datetime]:
    """The paper as it is after the locks, and the database's time after the locks."""
    papers = BallotPaper.objects.select_related("round__area", "closing").defer("round__area__boundary")
    papers = papers.annotate(now=DatabaseNow())
    fresh = papers.get(pk=paper.pk)
    return fresh, fresh.now


def _is_repeated(ballot: Ballot, *, request: str, body: str) -> bool:
    """Whether exactly this was cast already. Raises CastRefused for an old copy and for a changed one."""
    if request in ballot.earlier_requests:
        raise CastRefused("replaced")
    if ballot.request_mac != request:
        return False
    if ballot.body_mac != body:
        raise CastRefused("conflict")
    return True


def _check_voter(paper: BallotPaper, user: User, *, at: datetime.datetime) -> None:
    if hasattr(paper, "closing"):
        raise CastRefused(Reason.OVER)
    hours = Window(paper.opens_at, paper.closes_at)
    verdict = verdict_on_voting(user, paper.round, window=hours, at=at, day=last_day(paper))
    if verdict.reason is not None:
        raise CastRefused(verdict.reason)


def _check_choices(paper: BallotPaper, choices: Sequence[int]) -> None:
    storable = [number for number in choices if 0 < number < 2**31]
    options = {option.number: option for option in Option.objects.filter(paper=paper, number__in=storable)}
    fault = choosing.fault(
        choices, options=options, ballot_type=paper.ballot_type, max_choices=paper.max_choices, pots=paper.pots
    )
    if fault is not None:
        raise CastRefused(fault.code, **fault.facts)


def _fill(ballot: Ballot, paper: BallotPaper, *, choices: Sequence[int], request: str, body: str) -> None:
    """Write the choice under a new random code, so that an earlier receipt no longer stands for anything."""
    if ballot.request_mac:
        if len(ballot.earlier_requests) >= MOST_REPLACED:
            raise CastRefused("too_often", most=MOST_REPLACED)
        ballot.earlier_requests.append(ballot.request_mac)
    ballot.choices = sorted(choices)
    ballot.nonce = new_nonce()
    ballot.leaf = hashing.leaf(paper_digest=paper.digest, nonce=ballot.nonce, choices=choices)
    ballot.request_mac, ballot.body_mac = request, body
    ballot.save(force_insert=ballot._state.adding)
    if paper.has_log:
        PendingLeaf(hash=ballot.leaf, paper=paper).save(force_insert=True)
