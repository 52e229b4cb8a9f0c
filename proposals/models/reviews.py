"""What moderators decided, and every move a proposal made."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.states import ReasonCode, State

if TYPE_CHECKING:
    from proposals.models.objections import Objection


class Review(models.Model):
    """One decision of a moderator with its public reason (Moderationsentscheid). Never changed afterwards."""

    class Decision(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        RETURN = "return_to_author", _("Back to the author")
        REFUSE = "refuse", _("Refuse")
        MERGE = "merge", _("Merge")
        FORWARD = "forward", _("Pass on")
        HAND_OVER = "hand_over", _("Hand over to the offices")
        REINSTATE = "reinstate", _("Uphold an objection")

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="reviews")
    decision = models.CharField(_("decision"), max_length=20, choices=Decision.choices)
    reason_code = models.CharField(_("reason"), max_length=24, choices=ReasonCode.choices, blank=True)
    text = models.TextField(_("answer to the author, public"), max_length=3000, blank=True)
    internal_note = models.TextField(_("internal note"), max_length=3000, blank=True)
    forwarded_to = models.CharField(_("passed on to"), max_length=160, blank=True)
    answer_due = models.DateField(_("answer due"), null=True, blank=True)
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: account erased
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="review_refusal_has_reason",
                condition=~models.Q(decision="refuse") | (~models.Q(reason_code="") & ~models.Q(text="")),
            ),
            models.CheckConstraint(
                name="review_forward_says_where",
                condition=~models.Q(decision="forward") | ~models.Q(forwarded_to=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_decision_display()}"

    @property
    def objection_until(self) -> datetime.date:
        """The last day for the author to object: one month (BGB § 188: the same number, or the month's last day)."""
        day = timezone.localdate(self.at)
        year, month = divmod(day.month, 12)
        year, month = day.year + year, month + 1
        return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))

    @property
    def objection_made(self) -> Objection | None:
        """The objection against this refusal, or None. No query if it was read along."""
        return getattr(self, "objection", None)


class Transition(models.Model):
    """One move of a proposal: the line of life is these rows, in order."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="transitions")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=15, choices=State.choices)
    to_state = models.CharField(max_length=15, choices=State.choices)
    review = models.OneToOneField(Review, models.PROTECT, null=True, related_name="transition")
    assessment = models.OneToOneField("proposals.Assessment", models.PROTECT, null=True, related_name="transition")
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: account erased
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.from_state} → {self.to_state}"
