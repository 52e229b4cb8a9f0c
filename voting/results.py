"""Results: compute from a closed box, certify by a second person, publish. A recount is a new row."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import default_task_backend, task

from participation import audit
from voting import allocation, counting, explaining, hashing, notifications, queries, rules
from voting.allocation import Candidate, Settings, Tally
from voting.explaining import Contest
from voting.models import Award, Ballot, BallotPaper, Closing, Option, Result

if TYPE_CHECKING:
    from participation.models import User


log = logging.getLogger(__name__)


class ResultRefused(Exception):
    """The result cannot be handled like this; ``code`` says why.

    Codes: not_closed, paper_altered, box_altered, same_person, not_yours, needs_person, already_certified,
    not_certified, already_published, superseded.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Count:
    """What comes out of one box: everything that a result stores, all of it JSON."""

    settings: dict[str, Any]
    outcomes: list[dict[str, Any]]
    votes: dict[str, int]
    ballots: int
    input_digest: str

    @property
    def digest(self) -> str:
        """The hash over input, settings and outcomes; row keys of this database are no part of it."""
        outcomes = [{"area": pot["area"], "cents": pot["cents"], "outcome": pot["outcome"]} for pot in self.outcomes]
        return hashing.digest({"input": self.input_digest, "settings": self.settings, "outcomes": outcomes})


def compute(*, paper: BallotPaper, at: datetime.datetime, by: User | None = None) -> Result:
    """Count a closed box and allocate each pot; every call is a new run, seen by nobody outside.

    Counting happens before the transaction, which only stores. Raises ResultRefused (not_closed, paper_altered,
    box_altered where paper or box no longer have the hash they were closed with).
    """
    paper = BallotPaper.objects.select_related("round__area").get(pk=paper.pk)
    options = untouched(paper)
    box = open_box(paper, options, withdrawn=[option.key for option in options if option.is_withdrawn])
    counted = box.count()
    findings = box.explain(counted)
    findings["pending"] = not findings["complete"] and queue_waits()
    with transaction.atomic():
        BallotPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        latest = Result.objects.filter(paper=paper).order_by("-run").values_list("run", flat=True).first()
        result = Result.objects.create(
            paper=paper,
            run=(latest or 0) + 1,
            settings=counted.settings,
            outcomes=counted.outcomes,
            votes=counted.votes,
            ballots=counted.ballots,
            input_digest=counted.input_digest,
            digest=counted.digest,
            findings=findings,
            computed_by=by,
            computed_at=at,
        )
        Award.objects.bulk_create(_awards(result, options))
        _log("compute", result, at=at, by=by)
        if findings["pending"]:
            explain_later(result.pk)
    return result


@transaction.atomic
def certify(*, result: Result, at: datetime.datetime, by: User | None = None) -> Result:
    """A returning officer who did not count confirms the count. ``by`` None: the import of an archived vote only.

    Raises ResultRefused (already_certified, same_person, not_yours, needs_person).
    """
    result = _locked(result)
    if result.certified_at is not None:
        raise ResultRefused("already_certified")
    if by is None and not result.paper.round.is_archive:
        raise ResultRefused("needs_person")
    if by is not None and by.pk == result.computed_by_id:
        raise ResultRefused("same_person")
    if by is not None and not rules.can_run_the_vote(by, result.paper.round):
        raise ResultRefused("not_yours")
    result.certified_at, result.certified_by = at, by
    result.save(update_fields=["certified_at", "certified_by"])
    _log("certify", result, at=at, by=by)
    return result


@transaction.atomic
def publish(*, result: Result, at: datetime.datetime, by: User | None = None) -> Result:
    """Show a certified result to everybody and tell the authors; an earlier published one stays as a row.

    Raises ResultRefused (not_certified, already_published, not_yours, superseded by a newer published run).
    """
    result = _locked(result)
    if result.certified_at is None:
        raise ResultRefused("not_certified")
    if result.published_at is not None:
        raise ResultRefused("already_published")
    if by is not None and not rules.can_publish(by, result.paper.round):
        raise ResultRefused("not_yours")
    if Result.objects.published().filter(paper=result.paper, run__gt=result.run).exists():
        raise ResultRefused("superseded")
    result.published_at, result.published_by = at, by
    result.save(update_fields=["published_at", "published_by"])
    _log("publish", result, at=at, by=by)
    notifications.result_published(queries.read(result))
    return result


def fault_of(result: Result) -> str | None:
    """Count the box again with the withdrawals of then: None if it gives the same to the last byte, else what differs.

    One of paper_altered, box_altered (not_closed), ballot_altered, input, outcome, votes, stored.
    """
    try:
        options = untouched(result.paper)
    except ResultRefused as refusal:
        return refusal.code
    if queries.altered_ballot(result.paper) is not None:
        return "ballot_altered"
    again = count(result.paper, options, withdrawn=result.settings["withdrawn"])
    if again.input_digest != result.input_digest:
        return "input"
    if again.digest != result.digest:
        return "outcome"
    stored = Count(result.settings, result.outcomes, result.votes, result.ballots, result.input_digest)
    if stored.digest != result.digest:
        return "stored"
    return None if again.votes == result.votes else "votes"


@dataclass(frozen=True)
class Box:
    """What lies in the box of a paper, read once: each pot as a contest, and what the input hash is over."""

    pots: list[dict[str, Any]]
    contests: list[Contest]
    tally: Tally
    settings: Settings
    standing: list[str]
    withdrawn: list[str]
    paper_digest: str

    def count(self) -> Count:
        """Allocate each pot."""
        decided = [contest.allocate().to_dict() for contest in self.contests]
        outcomes = [{**pot, "outcome": outcome} for pot, outcome in zip(self.pots, decided, strict=True)]
        votes = {key: int(self.tally.votes.get(key, 0)) for key in self.standing}  # each ballot weighs one
        facts = {
            "paper": self.paper_digest,
            "withdrawn": self.withdrawn,
            "ballots": self.tally.ballots,
            "groups": [[[key for key, _points in group.choices], group.count] for group in self.tally.groups],
        }
        settings = {"allocation": self.settings.to_dict(), "withdrawn": self.withdrawn}
        return Count(settings, outcomes, votes, int(self.tally.ballots), hashing.digest(facts))

    def explain(self, counted: Count, **limits: Any) -> dict[str, Any]:
        """What would have been enough for each loser, and who is represented; ``limits``: see voting.explaining."""
        outcomes = [pot["outcome"] for pot in counted.outcomes]
        return explaining.explain(contests=self.contests, outcomes=outcomes, tally=self.tally, **limits)


def count(paper: BallotPaper, options: list[Option], *, withdrawn: list[str]) -> Count:
    """Count the box and allocate each pot. ``options`` by number; ``withdrawn``: keys that do not count."""
    return open_box(paper, options, withdrawn=withdrawn).count()


def open_box(paper: BallotPaper, options: list[Option], *, withdrawn: list[str]) -> Box:
    """Read the box. ``options`` by number; ``withdrawn``: keys that do not count. Whether it is shut is not asked."""
    tally = counting.count(_ballots(paper, options)).without(withdrawn)
    standing = [option for option in options if option.key not in withdrawn]
    rule = Settings.from_dict(paper.settings["allocation"])
    pots = paper.settings["pots"]
    return Box(
        pots=pots,
        contests=[_contest(pot, standing, tally=tally, rule=rule) for pot in pots],
        tally=tally,
        settings=rule,
        standing=[option.key for option in standing],
        withdrawn=sorted(withdrawn),
        paper_digest=hashing.digest(paper.facts(options)),
    )


def explain_further(*, result: Result, seconds: float | None = explaining.SECONDS) -> dict[str, Any]:
    """Go on explaining a stored count where an earlier go ended, and store that; the count itself stays as it is.

    One more loser at least, then others while ``seconds`` last (None: all). Two at once do no harm: each adds what
    the other has not, and both find the same. ``pending`` says whether the queue goes on.
    Raises ResultRefused (not_closed, paper_altered, box_altered); then nothing is pending any more.
    """
    try:
        findings = _further(result, seconds=seconds)
    except ResultRefused:
        _store(result, {"pending": False})
        raise
    return _store(result, findings)


@task()
def explain_in_turn(result_id: int) -> None:
    """Explain a few more losers of a count, then line up again behind the mails that came in meanwhile.

    Run twice it does nothing twice. A result that is gone, or a box that was altered, ends it.
    """
    result = Result.objects.select_related("paper__round__area").filter(pk=result_id).first()
    if result is None or result.findings.get("complete"):
        return
    try:
        findings = explain_further(result=result)
    except ResultRefused as refusal:
        log.error("Result %s is not explained: %s.", result_id, refusal.code)
        return
    if findings["pending"]:
        explain_later(result_id)


def explain_later(result_id: int) -> None:
    """Put a count on the queue of the mails once it is stored for good."""
    transaction.on_commit(lambda: explain_in_turn.enqueue(result_id))


def queue_waits() -> bool:
    """Whether the queue does its work later. One that works at once would keep people waiting for minutes."""
    return bool(default_task_backend.supports_defer)


def _further(result: Result, *, seconds: float | None) -> dict[str, Any]:
    options = untouched(result.paper)
    box = open_box(result.paper, options, withdrawn=result.settings["withdrawn"])
    stored = Count(result.settings, result.outcomes, result.votes, result.ballots, result.input_digest)
    return box.explain(stored, known=result.findings.get("changes", {}), at_least=1, seconds=seconds)


@transaction.atomic
def _store(result: Result, findings: dict[str, Any]) -> dict[str, Any]:
    """Add to the findings what is new; what somebody else found in the meantime stays."""
    kept = Result.objects.select_for_update(of=("self",)).get(pk=result.pk).findings
    whole = {**kept, **findings}
    if "changes" in findings:
        whole["changes"] = {**kept.get("changes", {}), **findings["changes"]}
        whole["complete"] = kept.get("complete", False) or findings["complete"]
    whole["pending"] = bool(whole.get("pending")) and not whole.get("complete", False)
    Result.objects.filter(pk=result.pk).update(findings=whole)
    result.findings = whole
    return whole


def _contest(pot: dict[str, Any], options: list[Option], *, tally: Tally, rule: Settings) -> Contest:
    """One pot. A ballot takes part where it names a project of the pot; an empty one takes part everywhere."""
    own = [option for option in options if option.pot_id == pot["pot"]]
    candidates = [Candidate(option.key, option.cost_cents) for option in own]
    others = {option.key for option in options} - {option.key for option in own}
    part = tally
    if others:
        named = [(group.count, [key for key, _points in group.choices]) for group in tally.groups]
        naming_none = sum(int(count) for count, keys in named if keys and others.issuperset(keys))
        part = _less(tally.without(others), empty=naming_none)
    return Contest(pot["area"], pot["cents"], candidates, part, rule)


def _less(tally: Tally, *, empty: int) -> Tally:
    """The tally with so many empty ballots fewer."""
    groups = [allocation.Group(group.choices, group.count - (0 if group.choices else empty)) for group in tally.groups]
    kept = tuple(group for group in groups if group.count)
    return Tally(ballots=tally.ballots - empty, groups=kept, pointed=tally.pointed)


def _ballots(paper: BallotPaper, options: list[Option]) -> Iterator[list[str]]:
    key = {option.number: option.key for option in options}
    rows = Ballot.objects.filter(paper=paper).order_by().values_list("choices", flat=True)
    for choices in rows.iterator(chunk_size=10_000):
        yield [key[number] for number in choices]


def untouched(paper: BallotPaper) -> list[Option]:
    """The options of a paper whose text and box are as they were closed."""
    closing = Closing.objects.filter(paper=paper).first()
    if closing is None:
        raise ResultRefused("not_closed")
    options = list(paper.options.select_related("area").order_by("number"))
    if hashing.digest(paper.facts(options)) != paper.digest:
        raise ResultRefused("paper_altered")
    if queries.box_digest(paper) != closing.box_digest:
        raise ResultRefused("box_altered")
    return options


def _awards(result: Result, options: list[Option]) -> Iterator[Award]:
    by_key = {option.key: option for option in options}
    for pot in result.outcomes:
        for key in pot["outcome"]["funded"]:
            option = by_key[key]
            step = pot["outcome"]["reasons"][key]["step"]
            yield Award(result=result, option=option, step=step, cents=option.cost_cents)


def _locked(result: Result) -> Result:
    return Result.objects.select_for_update(of=("self",)).select_related("paper__round__area").get(pk=result.pk)


def _log(act: str, result: Result, *, at: datetime.datetime, by: User | None) -> None:
    detail = {"run": result.run, "digest": result.digest}
    area = result.paper.round.area
    audit.record(action=f"results.{act}", subject=result, at=at, actor=by, area=area, detail=detail)
