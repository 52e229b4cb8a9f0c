"""After the close: the closing protocol, the results of counts, and the awards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Closing(models.Model):
    """The box of a paper is shut: how much is in it and its hash. From here on it can be counted."""

    paper = models.OneToOneField("voting.BallotPaper", models.PROTECT, related_name="closing")
    ballots = models.PositiveIntegerField()
    rights = models.PositiveIntegerField()
    box_digest = models.CharField(max_length=64)  # over all leaves, sorted
    # How many leaves the public log ends with; those beyond the ballots were replaced or voided. NULL: no log.
    leaves = models.PositiveIntegerField(null=True)
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: by command
    at = models.DateTimeField()
    # The end of the keys: one person asks for it, another one does it. NULL: not yet.
    destruction_asked_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    destruction_asked_at = models.DateTimeField(null=True)
    keys_destroyed_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    keys_destroyed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            models.CheckConstraint(
                name="closing_keys_destroyed_by_two",
                condition=models.Q(keys_destroyed_by__isnull=True)
                | models.Q(destruction_asked_by__isnull=True)
                | ~models.Q(keys_destroyed_by=models.F("destruction_asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    @property
    def uncounted_leaves(self) -> int | None:
        """Receipts whose ballot was replaced by a later one, or voided; None without a log."""
        return None if self.leaves is None else self.leaves - self.ballots


class ResultQuerySet(models.QuerySet["Result"]):
    """Results by who may see them."""

    def published(self) -> ResultQuerySet:
        return self.filter(published_at__isnull=False)


class Result(models.Model):
    """One count (Ergebnis). A recount is a new row; the public sees the newest published one."""

    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="results")
    run = models.PositiveIntegerField()  # 1, 2, 3 … of this paper
    settings = models.JSONField()
    # Per pot: {"pot": id, "area": key, "cents": …, "outcome": Outcome.to_dict()}
    outcomes = models.JSONField()
    votes = models.JSONField()  # {option key: votes}
    ballots = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # over input digest, settings and outcomes
    # What follows from the count and is part of no hash: voting.explaining.explain(); {}: made before there were any.
    findings = models.JSONField(default=dict)
    computed_by = models.ForeignKey(
        "participation.User", models.SET_NULL, null=True, related_name="+"
    )  # NULL: by command
    computed_at = models.DateTimeField()
    certified_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    certified_at = models.DateTimeField(null=True)  # NULL: not certified yet
    published_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # NULL: nobody outside sees it

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["paper", "-run"]
        constraints = [
            models.UniqueConstraint(name="result_run_once", fields=["paper", "run"]),
            models.CheckConstraint(
                name="result_published_was_certified",
                condition=models.Q(published_at__isnull=True) | models.Q(certified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="result_four_eyes",
                condition=models.Q(certified_by__isnull=True)
                | models.Q(computed_by__isnull=True)
                | ~models.Q(certified_by=models.F("computed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} · {self.run}"


class Award(models.Model):
    """A funded option (Zuschlag) of one result."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="awards")
    option = models.ForeignKey("voting.Option", models.PROTECT, related_name="awards")
    step = models.PositiveIntegerField()  # in which step of its pot's count
    cents = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["result", "step", "option__number"]
        constraints = [models.UniqueConstraint(name="award_once", fields=["result", "option"])]

    def __str__(self) -> str:
        return f"{self.option}"
