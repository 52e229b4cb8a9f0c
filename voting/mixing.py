"""After the close the database must not tell by how it stored rows which ballot came with which right."""

from __future__ import annotations

from django.db import connection, models

from voting.models import Ballot, BallotPaper, VotingRight

COPY = "voting_copy"


def store_anew(*, paper: BallotPaper) -> None:
    """Write all rows of register and box of a paper once more, each table in the order of its keys.

    A row of PostgreSQL bears the number of the transaction that wrote it, and both databases keep rows roughly in the
    order they came in: by either, a ballot could be laid beside the right it was cast with. Afterwards all rows of the
    paper have the same number, and the order is that of keys, which the box has at random.
    In the transaction of the close, which has locked the paper.
    """
    for model in (VotingRight, Ballot):
        _store_anew(model, paper)


def _store_anew(model: type[models.Model], paper: BallotPaper) -> None:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {COPY} AS SELECT {columns} FROM {table} WHERE paper_id = %s",  # noqa: S608
            [paper.pk],
        )
        cursor.execute(f"DELETE FROM {table} WHERE paper_id = %s", [paper.pk])  # noqa: S608
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {COPY} ORDER BY {key}")  # noqa: S608
        cursor.execute(f"DROP TABLE {COPY}")
