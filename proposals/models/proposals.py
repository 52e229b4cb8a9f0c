"""The proposal itself and its categories."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from proposals import storage
from proposals.models.reviews import Review
from proposals.states import ALIVE, FINDABLE, WITHHELD, State


class Category(models.Model):
    """A topic, named in every language of the site: ``{"de": "Grün", "en": "Green"}``."""

    slug = models.SlugField(unique=True, max_length=40)
    names = models.JSONField(_("names"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.names.get((get_language() or "de")[:2]) or self.names.get("de") or self.slug


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals as lists ask for them."""

    def public(self) -> ProposalQuerySet:
        """What everybody may read: published once, and the round is visible."""
        return self.filter(state__in=FINDABLE, round__is_public=True).readable()

    def readable(self) -> ProposalQuerySet:
        """Without what was refused unread, or for a reason that takes its words off the page (``states.WITHHELD``)."""
        bad = Review.objects.filter(proposal=models.OuterRef("pk"), decision="refuse", reason_code__in=WITHHELD)
        shown = models.Q(published_at__isnull=False) & ~models.Exists(bad)
        return self.filter(~models.Q(state=State.REFUSED) | shown)

    def alive(self) -> ProposalQuerySet:
        return self.filter(state__in=ALIVE)

    def waiting_for_moderation(self) -> ProposalQuerySet:
        return self.filter(state=State.SUBMITTED)

    def in_assessment(self) -> ProposalQuerySet:
        return self.filter(state=State.IN_ASSESSMENT)

    def admitted(self) -> ProposalQuerySet:
        return self.filter(state=State.ADMITTED)


class Proposal(models.Model):
    """An idea of a citizen in a round. Its state has one writer: the stage verbs of this package."""

    round = models.ForeignKey("participation.Round", models.PROTECT, related_name="proposals", verbose_name=_("round"))
    number = models.PositiveIntegerField(_("number"))  # 1, 2, 3 … within the round
    # NULL: the account was erased; the public proposal stays.
    author = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="proposals")
    title = models.CharField(_("title"), max_length=120)
    what = models.TextField(_("what"), max_length=3000)
    why = models.TextField(_("why"), max_length=2000)
    language = models.CharField(max_length=8, default="de")
    category = models.ForeignKey(Category, models.PROTECT, related_name="proposals", verbose_name=_("topic"))
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    # NULL both: a proposal for the whole area, without a point.
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    estimate_cents = models.PositiveBigIntegerField(_("own estimate (cents)"), null=True, blank=True)  # NULL: not said
    picture = models.ImageField(_("picture"), upload_to=f"{storage.FOLDER}/%Y/", storage=storage.pictures, blank=True)
    picture_alt = models.CharField(_("description of the picture"), max_length=250, blank=True)
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.DRAFT)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # Sent with the form: the same form sent twice makes one proposal.
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Title, text and place in small letters without accents: what the search field looks in.
    search_text = models.TextField(editable=False, default="")
    # Random, drawn once: a fair order that costs no sorting by chance (rotated by day in the list).
    shuffle = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # NULL: never submitted
    published_at = models.DateTimeField(null=True)  # NULL: never published
    # When something waits for us (working days): first decision, then the offices' verdict. NULL: nothing waits.
    due_on = models.DateField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="proposal_number_once_in_round", fields=["round", "number"]),
            models.CheckConstraint(
                name="proposal_point_whole_or_none",
                condition=models.Q(lon__isnull=True, lat__isnull=True) | models.Q(lon__isnull=False, lat__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_merged_says_where",
                condition=~models.Q(state="merged") | models.Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_public_was_published",
                condition=~models.Q(state__in=["published", "in_assessment", "admitted", "infeasible"])
                | models.Q(published_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="proposal_public_newest", fields=["round", "state", "-published_at"]),
            models.Index(name="proposal_by_picture", fields=["picture"]),
            models.Index(name="proposal_waiting", fields=["state", "due_on"]),
            # Holds all that the list needs to find a page in its shuffled order, without reading the long texts.
            models.Index(name="proposal_shuffled", fields=["round", "state", "shuffle"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
