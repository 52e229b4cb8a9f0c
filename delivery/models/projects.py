"""A funded proposal on its way into the street: project, milestones, money, updates."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class ProjectQuerySet(models.QuerySet["Project"]):
    """Projects as boards and desks ask for them."""

    def public(self) -> ProjectQuerySet:
        """What everybody may read: the round is visible."""
        return self.filter(round__is_public=True)

    def open(self) -> ProjectQuerySet:
        """Neither done nor dropped."""
        return self.filter(state__in=[Project.State.PLANNED, Project.State.IN_PROGRESS])

    def with_money(self) -> ProjectQuerySet:
        """Adds ``awarded_cents``, ``committed_cents`` and ``spent_cents``; 0 where nothing was booked."""
        return self.annotate(**{f"{kind}_cents": _sum_of(kind) for kind in Entry.Kind.values})

    def with_next_step(self) -> ProjectQuerySet:
        """Adds ``next_due``: the next milestone not reached, or else the planned end; NULL: no date at all."""
        steps = Milestone.objects.filter(project=models.OuterRef("pk"), reached_on__isnull=True).order_by("due_on")
        return self.annotate(next_due=Coalesce(models.Subquery(steps.values("due_on")[:1]), models.F("ends_on")))


def _sum_of(kind: str) -> Coalesce:
    """A sub-query, so that sums of several kinds and other joins do not multiply each other."""
    entries = Entry.objects.filter(project=models.OuterRef("pk"), kind=kind).order_by().values("project")
    total = entries.annotate(total=models.Sum("cents")).values("total")
    return Coalesce(models.Subquery(total, output_field=models.BigIntegerField()), 0)


class Project(models.Model):
    """A public commitment (Umsetzungsprojekt): what, which office, until when, for how much."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Being prepared")
        IN_PROGRESS = "in_progress", _("Being built")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Not carried out")

    round = models.ForeignKey("participation.Round", models.PROTECT, related_name="projects")
    award = models.OneToOneField("voting.Award", models.PROTECT, related_name="project")
    # NULL: the award came from an imported vote without proposals.
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, null=True, related_name="projects")
    title = models.CharField(_("title"), max_length=250)
    summary = models.TextField(_("what will be built"), max_length=2000, blank=True)
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="+")
    lon = models.FloatField(null=True, blank=True)  # NULL both: no point
    lat = models.FloatField(null=True, blank=True)
    office = models.ForeignKey(
        "participation.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("responsible office"),
    )
    contact = models.CharField(_("contact"), max_length=160, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    starts_on = models.DateField(_("planned start"), null=True, blank=True)
    ends_on = models.DateField(_("planned end"), null=True, blank=True)
    picture_before = models.ImageField(_("picture before"), upload_to="projects/%Y/", blank=True)
    picture_before_alt = models.CharField(_("description of the picture before"), max_length=250, blank=True)
    picture_after = models.ImageField(_("picture after"), upload_to="projects/%Y/", blank=True)
    picture_after_alt = models.CharField(_("description of the picture after"), max_length=250, blank=True)
    # The decision that allows not to build it; empty unless dropped.
    drop_reference = models.CharField(_("decision (number of the paper)"), max_length=160, blank=True)
    created_at = models.DateTimeField()

    # Set by with_money() and with_next_step() only.
    awarded_cents: int
    committed_cents: int
    spent_cents: int
    next_due: datetime.date | None

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="project_ends_after_start",
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="project_dropped_has_reference",
                condition=~models.Q(state="dropped") | ~models.Q(drop_reference=""),
            ),
            models.CheckConstraint(
                name="project_pictures_are_described",
                condition=(models.Q(picture_before="") | ~models.Q(picture_before_alt=""))
                & (models.Q(picture_after="") | ~models.Q(picture_after_alt="")),
            ),
        ]
        indexes = [models.Index(name="project_by_round_state", fields=["round", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.state in (self.State.PLANNED, self.State.IN_PROGRESS)


class Milestone(models.Model):
    """A step with a date (Meilenstein)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    title = models.CharField(_("step"), max_length=160)
    due_on = models.DateField(_("due"))
    reached_on = models.DateField(_("reached"), null=True, blank=True)  # NULL: not yet

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """Money of a project on a day, in cents. Never changed: a correction is a new entry."""

    class Kind(models.TextChoices):
        AWARDED = "awarded", _("Awarded")
        COMMITTED = "committed", _("Committed")
        SPENT = "spent", _("Spent")

    project = models.ForeignKey(Project, models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    cents = models.BigIntegerField(_("amount (cents)"))  # negative: a correction downwards
    on = models.DateField(_("day"))
    note = models.CharField(_("for what"), max_length=200)
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: from the award

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["project", "on", "pk"]
        constraints = [models.CheckConstraint(name="entry_not_zero", condition=~models.Q(cents=0))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.cents}"


class Update(models.Model):
    """News of a project. What changed (state, dates, cost) stands in ``changes`` with the reason, and stays visible."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="updates")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=3000, blank=True)
    reason = models.TextField(_("reason for the change"), max_length=1000, blank=True)
    changes = models.JSONField(default=dict)  # {"ends_on": ["2027-05-01", "2027-09-01"]}
    by = models.ForeignKey("participation.User", models.SET_NULL, null=True, related_name="+")  # NULL: account erased
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="update_change_has_reason", condition=models.Q(changes={}) | ~models.Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return self.title
