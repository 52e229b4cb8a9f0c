"""The ballot paper and the options on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.models import Round


class BallotPaper(models.Model):
    """The paper of a round (Stimmzettel). Frozen: text, cost, order and rules are hashed and no longer change."""

    round = models.OneToOneField("participation.Round", models.PROTECT, related_name="ballot_paper")
    ballot_type = models.CharField(_("ballot"), max_length=10, choices=Round.BallotType.choices)
    max_choices = models.PositiveSmallIntegerField(_("most projects on one ballot"))
    # Everything the count needs besides the ballots: allocation.Settings.to_dict(), pots, limits.
    settings = models.JSONField()
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    drawn_up_by = models.ForeignKey(
        "participation.User", models.SET_NULL, null=True, related_name="+"
    )  # NULL: by a command
    drawn_up_at = models.DateTimeField()
    frozen_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    # The phase whose hours were fixed with it, which can neither be moved nor deleted any more. NULL: not frozen.
    phase = models.ForeignKey("participation.Phase", models.PROTECT, null=True, related_name="+", editable=False)
    frozen_at = models.DateTimeField(null=True)  # NULL: can still be changed; nobody can vote on it
    digest = models.CharField(_("published hash"), max_length=64, blank=True)
    # Random name of the key files (voting.keys); empty until frozen.
    key_id = models.CharField(max_length=32, blank=True, editable=False)
    # Ed25519 (hex): verifies receipts and heads of the log. Empty: not frozen, or a vote without a log (one held
    # elsewhere, or frozen before there was a log).
    public_key = models.CharField(max_length=64, blank=True, editable=False)
    # E-mail addresses that get every head of the log; fixed with the paper, never published.
    witnesses = models.JSONField(_("witnesses"), default=list, blank=True)

    class Meta:
        verbose_name = _("ballot paper")
        verbose_name_plural = _("ballot papers")
        constraints = [
            models.CheckConstraint(
                name="paper_closes_after_opening", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
            models.CheckConstraint(
                name="paper_frozen_has_digest",
                condition=models.Q(frozen_at__isnull=True, digest="")
                | (models.Q(frozen_at__isnull=False) & ~models.Q(digest="") & ~models.Q(key_id="")),
            ),
            models.CheckConstraint(
                name="paper_frozen_has_phase",
                condition=models.Q(frozen_at__isnull=True) | models.Q(phase__isnull=False),
            ),
            models.CheckConstraint(name="paper_max_choices_positive", condition=models.Q(max_choices__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.round)

    @property
    def is_frozen(self) -> bool:
        """Whether nothing on it can change any more."""
        return self.frozen_at is not None

    @property
    def has_log(self) -> bool:
        """Whether receipts are signed and their leaves go into a public log."""
        return self.public_key != ""

    @property
    def is_knapsack(self) -> bool:
        """Whether a ballot is limited in money rather than in number."""
        return self.ballot_type == Round.BallotType.KNAPSACK

    @property
    def pots(self) -> dict[int, int]:
        """Pot to cents, as they were when the paper was drawn up."""
        return {pot["pot"]: pot["cents"] for pot in self.settings["pots"]}

    def is_open(self, *, at: datetime.datetime) -> bool:
        """Whether ballots can be cast at that moment; the end is not part of it. No query."""
        return self.is_frozen and self.opens_at <= at < self.closes_at

    def facts(self, options: Iterable[Option]) -> dict[str, Any]:
        """What the published hash is over: hours, rules, pots, and each option's text, cost and place. JSON types.

        No query if the round, and the options' areas and pots' areas, were loaded.
        """
        pots = {pot["pot"]: pot["area"] for pot in self.settings["pots"]}
        signed = {"public_key": self.public_key} if self.has_log else {}
        return signed | {
            "round": self.round.slug,
            "title": self.round.title,
            "opens_at": self.opens_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "closes_at": self.closes_at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "ballot_type": self.ballot_type,
            "max_choices": self.max_choices,
            "allocation": self.settings["allocation"],
            "lot_seed": self.settings["lot_seed"],
            "pots": [{"area": pot["area"], "cents": pot["cents"]} for pot in self.settings["pots"]],
            "options": [option.facts(pots) for option in sorted(options, key=lambda option: option.number)],
        }


class Option(models.Model):
    """One thing to choose (Wahlvorschlag): title, cost, area and number as they were when the paper was frozen."""

    paper = models.ForeignKey(BallotPaper, models.CASCADE, related_name="options")
    # NULL: the option came with an imported file.
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, null=True, related_name="options")
    pot = models.ForeignKey("participation.Pot", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    key = models.CharField(_("public id"), max_length=64)  # in files and counts; the number, or the id of the import
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("text"), blank=True)
    cost_cents = models.PositiveBigIntegerField(_("cost (cents)"))
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)  # NULL: can be chosen and counts
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(name="option_number_once", fields=["paper", "number"]),
            models.UniqueConstraint(name="option_key_once", fields=["paper", "key"]),
            models.UniqueConstraint(name="option_proposal_once", fields=["paper", "proposal"]),
            models.CheckConstraint(name="option_costs_something", condition=models.Q(cost_cents__gt=0)),
            models.CheckConstraint(
                name="option_withdrawal_has_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it can no longer be chosen and does not count."""
        return self.withdrawn_at is not None

    def facts(self, pots: dict[int, str]) -> dict[str, Any]:
        """What is hashed of it; ``pots``: pot to the key of its area. A withdrawal is not part of it."""
        return {
            "number": self.number,
            "key": self.key,
            "title": self.title,
            "summary": self.summary,
            "cost_cents": self.cost_cents,
            "area": self.area.key,
            "pot": pots[self.pot_id],
        }
