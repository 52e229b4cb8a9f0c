"""A served city (gunicorn with two workers) and people who ask it, a bounded number of times."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from scripts.bench import machine
from scripts.bench.stage import ROOT

WORKERS, THREADS = 2, 4
TOKEN = "b" * 32  # any 32 letters are a valid pair of CSRF cookie and field


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """Port and process of a running server on this database; both workers have answered before."""
    connection.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "participation.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT)
    try:
        _wait(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server has ended") from None
            time.sleep(0.1)
    for _ in range(30):  # each on a connection of its own, so that both workers have loaded everything
        Visitor(port).ask("GET", "/ergebnisse/")


@dataclass
class Visitor:
    """A browser: one connection, one session."""

    port: int
    session: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, **fields: str | Sequence[str]) -> tuple[int, str]:
        """Send one request as behind a proxy that ends TLS; status and body."""
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: TOKEN, **self.cookies}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
            "X-Forwarded-Proto": "https",
            "Origin": f"https://127.0.0.1:{self.port}",
        }
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}, doseq=True)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()


def drive(tasks: Sequence[Callable[[], None]], *, clients: int, server: int, database: int) -> dict[str, float]:
    """Do all tasks with so many clients at once: how many a second, how long one takes, processor time for each.

    ``server`` and ``database`` (0: within the server) are processes.
    """
    waits: list[float] = []
    faults: list[BaseException] = []

    def client(own: Sequence[Callable[[], None]]) -> None:
        try:
            for task in own:
                start = time.perf_counter()
                task()
                waits.append((time.perf_counter() - start) * 1000)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(tasks[number::clients],)) for number in range(clients)]
    before = machine.seconds_of(server), machine.seconds_of(database) if database else 0.0
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - start
    after = machine.seconds_of(server), machine.seconds_of(database) if database else 0.0
    if faults:
        raise faults[0]
    waits.sort()
    return {
        "per_second": round(len(tasks) / passed, 1),
        "p50_ms": round(waits[len(waits) // 2], 1),
        "p99_ms": round(waits[min(len(waits) - 1, len(waits) * 99 // 100)], 1),
        "app_ms": round((after[0] - before[0]) * 1000 / len(tasks), 1),
        "db_ms": round((after[1] - before[1]) * 1000 / len(tasks), 1),
    }
