"""Checks the chain of the audit log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from participation import audit
from participation.models import LogEntry


class Command(BaseCommand):
    """verify_audit: exit code 1 with the number of the first bad entry."""

    help = "Checks that no entry of the audit log was changed, moved or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        fault = audit.first_fault()
        if fault is not None:
            raise CommandError(f"The audit log is broken at entry {fault}.")
        self.stdout.write(f"The audit log is whole: {LogEntry.objects.count()} entries.")
