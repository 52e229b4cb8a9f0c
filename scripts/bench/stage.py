"""Where it is measured: a city's settings, databases of this run alone, each part in a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
MIGRATED = "import django; django.setup(); from tests.databases import *; print(migrated_sqlite(Path({!r})))"


class Stage:
    """One run's folder; ``run`` starts a part of the measurement with the settings of a real city."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "scripts.bench.settings",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR_DIR": str(folder),
            "TMPDIR": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        self._numbers = itertools.count(1)
        self._sqlite = folder / "migrated.sqlite3"
        self._migrated = ""  # address of the template in the cluster; "": not made yet

    def run(self, *command: str, database: str = "") -> str:
        """The output of ``python …`` on this database; its complaints end the run."""
        env = self.env | ({"DATABASE_URL": database} if database else {})
        done = subprocess.run([sys.executable, *command], env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def part(self, name: str, *options: str, database: str = "") -> Any:
        """What a part measured."""
        return json.loads(self.run("-m", f"scripts.bench.{name}", *options, database=database))

    def sqlite(self) -> str:
        """The address of a fresh migrated SQLite database."""
        if not self._sqlite.exists():
            made = self.run("-c", MIGRATED.format(str(ROOT / "var" / "test-databases"))).split()[-1]
            Path(made).rename(self._sqlite)
            self.run("manage.py", "createcachetable", database=f"sqlite:///{self._sqlite}")
        copy = self.folder / f"{next(self._numbers)}.sqlite3"
        shutil.copy(self._sqlite, copy)
        return f"sqlite:///{copy}"

    def postgres(self, cluster: str) -> str:
        """The address of a fresh migrated database in a cluster of ``durable_cluster``."""
        if not self._migrated:
            _ask(cluster, "CREATE DATABASE migrated")
            self._migrated = _named(cluster, "migrated")
            self.run("manage.py", "migrate", "--verbosity", "0", database=self._migrated)
            self.run("manage.py", "createcachetable", database=self._migrated)
        name = f"run_{next(self._numbers)}"
        _ask(cluster, f"CREATE DATABASE {name} TEMPLATE migrated")
        return _named(cluster, name)


@contextmanager
def durable_cluster() -> Iterator[str]:
    """A PostgreSQL cluster that writes to the disk before it says so, as a city's does. Needs server binaries."""
    folder = postgres.binaries()
    assert folder is not None
    with postgres.cluster(folder) as address:
        home = address.rpartition("=")[2]
        options = f"-c listen_addresses='' -k {home}"  # without the tests' fsync=off
        as_user: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        command = [str(folder / "pg_ctl"), "-D", f"{home}/data", "-l", f"{home}/log", "-o", options, "-w", "restart"]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **as_user)
        yield address


def _ask(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute(statement)


def _named(cluster: str, name: str) -> str:
    return cluster.replace("/postgres?", f"/{name}?")
