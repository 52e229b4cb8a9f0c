"""The audit log: what members of staff did, chained so that a changed or missing entry is found."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogHead(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.number)


class LogEntry(models.Model):
    """One act. Written by ``participation.audit.record`` only; never changed, never deleted, never about a ballot."""

    number = models.PositiveBigIntegerField(unique=True)  # 1, 2, 3 … without gaps
    at = models.DateTimeField(_("when"))
    # Key of the account, kept as a number so that erasing the account leaves the chain whole. NULL: a command.
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(_("action"), max_length=60)  # "proposals.refuse"
    subject = models.CharField(_("subject"), max_length=80)  # "proposals.Proposal:17"
    area = models.ForeignKey("participation.Area", models.PROTECT, null=True, related_name="+")  # NULL: whole platform
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-number"]
        indexes = [
            models.Index(name="log_by_subject", fields=["subject"]),
            models.Index(name="log_by_actor", fields=["actor_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"
