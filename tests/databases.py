"""A migrated SQLite database, made once per state of the migrations and copied for each run and worker."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def migrated_sqlite(folder: Path) -> Path:
    """Path of a fresh copy of the migrated database; migrates (about 15 s) only when a migration changed."""
    folder.mkdir(parents=True, exist_ok=True)
    master = folder / f"{_state()}.sqlite3"
    if not master.exists():
        _migrate(master)
    copy = Path(tempfile.mkdtemp(prefix="smarte-db-")) / "test.sqlite3"
    shutil.copy(master, copy)
    return copy


def _state() -> str:
    """A digest over all migrations of ours and the pinned packages."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements-dev.txt"]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(master: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    building = Path(tempfile.mkdtemp(dir=master.parent)) / master.name
    connection.close()
    connection.settings_dict["NAME"] = str(building)
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    os.replace(building, master)  # noqa: PTH105 - two runs at once: the last one wins, both are the same
