"""The table that puts pabutools beside our count."""

from __future__ import annotations

from typing import Any

from scripts.bench import report

OURS: dict[str, Any] = {
    "ballots": 20,
    "distinct": 9,
    "projects": 3,
    "parse": 0.1,
    "greedy": 0.5,
    "equal_shares": 0.0,
    "add1": 2.0,
    "reruns": 7,
    "peak_mb": 40,
    "greedy_funded": 2,
    "equal_shares_funded": 3,
    "add1_funded": 3,
}
THEIRS: dict[str, Any] = {
    "greedy": {"funded": 2, "count_s": 5.0, "read_s": 1.5, "peak_mb": 400},
    "equal_shares": {"funded": 2, "count_s": 1.0, "read_s": 1.0, "peak_mb": 300},
    "add1": None,
}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_each_rule_has_its_ratio_and_reading_has_one() -> None:
    lines = report.counts({"x": OURS | {"theirs": THEIRS}}).splitlines()
    assert [cells(line) for line in lines[-4:]] == [
        ["x, greedy", "5.00", "0.50", "10", "400", "40", "yes"],
        # Less than half a millisecond is not measured: the ratio is at least that.
        ["x, equal_shares", "1.00", "0.00", "2000", "300", "40", "no"],
        ["x, add1", "too long", "2.00", "", "", "40", ""],
        ["x, reading", "1.00", "0.10", "10", "", "", ""],
    ]


def test_without_pabutools_there_is_our_table_alone() -> None:
    assert len(report.counts({"x": OURS | {"theirs": {}}}).splitlines()) == 3
