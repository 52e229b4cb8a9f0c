"""Ballot papers: draw up with numbers by lot, freeze under a published hash, withdraw a single option."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from participation import audit, rounds
from participation.eligibility import Window
from participation.models import Phase, Round
from participation.queries import window
from proposals.queries import ready_for_ballot
from voting import hashing, keys, signing
from voting.allocation import Settings
from voting.models import BallotPaper, Option

if TYPE_CHECKING:
    from participation.models import Area, Pot, User

#: One unit of money in cents: equal shares are raised by 1 € at a time.
UNIT = 100
MOST_WITNESSES = 5
RULES: dict[str, dict[str, Any]] = {
    Round.TallyRule.GREEDY_SKIP: {"rule": "greedy", "misfit": "skip"},
    Round.TallyRule.GREEDY_STOP: {"rule": "greedy", "misfit": "stop"},
    Round.TallyRule.EQUAL_SHARES: {
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "add1-utilitarian",
        "add1_start": "exact",
        "add1_stop": "exhaustive",
    },
}


class PaperRefused(Exception):
    """The paper cannot be handled like this; ``code`` says why, ``facts`` hold what the sentence names.

    Codes: no_voting_phase, too_late, nothing_ready, no_pot (titles), already_frozen, not_drawn_up, hours_changed,
    no_reason, unknown, already_withdrawn, not_frozen, not_an_archive, too_many_witnesses.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes an option: a title, a text, cents, an area; ``key`` None: its number on the paper."""

    title: str
    summary: str
    cost_cents: int
    area: Area
    proposal_id: int | None = None
    key: str | None = None


@transaction.atomic
def draw_up(*, round: Round, at: datetime.datetime, by: User | None = None, seed: str = "") -> BallotPaper:
    """Put all admitted proposals of a round on its paper, numbered by lot; a paper that is not frozen is drawn anew.

    ``seed``: of a lot drawn in public; else a random one is made. It is published: anybody can repeat the lot.
    Raises PaperRefused (no_voting_phase, too_late, nothing_ready, no_pot, already_frozen).
    """
    round = _locked(round)
    hours = _hours(round, at=at)
    ready = list(ready_for_ballot(round))
    seed = seed or secrets.token_hex(16)
    entries = {
        row.proposal.number: Entry(
            title=row.proposal.title,
            summary=row.proposal.what,
            cost_cents=row.cost_likely_cents,
            area=row.proposal.area,
            proposal_id=row.proposal.pk,
        )
        for row in ready
    }
    drawn = [entries[number] for number in lot(entries, seed=seed)]
    rule = Settings(increment=UNIT, unit=UNIT, min_votes=round.min_votes, **RULES[round.tally_rule])
    paper = _write(round, hours, drawn, rule=rule, most=round.max_choices, seed=seed, at=at, by=by)
    detail = {"options": len(drawn), "seed": seed}
    audit.record(action="papers.draw_up", subject=paper, at=at, actor=by, area=round.area, detail=detail)
    return paper


@transaction.atomic
def bring_in(
    *, round: Round, entries: Sequence[Entry], rule: Settings, max_choices: int, at: datetime.datetime
) -> BallotPaper:
    """The paper of a vote held elsewhere (an archived round), with its own numbers and rule, frozen at once.

    Raises PaperRefused (not_an_archive, no_voting_phase, nothing_ready, no_pot, already_frozen).
    """
    round = _locked(round)
    if not round.is_archive:
        raise PaperRefused("not_an_archive")
    hours = _hours(round, at=at)
    paper = _write(round, hours, entries, rule=rule, most=max_choices, seed="", at=at, by=None)
    return freeze(paper=paper, at=at)


@transaction.atomic
def name_witnesses(
    *, paper: BallotPaper, addresses: Sequence[str], at: datetime.datetime, by: User | None = None
) -> BallotPaper:
    """Who gets the heads of the vote's log by mail (e-mail addresses); in place of earlier ones, before freezing.

    The log of the staff says how many, not who. Raises PaperRefused (already_frozen, too_many_witnesses).
    """
    paper = BallotPaper.objects.select_for_update(of=("self",)).select_related("round__area").get(pk=paper.pk)
    if paper.is_frozen:
        raise PaperRefused("already_frozen")
    if len(addresses) > MOST_WITNESSES:
        raise PaperRefused("too_many_witnesses")
    paper.witnesses = list(dict.fromkeys(addresses))
    paper.save(update_fields=["witnesses"])
    detail = {"witnesses": len(paper.witnesses)}
    audit.record(action="papers.name_witnesses", subject=paper, at=at, actor=by, area=paper.round.area, detail=detail)
    return paper


@transaction.atomic
def freeze(*, paper: BallotPaper, at: datetime.datetime, by: User | None = None) -> BallotPaper:
    """Fix text, cost, order, rules and hours under a hash, and make the keys; from here on people can vote on it.

    The round's phase is fixed with it: its dates cannot be moved any more.

    Raises PaperRefused (already_frozen; hours_changed where the round's phase was moved since; too_late).
    """
    paper = BallotPaper.objects.select_for_update(of=("self",)).select_related("round__area").get(pk=paper.pk)
    if paper.is_frozen:
        raise PaperRefused("already_frozen")
    _hours(paper.round, at=at)
    paper.phase = rounds.fix_phase(round=paper.round, kind=Phase.Kind.VOTING)
    if (paper.phase.starts_at, paper.phase.ends_at) != (paper.opens_at, paper.closes_at):
        raise PaperRefused("hours_changed")
    paper.key_id = secrets.token_hex(16)
    keys.make(paper.key_id)
    if not paper.round.is_archive:  # nobody got a receipt of a vote that was held elsewhere
        paper.public_key = signing.public_key(keys.signing_key(paper.key_id))
    paper.digest = hashing.digest(paper.facts(paper.options.select_related("area")))
    paper.frozen_at, paper.frozen_by = at, by
    paper.save(update_fields=["phase", "digest", "key_id", "public_key", "frozen_at", "frozen_by"])
    detail = {"digest": paper.digest}
    audit.record(action="papers.freeze", subject=paper, at=at, actor=by, area=paper.round.area, detail=detail)
    return paper


@transaction.atomic
def withdraw_option(
    *, paper: BallotPaper, number: int, reason: str, at: datetime.datetime, by: User | None = None
) -> Option:
    """Take an option out of a frozen vote, with a public reason: it cannot be chosen any more and does not count.

    Ballots that name it stay valid for the rest.
    Raises PaperRefused (no_reason, not_frozen, unknown, already_withdrawn).
    """
    if not reason.strip():
        raise PaperRefused("no_reason")
    paper = BallotPaper.objects.select_for_update(of=("self",)).select_related("round__area").get(pk=paper.pk)
    if not paper.is_frozen:
        raise PaperRefused("not_frozen")
    option = paper.options.filter(number=number).first()
    if option is None:
        raise PaperRefused("unknown", number=number)
    if option.is_withdrawn:
        raise PaperRefused("already_withdrawn", number=number)
    option.withdrawn_at, option.withdrawn_reason = at, reason.strip()
    option.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    detail = {"number": number, "reason": option.withdrawn_reason}
    audit.record(action="papers.withdraw", subject=paper, at=at, actor=by, area=paper.round.area, detail=detail)
    return option


def lot(numbers: Iterable[int], *, seed: str) -> list[int]:
    """The drawn order of proposal numbers: by SHA-256 of "seed:number". Anybody can repeat it with the seed."""
    return sorted(numbers, key=lambda number: (hashlib.sha256(f"{seed}:{number}".encode()).digest(), number))


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("area").get(pk=round.pk)


def _hours(round: Round, *, at: datetime.datetime) -> Window:
    hours = window(round, Phase.Kind.VOTING)
    if hours is None:
        raise PaperRefused("no_voting_phase")
    if at >= hours.ends_at and not round.is_archive:
        raise PaperRefused("too_late")
    return hours


def _write(
    round: Round,
    hours: Window,
    entries: Sequence[Entry],
    *,
    rule: Settings,
    most: int,
    seed: str,
    at: datetime.datetime,
    by: User | None,
) -> BallotPaper:
    """Write the paper and its options in the order given, over one that was not frozen yet."""
    if BallotPaper.objects.filter(round=round, frozen_at__isnull=False).exists():
        raise PaperRefused("already_frozen")
    if not entries:
        raise PaperRefused("nothing_ready")
    pots = list(round.pots.select_related("area"))
    homes = _homes(entries, pots)
    settings = {
        "allocation": rule.to_dict(),
        "pots": [{"pot": pot.pk, "area": pot.area.key, "cents": pot.cents} for pot in pots],
        "lot_seed": seed,
    }
    fields = {
        "ballot_type": round.ballot_type,
        "max_choices": most,
        "settings": settings,
        "opens_at": hours.starts_at,
        "closes_at": hours.ends_at,
        "drawn_up_by": by,
        "drawn_up_at": at,
    }
    paper, _ = BallotPaper.objects.update_or_create(round=round, defaults=fields)
    paper.options.all().delete()
    Option.objects.bulk_create(
        Option(
            paper=paper,
            proposal_id=entry.proposal_id,
            pot=pot,
            number=number,
            key=entry.key or str(number),
            title=entry.title,
            summary=entry.summary,
            cost_cents=entry.cost_cents,
            area=entry.area,
        )
        for number, (entry, pot) in enumerate(zip(entries, homes, strict=True), start=1)
    )
    return paper


def _homes(entries: Sequence[Entry], pots: Sequence[Pot]) -> list[Pot]:
    """The pot that pays for each entry: that of the smallest area around it."""
    around = [[pot for pot in pots if pot.area.contains(entry.area)] for entry in entries]
    homeless = [entry.title for entry, found in zip(entries, around, strict=True) if not found]
    if homeless:
        raise PaperRefused("no_pot", titles=homeless)
    return [max(found, key=lambda pot: len(pot.area.path)) for found in around]
