"""The list's arithmetic and search on PostgreSQL, whose whole numbers overflow and whose text refuses NUL."""

from __future__ import annotations

import pytest

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
