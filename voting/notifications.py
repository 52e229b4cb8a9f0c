"""Who is told what about a vote. The words stand in templates/voting/emails/."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from participation import tasks
from participation.notifications import tell
from proposals.queries import by_ids

if TYPE_CHECKING:
    from participation.models import Round, User
    from voting.models import BallotPaper, Head
    from voting.queries import PublishedResult


def heads_signed(*, paper: BallotPaper, heads: Sequence[Head], is_last: bool) -> None:
    """The witnesses of a vote get the newest heads of its log to keep: what they hold can no longer be rewritten.

    They are addresses and no accounts, so they are written to in the language of the site.
    """
    context = {
        "paper": paper,
        "round": paper.round,
        "heads": [head.facts() for head in heads],
        "is_last": is_last,
        "site_url": settings.WAGTAILADMIN_BASE_URL,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    with override(settings.LANGUAGE_CODE):
        written = render_to_string("voting/emails/heads.txt", context).strip()
        subject, _, text = written.partition("\n")
        html = render_to_string("voting/emails/heads.html", context | {"subject": subject.strip()})
    for address in paper.witnesses:
        transaction.on_commit(partial(tasks.deliver.enqueue, subject.strip(), text.strip() + "\n", html, address))


def right_voided(*, user: User, round: Round, reason: str) -> None:
    """Somebody whose right to vote was taken away: why, and that a ballot of theirs no longer counts."""
    tell(user, "voting/emails/right_voided", round=round, reason=reason)


def result_published(published: PublishedResult) -> None:
    """The authors of all proposals on the paper: won, or not this time, and why."""
    proposals = by_ids([outcome.option.proposal_id for outcome in published.options if outcome.option.proposal_id])
    for outcome in published.options:
        proposal = proposals.get(outcome.option.proposal_id or 0)
        if proposal is not None:
            name = "won" if outcome.funded else "not_this_time"
            context = {"outcome": outcome, "proposal": proposal, "round": published.paper.round}
            tell(proposal.author, f"voting/emails/{name}", **context)
