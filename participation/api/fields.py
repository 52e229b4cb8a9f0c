"""Fields that the serializers and parameters of all endpoints share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from participation.models import Area, Round


class AreaKey(serializers.CharField):
    """The official key of an area; reads as the Area. It counts with all below it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        area = Area.objects.defer("boundary").filter(key=super().to_internal_value(data)).first()
        if area is None:
            raise ValidationError(_("There is no area with this key."))
        return area

    def run_validators(self, value: Any) -> None:
        """The text was checked before it became an area."""


class RoundSlug(serializers.CharField):
    """The short address of a public round; reads as the Round."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        found = Round.objects.public().filter(slug=super().to_internal_value(data)).select_related("area").first()
        if found is None:
            raise ValidationError(_("There is no public round with this short address."))
        return found

    def run_validators(self, value: Any) -> None:
        """The text was checked before it became a round."""


class OneOf(serializers.ChoiceField):
    """One of a few words, called ``name`` in the schema. No labels: the schema is the same in each language."""

    def __init__(self, name: str, words: Iterable[str], **kwargs: Any) -> None:
        self.name = name
        super().__init__(choices=[(str(word), str(word)) for word in words], **kwargs)


class OneOfInSchema(OpenApiSerializerFieldExtension):
    """Makes each set of words one named part of the schema."""

    target_class = OneOf

    def get_name(self) -> str:
        return str(self.target.name)

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.target.choices)}


@extend_schema_field(OpenApiTypes.URI)
class Address(serializers.Field):
    """Where people read about it: a permanent address by its bare name, with the row's key or slug."""

    def __init__(self, name: str, attribute: str = "pk", **kwargs: Any) -> None:
        self.name, self.attribute = name, attribute
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        key: Any = value
        for part in self.attribute.split("."):
            key = getattr(key, part)
        path = reverse(self.name, args=[key])
        request: Request | None = self.context.get("request")
        return request.build_absolute_uri(path) if request else path


class Point(serializers.Serializer):
    """A place, WGS 84."""

    lon = serializers.FloatField()
    lat = serializers.FloatField()

    def to_representation(self, instance: Any) -> Any:
        """None where the row has no point; ``source`` is the row itself."""
        return None if instance.lon is None else super().to_representation(instance)


class AreaLink(serializers.Serializer):
    """An area, named."""

    key = serializers.CharField()
    name = serializers.CharField()


@extend_schema_field(OpenApiTypes.URI)
class Picture(serializers.ImageField):
    """Address of a picture, or null."""
