"""An author's complaint against a refusal (DSA Art. 20), and what a second moderator decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Objection(models.Model):
    """The author of a refused idea objects, once for each refusal (Einspruch). Another moderator decides."""

    review = models.OneToOneField("proposals.Review", models.CASCADE, related_name="objection")  # the refusal
    by = models.ForeignKey(
        "participation.User", models.SET_NULL, null=True, related_name="objections"
    )  # NULL: account erased
    text = models.TextField(_("objection"), max_length=3000)
    at = models.DateTimeField()
    upheld = models.BooleanField(_("upheld"), null=True)  # NULL: not decided yet
    answer = models.TextField(_("answer to the objection, public"), max_length=3000, blank=True)
    decided_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)  # NULL: not decided yet

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_open_or_answered",
                condition=models.Q(upheld__isnull=True, decided_at__isnull=True, answer="")
                | (models.Q(upheld__isnull=False, decided_at__isnull=False) & ~models.Q(answer="")),
            ),
            models.CheckConstraint(name="objection_says_something", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return str(self.review.proposal)
