"""The machine: what it is, and how much processor time whole families of processes have used."""

from __future__ import annotations

import os
import platform
import resource
import sys
from pathlib import Path
from typing import Any

PROC = Path("/proc")


def described() -> str:
    """Processor, cores, memory, system and Python in one line."""
    cores, pages = os.cpu_count() or 1, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    busy = os.getloadavg()[0]
    return (
        f"{cores} × {_processor()}, {pages / 2**30:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}; load before the run {busy:.1f}"
    )


def _processor() -> str:
    try:
        lines = (PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "processor"
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "processor")


def can_account() -> bool:
    """Whether this system tells the processor time of other processes (Linux does)."""
    return (PROC / "self" / "stat").exists()


def seconds_of(root: int) -> float:
    """Processor time in seconds of a process and all below it, those that have ended included."""
    stats = _stats()
    wanted, ticks = {root}, 0
    while True:
        more = {pid for pid, (parent, _) in stats.items() if parent in wanted} - wanted
        if not more:
            break
        wanted |= more
    for pid in wanted:
        ticks += stats.get(pid, (0, 0))[1]
    return ticks / os.sysconf("SC_CLK_TCK")


def database_of(connection: Any) -> int:
    """The process above all of PostgreSQL's; 0 for SQLite, which works within ours."""
    if connection.vendor != "postgresql" or not can_account():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return _stats()[cursor.fetchone()[0]][0]


def peak_mb() -> int:
    """The most memory this process held so far, in MB. (On Linux, getrusage would count the parent's as well.)"""
    try:
        status = (PROC / "self" / "status").read_text()
    except OSError:
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _stats() -> dict[int, tuple[int, int]]:
    """Process to its parent and its ticks: its own, and those of children that have ended."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            found[int(folder.name)] = (int(fields[1]), sum(int(field) for field in fields[11:15]))
    return found
