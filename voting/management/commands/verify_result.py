"""manage.py verify_result ROUND: count again from the box and compare with what was stored."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from voting import queries, results


class Command(BaseCommand):
    help = "Count a published vote again from its box and compare every byte with the published result."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("round", help="short address of the round")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(queries.published_results_of(options["round"]))
        if not found:
            raise CommandError(f"{options['round']}: there is no published result.")
        differing = []
        for result in found:
            fault = results.fault_of(result)
            self.stdout.write(f"run {result.run}: {'the same' if fault is None else fault} ({result.digest})")
            differing += [result.run] if fault else []
        if differing:
            raise CommandError(f"{options['round']}: not reproduced: run {', '.join(map(str, differing))}.")
