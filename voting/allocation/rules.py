"""The rules by the name in `Settings.rule`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from voting.allocation import equal_shares, greedy, max_utility, phragmen
from voting.allocation.contest import Contest
from voting.allocation.model import Outcome

RULES: Mapping[str, Callable[[Contest], Outcome]] = {
    "greedy": greedy.count,
    "equal-shares": equal_shares.count,
    "phragmen": phragmen.count,
    "max-utility": max_utility.count,
}
#: The funded ids alone, without trace and reasons: for counting the same vote again and again.
WINNERS: Mapping[str, Callable[[Contest], set[str]]] = {
    "greedy": greedy.winners,
    "equal-shares": equal_shares.winners,
    "phragmen": phragmen.winners,
    "max-utility": max_utility.winners,
}
