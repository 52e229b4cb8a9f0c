"""Areas and rounds as the API gives them away. Every field is named here, so that the contract is seen at once."""

from __future__ import annotations

from rest_framework import serializers

from participation import queries
from participation.api.fields import Address, AreaLink, OneOf, Point
from participation.models import Area, Phase, Round


class AreaRow(serializers.Serializer):
    """The city, a district or a region."""

    key = serializers.CharField(help_text="Official key.")
    name = serializers.CharField()
    kind = OneOf("AreaKind", Area.Kind.values)
    parent = serializers.CharField(  # type: ignore[assignment]  # the stubs know another "parent"
        source="parent.key", allow_null=True, default=None, help_text="Key; null: the city."
    )
    inhabitants = serializers.IntegerField()
    centre = Point(source="*")


class AreaDetail(AreaRow):
    """With its border."""

    edition = serializers.CharField(help_text="Edition of the borders.")
    boundary = serializers.JSONField(allow_null=True, help_text="GeoJSON geometry, WGS 84; null: not known.")


class PhaseRow(serializers.Serializer):
    """A stretch of time; the end is not part of it."""

    kind = OneOf("PhaseKind", Phase.Kind.values)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class PotRow(serializers.Serializer):
    """Money for an area."""

    area = AreaLink()
    cents = serializers.IntegerField()


class RulesRow(serializers.Serializer):
    """Who may take part, and how it is counted."""

    who_may_propose = OneOf("WhoMayPropose", Round.WhoMayPropose.values)
    cap_cents = serializers.IntegerField(allow_null=True, help_text="Most a proposal may cost; null: no cap.")
    voting_age = serializers.IntegerField()
    ballot_type = OneOf("BallotType", Round.BallotType.values)
    max_choices = serializers.IntegerField()
    tally_rule = OneOf("TallyRule", Round.TallyRule.values)
    min_votes = serializers.IntegerField()


class RoundRow(serializers.Serializer):
    """One edition of a participatory budget."""

    slug = serializers.CharField()
    title = serializers.CharField()
    kind = OneOf("RoundKind", Round.Kind.values)
    area = AreaLink()
    is_archive = serializers.BooleanField(help_text="Brought in from a published file, with its vote already held.")
    currency = serializers.CharField()
    total_cents = serializers.SerializerMethodField(help_text="All pots together.")
    phases = PhaseRow(many=True)
    url = Address("round", "slug")

    def get_total_cents(self, row: Round) -> int:
        return queries.total_cents(row)


class RoundDetail(RoundRow):
    """With its words, pots and rules."""

    summary = serializers.CharField()
    statute_url = serializers.CharField()
    pots = PotRow(many=True)
    rules = RulesRow(source="*")
