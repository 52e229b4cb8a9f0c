"""Work of the vote after the answer: what would have been enough, a few losers at a time, on the queue of the mails."""

from __future__ import annotations

import logging

from django.db import transaction
from django_tasks import default_task_backend, task

log = logging.getLogger(__name__)


@task()
def explain(result_id: int) -> None:
    """Explain a few more losers of a count, then line up again behind the mails that came in meanwhile.

    Run twice it does nothing twice. A result that is gone, or a box that was altered, ends it.
    """
    from voting import results  # which lines tasks up
    from voting.models import Result

    result = Result.objects.select_related("paper__round__area").filter(pk=result_id).first()
    if result is None or result.findings.get("complete"):
        return
    try:
        findings = results.explain_further(result=result)
    except results.ResultRefused as refusal:
        log.error("Result %s is not explained: %s.", result_id, refusal.code)
        return
    if findings["pending"]:
        explain_later(result_id)


def explain_later(result_id: int) -> None:
    """Put a count on the queue once it is stored for good."""
    transaction.on_commit(lambda: explain.enqueue(result_id))


def can_wait() -> bool:
    """Whether the queue does its work later. One that works at once would keep people waiting for minutes."""
    return bool(default_task_backend.supports_defer)
