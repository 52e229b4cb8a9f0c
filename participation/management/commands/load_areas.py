"""Brings a city's areas in from its official files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from participation import areas
from participation.geometry import bounds


class Command(BaseCommand):
    """load_areas --city-key 00 --city-name Berlin --districts FILE [--regions FILE] [--inhabitants FILE] [--dry-run]"""

    help = (
        "Brings in a city, its districts and its regions from GeoJSON files whose features have key and name, "
        "and their inhabitants by age from a semicolon CSV. A region's district is the beginning of its key. "
        "Runs again safely: nothing is deleted. All or nothing."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--city-key", required=True)
        parser.add_argument("--city-name", required=True)
        parser.add_argument("--districts", required=True, type=Path, help="GeoJSON of the districts")
        parser.add_argument("--regions", type=Path, help="GeoJSON of the regions")
        parser.add_argument("--district-digits", type=int, default=2, help="how much of a region's key is its district")
        parser.add_argument("--inhabitants", type=Path, help="CSV with key;gesamt;alter_00_13;… (age columns optional)")
        parser.add_argument("--edition", default="", help="edition of the borders, e.g. 'LOR 2021'")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = self._rows(options)
            if options["dry_run"]:
                self._say(areas.plan(rows), "would be")
            else:
                self._say(areas.load(rows=rows, edition=options["edition"], at=timezone.now()), "are")
        except areas.AreasRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _rows(self, options: dict[str, Any]) -> list[areas.AreaRow]:
        city_key, digits = options["city_key"], options["district_digits"]
        rows = areas.read_geojson(options["districts"], kind="district", parent_of=lambda key: city_key)
        west, south, east, north = bounds([row.boundary for row in rows if row.boundary])
        city = areas.AreaRow(city_key, options["city_name"], "city", None, ((west + east) / 2, (south + north) / 2))
        if options["regions"]:
            rows += areas.read_geojson(options["regions"], kind="region", parent_of=lambda key: key[:digits])
        if not options["inhabitants"]:
            return [city, *rows]
        people = areas.read_inhabitants(options["inhabitants"])
        missing = [row.key for row in rows if row.key not in people]
        if missing:
            raise areas.AreasRefused(f"{options['inhabitants'].name}: no inhabitants for {', '.join(missing[:5])}")
        counted = [replace(row, inhabitants=people[row.key][0], bands=people[row.key][1]) for row in rows]
        return [self._summed(city, [row for row in counted if row.kind == "district"]), *counted]

    def _summed(self, city: areas.AreaRow, districts: list[areas.AreaRow]) -> areas.AreaRow:
        sums: dict[tuple[int, int | None], int] = {}
        for row in districts:
            for low, high, people in row.bands:
                sums[low, high] = sums.get((low, high), 0) + people
        bands = tuple((low, high, people) for (low, high), people in sorted(sums.items(), key=lambda item: item[0][0]))
        return replace(city, inhabitants=sum(row.inhabitants for row in districts), bands=bands)

    def _say(self, done: areas.Plan, verb: str) -> None:
        people = sum(row.inhabitants for row in done.rows if row.kind == "city")
        self.stdout.write(
            f"{len(done.rows)} areas, {people} inhabitants: {len(done.new)} {verb} new, "
            f"{len(done.changed)} {verb} changed, {done.same} stay as they are."
        )
