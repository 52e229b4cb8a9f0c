"""Counting one election: seconds for reading and each rule, the most memory of all of it; pabutools beside it."""

from __future__ import annotations

import argparse
import gc
import json
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.bench import machine
from scripts.bench.stage import ROOT
from voting.allocation import Settings, allocate, pabulib

WANTED = ("Wieliczka_2023", "Lodz_2022", "Warszawa_2025_Praga-Polnoc", "Wroclaw_2018", "Wroclaw_2025")
RULES = {
    "greedy": Settings("greedy"),
    "equal_shares": Settings("equal-shares"),
    "add1": Settings("equal-shares", completion="add1"),
    "phragmen": Settings("phragmen", misfit="stop"),
}
#: The same rules as scripts/oracle.py calls them, and how long it may take for one of them.
JOBS: dict[str, dict[str, str]] = {
    "greedy": {"rule": "greedy"},
    "equal_shares": {"rule": "equal-shares"},
    "add1": {"rule": "equal-shares", "completion": "add1"},
    "phragmen": {"rule": "phragmen"},
}
ORACLE, PATIENCE = ROOT / ".venv-oracle" / "bin" / "python", 900


def elections(shared: Path) -> Iterator[Path]:
    """The files of the measured elections that lie in the folder with third-party data."""
    for name in WANTED:
        yield from sorted((shared / "pabulib").glob(f"*{name}*.pb"))


def measure(file: Path) -> dict[str, Any]:
    """Seconds of processor time for each step, sizes, reruns of add1, and the peak in MB of this process."""
    before = machine.peak_mb()
    document, reading = _timed(lambda: pabulib.parse(file.read_bytes(), file=file.name))
    tally, grouping = _timed(lambda: document.tally(points=False))
    found: dict[str, Any] = {
        "ballots": len(document.votes),
        "projects": len(document.projects),
        "distinct": len({row[document.vote_columns.index("vote")] for row in document.votes}),
        "parse": reading + grouping,
    }
    candidates, pot = document.candidates(), document.pot
    for name, settings in RULES.items():
        outcome, found[name] = _timed(
            lambda chosen=settings: allocate(candidates=candidates, tally=tally, pot=pot, settings=chosen)
        )
        found[f"{name}_funded"], found["reruns"] = len(outcome.funded), outcome.reruns or found.get("reruns", 0)
    return found | {"start_mb": before, "peak_mb": machine.peak_mb(), "theirs": theirs(file, document)}


def theirs(file: Path, document: pabulib.Document) -> dict[str, Any]:
    """What pabutools takes for the same, each rule in a process of its own; empty where it is not installed."""
    if not ORACLE.exists():
        return {}
    order = [candidate.id for candidate in document.candidates()]
    return {name: _asked({"file": str(file), "order": order, **job}) for name, job in JOBS.items()}


def _asked(job: dict[str, Any]) -> dict[str, Any] | None:
    """Its answer with the number of funded projects; None where it took too long."""
    command = [str(ORACLE), str(ROOT / "scripts" / "oracle.py")]
    try:
        done = subprocess.run(
            command, input=json.dumps([job]), capture_output=True, text=True, check=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    (answer,) = json.loads(done.stdout)
    return answer | {"funded": len(answer["funded"])}


def drawn(*, ballots: int, projects: int) -> bytes:
    """An election by lot, for machines without real ones; the same for the same sizes."""
    lot = random.Random(1)  # noqa: S311 - repeatable, guards nothing
    keys = range(1, projects + 1)
    costs = {key: lot.randrange(5_000, 80_000) for key in keys}
    liked = [1 / key for key in keys]
    votes = [sorted(set(lot.choices(keys, liked, k=lot.randint(1, 8)))) for _ in range(ballots)]
    budget = sum(costs.values()) // 4
    lines = ["META", "key;value", "description;By lot", "country;Nowhere", "unit;Nowhere", "instance;2027"]
    lines += [f"num_projects;{projects}", f"num_votes;{ballots}", f"budget;{budget}", "vote_type;approval"]
    lines += ["rule;greedy", "PROJECTS", "project_id;cost", *(f"{key};{cost}" for key, cost in costs.items())]
    lines += ["VOTES", "voter_id;vote"]
    lines += [f"{number};{','.join(map(str, vote))}" for number, vote in enumerate(votes, start=1)]
    return "\n".join(lines).encode()


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    gc.collect()
    start = time.process_time()
    done = work()
    return done, round(time.process_time() - start, 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    print(json.dumps(measure(parser.parse_args().file)))
