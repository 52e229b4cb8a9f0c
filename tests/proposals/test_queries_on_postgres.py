"""The list's arithmetic and search on PostgreSQL, whose whole numbers overflow and whose text refuses NUL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from proposals import queries
from proposals.models import Proposal
from tests.factories.participation import NOON, a_round
from tests.factories.proposals import a_proposal, many

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def test_the_lot_is_drawn_without_overflow() -> None:
    round = a_round()
    many(round, 6)
    for number, shuffle in enumerate((0, 1, 2**16, 2**30, 2**31 - 2, 2**31 - 1), 1):
        Proposal.objects.filter(number=number).update(shuffle=shuffle)
    day = NOON.date()
    factor, shift = queries._lot_of(day)
    rows = list(queries.list_for_public(round, day=day).values_list("shuffle", flat=True))
    assert rows == sorted(rows, key=lambda shuffle: (shuffle * factor + shift) % 2**31)


@pytest.mark.parametrize("order", queries.ORDERS)
def test_every_order_gives_full_pages(order: str) -> None:
    round = a_round()
    many(round, 30)
    pages = queries.Pages(queries.list_for_public(round, order=order, day=NOON.date()), 24)
    assert [len(pages.page(number)) for number in (1, 2)] == [24, 6]


@pytest.mark.parametrize(
    ("q", "found"), [("BÄNKE", 1), ("baenke", 1), ("bän\x00am", 1), ("bän\x00see", 0), ("%", 0), ("\\", 0)]
)
def test_search(q: str, found: int) -> None:
    proposal = a_proposal()
    assert queries.list_for_public(proposal.round, q=q).count() == found


def plan(rows: Any) -> str:
    """How PostgreSQL reads these rows, once it knows what lies in the table and has sorted new words into the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('proposal_search')")
        cursor.execute("ANALYZE proposals_proposal")
    return str(rows.values_list("pk", flat=True).explain())


def test_indexes_carry_the_search_and_the_newest() -> None:
    round = a_round()
    many(round, 10_000, what="Eine lange Rede über Bäume und Wege am Weiher und anderswo. " * 10)
    Proposal.objects.filter(number__in=[5, 50]).update(search_text="trinkbrunnen im stadtpark, spielplatze")
    for q in ("trinkbrunnen", "trinkbrunnen stadtpark", "spielplaetze"):
        rows = queries.find(round, q=q)
        assert sorted(rows.values_list("number", flat=True)) == [5, 50]
        assert "Bitmap Index Scan on proposal_search" in plan(rows)
    newest = plan(queries.find(round, order="newest")[:24])
    assert "proposal_newest" in newest
    assert "Sort" not in newest
