"""manage.py forget_old"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from proposals import retention


class Command(BaseCommand):
    """Daily: empty addresses and texts whose time is over (docs/citizens-data.md)."""

    help = "Empties addresses and texts of reports and removed comments that were kept long enough."

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention.forget(at=timezone.now())
        self.stdout.write(
            f"Forgotten: {done.report_addresses} addresses and {done.report_texts} texts of reports, "
            f"{done.comment_texts} texts of removed comments."
        )
