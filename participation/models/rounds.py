"""A round (one edition of a budget), its phases by date, its pots of money and its rules."""

from __future__ import annotations

import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds as the public and the staff ask for them."""

    def public(self) -> RoundQuerySet:
        return self.filter(is_public=True)

    def in_phase(self, kind: str, *, at: datetime.datetime) -> RoundQuerySet:
        """Rounds that have a phase of this kind running at that moment."""
        return self.filter(phases__kind=kind, phases__starts_at__lte=at, phases__ends_at__gt=at)


class Round(models.Model):
    """One edition of a participatory budget in one area. Its rules are data, not code."""

    class Kind(models.TextChoices):
        CITIZENS_BUDGET = "citizens_budget", _("Citizens' budget")
        NEIGHBOURHOOD_FUND = "neighbourhood_fund", _("Neighbourhood fund")

    class WhoMayPropose(models.TextChoices):
        ANYONE = "anyone", _("Everybody with a tie to the district")
        RESIDENTS = "residents", _("Residents")

    class BallotType(models.TextChoices):
        APPROVAL = "approval", _("Choose up to a number of projects")
        KNAPSACK = "knapsack", _("Spend the pot yourself")

    class TallyRule(models.TextChoices):
        GREEDY_SKIP = "greedy_skip", _("Most votes first, passing over what does not fit")
        GREEDY_STOP = "greedy_stop", _("Most votes first, stopping at the first that does not fit")
        EQUAL_SHARES = "equal_shares", _("Method of Equal Shares")

    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="rounds")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("short address"), unique=True, max_length=80)
    summary = models.TextField(_("in two sentences"), max_length=600, blank=True)
    statute_url = models.URLField(_("statute"), blank=True)
    is_public = models.BooleanField(_("visible to the public"), default=False)
    # True: brought in from a published file with its vote already held; nothing can be proposed or cast.
    is_archive = models.BooleanField(_("archive"), default=False)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    who_may_propose = models.CharField(
        _("who may propose"), max_length=12, choices=WhoMayPropose.choices, default=WhoMayPropose.ANYONE
    )
    cap_cents = models.PositiveBigIntegerField(
        _("most a proposal may cost (cents)"), null=True, blank=True
    )  # NULL: no cap
    voting_age = models.PositiveSmallIntegerField(_("voting age"), default=14)
    ballot_type = models.CharField(_("ballot"), max_length=10, choices=BallotType.choices, default=BallotType.APPROVAL)
    max_choices = models.PositiveSmallIntegerField(
        _("most projects on one ballot"), default=5, validators=[MinValueValidator(1)]
    )
    tally_rule = models.CharField(
        _("rule of the count"), max_length=20, choices=TallyRule.choices, default=TallyRule.GREEDY_SKIP
    )
    min_votes = models.PositiveIntegerField(_("votes a project needs at least"), default=1)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="round_max_choices_positive", condition=models.Q(max_choices__gte=1)),
            models.CheckConstraint(
                name="round_cap_positive",
                condition=models.Q(cap_cents__isnull=True) | models.Q(cap_cents__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Phase(models.Model):
    """A stretch of time in a round, from ``starts_at`` up to but not including ``ends_at``."""

    class Kind(models.TextChoices):
        COLLECTING = "collecting", _("Collecting ideas")
        ASSESSING = "assessing", _("Checking and costing")
        VOTING = "voting", _("Voting")
        COUNTING = "counting", _("Counting and objections")
        DELIVERING = "delivering", _("Putting into practice")

    round = models.ForeignKey(Round, models.CASCADE, related_name="phases")
    kind = models.CharField(_("phase"), max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    # The same hours once more, as soon as they are fixed: published elsewhere under a hash. NULL: can still be moved.
    fixed_starts_at = models.DateTimeField(null=True, editable=False)
    fixed_ends_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["round", "starts_at"]
        constraints = [
            models.UniqueConstraint(name="phase_once", fields=["round", "kind"]),
            models.CheckConstraint(
                name="phase_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="phase_fixed_stays",
                condition=models.Q(fixed_starts_at__isnull=True, fixed_ends_at__isnull=True)
                | models.Q(
                    fixed_starts_at__isnull=False,
                    fixed_ends_at__isnull=False,
                    starts_at=models.F("fixed_starts_at"),
                    ends_at=models.F("fixed_ends_at"),
                ),
            ),
        ]
        indexes = [models.Index(name="phase_by_kind_and_end", fields=["kind", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.round} · {self.get_kind_display()}"

    @property
    def is_fixed(self) -> bool:
        """Whether its hours can no longer be moved."""
        return self.fixed_starts_at is not None


class Pot(models.Model):
    """Money of a round for an area (Teilbudget), in cents."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="pots")
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="+")
    cents = models.PositiveBigIntegerField(_("money (cents)"))

    class Meta:
        verbose_name = _("pot")
        verbose_name_plural = _("pots")
        ordering = ["round", "area__path"]
        constraints = [
            models.UniqueConstraint(name="pot_once", fields=["round", "area"]),
            models.CheckConstraint(name="pot_not_empty", condition=models.Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.area}"
