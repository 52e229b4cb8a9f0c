"""Outcomes of one vote under several rules, as a table for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from voting.allocation.comparison import Measures
from voting.allocation.model import Outcome
from voting.allocation.report import columns, shown

_HEAD = ("", "rule", "funded", "spent", "represented", "of all", "average", "inequality")


@dataclass(frozen=True, slots=True)
class Rival:
    """One rule by its short name, what it funds, and how the ballots fare."""

    name: str
    outcome: Outcome
    measures: Measures

    def to_dict(self) -> dict[str, Any]:
        """JSON types; the trace of each rule is what count prints."""
        stated = self.outcome.to_dict()
        kept = {name: stated[name] for name in ("rule", "settings", "funded", "spent", "stop_reason", "tie_mattered")}
        part = {"part_funded": list(self.outcome.part_funded)} if self.outcome.part_funded else {}
        return {"name": self.name, **kept, **part, "measures": self.measures.to_dict()}


def text(rivals: Sequence[Rival], *, title: str, unit: str, names: Mapping[str, str]) -> str:
    """The whole page: measures, money by label, projects; amounts are rounded to two places here, and here only."""
    first = rivals[0]
    lines = [title, f"{shown(first.measures.ballots)} ballots, pot {shown(first.outcome.pot)} {unit}", ""]
    short = [str(number) for number in range(1, len(rivals) + 1)]
    rows = [[number, *_measured(each)] for number, each in zip(short, rivals, strict=True)]
    lines += columns([_HEAD, *rows], words={1})
    for label, sums in first.measures.money.items():
        paid = [[name, *(shown(each.measures.money[label][name]) for each in rivals)] for name in sums]
        lines += ["", f"Money by {label}:", *columns([["", *short], *paid], words={0})]
    marked = [["", *short, "name"], *_projects(rivals, names)]
    lines += ["", "Funded (x), in part (o):", *columns(marked, words={0, len(short) + 1})]
    return "\n".join(lines) + "\n"


def _measured(rival: Rival) -> Iterator[str]:
    found = rival.measures
    yield rival.name
    yield str(found.projects)
    yield shown(found.spent)
    yield shown(found.represented)
    yield f"{float(Fraction(100 * found.represented) / found.ballots):.1f} %" if found.ballots else ""
    yield shown(found.average)
    yield shown(found.inequality)


def _projects(rivals: Sequence[Rival], names: Mapping[str, str]) -> Iterator[list[str]]:
    """One row for each project that any rule funds, by votes; whom no rule funds is left out."""
    votes = {key: reason.votes for key, reason in rivals[0].outcome.reasons.items()}
    for key in sorted(votes, key=lambda key: (-votes[key], key)):
        marks = [_mark(each.outcome, key) for each in rivals]
        if any(marks):
            yield [key, *marks, names[key][:60]]


def _mark(outcome: Outcome, key: str) -> str:
    return "x" if key in outcome.funded else "o" if key in outcome.part_funded else ""
