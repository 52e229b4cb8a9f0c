"""The register (who may vote) and the box (what was voted). No key leads from one to the other.

Both hold macs under keys that live outside the database (``voting.keys``): the register knows a person only as a mac
under the register key, the box knows a right only as a mac under the link key. When the keys are destroyed, nothing
joins them any more. Neither holds a time or an address.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class VotingRight(models.Model):
    """A right to one ballot on one paper (Stimmrecht). A right, not a person."""

    class Channel(models.TextChoices):
        ACCOUNT = "account", _("Account")
        LETTER = "letter", _("Letter code")
        DESK = "desk", _("Help desk")
        ASSEMBLY = "assembly", _("Assembly")

    class State(models.TextChoices):
        ISSUED = "issued", _("Issued")
        VOID = "void", _("Void")

    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="rights")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    # HMAC(register key, paper ‖ who): the same person gets the same right, however often they come.
    holder_mac = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ISSUED)

    class Meta:
        verbose_name = _("voting right")
        verbose_name_plural = _("voting rights")
        constraints = [models.UniqueConstraint(name="right_once", fields=["paper", "holder_mac"])]

    def __str__(self) -> str:
        return f"{self.paper} · {self.pk}"


class VoidRequest(models.Model):
    """Somebody has asked to take a right away; a second person does it. It names a right by mac, never a person."""

    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="void_requests")
    holder_mac = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request to void a right")
        verbose_name_plural = _("requests to void rights")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="void_asked_once", fields=["paper", "holder_mac"]),
            models.CheckConstraint(name="void_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.paper} · {self.pk}"


class Ballot(models.Model):
    """One counted ballot (abgegebene Stimme). Voting again replaces its choices."""

    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="ballots")
    # HMAC(link key, paper ‖ right). The primary key: a running number would say in which order people voted, and the
    # register has such an order too.
    box_key = models.CharField(max_length=64, primary_key=True)
    choices = models.JSONField()  # numbers of options, ascending
    nonce = models.CharField(max_length=32, unique=True)  # random; on the receipt, and the row's name in the open data
    leaf = models.CharField(max_length=64)  # SHA-256 over paper, nonce and choices
    # HMAC(link key, request) and HMAC(link key, request ‖ choices): a repeated request gets the same answer.
    request_mac = models.CharField(max_length=64)
    body_mac = models.CharField(max_length=64)
    # Requests that a later one replaced: a copy of one that arrives late must not bring the old choice back.
    earlier_requests = models.JSONField(default=list)

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["nonce"]  # a random order: says nothing about when

    def __str__(self) -> str:
        return self.nonce
