"""Who is told what about a vote. The words stand in templates/voting/emails/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from participation.notifications import tell
from proposals.queries import by_ids

if TYPE_CHECKING:
    from voting.queries import PublishedResult


def result_published(published: PublishedResult) -> None:
    """The authors of all proposals on the paper: won, or not this time, and why."""
    proposals = by_ids([outcome.option.proposal_id for outcome in published.options if outcome.option.proposal_id])
    for outcome in published.options:
        proposal = proposals.get(outcome.option.proposal_id or 0)
        if proposal is not None:
            name = "won" if outcome.funded else "not_this_time"
            context = {"outcome": outcome, "proposal": proposal, "round": published.paper.round}
            tell(proposal.author, f"voting/emails/{name}", **context)
