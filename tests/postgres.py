"""A PostgreSQL cluster for the length of one test run: started, used over a socket, stopped, deleted.

`python -m tests.postgres [pytest arguments]` runs the tests marked "postgres" on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOW = "install the server binaries (Debian: apt-get install postgresql), or put initdb and postgres on the PATH"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    candidates = [*([Path(on_path)] if on_path else []), *found]
    return candidates[-1].parent if candidates else None


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A running cluster; its address as a URL."""
    home = Path(tempfile.mkdtemp(prefix="smarte-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data = home / "data"
    _run(folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    settings = f"-c listen_addresses='' -k {home} -c fsync=off -c max_connections=200"
    _run(folder / "pg_ctl", "-D", data, "-l", home / "log", "-o", settings, "-w", "start")
    try:
        yield f"postgres://postgres@/postgres?host={home}"
    finally:
        _run(folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: object) -> None:
    """Run as the user postgres where we are root: the server refuses to run as root."""
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/", **as_user)  # type: ignore[call-overload]


def main(arguments: list[str]) -> int:
    """Run pytest on a cluster of its own; without server binaries say so in one line (with REQUIRE_ALL=1: fail)."""
    folder = binaries()
    if folder is None:
        required = os.environ.get("REQUIRE_ALL") == "1"
        print(f"{'FAILED' if required else 'SKIPPED'} tests on PostgreSQL: it is missing: {HOW}")
        return 1 if required else 0
    with cluster(folder) as address:
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, env=os.environ | {"TEST_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
