"""Random elections for hypothesis: small ones, in which ties and empty purses are common."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from tests.voting.allocation import naive
from voting.allocation import Amount, Candidate, Cap, Outcome, Settings, Tally, allocate, plain


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

    def plain(self, settings: Settings) -> dict[str, Any]:
        """What the plain second implementation says."""
        values = [{p: Fraction(points) for p, points in ballot.items()} for ballot in self.ballots]
        if settings.utility != "points":
            values = [dict.fromkeys(ballot, Fraction(1)) for ballot in values]
        costs = {candidate.id: Fraction(candidate.cost) for candidate in self.candidates}
        vote = plain.Vote(costs, [(ballot, Fraction(1)) for ballot in values], Fraction(self.pot))
        return plain.count(vote, settings.to_dict())

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


RULES = ("greedy", "equal-shares", "phragmen", "max-utility")
COMPLETIONS = {"equal-shares": ("none", "utilitarian", "add1", "add1-utilitarian"), "phragmen": ("none", "utilitarian")}


def by_lot(rule: str, seed: int, *, projects: int = 6, ballots: int = 10) -> tuple[Sample, Settings]:
    """An election and any settings that are allowed for it; quicker to draw than with hypothesis."""
    mix = random.Random(f"{rule}/{seed}")
    ids = [f"p{number}" for number in range(mix.randint(1, projects))]
    mix.shuffle(ids)
    candidates = [Candidate(key, _cost(mix)) for key in ids]
    cast = [_ballot(mix, ids) for _ballot_number in range(mix.randint(0, ballots))]
    sample = Sample(candidates, cast, _cost(mix) * mix.randint(0, 4))
    return sample, Settings(rule=rule, **_of_rule(mix, rule), **_terms(mix, ids))


def _cost(mix: random.Random) -> Amount:
    return whole(Fraction(mix.randint(1, 24), mix.choice([1, 2, 2, 3])))


def _ballot(mix: random.Random, ids: Sequence[str]) -> dict[str, Amount]:
    return {key: mix.randint(1, 3) for key in mix.sample(ids, mix.randint(0, len(ids)))}


def _of_rule(mix: random.Random, rule: str) -> dict[str, Any]:
    """The settings that belong to one rule."""
    found: dict[str, Any] = {"completion": mix.choice(COMPLETIONS.get(rule, ("none",)))}
    if rule != "phragmen":
        found["utility"] = mix.choice(("cost", "cardinality", "points"))
    if rule in ("greedy", "phragmen"):
        found["misfit"] = mix.choice(("skip", "stop"))
    if rule == "greedy" and found["misfit"] == "stop":
        found["part_from"] = mix.choice((0, Fraction(1, 2), Fraction(4, 5)))
    if rule == "equal-shares":
        found["add1_start"] = mix.choice(("exact", "integral"))
        found["add1_stop"] = mix.choice(("exhaustive", "overspend"))
        found["increment"] = mix.choice((1, Fraction(1, 2), 3))
        found["increment_as"] = mix.choice(("amount", "amount", "share"))
        found["comparison"] = mix.choice(("none", "none", "satisfaction", "exclusion"))
    return found


def _terms(mix: random.Random, ids: Sequence[str]) -> dict[str, Any]:
    """Ties, minimums, exclusive groups, variants and caps; most often few of them."""
    found: dict[str, Any] = {
        "ties": mix.choice((("cost", "votes", "order"), ("order",), ("dearer", "id"), ("votes", "dearer"))),
        "min_votes": mix.choice((0, 0, 0, 2)),
        "min_share": mix.choice((0, 0, 0, Fraction(1, 3))),
        "min_by_cost": mix.choice((0, 0, 0, Fraction(1, 3))),
    }
    if len(ids) > 1 and mix.random() < 0.4:
        found["exclusive"] = (tuple(mix.sample(ids, mix.randint(2, len(ids)))),)
    if len(ids) > 1 and mix.random() < 0.3:
        found["variants"] = (tuple(mix.sample(ids, 2)),)
    if mix.random() < 0.4:
        found["caps"] = (Cap(mix.randint(0, 20), tuple(mix.sample(ids, mix.randint(1, len(ids))))),)
    return found
