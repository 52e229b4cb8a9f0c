"""Proposals as the API gives them away. Of the author nothing but the public name."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from participation.api.fields import Address, AreaLink, OneOf, Picture, Point
from proposals.models import Assessment
from proposals.states import FINDABLE, ReasonCode, State


class CategoryLink(serializers.Serializer):
    """A topic, named in the languages of the site."""

    slug = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())


class ProposalRow(serializers.Serializer):
    """An idea of a citizen."""

    id = serializers.IntegerField(source="pk")
    round = serializers.CharField(source="round.slug")
    number = serializers.IntegerField(help_text="Within the round.")
    title = serializers.CharField()
    state = OneOf("PublicState", FINDABLE)
    category = CategoryLink()
    area = AreaLink()
    place = serializers.CharField()
    point = Point(source="*", allow_null=True)
    cost_cents = serializers.IntegerField(
        allow_null=True, help_text="Signed cost of the offices, else the author's estimate; null: nobody has said."
    )
    supports = serializers.IntegerField(source="supports_count")
    comments = serializers.IntegerField(source="comments_count")
    published_at = serializers.DateTimeField(allow_null=True)
    url = Address("proposal")


class AnswerRow(serializers.Serializer):
    """What moderators answered, in public."""

    reason_code = OneOf("ReasonCode", [*ReasonCode.values, ""], allow_blank=True)
    text = serializers.CharField()
    forwarded_to = serializers.CharField()
    answer_due = serializers.DateField(allow_null=True)


class AssessmentRow(serializers.Serializer):
    """What the offices found, in public; sums in cents."""

    office = serializers.CharField(source="office.name")
    verdict = OneOf("Verdict", Assessment.Verdict.values)
    reason_code = OneOf("ReasonCode", [*ReasonCode.values, ""], allow_blank=True)
    statement = serializers.CharField()
    conditions = serializers.CharField()
    cost_min_cents = serializers.IntegerField(allow_null=True)
    cost_likely_cents = serializers.IntegerField(allow_null=True)
    cost_max_cents = serializers.IntegerField(allow_null=True)
    yearly_cents = serializers.IntegerField()


class MoveRow(serializers.Serializer):
    """One step in the life of a proposal."""

    at = serializers.DateTimeField()
    from_state = OneOf("State", State.values)
    to_state = OneOf("State", State.values)
    answer = AnswerRow(source="review", allow_null=True)
    assessment = AssessmentRow(allow_null=True)


class ProposalDetail(ProposalRow):
    """With its words, its picture, and every answer."""

    what = serializers.CharField()
    why = serializers.CharField()
    language = serializers.CharField()
    author = serializers.SerializerMethodField(help_text="Public name; null: the account is deleted or has none.")
    estimate_cents = serializers.IntegerField(allow_null=True, help_text="What the author expects it to cost.")
    picture = Picture(allow_null=True)
    picture_alt = serializers.CharField()
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)
    history = MoveRow(many=True, source="public_moves")

    def get_author(self, row: Any) -> str | None:
        return (row.author.display_name or None) if row.author else None
