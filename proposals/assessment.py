"""What the offices decide: a verdict with costs, finance's signature, or that it cannot be done."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from participation import audit
from participation.models import Office, User
from proposals import moves, notifications
from proposals.models import Assessment, Proposal
from proposals.states import ReasonCode, State

FEASIBLE = (Assessment.Verdict.FEASIBLE, Assessment.Verdict.FEASIBLE_WITH_CHANGES)


class AssessmentRefused(Exception):
    """Not possible; ``code`` is one of ``proposals.phrases.ASSESSMENT``."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@transaction.atomic
def assess(
    *,
    proposal: Proposal,
    office: Office,
    statement: str,
    cost_likely_cents: int,
    by: User,
    at: datetime.datetime,
    verdict: str = Assessment.Verdict.FEASIBLE,
    cost_min_cents: int | None = None,
    cost_max_cents: int | None = None,
    yearly_cents: int = 0,
    conditions: str = "",
    internal_note: str = "",
) -> Assessment:
    """The office says: feasible, at this cost (cents). Waits for finance to sign; a later one replaces it.

    Raises AssessmentRefused ("verdict_not_feasible", "cost_missing", "cost_order", "cap_exceeded", "statement_missing",
    "office_elsewhere"), MoveRefused.
    """
    proposal = _locked_in_assessment(proposal)
    if verdict not in FEASIBLE:
        raise AssessmentRefused("verdict_not_feasible")
    low, high = _span(cost_likely_cents, cost_min_cents, cost_max_cents)
    cap = proposal.round.cap_cents
    if cap is not None and cost_likely_cents > cap:
        raise AssessmentRefused("cap_exceeded", cap_cents=cap, currency=proposal.round.currency)
    _check(proposal, office, statement)
    assessment = Assessment.objects.create(
        proposal=proposal,
        office=office,
        verdict=verdict,
        statement=statement,
        conditions=conditions,
        internal_note=internal_note,
        cost_min_cents=low,
        cost_likely_cents=cost_likely_cents,
        cost_max_cents=high,
        yearly_cents=yearly_cents,
        by=by,
        at=at,
    )
    _record("assess", assessment, by, at, verdict=str(verdict), cents=cost_likely_cents)
    return assessment


@transaction.atomic
def sign_off(*, assessment: Assessment, by: User, at: datetime.datetime) -> Assessment:
    """Finance signs the costs, as a second person: the proposal is admitted to the vote.

    Raises AssessmentRefused ("four_eyes", "superseded": the office has written a newer one), MoveRefused.
    """
    proposal = _locked_in_assessment(assessment.proposal)
    latest = proposal.assessments.order_by("pk").last()
    assert latest is not None
    if latest.pk != assessment.pk:
        raise AssessmentRefused("superseded")
    if latest.by_id == by.pk:
        raise AssessmentRefused("four_eyes")
    latest.signed_off_by, latest.signed_off_at = by, at
    latest.save(update_fields=["signed_off_by", "signed_off_at"])
    moves.make("admit", proposal=proposal, by=by, at=at, assessment=latest)
    _record("sign_off", latest, by, at, cents=latest.cost_likely_cents)
    notifications.admitted(proposal, latest)
    return latest


@transaction.atomic
def find_infeasible(
    *,
    proposal: Proposal,
    office: Office,
    reason_code: str,
    statement: str,
    by: User,
    at: datetime.datetime,
    verdict: str = Assessment.Verdict.INFEASIBLE,
    conditions: str = "",
    internal_note: str = "",
    **costs: int | None,
) -> Assessment:
    """The office says that it cannot be done, or is not ours, and why; the author is told.

    ``costs``: cost fields of Assessment where known (cents). Raises AssessmentRefused ("verdict_not_infeasible",
    "statement_missing", "office_elsewhere"), MoveRefused ("needs_reason").
    """
    proposal = _locked_in_assessment(proposal)
    if verdict in FEASIBLE:
        raise AssessmentRefused("verdict_not_infeasible")
    _check(proposal, office, statement)
    assessment = Assessment(
        proposal=proposal,
        office=office,
        verdict=verdict,
        reason_code=reason_code if reason_code in ReasonCode.values else "",
        statement=statement,
        conditions=conditions,
        internal_note=internal_note,
        by=by,
        at=at,
        **{name: cents for name, cents in costs.items() if cents is not None},
    )
    moves.make("find_infeasible", proposal=proposal, by=by, at=at, assessment=assessment)
    _record("find_infeasible", assessment, by, at, reason=reason_code)
    notifications.infeasible(proposal, assessment)
    return assessment


def _locked_in_assessment(proposal: Proposal) -> Proposal:
    proposal = moves.locked(proposal.pk)
    if proposal.state != State.IN_ASSESSMENT:
        raise moves.MoveRefused("wrong_state", state=State(proposal.state))
    return proposal


def _span(likely: int, low: int | None, high: int | None) -> tuple[int, int]:
    low, high = likely if low is None else low, likely if high is None else high
    if likely <= 0:
        raise AssessmentRefused("cost_missing")
    if not 0 <= low <= likely <= high:
        raise AssessmentRefused("cost_order")
    return low, high


def _check(proposal: Proposal, office: Office, statement: str) -> None:
    if not statement.strip():
        raise AssessmentRefused("statement_missing")
    if not proposal.area.path.startswith(office.area.path):
        raise AssessmentRefused("office_elsewhere")


def _record(name: str, assessment: Assessment, by: User, at: datetime.datetime, **detail: Any) -> None:
    proposal = assessment.proposal
    audit.record(action=f"proposals.{name}", subject=proposal, at=at, actor=by, area=proposal.area, detail=detail)
