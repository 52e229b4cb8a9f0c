"""manage.py export_pabulib ROUND: the published vote as files that anybody can recount."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participation.models import Round
from voting import exports


class Command(BaseCommand):
    help = "Write the published vote of a round as Pabulib files, one for each pot."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("round", help="short address of the round")
        parser.add_argument("--folder", type=Path, default=Path(), help="where to write (default: here)")

    def handle(self, *args: Any, **options: Any) -> None:
        round = Round.objects.filter(slug=options["round"]).first()
        files = exports.files(round) if round is not None else {}
        if not files:
            raise CommandError(f"{options['round']}: there is no published result.")
        for name, data in files.items():
            path = options["folder"] / name
            path.write_bytes(data)
            self.stdout.write(str(path))
