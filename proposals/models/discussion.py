"""What others say about a proposal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments as a page shows them."""

    def visible(self) -> CommentQuerySet:
        return self.filter(removed_at__isnull=True)


class Comment(models.Model):
    """A comment. Removing keeps the row and says so in public, never silently; its text goes later (``retention``)."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        "participation.User", models.SET_NULL, null=True, related_name="comments"
    )  # NULL: erased
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)  # NULL: visible
    removed_reason = models.CharField(_("why it was removed"), max_length=200, blank=True)
    submission_key = models.UUIDField(unique=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        indexes = [models.Index(name="comment_by_proposal", fields=["proposal", "at"])]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def words(self) -> str:
        """The text, or that it is not kept any more: a removed one is forgotten after a while."""
        return self.text or gettext("Text deleted")


class Support(models.Model):
    """One person finds a proposal good. Not a vote."""

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="supports")
    user = models.ForeignKey("participation.User", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(name="support_once", fields=["proposal", "user"])]

    def __str__(self) -> str:
        return f"{self.proposal} ♥"


class Report(models.Model):
    """Somebody says that a proposal or comment breaks the rules (DSA Art. 16). No log-in needed."""

    class Reason(models.TextChoices):
        UNLAWFUL = "unlawful", _("Against the law")
        INSULT = "insult", _("Insults or threatens somebody")
        PERSONAL_DATA = "personal_data", _("Names private persons or their data")
        ADVERTISING = "advertising", _("Advertising or party politics")
        COPYRIGHT = "copyright", _("Picture or text belongs to somebody else")
        OTHER = "other", _("Something else")

    proposal = models.ForeignKey("proposals.Proposal", models.CASCADE, related_name="reports")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reports")  # NULL: the proposal itself
    reason = models.CharField(_("what is wrong"), max_length=20, choices=Reason.choices)
    text = models.TextField(_("more about it"), max_length=2000, blank=True)
    email = models.EmailField(_("your e-mail, if you want an answer"), blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # NULL: open
    settled_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_reason_display())
