"""After the close nothing in how rows are stored joins register and box: on SQLite by order, on PostgreSQL by xmin."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.voting import a_paper, cast, closed, voter
from tests.voting.test_races import closes_in
from voting import closing, mixing, queries
from voting.clock import database_now
from voting.models import Ballot, BallotPaper, VotingRight

REGISTER, BOX = VotingRight._meta.db_table, Ballot._meta.db_table


def stored(table: str, what: str, key: str, paper: BallotPaper) -> list[tuple[str, str]]:
    """For each row of the paper, in the order of the file: a system column and the key."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        asked = f"SELECT {what}, {key} FROM {table} WHERE paper_id = %s ORDER BY {place}"  # noqa: S608
        cursor.execute(asked, [paper.pk])
        return [(str(system), str(own)) for system, own in cursor.fetchall()]


def everything(paper: BallotPaper) -> tuple[list[object], list[object]]:
    rights = VotingRight.objects.filter(paper=paper).order_by("pk")
    return list(rights.values()), list(Ballot.objects.filter(paper=paper).order_by("pk").values())


@pytest.mark.django_db
def test_the_close_stores_the_box_in_the_order_of_its_keys_and_changes_nothing_else() -> None:
    paper, other = a_paper(), a_paper()
    for number in range(12):
        cast(paper, 1 + number % 4)
        cast(other, 1)
    before, others = everything(paper), stored(BOX, "rowid", "box_key", other)
    keys = [key for _, key in stored(BOX, "rowid", "box_key", paper)]
    assert keys != sorted(keys)
    mixing.store_anew(paper=paper)
    keys = [key for _, key in stored(BOX, "rowid", "box_key", paper)]
    assert keys == sorted(keys)
    assert everything(paper) == before
    assert stored(BOX, "rowid", "box_key", other) == others


@pytest.mark.django_db
def test_an_empty_box_is_stored_anew_as_well() -> None:
    assert closed(votes=[]).closing.ballots == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_after_the_close_no_row_number_of_postgresql_joins_a_right_and_a_ballot() -> None:
    paper = closes_in(a_paper(), seconds=4)
    again = voter(paper)
    for number in range(30):
        cast(paper, 1 + number % 4, by=again if number % 10 == 0 else None)
    assert len({xmin for xmin, _ in stored(BOX, "xmin", "box_key", paper)}) == 28
    joined = {xmin for xmin, _ in stored(REGISTER, "xmin", "id", paper)}
    assert len(joined & {xmin for xmin, _ in stored(BOX, "xmin", "box_key", paper)}) == 27
    before = everything(paper)
    while database_now() < paper.closes_at:
        pass
    shut = closing.close(paper=paper, at=timezone.now())
    for table, key, count in ((REGISTER, "id", 28), (BOX, "box_key", 28)):
        rows = stored(table, "xmin", key, paper)
        assert len(rows) == count
        assert len({xmin for xmin, _ in rows}) == 1
        keys = [int(own) if key == "id" else own for _, own in rows]
        assert keys == sorted(keys)
        assert {xmax for xmax, _ in stored(table, "xmax", key, paper)} == {"0"}
    assert everything(paper) == before
    assert shut.box_digest == queries.box_digest(paper)
