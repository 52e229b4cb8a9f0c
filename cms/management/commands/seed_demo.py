"""Loads the demo: Berlin with four rounds in different phases."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from cms.demo import building, city, editions, ideas, pages, people, votes
from participation.models import Area, Round

VOTERS_NOW, VOTERS_THEN = 1_140, 3_214


class Command(BaseCommand):
    """seed_demo: does nothing where there are rounds already."""

    help = "Loads the demo: Berlin, four rounds in different phases, people for every role. Once; keeps what is there."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--voters", type=int, default=VOTERS_NOW, help="ballots in the running vote")

    def handle(self, *args: Any, **options: Any) -> None:
        if Round.objects.exists():
            self.stdout.write("The demo is loaded already; its data is kept.")
            return
        backend = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # hundreds of old mails help nobody
        self.voters = options["voters"]
        began = time.monotonic()
        try:
            with ProcessPoolExecutor() as pool:
                # Started before the transaction, so that no process inherits an open one.
                drawn = {edition.name: ideas.paint(edition, pool) for edition in editions.EDITIONS}
                with transaction.atomic():
                    self._load(drawn)
        finally:
            settings.EMAIL_BACKEND = backend
        self.stdout.write(f"The demo is loaded ({time.monotonic() - began:.0f} s).")

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text} …")
        sys.stdout.flush()

    def _load(self, drawn: dict[str, Iterator[bytes]]) -> None:
        now = timezone.now()
        long_ago = editions.midnight(-600, now=now)
        self._say("Berlin and its offices")
        city.build(at=long_ago)
        staff = people.build(at=long_ago)
        names = {name for edition in editions.EDITIONS for name in ideas.names(edition)}
        crowd = people.citizens(names, at=long_ago)
        regions = list(Area.objects.filter(kind=Area.Kind.REGION))
        people.settle(crowd.values(), regions, at=long_ago)
        for edition in editions.EDITIONS:
            self._say(f"{edition.name}: round, pictures, proposals")
            round_ = editions.open_round(edition, now=now, by=staff["bezirksamt@example.org"])
            story = ideas.Story(edition=edition, round_=round_, people=staff, citizens=crowd, now=now)
            story.tell(drawn[edition.name])
            if edition.name == "marzahn-hellersdorf":
                self._say(f"{edition.name}: ballots")
                self._vote_now(edition, round_, staff, now)
            if edition.name == "mitte":
                self._say(f"{edition.name}: ballots, count, projects")
                self._finish(edition, round_, staff, now)
        self._say("pages and news")
        pages.build(port=int(os.environ.get("PORT", "8000")), now=now)

    def _vote_now(self, edition: Any, round_: Round, staff: Any, now: Any) -> None:
        paper = votes.draw_up(edition=edition, round_=round_, people=staff, now=now)
        at, clerk = editions.midnight(-100, now=now), staff["schalter@example.org"]
        votes.cast(edition=edition, paper=paper, voters=people.voters(round_.area, self.voters, at=at, clerk=clerk))

    def _finish(self, edition: Any, round_: Round, staff: Any, now: Any) -> None:
        paper = votes.draw_up(edition=edition, round_=round_, people=staff, now=now)
        votes.fill(edition=edition, paper=paper, count=VOTERS_THEN)
        result = votes.count_and_publish(edition=edition, paper=paper, people=staff, now=now)
        building.build(edition=edition, result=result, people=staff, now=now)
