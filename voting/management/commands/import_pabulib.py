"""manage.py import_pabulib FILE: a vote held elsewhere becomes an archived round with its published result."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from participation.models import Area
from voting import imports
from voting.allocation import Settings, SettingsError
from voting.allocation import options as allocation
from voting.allocation.pabulib import FileError
from voting.queries import awards_of

WIDTH = 40


class Command(BaseCommand):
    help = (
        "Bring in a Pabulib file (.pb): ballots, count by the file's rule or the one named here, result. All of it, or"
        " nothing."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--area", metavar="KEY", help="official key of the area (default: the city)")
        allocation.add_settings(parser, required=False)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        area, rule = self._area(options["area"]), self._rule(argparse.Namespace(**options, cents=True))
        try:
            data = file.read_bytes()
            result = imports.bring_in(
                data=data, file=file.name, area=area, at=timezone.now(), rule=rule, progress=self._progress
            )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except (FileError, imports.ImportRefused) as refusal:
            raise CommandError(f"{refusal} Nothing was brought in.") from None
        funded = awards_of(result).count()
        self.stdout.write(f"{result.paper.round.slug}: {result.ballots} ballots, {funded} projects funded.")

    def _rule(self, given: argparse.Namespace) -> Settings | None:
        """The settings that were typed, in cents; None: as the file says."""
        if given.rule is None:
            if allocation.names_settings(given):
                raise CommandError("Settings of a count need their --rule.")
            return None
        try:
            return allocation.settings_of(given)
        except SettingsError as error:
            raise CommandError(str(error)) from None

    def _area(self, key: str | None) -> Area:
        areas = Area.objects.filter(key=key) if key else Area.objects.filter(kind=Area.Kind.CITY)
        area = areas.first()
        if area is None:
            raise CommandError(f"There is no area with the key {key}." if key else "There is no city yet: load areas.")
        return area

    def _progress(self, done: int, total: int) -> None:
        """A bar on a terminal, nothing in a log."""
        if self.stderr.isatty():
            filled = WIDTH * done // max(total, 1)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done} of {total} ballots", ending="")
            if done == total:
                self.stderr.write("")
