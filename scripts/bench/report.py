"""The figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns of equal width; the first is text, the others are numbers."""
    lines = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(
        "| "
        + " | ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in [lines[0], rule, *lines[1:]]
    )


def counts(found: Mapping[str, Figures]) -> str:
    """Part a: seconds of processor time, and the memory of the whole process."""
    head = [
        "election",
        "ballots",
        "distinct",
        "projects",
        "parse s",
        "greedy s",
        "equal shares s",
        "add1 s",
        "reruns",
        "MB",
    ]
    names = ["ballots", "distinct", "projects", "parse", "greedy", "equal_shares", "add1", "reruns", "peak_mb"]
    ours = table(head, ([name, *(row[key] for key in names)] for name, row in found.items()))
    return f"{ours}\n\n{beside(found)}" if any(row.get("theirs") for row in found.values()) else ours


def beside(found: Mapping[str, Figures]) -> str:
    """pabutools on the same files: its seconds, how many times ours, and its memory beside all of ours."""
    head = ["election, rule", "pabutools s", "ours s", "times", "pabutools MB", "ours MB", "same number funded"]
    rows: list[list[object]] = []
    for name, row in found.items():
        for rule, answer in (row.get("theirs") or {}).items():
            if answer is None:
                rows.append([f"{name}, {rule}", "too long", row[rule], "", "", row["peak_mb"], ""])
                continue
            times, same = answer["count_s"] / max(row[rule], 0.0005), answer["funded"] == row[f"{rule}_funded"]
            memory = [answer["peak_mb"], row["peak_mb"], "yes" if same else "no"]
            rows.append([f"{name}, {rule}", float(answer["count_s"]), row[rule], times, *memory])
        reading = [answer["read_s"] for answer in (row.get("theirs") or {}).values() if answer]
        if reading:
            rows.append([f"{name}, reading", min(reading), row["parse"], min(reading) / row["parse"], "", "", ""])
    return table(head, rows)


def lists(found: Mapping[int, Mapping[str, Figures]]) -> str:
    """Part b: one row for each page, small and large side by side, and large : small."""
    small, large = sorted(found)
    head = ["page", "queries", f"ms at {small:,}", f"ms at {large:,}", "ratio", "of it database", "bytes", "gzip"]
    rows = []
    for name, much in found[large].items():
        few = found[small][name]
        queries = much["queries"] if much["queries"] == few["queries"] else f"{few['queries']}-{much['queries']}"
        times = [row["app_ms"] + row["db_ms"] for row in (few, much)]
        rows.append([name, queries, *times, times[1] / times[0], much["db_ms"], much["bytes"], much["gzip"]])
    return table(head, rows)


def casts(found: Mapping[str, Figures]) -> str:
    """Part c: one row for each database and number of clients."""
    head = ["database, clients", "queries", "a second", "p50 ms", "p99 ms", "app CPU ms", "db CPU ms"]
    names = ["per_second", "p50_ms", "p99_ms", "app_ms", "db_ms"]
    return table(
        head,
        (
            [f"{database}, {clients}", runs["queries"] if "visits" not in clients else "", *(row[key] for key in names)]
            for database, runs in found.items()
            for clients, row in runs.items()
            if isinstance(row, dict)
        ),
    )


def weights(found: Mapping[str, Figures]) -> str:
    """Part d: compressed bytes by kind."""
    head = ["page", "files", "HTML", "CSS", "JS", "fonts", "other", "all", "the map adds"]
    kinds = ["html", "css", "js", "fonts", "other"]
    return table(
        head,
        (
            [name, row["files"], *(row[kind] for kind in kinds), sum(row[kind] for kind in kinds), row["map"]]
            for name, row in found.items()
        ),
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
