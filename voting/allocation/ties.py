"""One total order among projects, fixed before the vote: it decides wherever support is equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from voting.allocation.model import Candidate
from voting.allocation.settings import Amount


def ranking(*, candidates: Sequence[Candidate], votes: Mapping[str, Amount], keys: Sequence[str]) -> dict[str, int]:
    """Project id to its rank, 0 wins a tie.

    Keys: cost (cheaper first), dearer (dearer first), votes (more first), order (the order of
    `candidates`), id (as text). Where all keys are equal, the id decides: nothing is left to the machine.
    """
    place = {candidate.id: number for number, candidate in enumerate(candidates)}
    measures: dict[str, Callable[[Candidate], Amount | str]] = {
        "cost": lambda candidate: candidate.cost,
        "dearer": lambda candidate: -candidate.cost,
        "votes": lambda candidate: -votes.get(candidate.id, 0),
        "order": lambda candidate: place[candidate.id],
        "id": lambda candidate: candidate.id,
    }
    chosen = [measures[key] for key in (*keys, "id")]
    ordered = sorted(candidates, key=lambda candidate: tuple(measure(candidate) for measure in chosen))
    return {candidate.id: rank for rank, candidate in enumerate(ordered)}
