"""The public log: one leaf for each receipt that was ever handed out, and the signed heads over them.

No time, no right and no ballot stands in it. Leaves and heads are only ever added: the database refuses to change or
delete one (triggers in the migration). A leaf whose ballot was replaced or voided stays.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from voting import signing


class PendingLeaf(models.Model):
    """A leaf that waits for its batch (wartendes Blatt). Written by the cast, moved into the log with others."""

    # The primary key: a running number would say in which order people voted.
    hash = models.CharField(max_length=64, primary_key=True)
    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="pending_leaves")

    class Meta:
        verbose_name = _("waiting leaf")
        verbose_name_plural = _("waiting leaves")
        ordering = ["hash"]

    def __str__(self) -> str:
        return self.hash


class Leaf(models.Model):
    """A leaf in its place in the log (Blatt): by hash within its batch, so that the place tells no exact time."""

    hash = models.CharField(max_length=64, primary_key=True)
    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="leaves")
    place = models.PositiveIntegerField()  # from 0

    class Meta:
        verbose_name = _("leaf")
        verbose_name_plural = _("leaves")
        ordering = ["paper", "place"]
        constraints = [models.UniqueConstraint(name="leaf_place_once", fields=["paper", "place"])]

    def __str__(self) -> str:
        return self.hash


class Head(models.Model):
    """A signed statement about the whole log so far (Siegel): so many leaves, this root, this head before it."""

    paper = models.ForeignKey("voting.BallotPaper", models.PROTECT, related_name="heads")
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)  # digest of the head before; empty: the first one
    at = models.DateTimeField()
    signature = models.CharField(max_length=86, blank=True)  # empty: the key was lost while people voted

    class Meta:
        verbose_name = _("head of the log")
        verbose_name_plural = _("heads of the log")
        ordering = ["paper", "size"]
        constraints = [models.UniqueConstraint(name="head_size_once", fields=["paper", "size"])]

    def __str__(self) -> str:
        return f"{self.size} {self.root}"

    @property
    def said_at(self) -> str:
        """The time as it is signed and published."""
        return self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")

    @property
    def message(self) -> bytes:
        """What is signed. No query if the paper was loaded."""
        return signing.head(
            paper_digest=self.paper.digest, size=self.size, root=self.root, previous=self.previous, at=self.said_at
        )

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over what is signed: what the next head and the witnesses know this one by."""
        return hashlib.sha256(self.message).hexdigest()

    def facts(self) -> dict[str, Any]:
        """As it is published."""
        return {
            "size": self.size,
            "root": self.root,
            "previous": self.previous,
            "at": self.said_at,
            "digest": self.digest,
            "signature": self.signature,
        }
