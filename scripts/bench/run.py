"""All parts one after the other, in a folder of this run alone, and the tables."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from scripts.bench import count, machine, report
from scripts.bench.stage import ROOT, Stage, durable_cluster
from tests.postgres import HOW, binaries

PARTS = {"count": "Counting", "lists": "Reading", "cast": "Voting", "weight": "Weight of a page"}
FULL = {"sizes": (1_000, 10_000), "times": 15, "ballots": 400, "by_lot": (20_000, 100)}
SMALL = {"sizes": (30, 60), "times": 2, "ballots": 8, "by_lot": (200, 10)}

Maker = Callable[[], str]  # makes a fresh migrated database; its address


def counted(stage: Stage, sizes: dict[str, Any]) -> dict[str, Any]:
    """Real elections where the folder with third-party data is there, else one by lot."""
    shared = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))
    files = list(count.elections(shared))
    if not files:
        print(f"SKIPPED real elections: {shared.name}/ is missing: set SHARED_DIR to the folder with pabulib/")
        ballots, projects = sizes["by_lot"]
        files = [stage.folder / "Drawn_by-lot.pb"]
        files[0].write_bytes(count.drawn(ballots=ballots, projects=projects))
    return {file.stem.partition("_")[2]: stage.part("count", str(file)) for file in files}


def read(stage: Stage, databases: Mapping[str, Maker], sizes: dict[str, Any]) -> dict[str, Any]:
    """All pages over both sizes on each database."""
    times = str(sizes["times"])
    return {
        name: {
            size: stage.part("lists", "--proposals", str(size), "--times", times, database=fresh())
            for size in sizes["sizes"]
        }
        for name, fresh in databases.items()
    }


def cast(stage: Stage, databases: Mapping[str, Maker], sizes: dict[str, Any]) -> dict[str, Any]:
    """The same vote on each database."""
    ballots = str(sizes["ballots"])
    return {name: stage.part("cast", "--ballots", ballots, database=fresh()) for name, fresh in databases.items()}


def measured(
    parts: Iterable[str], stage: Stage, sizes: dict[str, Any], *, sqlite_only: bool
) -> Iterator[tuple[str, Any]]:
    """Each part with what it found."""
    with ExitStack() as running:
        databases: dict[str, Maker] = {"SQLite": stage.sqlite}
        if not sqlite_only and {"lists", "cast"} & set(parts):
            if binaries():
                cluster = running.enter_context(durable_cluster())
                databases["PostgreSQL"] = lambda: stage.postgres(cluster)
            else:
                print(f"SKIPPED PostgreSQL: it is missing: {HOW}")
        for part in parts:
            if part == "count":
                yield part, counted(stage, sizes)
            elif part == "weight":
                yield part, stage.part("weight", database=stage.sqlite())
            else:
                yield part, (read if part == "lists" else cast)(stage, databases, sizes)


def shown(part: str, found: Any) -> str:
    """The tables of one part."""
    if part == "lists":
        return "\n\n".join(f"{name}\n\n{report.lists(sizes)}" for name, sizes in found.items())
    return {"count": report.counts, "cast": report.casts, "weight": report.weights}[part](found)


def main() -> int:
    """Measure the wanted parts and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this one (can be given again)")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--small", action="store_true", help="tiny sizes: shows that it works, says nothing")
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON on the last line")
    options = parser.parse_args()
    print(machine.described())
    found, start = {}, time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="smarte-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as a user of its own and has its folder below
        tempfile.tempdir = folder
        stage = Stage(Path(folder))
        stage.run("scripts/messages.py", "compile")
        sizes = SMALL if options.small else FULL
        for part, figures in measured(options.part or list(PARTS), stage, sizes, sqlite_only=options.sqlite_only):
            found[part] = figures
            if not options.json:
                print(f"\n## {PARTS[part]}\n\n{shown(part, figures)}", flush=True)
        tempfile.tempdir = None
    print(json.dumps(found) if options.json else f"\n{time.perf_counter() - start:.0f} s")
    return 0
