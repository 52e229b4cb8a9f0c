"""Published results as the API gives them away: everything that the count said, with its hashes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from participation.api.fields import Address, AreaLink
from voting.queries import OptionOutcome, PublishedResult


class ResultRow(serializers.Serializer):
    """The newest published count of a round."""

    round = serializers.CharField(source="paper.round.slug")
    title = serializers.CharField(source="paper.round.title")
    area = AreaLink(source="paper.round.area")
    currency = serializers.CharField(source="paper.round.currency")
    run = serializers.IntegerField(help_text="Which count of this ballot paper it is; a recount is a new one.")
    ballots = serializers.IntegerField()
    funded = serializers.SerializerMethodField(help_text="How many options are funded.")
    funded_cents = serializers.SerializerMethodField()
    computed_at = serializers.DateTimeField()
    certified_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    paper_digest = serializers.CharField(source="paper.digest", help_text="Hash of the frozen ballot paper.")
    input_digest = serializers.CharField(help_text="Hash of all that was counted.")
    digest = serializers.CharField(help_text="Hash of input, settings and outcome.")
    url = Address("results", "paper.round.slug")

    def get_funded(self, row: Any) -> int:
        return len(row.awards.all())

    def get_funded_cents(self, row: Any) -> int:
        return sum(award.cents for award in row.awards.all())


class OptionRow(serializers.Serializer):
    """One thing to choose, and what became of it."""

    number = serializers.IntegerField(source="option.number")
    key = serializers.CharField(source="option.key", help_text="Its name in the files of the count.")
    title = serializers.CharField(source="option.title")
    proposal = serializers.IntegerField(source="option.proposal_id", allow_null=True)
    area = AreaLink(source="option.area")
    cost_cents = serializers.IntegerField(source="option.cost_cents")
    votes = serializers.IntegerField()
    funded = serializers.BooleanField()
    step = serializers.IntegerField(allow_null=True, help_text="In which step of the count; null: not funded.")
    reason = serializers.DictField(help_text="Why, with exact numbers; money in cents, fractions as text.")
    sentence = serializers.SerializerMethodField(help_text="Why, in words.")

    def get_sentence(self, row: OptionOutcome) -> str:
        return row.sentence


class PotOutcomeRow(serializers.Serializer):
    """What one pot paid for, with every step of the count."""

    area = serializers.CharField(help_text="Key of the area.")
    cents = serializers.IntegerField()
    spent_cents = serializers.IntegerField()
    outcome = serializers.DictField(help_text="The trace: settings, steps, funded options, reasons.")


class ResultDetail(ResultRow):
    """With settings, options and traces."""

    ballot_type = serializers.CharField(source="paper.ballot_type")
    max_choices = serializers.IntegerField(source="paper.max_choices")
    settings = serializers.DictField()
    options = serializers.SerializerMethodField()
    pots = serializers.SerializerMethodField()
    published: PublishedResult

    def to_representation(self, instance: PublishedResult) -> Any:
        self.published = instance
        return super().to_representation(instance.result)

    def get_funded(self, row: Any) -> int:
        return len(self.published.funded)

    def get_funded_cents(self, row: Any) -> int:
        return self.published.funded_cents

    @extend_schema_field(OptionRow(many=True))
    def get_options(self, row: Any) -> Any:
        return OptionRow(self.published.options, many=True).data

    @extend_schema_field(PotOutcomeRow(many=True))
    def get_pots(self, row: Any) -> Any:
        return PotOutcomeRow(self.published.pots, many=True).data
