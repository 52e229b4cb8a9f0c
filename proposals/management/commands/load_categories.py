"""manage.py load_categories"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from proposals import categories


class Command(BaseCommand):
    """Make the default topics where they are missing; what a city has renamed stays."""

    help = "Make the default topics of proposals where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(categories.load())} topics are there.")
