"""manage.py explain_result ROUND: what would have been enough for each loser, where the count had no time for it."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from voting import queries, results


class Command(BaseCommand):
    help = "Work out what would have been enough for each project that lost, for all published counts of a round."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("round", help="short address of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(queries.published_results_of(options["round"]))
        if not found:
            raise CommandError(f"{options['round']}: there is no published result.")
        for result in found:
            try:
                findings = results.explain_further(result=result, seconds=None)
            except results.ResultRefused as refusal:
                raise CommandError(f"{options['round']}: run {result.run}: {refusal.code}.") from refusal
            self.stdout.write(f"run {result.run}: {len(findings['changes'])} projects explained")
