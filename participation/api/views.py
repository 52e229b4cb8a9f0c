"""Endpoints for areas and rounds, and the list of all endpoints."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from participation import queries
from participation.api.fields import AreaKey, OneOf
from participation.api.reading import Parameters, Reading
from participation.api.serializers import AreaDetail, AreaRow, RoundDetail, RoundRow
from participation.models import Area, Phase, Round

LISTS = ("areas", "rounds", "proposals", "results", "projects")


class AreaParameters(Parameters):
    kind = OneOf("AreaKind", Area.Kind.values, required=False)
    within = AreaKey(required=False, help_text="Key of an area: it and everything below.")


@extend_schema_view(
    list=extend_schema(parameters=[AreaParameters], summary="Areas of the city"),
    retrieve=extend_schema(summary="An area with its border"),
)
class Areas(Reading):
    """The city, its districts and regions."""

    queryset = Area.objects.none()
    lookup_field = "key"
    lookup_value_regex = r"[\w-]+"
    parameters = AreaParameters
    serializer_class = AreaRow
    detail_serializer_class = AreaDetail

    def rows(self, **filters: Any) -> QuerySet[Area]:
        found = Area.objects.select_related("parent").defer("boundary", "parent__boundary")
        if "kind" in filters:
            found = found.filter(kind=filters["kind"])
        if "within" in filters:
            found = found.filter(path__startswith=filters["within"].path)
        return found

    def item(self, key: str) -> Area | None:
        return Area.objects.select_related("parent").defer("parent__boundary").filter(key=key).first()


class RoundParameters(Parameters):
    area = AreaKey(required=False, help_text="Key of an area: rounds of it and of everything below.")
    kind = OneOf("RoundKind", Round.Kind.values, required=False)
    phase = OneOf("PhaseKind", Phase.Kind.values, required=False, help_text="Rounds that are in this phase now.")


@extend_schema_view(
    list=extend_schema(parameters=[RoundParameters], summary="Rounds, newest first"),
    retrieve=extend_schema(summary="A round with its money and rules"),
)
class Rounds(Reading):
    """Editions of participatory budgets."""

    queryset = Round.objects.none()
    lookup_field = "slug"
    lookup_value_regex = r"[\w-]+"
    parameters = RoundParameters
    serializer_class = RoundRow
    detail_serializer_class = RoundDetail

    def rows(self, **filters: Any) -> QuerySet[Round]:
        return self._rows(at=timezone.now(), **filters)

    def _rows(self, *, at: datetime.datetime, **filters: Any) -> QuerySet[Round]:
        found = _public_rounds()
        if "area" in filters:
            found = found.filter(area__path__startswith=filters["area"].path)
        if "kind" in filters:
            found = found.filter(kind=filters["kind"])
        if "phase" in filters:
            found = found.filter(phases__kind=filters["phase"], phases__starts_at__lte=at, phases__ends_at__gt=at)
        return found

    def item(self, key: str) -> Round | None:
        return _public_rounds().filter(slug=key).first()


def _public_rounds() -> QuerySet[Round]:
    return queries.rounds_with_phases().filter(is_public=True).defer("area__boundary")


class Index(serializers.Serializer):
    """Addresses of the lists."""

    areas = serializers.URLField()
    rounds = serializers.URLField()
    proposals = serializers.URLField()
    results = serializers.URLField()
    projects = serializers.URLField()
    schema = serializers.URLField()


class Start(APIView):
    """Where to begin."""

    @extend_schema(responses=Index, summary="All lists")
    def get(self, request: Request) -> Response:
        """Addresses of all lists, and of the machine-readable description."""
        addresses = {name: reverse(f"api-{name}-list") for name in LISTS} | {"schema": reverse("api-schema")}
        return Response({name: request.build_absolute_uri(path) for name, path in addresses.items()})
