"""Reads of the vote. Outsiders see the paper, how many took part, and published results; never a total before that."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from participation.models import Phase, Round, User
from participation.rules import scope
from voting import enough, hashing, keys, reasons, rules
from voting.models import Award, Ballot, BallotPaper, Closing, Option, Result, VoidRequest, VotingRight


def paper_for(round: Round) -> BallotPaper | None:
    """The frozen paper of a round (with round, area and, where closed, ``closing``), or None. One query."""
    papers = BallotPaper.objects.select_related("round__area", "closing")
    return papers.filter(round=round, frozen_at__isnull=False).first()


def paper_at(slug: str) -> BallotPaper | None:
    """The frozen paper of the public round with this address, as ``paper_for`` gives it. One query."""
    return public_papers().filter(round__slug=slug).first()


def public_papers() -> QuerySet[BallotPaper]:
    """Frozen papers of public rounds, the newest vote first, with round, area and, where closed, ``closing``."""
    papers = BallotPaper.objects.select_related("round__area", "closing").defer("round__area__boundary")
    return papers.filter(frozen_at__isnull=False, round__is_public=True).order_by("-closes_at", "-pk")


def options_of(paper: BallotPaper) -> list[Option]:
    """The options of a paper by number, withdrawn ones too, with area, pot's area and proposal. One query.

    Borders of areas are not read along: they are large, and nobody draws each option's district.
    """
    options = paper.options.select_related("area", "pot__area", "proposal").order_by("number")
    return list(options.defer("area__boundary", "pot__area__boundary", "proposal__search_text"))


def rights_of(paper: BallotPaper) -> dict[str, int]:
    """How many rights to vote were issued for a paper, and how many of them are void. One query."""
    void = Count("pk", filter=Q(state=VotingRight.State.VOID))
    return VotingRight.objects.filter(paper=paper).aggregate(issued=Count("pk"), void=void)


def is_open(paper: BallotPaper, *, at: datetime.datetime) -> bool:
    """Whether ballots can be cast on this paper at that moment. No query."""
    return paper.is_open(at=at)


def open_papers(*, at: datetime.datetime) -> QuerySet[BallotPaper]:
    """Frozen papers of public rounds on which people can vote at that moment, with round and area."""
    papers = BallotPaper.objects.select_related("round__area").order_by("closes_at")
    return papers.filter(frozen_at__isnull=False, opens_at__lte=at, closes_at__gt=at, round__is_public=True)


def turnout(paper: BallotPaper) -> int:
    """How many ballots are in the box: the only number known before the result is published. One query."""
    return Ballot.objects.filter(paper=paper).count()


def right_state(paper: BallotPaper, user: User) -> str:
    """VotingRight.State of this person's right; "" where none was issued yet or the keys are gone. One query."""
    try:
        secret = keys.load(paper.key_id)
    except keys.KeysMissing:
        return ""
    mac = keys.mac(secret.register, paper.key_id, user.pk)
    return VotingRight.objects.filter(paper=paper, holder_mac=mac).values_list("state", flat=True).first() or ""


def has_voted(paper: BallotPaper, user: User) -> bool:
    """Whether this person has cast a ballot that counts (the register knows that; what, it does not). One query."""
    return right_state(paper, user) == VotingRight.State.ISSUED


def void_requests(paper: BallotPaper) -> QuerySet[VoidRequest]:
    """What one officer has asked to void and a second one has not yet, the oldest first, with who asked."""
    return VoidRequest.objects.filter(paper=paper).select_related("asked_by")


def box_digest(paper: BallotPaper) -> str:
    """The hash over all leaves of the box as it is now; the closing protocol holds what it was at the close."""
    leaves = Ballot.objects.filter(paper=paper).order_by().values_list("leaf", flat=True)
    return hashing.box(leaves.iterator(chunk_size=10_000))


def altered_ballot(paper: BallotPaper) -> str | None:
    """The code of the first ballot whose choices no longer give its leaf, or None: all are as they were cast."""
    rows = Ballot.objects.filter(paper=paper).order_by().values_list("nonce", "choices", "leaf")
    for nonce, choices, leaf in rows.iterator(chunk_size=10_000):
        if hashing.leaf(paper_digest=paper.digest, nonce=nonce, choices=choices) != leaf:
            return nonce
    return None


def leaf_in_box(paper: BallotPaper, nonce: str) -> str | None:
    """The leaf that lies in a closed box under this receipt, or None. Before the close it is not said: None."""
    if not Closing.objects.filter(paper=paper).exists():
        return None
    return Ballot.objects.filter(paper=paper, nonce=nonce).values_list("leaf", flat=True).first()


@dataclass(frozen=True)
class OptionOutcome:
    """What became of one option in a published result. ``reason``: see voting.reasons; ``step`` None: not funded.

    ``change``: what would have been enough (see voting.enough); None where it was funded or that was not worked out.
    ``pending``: the queue is still working it out.
    """

    option: Option
    votes: int
    funded: bool
    step: int | None
    reason: Mapping[str, Any]
    currency: str
    change: Mapping[str, Any] | None = None
    pending: bool = False

    @property
    def sentence(self) -> str:
        """The reason line in the current language."""
        return reasons.sentence(self.reason, currency=self.currency)

    @property
    def enough(self) -> str:
        """What would have been enough, in the current language; "" where that is not known or the reason says it."""
        if self.pending:
            return gettext("What would have been enough is still being worked out")
        said = {"votes": self.reason.get("missing_votes"), "money": self.reason.get("missing_money")}
        if self.change is None or self.change == said:
            return ""
        return enough.sentence(self.change, currency=self.currency)


@dataclass(frozen=True)
class PotOutcome:
    """One pot of a published result: its area's key and the stored outcome (voting.allocation.Outcome.to_dict)."""

    area: str
    cents: int
    outcome: Mapping[str, Any]

    @property
    def spent_cents(self) -> int:
        return int(self.outcome["spent"])

    @property
    def digest(self) -> str:
        """The hash of this outcome: what ``python -m voting.allocation count … --cents --json`` gives as well."""
        return hashing.digest(self.outcome)


@dataclass(frozen=True)
class PublishedResult:
    """A published result with all that its page shows; ``options`` by number on the paper."""

    result: Result
    paper: BallotPaper
    pots: tuple[PotOutcome, ...]
    options: tuple[OptionOutcome, ...]

    @property
    def funded(self) -> list[OptionOutcome]:
        """Funded options, most votes first."""
        return self._by_votes(funded=True)

    @property
    def missed(self) -> list[OptionOutcome]:
        """The others, most votes first."""
        return self._by_votes(funded=False)

    @property
    def ballots(self) -> int:
        return self.result.ballots

    @property
    def represented(self) -> Mapping[str, Any] | None:
        """How many ballots have 0, 1, 2 … funded options (see voting.explaining); None in results of old."""
        return self.result.findings.get("represented")

    @property
    def pot_cents(self) -> int:
        return sum(pot.cents for pot in self.pots)

    @property
    def funded_cents(self) -> int:
        return sum(pot.spent_cents for pot in self.pots)

    def _by_votes(self, *, funded: bool) -> list[OptionOutcome]:
        found = [each for each in self.options if each.funded == funded]
        return sorted(found, key=lambda each: (-each.votes, each.option.number))


def published_result(round: Round) -> PublishedResult | None:
    """The newest published result of a public round, or None. Two queries, whatever the number of options."""
    if not round.is_public:
        return None
    result = results_for(round).first()
    return read(result) if result is not None else None


def read(result: Result) -> PublishedResult:
    """A result with its options' outcomes. For outsiders use ``published_result``. One query (paper loaded)."""
    options = options_of(result.paper)
    pots = tuple(PotOutcome(pot["area"], pot["cents"], pot["outcome"]) for pot in result.outcomes)
    return PublishedResult(result, result.paper, pots, tuple(_outcomes(result, options)))


def results_for(round: Round) -> QuerySet[Result]:
    """All published results of a round, the newest first; older ones were replaced but stay to be seen."""
    results = Result.objects.published().filter(paper__round=round)
    return results.select_related("paper__round__area", "paper__closing").order_by("-run")


def published_results_of(slug: str) -> QuerySet[Result]:
    """All published results of the round with this short address, the first one first."""
    results = Result.objects.published().filter(paper__round__slug=slug)
    return results.select_related("paper__round__area").order_by("run")


def newest_results() -> QuerySet[Result]:
    """The newest published result of each public round, newest first, for lists; ``outcomes`` (traces) deferred."""
    newer = Result.objects.published().filter(paper=OuterRef("paper"), run__gt=OuterRef("run"))
    results = Result.objects.published().filter(~Exists(newer), paper__round__is_public=True)
    awards = Prefetch("awards", Award.objects.select_related("option"))
    related = results.select_related("paper__round__area").prefetch_related(awards)
    return related.defer("outcomes").order_by("-published_at", "-pk")


def awards_of(result: Result) -> QuerySet[Award]:
    """The funded options of a result with their proposals and areas, by number; none of an unpublished result."""
    awards = Award.objects.filter(result=result, result__published_at__isnull=False)
    return awards.select_related("option__proposal", "option__area", "option__pot", "result").order_by("option__number")


def options_of_proposals(ids: Iterable[int]) -> dict[int, Option]:
    """Proposal to its option on a frozen paper (with paper, closing and round); others are absent. One query."""
    options = Option.objects.filter(proposal__in=list(ids), paper__frozen_at__isnull=False)
    return {_proposal(option): option for option in options.select_related("paper__round", "paper__closing")}


def outcome_of_proposals(ids: Iterable[int]) -> dict[int, OptionOutcome]:
    """Proposal to what became of it in the newest published result; others are absent. Two queries."""
    options = options_of_proposals(ids)
    papers = {option.paper_id for option in options.values()}
    newest = newest_results().filter(paper__in=papers).prefetch_related(None).defer(None)
    found: dict[int, OptionOutcome] = {}
    for result in newest:
        own = [option for option in options.values() if option.paper_id == result.paper_id]
        found |= {_proposal(each.option): each for each in _outcomes(result, own)}
    return found


def known_about(user: User) -> dict[str, Any]:
    """What this package knows of a person (GDPR Art. 15): in which rounds they voted, as far as keys still exist."""
    papers = BallotPaper.objects.filter(frozen_at__isnull=False).select_related("round").order_by("pk")
    return {"voted_in": [paper.round.title for paper in papers if has_voted(paper, user)]}


def rounds_to_vote_on(user: Any) -> QuerySet[Round]:
    """Rounds with a vote in the areas where the person makes ballot papers, newest first, with paper and closing."""
    return (
        Round.objects.filter(scope(user, *rules.MAKERS), is_archive=False, phases__kind=Phase.Kind.VOTING)
        .select_related("area", "ballot_paper__closing")
        .prefetch_related("phases")
        .order_by("-pk")
    )


def closed_papers(user: Any) -> QuerySet[BallotPaper]:
    """Papers with a closed box in the areas where the person counts or publishes, newest first, with results."""
    results = Prefetch("results", Result.objects.select_related("computed_by", "certified_by").order_by("-run"))
    papers = BallotPaper.objects.filter(scope(user, *rules.MAKERS, field="round__area__path"), closing__isnull=False)
    return papers.select_related("round__area", "closing").prefetch_related(results).order_by("-closes_at", "-pk")


def papers_to_close(*, at: datetime.datetime) -> QuerySet[BallotPaper]:
    """Frozen papers whose hour is over and whose box is still unclosed."""
    return BallotPaper.objects.filter(frozen_at__isnull=False, closes_at__lte=at, closing__isnull=True)


def papers_with_log() -> QuerySet[BallotPaper]:
    """All frozen papers whose receipts go into a public log."""
    return BallotPaper.objects.filter(frozen_at__isnull=False).exclude(public_key="").order_by("pk")


@dataclass(frozen=True)
class Waiting:
    """What waits for members of staff: rounds without a frozen paper, boxes to close, results not published yet."""

    papers: int
    boxes: int
    results: int


def waiting(user: Any, *, at: datetime.datetime) -> Waiting:
    """How much waits at the two desks of the vote in the areas of this person. Three queries."""
    rounds = rounds_to_vote_on(user).filter(phases__ends_at__gt=at).exclude(ballot_paper__frozen_at__isnull=False)
    mine = scope(user, *rules.OFFICERS, field="round__area__path")
    published = Result.objects.published().filter(paper=OuterRef("pk"))
    uncounted = closed_papers(user).filter(~Exists(published))
    return Waiting(
        papers=rounds.order_by().aggregate(n=Count("pk", distinct=True))["n"],
        boxes=papers_to_close(at=at).filter(mine).count(),
        results=uncounted.order_by().count(),
    )


def _outcomes(result: Result, options: Iterable[Option]) -> Iterable[OptionOutcome]:
    told = {key: reason for pot in result.outcomes for key, reason in pot["outcome"]["reasons"].items()}
    changes, pending = result.findings.get("changes", {}), result.findings.get("pending", False)
    for option in options:
        reason = told.get(option.key) or {"code": "withdrawn", "text": option.withdrawn_reason}
        funded = reason["code"] == "funded"
        yield OptionOutcome(
            option=option,
            votes=result.votes.get(option.key, 0),
            funded=funded,
            step=reason["step"] if funded else None,
            reason=reason,
            currency=result.paper.round.currency,
            change=changes.get(option.key),
            pending=pending and not funded and option.key in told and option.key not in changes,
        )


def _proposal(option: Option) -> int:
    assert option.proposal_id is not None
    return option.proposal_id
