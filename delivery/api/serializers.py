"""Projects as the API gives them away: promise, dates, money, and every change with its reason."""

from __future__ import annotations

from rest_framework import serializers

from delivery.models import Entry, Project
from participation.api.fields import Address, AreaLink, OneOf, Picture, Point


class ProjectMoney(serializers.Serializer):
    """Cents promised by the vote, ordered, and paid."""

    awarded_cents = serializers.IntegerField()
    committed_cents = serializers.IntegerField()
    spent_cents = serializers.IntegerField()
    currency = serializers.CharField(source="round.currency")


class MilestoneRow(serializers.Serializer):
    """A step with a date."""

    title = serializers.CharField()
    due_on = serializers.DateField()
    reached_on = serializers.DateField(allow_null=True, help_text="null: not yet.")


class EntryRow(serializers.Serializer):
    """Money on a day; a negative sum corrects an earlier one."""

    kind = OneOf("EntryKind", Entry.Kind.values)
    cents = serializers.IntegerField()
    on = serializers.DateField()
    note = serializers.CharField()


class UpdateRow(serializers.Serializer):
    """News; what changed stands in ``changes`` as old and new value, with the reason."""

    at = serializers.DateTimeField()
    title = serializers.CharField()
    text = serializers.CharField()
    reason = serializers.CharField()
    changes = serializers.DictField(
        child=serializers.ListField(child=serializers.JSONField(allow_null=True), min_length=2, max_length=2),
        help_text="Name of what changed: [before, after]. Days as ISO dates, sums in cents.",
    )


class ProjectRow(serializers.Serializer):
    """What became of a winner of the vote."""

    id = serializers.IntegerField(source="pk")
    round = serializers.CharField(source="round.slug")
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True, help_text="null: the vote was imported.")
    title = serializers.CharField()
    state = OneOf("ProjectState", Project.State.values)
    area = AreaLink()
    point = Point(source="*", allow_null=True)
    office = serializers.CharField(source="office.name", allow_null=True, default=None)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    money = ProjectMoney(source="*")
    milestones = MilestoneRow(many=True)
    url = Address("project")


class ProjectDetail(ProjectRow):
    """With its words, pictures, entries and updates."""

    summary = serializers.CharField()
    contact = serializers.CharField()
    drop_reference = serializers.CharField(help_text="The decision not to build it; empty: it is built.")
    picture_before = Picture(allow_null=True)
    picture_before_alt = serializers.CharField()
    picture_after = Picture(allow_null=True)
    picture_after_alt = serializers.CharField()
    entries = EntryRow(many=True)
    updates = UpdateRow(many=True)
