"""The benchmark runs, and its figures are what they say. No time is asserted: machines differ."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.bench import count, machine, report, server, weight
from scripts.bench.stage import Stage, durable_cluster
from voting.allocation import pabulib

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [
    "home page",
    "page of the round",
    "list, mixed for the day",
    "list, last page",
    "list, newest first",
    "list, most supporters first",
    "list, topic and neighbourhood",
    "list, search for two words",
    "one idea with 40 comments",
    "map data of all ideas",
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A tiny run of all parts, without real elections."""
    env = os.environ | {"SHARED_DIR": str(tmp_path_factory.mktemp("shared"))}
    command = [sys.executable, "scripts/bench.py", "--small", "--sqlite-only", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[1].startswith("SKIPPED real elections: ")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def test_all_parts_are_measured(found: dict[str, Any]) -> None:
    assert list(found) == ["count", "lists", "cast", "weight"]


def test_an_election_by_lot_is_counted(found: dict[str, Any]) -> None:
    row = found["count"]["by-lot"]
    assert (row["ballots"], row["projects"]) == (200, 10)
    assert row["greedy_funded"] > 0
    assert row["add1_funded"] >= row["equal_shares_funded"] > 0
    assert row["peak_mb"] >= row["start_mb"] > 0


def test_every_page_is_read_over_both_sizes(found: dict[str, Any]) -> None:
    sizes = found["lists"]["SQLite"]
    assert {size: list(rows) for size, rows in sizes.items()} == {"30": PAGES, "60": PAGES}
    assert all(row["queries"] > 0 and row["app_ms"] > 0 for rows in sizes.values() for row in rows.values())


def test_pages_need_as_many_queries_for_twice_the_ideas(found: dict[str, Any]) -> None:
    few, many = found["lists"]["SQLite"]["30"], found["lists"]["SQLite"]["60"]
    full = [name for name in PAGES if name not in ("list, last page", "list, topic and neighbourhood")]
    full.remove("list, search for two words")  # these three find more among more, or nothing at all
    assert {name: few[name]["queries"] for name in full} == {name: many[name]["queries"] for name in full}


def test_the_map_grows_with_the_ideas_and_the_list_does_not(found: dict[str, Any]) -> None:
    few, many = found["lists"]["SQLite"]["30"], found["lists"]["SQLite"]["60"]
    name = "map data of all ideas"
    assert 1.8 < many[name]["bytes"] / few[name]["bytes"] < 2.2
    assert many["list, newest first"]["bytes"] < 1.1 * few["list, newest first"]["bytes"]


def test_every_ballot_sent_lies_in_the_box(found: dict[str, Any]) -> None:
    runs = found["cast"]["SQLite"]
    assert runs["counted"] == 8 + 8 + 8 + 2
    assert [name for name in runs if "client" in name] == ["1 client", "8 clients", "8 clients, whole visits"]
    assert runs["1 client"]["p50_ms"] <= runs["1 client"]["p99_ms"]


def test_a_page_is_weighed_with_all_its_files(found: dict[str, Any]) -> None:
    for name, row in found["weight"].items():
        assert row["files"] > 5, name
        assert min(row["html"], row["css"], row["fonts"]) > 0, name
    with_map = [name for name, row in found["weight"].items() if row["map"]]
    assert with_map == ["list of ideas"]


def test_the_election_by_lot_is_the_same_each_time() -> None:
    assert count.drawn(ballots=50, projects=8) == count.drawn(ballots=50, projects=8)
    document = pabulib.parse(count.drawn(ballots=50, projects=8), file="by lot")
    assert (len(document.votes), len(document.candidates())) == (50, 8)


def test_the_measured_elections_are_there(shared_dir: Path) -> None:
    names = [file.stem.removeprefix("Poland_") for file in count.elections(shared_dir)]
    assert names == [
        "Wieliczka_2023_Green_Budget",
        "Lodz_2022",
        "Warszawa_2025_Praga-Polnoc",
        "Wroclaw_2018_Rejon_nr_10_250",
        "Wroclaw_2025",
    ]


def test_processor_time_of_children_counts() -> None:
    if not machine.can_account():
        pytest.skip("/proc is missing: processor time of other processes is told on Linux only")
    before = machine.seconds_of(os.getpid())
    subprocess.run([sys.executable, "-c", "for _ in range(3_000_000): pass"], check=True)
    assert machine.seconds_of(os.getpid()) - before >= 0.02


def test_processor_time_of_strangers_does_not_count() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        busy_until = time.process_time() + 0.1
        while time.process_time() < busy_until:
            pass
        assert machine.seconds_of(child.pid) < machine.seconds_of(os.getpid())
    finally:
        child.kill()
        child.wait()


def test_a_table_is_aligned() -> None:
    assert report.table(["page", "ms"], [["home", 12.34], ["list", 1234]]) == "\n".join(
        ["| page |    ms |", "| ---- | ----: |", "| home |    12 |", "| list | 1,234 |"]
    )


def test_large_beside_small_with_their_ratio() -> None:
    row = {"queries": 11, "bytes": 900, "gzip": 300, "app_ms": 10.0, "db_ms": 2.0}
    text = report.lists({10: {"list": row}, 100: {"list": row | {"queries": 12, "db_ms": 5.0}}})
    assert [cell.strip() for cell in text.splitlines()[-1].split("|")[1:-1]] == [
        *("list", "11-12", "12", "15", "1.25", "5.00", "900", "300"),
    ]


@pytest.fixture
def answering() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """A server that notes the headers of each request and gives a cookie."""
    seen: list[dict[str, str]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            seen.append({**self.headers, "body": body})
            self.send_response(302)
            self.send_header("Set-Cookie", "receipt=abc; Path=/x")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running.server_port, seen
    running.shutdown()
    running.server_close()


def test_a_visitor_sends_session_and_token_and_keeps_cookies(answering: tuple[int, list[dict[str, str]]]) -> None:
    port, seen = answering
    visitor = server.Visitor(port, session="s1")
    assert visitor.ask("POST", "/", choices=["1", "2"]) == (302, "")
    visitor.ask("POST", "/")
    assert seen[0]["body"] == f"csrfmiddlewaretoken={server.TOKEN}&choices=1&choices=2"
    assert seen[0]["Cookie"] == f"sessionid=s1; csrftoken={server.TOKEN}"
    assert seen[1]["Cookie"] == f"sessionid=s1; csrftoken={server.TOKEN}; receipt=abc"
    visitor.connection.close()


def test_clients_share_the_tasks_and_every_task_is_done_once() -> None:
    done: list[int] = []
    tasks = [lambda number=number: done.append(number) for number in range(10)]
    figures = server.drive(tasks, clients=3, server=os.getpid(), database=0)
    assert sorted(done) == list(range(10))
    assert list(figures) == ["per_second", "p50_ms", "p99_ms", "app_ms", "db_ms"]


def test_a_task_that_fails_ends_the_run() -> None:
    def fail() -> None:
        raise RuntimeError("not cast")

    with pytest.raises(RuntimeError, match="not cast"):
        server.drive([fail], clients=1, server=os.getpid(), database=0)


def test_what_a_script_imports_is_weighed_with_it() -> None:
    names = {file.name for file in weight._files(["cms/js/map.js"])}
    assert names == {"map.js", "geometry.js", "texts.js"}


@pytest.mark.postgres
def test_the_cluster_writes_to_the_disk(tmp_path: Path) -> None:
    import psycopg

    with durable_cluster() as address, psycopg.connect(address) as cluster:
        assert cluster.execute("SHOW fsync").fetchone() == ("on",)


def test_a_part_that_fails_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        Stage(tmp_path).run("-c", "raise SystemExit(3)")
