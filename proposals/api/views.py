"""Endpoint for proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from participation.api.fields import AreaKey, OneOf, RoundSlug
from participation.api.pagination import Pages as ApiPages
from participation.api.reading import Parameters, Reading
from proposals import queries
from proposals.api.serializers import ProposalDetail, ProposalRow
from proposals.models import Proposal, Transition
from proposals.states import FINDABLE, PUBLIC

ORDERS = ("newest", "supported", "commented", "cost")


class ProposalPages(ApiPages):
    """Finds the keys of a page first, then reads its rows: a page far back is as quick as the first."""

    django_paginator_class = queries.Pages


class ProposalParameters(Parameters):
    round = RoundSlug(required=False, help_text="Short address of a round.")
    category = serializers.SlugField(required=False, max_length=40)
    area = AreaKey(required=False, help_text="Key of an area: proposals in it and below.")
    state = OneOf(
        "PublicState",
        FINDABLE,
        required=False,
        help_text="Without it, what was refused is left out; it keeps its answer.",
    )
    q = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Words that must occur.")
    ordering = OneOf("ProposalOrdering", ORDERS, required=False, default="newest")


@extend_schema_view(
    list=extend_schema(parameters=[ProposalParameters], summary="Public proposals"),
    retrieve=extend_schema(summary="A public proposal with every answer"),
)
class Proposals(Reading):
    """What was asked for."""

    queryset = Proposal.objects.none()
    lookup_value_regex = r"[0-9]{1,18}"
    parameters = ProposalParameters
    serializer_class = ProposalRow
    detail_serializer_class = ProposalDetail
    pagination_class = ProposalPages

    def rows(self, **filters: Any) -> QuerySet[Proposal]:
        state = filters.pop("state", None)
        return queries.list_for_public(
            filters.pop("round", None),
            order=filters.pop("ordering", "newest"),
            states=[state] if state else (),
            **filters,
        )

    def item(self, key: str) -> Proposal | None:
        found = queries.detail(int(key))
        if found is None or not found.is_public:
            return None
        found.proposal.public_moves = public_moves(found.transitions)  # type: ignore[attr-defined]
        return found.proposal


def public_moves(transitions: list[Transition]) -> list[Transition]:
    """From publication on: what author and moderators wrote to each other before is theirs."""
    for place, step in enumerate(transitions):
        if step.to_state in PUBLIC:
            return transitions[place:]
    return []
