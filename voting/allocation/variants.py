"""Several forms of one project on the same ballot: they stand as one, in the form with the most support."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from voting.allocation.model import Candidate
from voting.allocation.settings import Amount
from voting.allocation.tally import Choice, Tally, grouped

Order = Callable[[Candidate], tuple[bool, Amount, int]]


def forms(candidates: Sequence[Candidate], *, groups: Sequence[Sequence[str]], order: Order) -> dict[str, str]:
    """The id of each variant that does not stand, to the id of the form that does: the first in `order`."""
    known = {candidate.id: candidate for candidate in candidates}
    chosen = {}
    for group in groups:
        first, *others = sorted((known[key] for key in group), key=order)
        chosen.update({other.id: first.id for other in others})
    return chosen


def merged(tally: Tally, chosen: Mapping[str, str]) -> Tally:
    """A ballot that names any variant names the form that stands, with the most points it gave to one."""
    pairs: list[tuple[tuple[Choice, ...], Amount]] = []
    for group in tally.groups:
        points: dict[str, Amount] = {}
        for project, given in group.choices:
            form = chosen.get(project, project)
            points[form] = max(points.get(form, 0), given)
        pairs.append((tuple(sorted(points.items())), group.count))
    return replace(tally, groups=grouped(pairs))
