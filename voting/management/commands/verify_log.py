"""manage.py verify_log ROUND: compute the public log of a vote anew and compare it with the box."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from participation.models import Round
from voting import log, log_checks, queries


class Command(BaseCommand):
    help = "Check heads, signatures, leaves and ballots of a vote; exit code 1 names the first fault."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("round", help="short address of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        round = Round.objects.filter(slug=options["round"]).first()
        paper = queries.paper_for(round) if round is not None else None
        if paper is None:
            raise CommandError(f"{options['round']}: there is no frozen ballot paper.")
        fault = log_checks.first_fault(paper)
        if fault is None and settings.VOTING_LOG_FILE:
            fault = log_checks.fault_of_file(paper, Path(settings.VOTING_LOG_FILE))
        if fault is not None:
            raise CommandError(f"{options['round']}: {fault}.")
        head = log.newest_head(paper)
        said = f"{head.size} leaves, root {head.root}" if head is not None else "no head yet"
        self.stdout.write(f"{options['round']}: the log is sound: {said}")
