"""An outcome as a text that a person can read and check; the command line prints it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from voting.allocation.changes import Change
from voting.allocation.model import Outcome, Reason, Step
from voting.allocation.settings import Amount

ACTIONS = {
    "funded": "funded",
    "part_funded": "funded in part, the walk ends",
    "passed_over": "does not fit",
    "stopped": "does not fit, the walk ends",
    "excluded": "excluded by another",
    "cap_reached": "over a cap",
}
STOPS = {
    "all_visited": "every project had its turn",
    "first_misfit": "the first project that does not fit ends the walk",
    "no_project_affordable": "no supporters can pay for a further project",
    "everything_fits": "all projects fit in the pot",
    "exhausted": "no further project fits in the rest of the pot",
    "next_overspends": "the next raise of the shares would overspend the pot",
    "all_bought": "a higher share could buy nothing more",
    "greedy_preferred": "the ballots prefer what greedy funds",
    "proven_best": "no other set that fits is worth more",
    "not_proven": "the search was given up: this is the best set found, not proven to be the best",
}


def text(
    outcome: Outcome,
    *,
    title: str,
    unit: str,
    names: Mapping[str, str],
    notes: Iterable[str],
    changes: Mapping[str, Change] = MappingProxyType({}),
) -> str:
    """The whole report. Amounts are rounded to two places here, and here only."""
    lines = [title, *_head(outcome, unit=unit), *(f"Note: {note}" for note in notes), ""]
    lines += _table([_step(number, step, names=names) for number, step in enumerate(outcome.steps, start=1)])
    lines += ["", *_sum(outcome, unit=unit), "", "Not funded:"]
    counted = "points" if outcome.settings.utility == "points" else "votes"
    lost = [key for key, reason in outcome.reasons.items() if reason.code != "funded"]
    for key in sorted(lost, key=lambda key: (-outcome.reasons[key].support, key)):
        lines.append(f"  {key}: {sentence(outcome.reasons[key], unit=unit, counted=counted)}")
        lines += [f"    {change_sentence(changes[key], unit=unit)}"] if key in changes else []
    return "\n".join(lines if lost else [*lines, "  none"]) + "\n"


def sentence(reason: Reason, *, unit: str, counted: str) -> str:
    """Why a project was not funded, as an English sentence; `counted` is votes or points."""
    support, missing = f"{shown(reason.support)} {counted}", f"{shown(reason.missing_money)} {unit}"
    more = f"{shown(reason.missing_votes)} more {counted} would have been enough."
    if reason.code == "no_votes":
        return "nobody voted for it."
    if reason.code == "below_minimum":
        return f"{support}, {shown(reason.missing_votes)} short of the minimum."
    if reason.code == "after_stop":
        ended = f"{support}; the walk had ended."
        return ended if reason.missing_votes is None else f"{ended} {more}"
    if reason.code in ("excluded", "other_form"):
        why = "excluded by" if reason.code == "excluded" else "another form of"
        return f"{why} {reason.rival}, which {'is funded' if reason.code == 'excluded' else 'stands instead'}."
    if reason.code == "cap_reached":
        return f"{support}; too much for what is left under a cap."
    if reason.code == "not_in_best":
        return f"{support}; not in the set that is worth the most."
    if reason.code == "part_funded":
        return f"{support}; got the rest of the pot, needs {missing} from elsewhere."
    if reason.code == "supporters_short":
        held = f"{shown(reason.supporters_money)} {unit}"
        return f"{support}; its supporters had {held} left together, {missing} short."
    fitting = f"{support}; {missing} short of fitting in."
    return fitting if reason.missing_votes is None else f"{fitting} {more}"


def change_sentence(change: Change, *, unit: str) -> str:
    """What would have funded a project, as an English sentence."""
    ways = []
    if change.votes is not None:
        ways.append(f"{change.votes} more ballots for it alone")
    if change.money is not None:
        ways.append(f"{shown(change.money)} {unit} less")
    return f"Enough would have been {' or '.join(ways)}." if ways else "Not with this rule."


def shown(value: Amount | None) -> str:
    """A number for people: whole, or rounded to two places."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{float(round(Fraction(value), 2)):.2f}"


def _head(outcome: Outcome, *, unit: str) -> Iterator[str]:
    yield f"{outcome.ballots} ballots, {len(outcome.reasons)} projects, pot {shown(outcome.pot)} {unit}"
    settings = outcome.settings.to_dict()
    given = {key: _setting(value) for key, value in settings.items()}
    yield "Settings: " + ", ".join(f"{key} {value}" for key, value in given.items())


def _setting(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['limit']}:{_setting(value['projects'])}"
    if not isinstance(value, list):
        return str(value)
    nested = any(isinstance(each, (list, dict)) for each in value)
    return (" and " if nested else ",").join(_setting(each) for each in value)


def _sum(outcome: Outcome, *, unit: str) -> Iterator[str]:
    yield f"Funded: {len(outcome.funded)} projects, {shown(outcome.spent)} of {shown(outcome.pot)} {unit}"
    yield f"Ended because {STOPS[outcome.stop_reason]}."
    if outcome.endowment is not None:
        raised = f", raised {outcome.reruns} times" if outcome.reruns else ""
        yield f"Share of each ballot: {shown(outcome.endowment)} {unit}{raised}"
    yield "The tie order decided which projects are funded." if outcome.tie_mattered else "No tie mattered."


def _step(number: int, step: Step, *, names: Mapping[str, str]) -> Sequence[str]:
    return (
        str(number),
        step.project,
        ACTIONS[step.action] + (" (completion)" if step.stage == "completion" else ""),
        shown(step.cost),
        shown(step.support),
        shown(step.payment),
        shown(step.effective_votes),
        shown(step.left),
        names[step.project][:60],
    )


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    head = ("step", "project", "decision", "cost", "votes", "payment", "effective", "left", "name")
    return columns([head, *rows], words={1, 2, 8})


def columns(rows: Sequence[Sequence[str]], *, words: Collection[int]) -> list[str]:
    """Rows as lines, each column as wide as its widest cell: words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_aligned(row, widths, words)).rstrip() for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int], words: Collection[int]) -> Iterator[str]:
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.ljust(width) if place in words else cell.rjust(width)
