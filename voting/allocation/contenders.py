"""What would other rules have funded? The rules that are put side by side unless somebody names others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from voting.allocation.settings import Settings

#: Votes decide; what equal shares and Phragmen leave goes down the remaining projects by votes.
BY_VOTES: Mapping[str, Settings] = MappingProxyType(
    {
        "greedy": Settings("greedy"),
        "greedy, stop": Settings("greedy", misfit="stop"),
        "greedy, votes per cost": Settings("greedy", utility="cardinality"),
        "equal shares": Settings("equal-shares", completion="add1-utilitarian"),
        "equal shares, cardinality": Settings("equal-shares", utility="cardinality", completion="add1-utilitarian"),
        "phragmen": Settings("phragmen", completion="utilitarian"),
        "max utility": Settings("max-utility"),
    }
)
#: The same by points, where the ballots carry points or ranks.
BY_POINTS: Mapping[str, Settings] = MappingProxyType(
    {
        "greedy, points": Settings("greedy", utility="points"),
        "equal shares, points": Settings("equal-shares", utility="points", completion="add1-utilitarian"),
    }
)


def contenders(*, points: bool) -> dict[str, Settings]:
    """The rules by their short English name; with `points`, those that count points as well."""
    return {**BY_VOTES, **(BY_POINTS if points else {})}
