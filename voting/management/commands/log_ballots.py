"""manage.py log_ballots: put waiting leaves of open votes into their public logs. For a timer, every minute."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from voting import keys, log, queries
from voting.clock import database_now


class Command(BaseCommand):
    help = "Sign new heads over the logs of open votes where they are due, and add all heads to VOTING_LOG_FILE."

    def handle(self, *args: Any, **options: Any) -> None:
        refused = False
        for paper in queries.papers_with_log().select_related("round"):
            try:
                head = log.append_batch(paper=paper, at=database_now())
            except (log.LogRefused, keys.KeysMissing) as refusal:
                refused = True
                self.stderr.write(f"{paper.round.slug}: nothing was signed ({_why(refusal)})")
                continue
            if head is not None:
                self.stdout.write(f"{paper.round.slug}: {head.size} leaves, root {head.root}")
            if settings.VOTING_LOG_FILE:
                log.write_down(file=Path(settings.VOTING_LOG_FILE), paper=paper)
        if refused:
            raise SystemExit(1)


def _why(refusal: Exception) -> str:
    return "the key is missing" if isinstance(refusal, keys.KeysMissing) else "the log is not as it was signed"
