"""Query sets whose SQL is kept: they always read what is in the database now."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Q

from participation import prepared as prepared_
from participation.models import Area
from participation.prepared import MOST, Prepared
from tests.factories.participation import CityFactory, DistrictFactory

pytestmark = pytest.mark.django_db

BELOW = Prepared(lambda parent: Area.objects.filter(parent=parent).order_by("name"), parent=int)
NAMES = Prepared(lambda name: Area.objects.filter(Q(name=name) | Q(key=name)).values_list("key", flat=True), name=str)
KEYS = Prepared(lambda keys: Area.objects.filter(pk__in=keys).order_by("pk"), keys=list)
TWO = Prepared(
    lambda keys, parent: Area.objects.filter(pk__in=keys, parent=parent).values_list("pk", flat=True),
    keys=list,
    parent=int,
)
ALL = Prepared(lambda: Area.objects.select_related("parent").order_by("pk"))


@pytest.fixture
def areas() -> list[Area]:
    """The city with three districts, by key."""
    city = CityFactory()
    DistrictFactory.create_batch(3, parent=city)
    return list(Area.objects.order_by("pk"))


def test_it_finds_what_the_query_set_finds(areas: list[Area]) -> None:
    for area in areas:
        assert BELOW.rows(parent=area.pk) == list(Area.objects.filter(parent=area).order_by("name"))
        assert sorted(NAMES.rows(name=area.name)) == sorted(
            Area.objects.filter(Q(name=area.name) | Q(key=area.name)).values_list("key", flat=True)
        )


def test_rows_are_whole(areas: list[Area]) -> None:
    fields = [field.attname for field in Area._meta.concrete_fields]
    found = [[getattr(row, name) for name in fields] for row in ALL.rows()]
    assert found == [[getattr(row, name) for name in fields] for row in areas]


def test_what_is_read_along_costs_no_query(areas: list[Area], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        names = [row.parent.name if row.parent else "" for row in ALL.rows()]
    assert names == [row.parent.name if row.parent else "" for row in areas]


def test_a_change_is_seen_at_once(areas: list[Area]) -> None:
    [first, *_] = BELOW.rows(parent=areas[0].pk)
    Area.objects.filter(pk=first.pk).update(name="Aaa")
    assert BELOW.rows(parent=areas[0].pk)[0].name == "Aaa"
    Area.objects.filter(pk=first.pk).delete()
    assert first not in BELOW.rows(parent=areas[0].pk)


@pytest.mark.parametrize("count", [0, 1, 2, MOST - 1, MOST, MOST + 1])
def test_any_number_of_keys(areas: list[Area], count: int, django_assert_num_queries: Any) -> None:
    real = [area.pk for area in areas]
    wanted = (real + list(range(10_000, 10_000 + MOST)))[:count]
    KEYS.rows(keys=real)
    with django_assert_num_queries(1 if count else 0):
        found = KEYS.rows(keys=wanted)
    assert [row.pk for row in found] == sorted(set(real) & set(wanted))


def test_keys_of_one_run_are_not_those_of_the_next(areas: list[Area]) -> None:
    pairs = [(areas[0].pk, [area.pk for area in areas[1:3]]), (areas[0].pk, [areas[2].pk]), (areas[1].pk, [99])]
    for parent, keys in pairs:
        expected = list(Area.objects.filter(pk__in=keys, parent=parent).values_list("pk", flat=True))
        assert sorted(TWO.rows(keys=keys, parent=parent)) == sorted(expected)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_number_that_no_column_holds_finds_nothing(number: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert BELOW.rows(parent=number) == []


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1])
def test_a_number_that_is_not_there_finds_nothing(areas: list[Area], number: int) -> None:
    assert BELOW.rows(parent=number) == []


@pytest.mark.parametrize("name", ["' OR 1=1 --", "%", "_", "{1900000000}", "", "ä\"'"])
def test_words_are_only_values(areas: list[Area], name: str) -> None:
    assert NAMES.rows(name=name) == []


def test_the_sql_is_built_once(areas: list[Area]) -> None:
    built: list[int] = []

    def build(parent: int) -> Any:
        built.append(parent)
        return Area.objects.filter(parent=parent)

    prepared = Prepared(build, parent=int)
    for area in areas:
        prepared.rows(parent=area.pk)
    assert len(built) == 1


def test_another_connection_gets_its_own(areas: list[Area], monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a worker is forked, or a test opens another database under the same name."""
    prepared = Prepared(lambda parent: Area.objects.filter(parent=parent), parent=int)
    before = len(prepared.rows(parent=areas[0].pk))
    other = connection.copy()
    monkeypatch.setattr(prepared_, "connections", {"default": other})
    assert prepared._compiled()[1].connection is other
    monkeypatch.undo()
    assert prepared._compiled()[1].connection is connections["default"]
    assert len(prepared.rows(parent=areas[0].pk)) == before


def test_each_thread_has_its_own(areas: list[Area]) -> None:
    """A thread has a connection of its own; what it keeps must never be run on another's."""
    built: list[str] = []

    def build() -> Any:
        built.append(threading.current_thread().name)
        return Area.objects.filter(pk=-1)

    prepared = Prepared(build)

    def use() -> None:
        try:
            prepared._compiled()
        finally:
            connection.close()

    prepared.rows()
    here = list(built)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="other") as other:
        other.submit(use).result()
    assert (here, built[1:]) == ([threading.current_thread().name], ["other_0"])
