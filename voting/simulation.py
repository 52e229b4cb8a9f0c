"""What would other rules have funded? The same ballots under several rules, side by side. Nothing of it is stored.

Only ballots of a shut box, or a file that somebody brings along: nobody counts a vote that goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects

from voting import results
from voting.allocation import AllocationError, Amount, BallotError, Settings, Tally
from voting.allocation.comparison import Labels, Measures, measure, money_of
from voting.allocation.document import Document
from voting.explaining import Contest
from voting.models import BallotPaper, Option, Result

#: Ballots times projects that are counted while somebody waits; beyond it, the command line compares.
MOST = 5_000_000


class SimulationRefused(Exception):
    """The rules cannot be compared; ``code`` says why: not_closed, paper_altered, box_altered, too_large, no_points."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Project:
    """One project of the comparison; money in the smallest unit of the comparison."""

    key: str
    title: str
    cost: Amount
    votes: Amount


@dataclass(frozen=True)
class Side:
    """One rule: what it pays for (project to money) and how the ballots fare. ``settings`` None: as was decided.

    ``tie_mattered``: another order of equals would have funded other projects.
    """

    settings: Settings | None
    money: Mapping[str, Amount]
    measures: Measures
    tie_mattered: bool


@dataclass(frozen=True)
class Comparison:
    """Rules side by side; ``projects`` are all that stood for election, most votes first."""

    sides: Sequence[Side]
    projects: Sequence[Project]
    pot: Amount


def of_paper(*, paper: BallotPaper, rules: Sequence[Settings], result: Result | None) -> Comparison:
    """Compare rules on the ballots of a shut box; first stands ``result`` as it was decided, if there is one.

    Withdrawn projects stay out as they did in the count, and equals stand in the order that the paper fixed.
    Money in cents. Raises SimulationRefused.
    """
    try:
        options = results.untouched(paper)
    except results.ResultRefused as refusal:
        raise SimulationRefused(refusal.code) from refusal
    gone = result.settings["withdrawn"] if result else [option.key for option in options if option.is_withdrawn]
    box = results.open_box(paper, options, withdrawn=gone)
    prefetch_related_objects(options, "proposal__category")
    labels = _labels(options)
    sides = [_decided(result, box.tally, labels)] if result else []
    ties = box.settings.ties
    sides += [_side(box.contests, replace(rule, ties=ties), tally=box.tally, labels=labels) for rule in rules]
    titles = {option.key: option.title for option in options}
    return _compared(box.contests, sides, box.tally, titles)


def of_document(document: Document, *, rules: Sequence[Settings]) -> Comparison:
    """Compare rules on a Pabulib file, in cents of its unit. Raises SimulationRefused (no_points, too_large)."""
    candidates = [replace(each, cost=each.cost * 100) for each in document.candidates()]
    approvals = document.tally(points=False)
    labels = document.labels()
    sides = []
    for rule in rules:
        try:
            tally = document.tally(points=rule.utility == "points")
            contest = Contest("", int(document.pot * 100), candidates, tally, rule)
            sides.append(_side([contest], rule, tally=approvals, labels=labels))
        except (AllocationError, BallotError) as error:
            raise SimulationRefused("no_points") from error
    contest = Contest("", int(document.pot * 100), candidates, approvals, Settings("greedy"))
    return _compared([contest], sides, approvals, document.names)


def _side(contests: Sequence[Contest], rule: Settings, *, tally: Tally, labels: Labels) -> Side:
    money: dict[str, Amount] = {}
    tie_mattered = False
    for contest in contests:
        if len(contest.tally.groups) * len(contest.candidates) > MOST:
            raise SimulationRefused("too_large")
        try:
            outcome = replace(contest, settings=rule).allocate()
        except AllocationError as error:
            raise SimulationRefused("no_points") from error
        money |= money_of(outcome)
        tie_mattered = tie_mattered or outcome.tie_mattered
    return Side(rule, money, measure(tally=tally, money=money, labels=labels), tie_mattered)


def _decided(result: Result, tally: Tally, labels: Labels) -> Side:
    """What was decided, from the stored count."""
    money: dict[str, Amount] = {}
    for pot in result.outcomes:
        costs = {step["project"]: step["cost"] for step in pot["outcome"]["steps"]}
        money |= {key: costs[key] for key in pot["outcome"]["funded"]}
    tie_mattered = any(pot["outcome"]["tie_mattered"] for pot in result.outcomes)
    return Side(None, money, measure(tally=tally, money=money, labels=labels), tie_mattered)


def _compared(
    contests: Sequence[Contest], sides: Sequence[Side], tally: Tally, titles: Mapping[str, str]
) -> Comparison:
    votes = tally.votes
    projects = [
        Project(each.id, titles[each.id], each.cost, votes.get(each.id, 0))
        for contest in contests
        for each in contest.candidates
    ]
    pot = sum(contest.cents for contest in contests)
    return Comparison(sides, sorted(projects, key=lambda each: (-each.votes, each.key)), pot)


def _labels(options: Sequence[Option]) -> Labels:
    """Districts, and topics where the options come from proposals."""
    return {
        "area": {option.key: [option.area.name] for option in options},
        "topic": {
            option.key: [str(option.proposal.category)]
            for option in options
            if option.proposal is not None and option.proposal.category is not None
        },
    }
