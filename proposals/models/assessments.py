"""The check by the specialist offices, with its cost estimate."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.states import ReasonCode


class Assessment(models.Model):
    """A verdict with cost (Prüfung durch die Fachämter). Costs count only after a second person signed them off."""

    class Verdict(models.TextChoices):
        FEASIBLE = "feasible", _("Feasible")
        FEASIBLE_WITH_CHANGES = "feasible_with_changes", _("Feasible with changes")
        INFEASIBLE = "infeasible", _("Not feasible")
        NOT_OURS = "not_ours", _("Somebody else is in charge")

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="assessments")
    office = models.ForeignKey("participation.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    verdict = models.CharField(_("verdict"), max_length=24, choices=Verdict.choices)
    reason_code = models.CharField(_("reason"), max_length=24, choices=ReasonCode.choices, blank=True)
    statement = models.TextField(_("statement, public"), max_length=3000)
    conditions = models.TextField(_("conditions, public"), max_length=2000, blank=True)
    internal_note = models.TextField(_("internal note"), max_length=3000, blank=True)
    cost_min_cents = models.PositiveBigIntegerField(_("cost, at least (cents)"), null=True, blank=True)
    cost_likely_cents = models.PositiveBigIntegerField(_("cost, likely (cents)"), null=True, blank=True)
    cost_max_cents = models.PositiveBigIntegerField(_("cost, at most (cents)"), null=True, blank=True)
    yearly_cents = models.PositiveBigIntegerField(_("cost each year afterwards (cents)"), default=0)
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: account erased
    at = models.DateTimeField()
    signed_off_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True)  # NULL: finance has not signed yet

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="assessment_feasible_has_cost",
                condition=~models.Q(verdict__in=["feasible", "feasible_with_changes"])
                | models.Q(
                    cost_likely_cents__gt=0,
                    cost_min_cents__lte=models.F("cost_likely_cents"),
                    cost_max_cents__gte=models.F("cost_likely_cents"),
                ),
            ),
            models.CheckConstraint(
                name="assessment_infeasible_has_reason",
                condition=models.Q(verdict__in=["feasible", "feasible_with_changes"]) | ~models.Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="assessment_four_eyes",
                condition=models.Q(signed_off_by__isnull=True)
                | models.Q(by__isnull=True)
                | ~models.Q(signed_off_by=models.F("by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_verdict_display()}"
