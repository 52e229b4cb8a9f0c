"""Endpoint for results. Before a result is published there is nothing here: 404."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from participation.api.fields import AreaKey
from participation.api.reading import Parameters, Reading
from participation.models import Round
from voting import queries
from voting.api.serializers import ResultDetail, ResultRow
from voting.models import Result


class ResultParameters(Parameters):
    area = AreaKey(required=False, help_text="Key of an area: results of rounds in it and below.")


@extend_schema_view(
    list=extend_schema(parameters=[ResultParameters], summary="Published results, newest first"),
    retrieve=extend_schema(summary="A published result with every option and its reason"),
)
class Results(Reading):
    """What was chosen, by the short address of the round."""

    queryset = Result.objects.none()
    lookup_field = "slug"
    lookup_value_regex = r"[\w-]+"
    parameters = ResultParameters
    serializer_class = ResultRow
    detail_serializer_class = ResultDetail

    def rows(self, **filters: Any) -> QuerySet[Result]:
        found = queries.newest_results()
        if "area" in filters:
            found = found.filter(paper__round__area__path__startswith=filters["area"].path)
        return found

    def item(self, key: str) -> queries.PublishedResult | None:
        round_ = Round.objects.public().filter(slug=key).first()
        return queries.published_result(round_) if round_ else None
