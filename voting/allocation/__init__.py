"""Which projects the pot pays for: exact, explained, the same for any order of the input. No Django here."""

from __future__ import annotations

from collections.abc import Sequence

from voting.allocation import contest
from voting.allocation.accounts import Account
from voting.allocation.accounts import accounts as _accounts
from voting.allocation.changes import Change, smallest_change
from voting.allocation.model import VERSION, AllocationError, Candidate, Outcome, Reason, Step
from voting.allocation.pots import Pot, PotCount, allocate_pots
from voting.allocation.rules import RULES
from voting.allocation.settings import Amount, Cap, Settings, SettingsError
from voting.allocation.tally import BallotError, Group, Tally, weighed

__all__ = [
    "RULES",
    "VERSION",
    "Account",
    "AllocationError",
    "Amount",
    "BallotError",
    "Candidate",
    "Cap",
    "Change",
    "Group",
    "Outcome",
    "Pot",
    "PotCount",
    "Reason",
    "Settings",
    "SettingsError",
    "Step",
    "Tally",
    "accounts",
    "allocate",
    "allocate_pots",
    "smallest_change",
    "votes_needed",
    "weighed",
]


def allocate(
    *,
    candidates: Sequence[Candidate],
    tally: Tally,
    pot: Amount,
    settings: Settings,
    watch: contest.Watch = contest.nobody,
) -> Outcome:
    """Decide which candidates are funded from the pot; all money in one unit of the caller's choice.

    The order of `candidates` matters only as the tie key "order". `watch` is told how far a long count is: reruns of
    add1, turns of Phragmen, projects of the search. Raises AllocationError for input that cannot be counted: a ballot
    for an unknown project, a project listed twice, points that are missing.
    """
    drawn_up = contest.draw_up(candidates=candidates, tally=tally, pot=pot, settings=settings, watch=watch)
    return RULES[settings.rule](drawn_up)


def accounts(*, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings) -> tuple[Account, ...]:
    """Equal shares: what each voter paid for which project, identical ballots as one. Raises AllocationError."""
    if settings.rule != "equal-shares":
        raise AllocationError("Only equal shares charge the voters.")
    return _accounts(contest.draw_up(candidates=candidates, tally=tally, pot=pot, settings=settings))


def votes_needed(
    *, candidates: Sequence[Candidate], tally: Tally, pot: Amount, settings: Settings, project: str
) -> int | None:
    """How many more ballots, each naming only `project`, would have had it funded; found by recounting.

    The pot stays the same, so with equal shares every share gets a little smaller. The number suffices and
    one fewer does not. None where even as many new ballots as there were do not help. Costs some 40 counts.
    """

    change = smallest_change(candidates=candidates, tally=tally, pot=pot, settings=settings, project=project)
    return change.votes
