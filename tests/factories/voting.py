"""Ballot papers, ballots and results for tests, made by the verbs; admitted proposals are written directly."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from participation import registration
from participation.models import Area, Phase, Round, User
from proposals.models import Assessment, Category, Proposal
from proposals.states import State
from tests.factories.participation import DAY, NOON, OfficeFactory, UserFactory, a_round, move, resident
from voting import ballots, closing, hashing, papers, results, rights
from voting.models import Ballot, BallotPaper, PendingLeaf, Result
from voting.receipts import Receipt

COSTS = (300_000, 500_000, 200_000, 700_000)


def admitted(round: Round, *, cents: int = 300_000, **fields: Any) -> Proposal:
    """A proposal that passed the offices, with its signed cost."""
    number = Proposal.objects.filter(round=round).count() + 1
    category, _ = Category.objects.get_or_create(slug="green", defaults={"names": {"de": "Grün", "en": "Green"}})
    at = round.phases.get(kind=Phase.Kind.COLLECTING).starts_at
    values: dict[str, Any] = {
        "title": f"Vorschlag {number}",
        "what": f"Was Vorschlag {number} will.",
        "why": "Weil es fehlt.",
        "category": category,
        "area": round.area,
        "state": State.ADMITTED,
        "created_at": at,
        "submitted_at": at,
        "published_at": at,
    }
    proposal = Proposal.objects.create(
        round=round, number=number, **({"author": fields.pop("author", None) or UserFactory()} | values | fields)
    )
    Assessment.objects.create(
        proposal=proposal,
        office=OfficeFactory(area=round.area),
        verdict=Assessment.Verdict.FEASIBLE,
        statement="Das geht.",
        cost_min_cents=cents,
        cost_likely_cents=cents,
        cost_max_cents=cents,
        at=at,
        signed_off_by=UserFactory(),
        signed_off_at=at,
    )
    return proposal


def voting_round(*, now: datetime.datetime | None = None, **fields: Any) -> Round:
    """A round whose vote has been running for a day (by the real clock, which the database's is)."""
    return a_round(phase=Phase.Kind.VOTING, now=now or timezone.now().replace(microsecond=0), **fields)


def officer(round: Round) -> User:
    """A returning officer of the round's area."""
    return colleague("returning_officer", round.area)


def colleague(role: str, area: Area) -> User:
    """A member of staff whose role was given the way roles are given, so that the staff area opens."""
    user = UserFactory()
    registration.grant_role(user=user, area=area, name=role, at=NOON)
    return user


def drawn_up(*, round: Round | None = None, costs: Sequence[int] = COSTS, **fields: Any) -> BallotPaper:
    """A paper that is not frozen yet, with one option for each of ``costs`` (cents)."""
    round = round or voting_round(**fields)
    for cents in costs:
        admitted(round, cents=cents)
    return papers.draw_up(round=round, at=timezone.now())


def a_paper(*, round: Round | None = None, costs: Sequence[int] = COSTS, **fields: Any) -> BallotPaper:
    """A frozen paper on which people can vote now."""
    return papers.freeze(paper=drawn_up(round=round, costs=costs, **fields), at=timezone.now())


def voter(paper: BallotPaper, **fields: Any) -> User:
    """A person who may vote on the paper."""
    return resident(paper.round.area, **fields)


def cast(paper: BallotPaper, *choices: int, by: User | None = None, key: str = "") -> Receipt:
    """One ballot, by a new voter unless ``by`` is given."""
    return ballots.cast(paper=paper, user=by or voter(paper), choices=choices, request_key=key or str(uuid.uuid4()))


def voided(paper: BallotPaper, person: User, *, reason: str = "Doppelt gemeldet.") -> None:
    """A right taken away by two returning officers."""
    rights.ask_to_void(paper=paper, user=person, reason=reason, at=timezone.now(), by=officer(paper.round))
    rights.void(paper=paper, user=person, at=timezone.now(), by=officer(paper.round))


def let_it_end(paper: BallotPaper) -> BallotPaper:
    """Move the round's dates back so that the vote ended a moment ago, as if time had passed."""
    shift = 20 * DAY
    for phase in paper.round.phases.all():
        move(phase, phase.starts_at - shift, phase.ends_at - shift)
    rewrite(paper, opens_at=paper.opens_at - shift, closes_at=paper.closes_at - shift)
    return BallotPaper.objects.get(pk=paper.pk)


def rewrite(paper: BallotPaper, **fields: Any) -> None:
    """Set hours of a paper anew, and all hashes with them: what no verb can do, and tests of time need."""
    BallotPaper.objects.filter(pk=paper.pk).update(**fields)
    if not paper.is_frozen:
        return
    fresh = BallotPaper.objects.select_related("round").get(pk=paper.pk)
    digest = hashing.digest(fresh.facts(fresh.options.select_related("area")))
    BallotPaper.objects.filter(pk=paper.pk).update(digest=digest)
    for ballot in Ballot.objects.filter(paper=paper):
        waiting = PendingLeaf.objects.filter(hash=ballot.leaf)
        ballot.leaf = hashing.leaf(paper_digest=digest, nonce=ballot.nonce, choices=ballot.choices)
        ballot.save(update_fields=["leaf"])
        waiting.update(hash=ballot.leaf)


def closed(paper: BallotPaper | None = None, *, votes: Sequence[Sequence[int]] = ((1, 2), (1,), (3,))) -> BallotPaper:
    """A paper whose box is shut, with these ballots in it."""
    paper = paper or a_paper()
    for choices in votes:
        cast(paper, *choices)
    paper = let_it_end(paper)
    closing.close(paper=paper, at=timezone.now())
    return paper


def computed(paper: BallotPaper | None = None, **fields: Any) -> Result:
    """A first count of a closed paper, by a returning officer."""
    paper = paper or closed(**fields)
    return results.compute(paper=paper, at=timezone.now(), by=officer(paper.round))


def published(paper: BallotPaper | None = None, **fields: Any) -> Result:
    """A result that everybody can see: counted, certified by a second officer, published."""
    result = computed(paper, **fields)
    certified = results.certify(result=result, at=timezone.now(), by=officer(result.paper.round))
    return results.publish(result=certified, at=timezone.now(), by=officer(result.paper.round))
