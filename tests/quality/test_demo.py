"""`make demo` as a newcomer types it: one command, then a city that answers; the second time its data is kept."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cms.demo.logins import LOGINS, PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 240  # seconds, on a machine that does much else


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str, process: subprocess.Popen[bytes]) -> int:
    """The status of the first answer, or 0 if the command ended before it gave one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
                status: int = answer.status
                return status
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    return 0


@contextmanager
def demo(var: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command with a folder of its own for data, ended as Ctrl+C ends it."""
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    env |= {"VAR_DIR": str(var)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=60)


def test_one_command_and_the_city_answers(tmp_path: Path) -> None:
    log = tmp_path / "said.txt"
    said = []
    for _ in range(2):
        port = free_port()
        with demo(tmp_path / "var", port, log) as process:
            status = answers(f"http://127.0.0.1:{port}/", process)
        said.append(log.read_text(encoding="utf-8"))
        assert status == 200, said[-1]
        assert f"http://127.0.0.1:{port}/\n" in said[-1]
        assert [line.split()[0] for line in said[-1].splitlines() if "@example.org" in line] == [m for m, _ in LOGINS]
        assert f"password {PASSWORD}\n" in said[-1]
        assert [line for line in said[-1].splitlines() if "Warning" in line or "Traceback" in line] == []
    assert "The demo is loaded (" in said[0]
    assert "The demo is loaded already; its data is kept." in said[1]
