"""Indexes in each database's own words: the newest first, and on PostgreSQL the lot and the search for parts of words.

SQLite keeps the key of a row in every index; PostgreSQL has to be told to, or it reads the whole table for the lot.

The search needs PostgreSQL's extension pg_trgm (in Debian's postgresql, allowed to a database's owner). Where it cannot
be had the search stays right and reads all texts; `manage.py migrate` says so.
"""

import logging

from django.db import DatabaseError, migrations, transaction

log = logging.getLogger(__name__)

NEWEST = "CREATE INDEX proposal_newest ON proposals_proposal (round_id, published_at DESC{nulls}, id DESC, state)"
LOT = "CREATE INDEX proposal_lot ON proposals_proposal (round_id, state, shuffle, id)"
SEARCH = "CREATE INDEX proposal_search ON proposals_proposal USING gin (search_text gin_trgm_ops)"


def make(apps, schema_editor):
    on_postgres = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(NEWEST.format(nulls=" NULLS LAST" if on_postgres else ""))
    if not on_postgres:
        return
    schema_editor.execute(LOT)
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        log.warning("No index for the search, it will read all texts: %s", error)
        return
    schema_editor.execute(SEARCH)


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS proposal_newest")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS proposal_search")
        schema_editor.execute("DROP INDEX IF EXISTS proposal_lot")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_objections")]
    operations = [migrations.RunPython(make, drop)]
