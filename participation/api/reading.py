"""What all endpoints share: lists in pages, details by key, and parameters that are checked rather than guessed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from participation.api.pagination import Pages

KNOWN_TO_ALL = {"format"}


class Parameters(serializers.Serializer):
    """What may stand behind the question mark of a list; anything else is refused with a sentence."""

    page = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=Pages.max_page_size)

    def checked(self) -> dict[str, Any]:
        """The parameters without those of paging. Raises ValidationError (400)."""
        known = set(self.fields) | KNOWN_TO_ALL
        if unknown := sorted(set(self.initial_data) - known):
            names = ", ".join(sorted(self.fields))
            sentence = _("There is no parameter of this name. Known are: %(names)s.") % {"names": names}
            raise ValidationError({name: [sentence] for name in unknown})
        self.is_valid(raise_exception=True)
        paging = {"page", "page_size"}
        return {name: value for name, value in self.validated_data.items() if name not in paging}


# What is wrong, in sentences, by the name of the parameter.
FAULTS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}


class Missing(serializers.Serializer):
    """There is nothing public at this address."""

    detail = serializers.CharField()


class Describing(AutoSchema):
    """Says in the schema what comes back when something is wrong."""

    def get_response_serializers(self) -> Any:
        rows = super().get_response_serializers()
        if getattr(self.view, "action", "") == "retrieve":
            return {200: rows, 404: Missing}
        return {200: rows, 400: FAULTS, 404: Missing}


class Reading(GenericViewSet):
    """A list and details that everybody may read. A subclass says which rows, and how one is found by its key."""

    schema = Describing()
    parameters: ClassVar[type[Parameters]] = Parameters
    detail_serializer_class: ClassVar[type[serializers.BaseSerializer]]

    def rows(self, **filters: Any) -> QuerySet[Any]:
        """Public rows for the checked parameters."""
        raise TypeError("a subclass says which rows")

    def item(self, key: str) -> Any:
        """The public row with this key, or None."""
        raise TypeError("a subclass says how a row is found")

    def get_serializer_class(self) -> Any:
        return self.detail_serializer_class if self.action == "retrieve" else self.serializer_class

    def list(self, request: Request) -> Response:
        """Rows in pages."""
        rows = self.rows(**self.parameters(data=request.query_params.dict()).checked())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """One row with all that is known of it."""
        item = self.item(kwargs[self.lookup_field])
        if item is None:
            raise NotFound
        return Response(self.get_serializer(item).data)
