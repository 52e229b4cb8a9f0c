"""manage.py close_papers: shut the boxes of all votes whose hour is over. For a timer, every few minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from voting import closing, queries
from voting.clock import database_now


class Command(BaseCommand):
    help = "Close the boxes of all votes that are over by the database's clock. Safe to run as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        refused = False
        for paper in queries.papers_to_close(at=database_now()).select_related("round"):
            try:
                closed = closing.close(paper=paper, at=timezone.now())
            except closing.CloseRefused as refusal:
                refused = True
                self.stderr.write(f"{paper.round.slug}: not closed ({refusal.code})")
                continue
            self.stdout.write(f"{paper.round.slug}: closed with {closed.ballots} ballots, box {closed.box_digest}")
        if refused:
            raise SystemExit(1)
