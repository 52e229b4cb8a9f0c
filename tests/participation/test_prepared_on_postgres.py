"""What PostgreSQL hands over beside numbers and texts, and keys of many rows."""

from __future__ import annotations

import pytest

from delivery import queries as delivery
from participation import queries
from participation.models import Area
from participation.prepared import Prepared
from tests.factories.participation import CityFactory, DistrictFactory, a_round

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

IN_WORDS = Prepared(
    lambda keys, name: Area.objects.filter(pk__in=keys, boundary__type__in=["Polygon"], name=name), keys=list, name=str
)


def test_lists_and_paths_among_the_values() -> None:
    city = CityFactory()
    district = DistrictFactory(parent=city)
    assert IN_WORDS.rows(keys=[city.pk, district.pk], name=district.name) == [district]
    assert delivery.newest_done(3) == []


def test_rounds_with_all_that_belongs_to_them() -> None:
    [one, two] = [a_round(slug=slug) for slug in ("eins", "zwei")]
    assert [round_.pk for round_ in queries.public_rounds()] == [two.pk, one.pk]
    [found] = queries.public_rounds(slug="eins")
    assert list(found.phases.all()) == list(one.phases.order_by("starts_at"))
    assert list(found.pots.all()) == list(one.pots.all())
