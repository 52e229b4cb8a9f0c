"""One total order among projects, fixed before the vote: it decides wherever support is equal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from voting.allocation.model import Candidate
from voting.allocation.settings import Amount

LOT = "lot:"


def ranking(*, candidates: Sequence[Candidate], votes: Mapping[str, Amount], keys: Sequence[str]) -> dict[str, int]:
    """Project id to its rank, 0 wins a tie.

    Keys: cost (cheaper first), dearer (dearer first), votes (more first), order (the order of
    `candidates`), id (as text), lot:SEED (see `lot`). Where all keys are equal, the id decides: nothing is left to
    the machine.
    """
    place = {candidate.id: number for number, candidate in enumerate(candidates)}
    measures: dict[str, Callable[[Candidate], Amount | str]] = {
        "cost": lambda candidate: candidate.cost,
        "dearer": lambda candidate: -candidate.cost,
        "votes": lambda candidate: -votes.get(candidate.id, 0),
        "order": lambda candidate: place[candidate.id],
        "id": lambda candidate: candidate.id,
    }
    chosen = [_drawn(key) if key.startswith(LOT) else measures[key] for key in (*keys, "id")]
    ordered = sorted(candidates, key=lambda candidate: tuple(measure(candidate) for measure in chosen))
    return {candidate.id: rank for rank, candidate in enumerate(ordered)}


def lot(seed: str, project: str) -> str:
    """The lot of a project: SHA-256 of the UTF-8 text SEED:ID in hexadecimal; the smallest is first.

    Anybody can redo it: printf '%s' 'SEED:ID' | sha256sum
    """
    return hashlib.sha256(f"{seed}:{project}".encode()).hexdigest()


def _drawn(key: str) -> Callable[[Candidate], str]:
    return lambda candidate: lot(key.removeprefix(LOT), candidate.id)
