"""What bars a project although its turn has come: a rival on the same spot is funded, or a cap is reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from voting.allocation.model import AllocationError, Candidate
from voting.allocation.settings import Amount, Settings


@dataclass(frozen=True, slots=True)
class Barrier:
    """Why a project is barred: code excluded (by the `rival`) or cap_reached (`left` under the cap)."""

    code: str
    rival: str | None = None
    left: Amount | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The exclusive groups and the caps of one contest. What they bar once, they bar to the end."""

    costs: Mapping[str, Amount]
    rivals: Mapping[str, frozenset[str]]
    caps: Sequence[tuple[Amount, frozenset[str]]]

    @property
    def free(self) -> bool:
        """Whether there are none, so that nobody need ask."""
        return not self.rivals and not self.caps

    def barrier(self, project: str, funded: Collection[str]) -> Barrier | None:
        """What bars the project beside those funded so far; None if nothing does."""
        rivals = self.rivals.get(project, frozenset()).intersection(funded)
        if rivals:
            return Barrier("excluded", rival=min(rivals))
        for limit, projects in self.caps:
            left = limit - sum(self.costs[key] for key in funded if key in projects)
            if project in projects and self.costs[project] > left:
                return Barrier("cap_reached", left=left)
        return None

    def barred(self, project: str, funded: Collection[str]) -> bool:
        """Whether anything bars the project beside those funded so far."""
        return not self.free and self.barrier(project, funded) is not None


def terms_of(settings: Settings, candidates: Sequence[Candidate]) -> Terms:
    """The terms of a contest. Raises AllocationError for a project that does not stand."""
    costs = {candidate.id: candidate.cost for candidate in candidates}
    named = [*settings.exclusive, *settings.variants, *(cap.projects for cap in settings.caps)]
    strangers = sorted({key for group in named for key in group} - costs.keys())
    if strangers:
        raise AllocationError(f"The settings name {strangers[0]!r}, which is not among the projects.")
    rivals: dict[str, frozenset[str]] = {}
    for group in settings.exclusive:
        for key in group:
            rivals[key] = rivals.get(key, frozenset()) | set(group) - {key}
    return Terms(costs, rivals, [(cap.limit, frozenset(cap.projects)) for cap in settings.caps])
