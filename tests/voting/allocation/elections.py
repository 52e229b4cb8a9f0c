"""Random elections for hypothesis: small ones, in which ties and empty purses are common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from tests.voting.allocation import naive
from voting.allocation import Amount, Candidate, Outcome, Settings, Tally, allocate


@dataclass(frozen=True)
class Sample:
    """One election, for the product and for the naive count."""

    candidates: Sequence[Candidate]
    ballots: Sequence[dict[str, Amount]]
    pot: Amount

    def tally(self, settings: Settings) -> Tally:
        if settings.utility == "points":
            return Tally.of_points(self.ballots)
        return Tally.of_approvals(self.ballots)

    def count(self, settings: Settings) -> Outcome:
        return allocate(candidates=self.candidates, tally=self.tally(settings), pot=self.pot, settings=settings)

    def naive(self, settings: Settings) -> naive.Election:
        return naive.Election(
            costs={candidate.id: Fraction(candidate.cost) for candidate in self.candidates},
            ballots=[{p: Fraction(points) for p, points in ballot.items()} for ballot in self.ballots],
            pot=Fraction(self.pot),
            utility=settings.utility,
            min_votes=Fraction(settings.min_votes),
            ties=settings.ties,
        )

    def costs(self) -> dict[str, Amount]:
        return {candidate.id: candidate.cost for candidate in self.candidates}


@st.composite
def samples(draw: st.DrawFn, *, projects: int = 6, ballots: int = 10) -> Sample:
    """Costs are whole or halves and thirds, few and close together, so that equals and near-equals occur."""
    amounts = st.integers(1, 12) | st.fractions(min_value=Fraction(1, 2), max_value=12, max_denominator=3)
    costs = draw(st.lists(amounts.map(whole), min_size=1, max_size=projects))
    ids = draw(st.permutations([f"p{number}" for number in range(len(costs))]))
    ballot = st.dictionaries(st.sampled_from(ids), st.integers(1, 3), max_size=len(ids))
    cast = draw(st.lists(ballot, max_size=ballots))
    pot = draw(st.integers(0, 40) | st.fractions(min_value=0, max_value=40, max_denominator=4).map(whole))
    return Sample([Candidate(*pair) for pair in zip(ids, costs, strict=True)], cast, pot)


def whole(value: Amount) -> Amount:
    """An int where the value is whole."""
    return int(value) if value == int(value) else value


def all_settings() -> st.SearchStrategy[Settings]:
    """Every combination that is allowed."""
    utility = st.sampled_from(["cost", "cardinality", "points"])
    ties = st.permutations(["cost", "votes", "order"]).map(tuple) | st.sampled_from(
        [("id",), ("dearer", "id"), ("order",)]
    )
    minimum = st.sampled_from([0, 0, 2])
    greedy = st.builds(
        Settings,
        rule=st.just("greedy"),
        utility=utility,
        misfit=st.sampled_from(["skip", "stop"]),
        min_votes=minimum,
        ties=ties,
    )
    equal_shares = st.builds(
        Settings,
        rule=st.just("equal-shares"),
        utility=utility,
        completion=st.sampled_from(["none", "utilitarian", "add1", "add1-utilitarian"]),
        add1_start=st.sampled_from(["exact", "integral"]),
        add1_stop=st.sampled_from(["exhaustive", "overspend"]),
        increment=st.sampled_from([1, Fraction(1, 2), 3]),
        min_votes=minimum,
        ties=ties,
    )
    return greedy | equal_shares
