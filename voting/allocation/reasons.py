"""The answer each project gets: a code and exact numbers, from the steps of the count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from voting.allocation.contest import Contest
from voting.allocation.model import Candidate, Reason, Step
from voting.allocation.settings import Amount


def of_steps(steps: Sequence[Step], *, contest: Contest) -> dict[str, Reason]:
    """The reasons of all projects that were set aside or that a step decided on."""
    explained = dict(contest.set_aside)
    for number, step in enumerate(steps, start=1):
        explained[step.project] = _decided(step, number)
    return explained


def after_stop(unreached: Sequence[Candidate], *, left: Amount, contest: Contest) -> dict[str, Reason]:
    """The reasons of the projects that a walk with stop did not reach; `left` is the money it ended with."""
    return {
        candidate.id: Reason(
            "after_stop",
            votes=contest.votes[candidate.id],
            support=contest.support[candidate.id],
            left=left,
        )
        for candidate in unreached
    }


def short_of_money(
    field: Sequence[Candidate], *, held: Mapping[str, Amount], left: Amount, contest: Contest
) -> dict[str, Reason]:
    """Equal shares: `held` is what the supporters of each project still had together, less than its cost."""
    return {
        candidate.id: Reason(
            "supporters_short",
            votes=contest.votes[candidate.id],
            support=contest.support[candidate.id],
            left=left,
            supporters_money=held[candidate.id],
            missing_money=candidate.cost - held[candidate.id],
        )
        for candidate in field
    }


def of_the_barred(
    unreached: Sequence[Candidate], *, funded: Collection[str], left: Amount, contest: Contest
) -> dict[str, Reason]:
    """The reasons of those whom an exclusive group or a cap bars beside the funded."""
    explained = {}
    for candidate in unreached:
        barrier = contest.terms.barrier(candidate.id, funded)
        if barrier is not None:
            votes, support = contest.votes[candidate.id], contest.support[candidate.id]
            explained[candidate.id] = Reason(barrier.code, votes=votes, support=support, left=left, rival=barrier.rival)
    return explained


def _decided(step: Step, number: int) -> Reason:
    if step.action == "funded":
        return _funded(step, number)
    if step.action in ("part_funded", "excluded", "cap_reached"):
        return Reason(
            step.action,
            votes=step.votes,
            support=step.support,
            step=number,
            stage=step.stage,
            left=step.left,
            missing_money=step.reserve,
            rival=step.rival,
        )
    return _misfit(step, number)


def _funded(step: Step, number: int) -> Reason:
    return Reason(
        "funded",
        votes=step.votes,
        support=step.support,
        step=number,
        stage=step.stage,
        payment=step.payment,
        effective_votes=step.effective_votes,
        left=step.left,
    )


def _misfit(step: Step, number: int) -> Reason:
    return Reason(
        "does_not_fit",
        votes=step.votes,
        support=step.support,
        step=number,
        stage=step.stage,
        left=step.left,
        missing_money=step.cost - step.left,
    )
