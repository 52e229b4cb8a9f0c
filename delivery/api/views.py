"""Endpoint for projects."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from delivery import queries
from delivery.api.serializers import ProjectDetail, ProjectRow
from delivery.models import Project
from delivery.models.projects import ProjectQuerySet
from participation.api.fields import AreaKey, OneOf, RoundSlug
from participation.api.reading import Parameters, Reading

ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": ("-pk",),
    "next_date": (F("next_due").asc(nulls_last=True), "pk"),
    "awarded": ("-awarded_cents", "pk"),
    "spent": ("-spent_cents", "pk"),
}


class ProjectParameters(Parameters):
    round = RoundSlug(required=False, help_text="Short address of a round.")
    area = AreaKey(required=False, help_text="Key of an area: projects in it and below.")
    state = OneOf("ProjectState", Project.State.values, required=False)
    q = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="Words that must occur.")
    ordering = OneOf("ProjectOrdering", ORDERS, required=False, default="newest")


@extend_schema_view(
    list=extend_schema(parameters=[ProjectParameters], summary="Projects"),
    retrieve=extend_schema(summary="A project with money and history"),
)
class Projects(Reading):
    """What became of the winners."""

    queryset = Project.objects.none()
    lookup_value_regex = r"[0-9]{1,18}"
    parameters = ProjectParameters
    serializer_class = ProjectRow
    detail_serializer_class = ProjectDetail

    def rows(self, **filters: Any) -> ProjectQuerySet:
        order = ORDERS[filters.pop("ordering", "newest")]
        words = filters.pop("q", "")
        return queries.board(words=words, **filters).order_by(*order)

    def item(self, key: str) -> Project | None:
        return queries.detail(int(key))
