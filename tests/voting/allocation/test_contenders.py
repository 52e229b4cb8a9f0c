"""The rules that are put side by side."""

from __future__ import annotations

from voting.allocation import RULES, Candidate, Settings, Tally, allocate
from voting.allocation.contenders import contenders


def test_every_rule_is_there_and_points_only_where_there_are_any() -> None:
    by_votes, all_of_them = contenders(points=False), contenders(points=True)
    assert {settings.rule for settings in by_votes.values()} == set(RULES)
    assert {settings.utility for settings in by_votes.values()} == {"cost", "cardinality"}
    assert {name: all_of_them[name] for name in all_of_them.keys() - by_votes.keys()} == {
        "greedy, points": Settings("greedy", utility="points"),
        "equal shares, points": Settings("equal-shares", utility="points", completion="add1-utilitarian"),
    }
    assert len(set(all_of_them.values())) == len(all_of_them)


def test_each_can_count() -> None:
    candidates = [Candidate("park", 6), Candidate("trees", 3), Candidate("bench", 2)]
    tally = Tally.of_points([{"park": 1}, {"park": 2, "trees": 1}, {"bench": 3}])
    funded = {
        name: allocate(candidates=candidates, tally=tally, pot=9, settings=settings).funded
        for name, settings in contenders(points=True).items()
    }
    assert funded == {
        "greedy": ("park", "bench"),
        "greedy, stop": ("park", "bench"),
        "greedy, votes per cost": ("bench", "trees"),
        "equal shares": ("park", "bench"),
        "equal shares, cardinality": ("bench", "trees"),
        "phragmen": ("bench", "trees"),
        "max utility": ("park", "trees"),
        "greedy, points": ("bench", "park"),
        "equal shares, points": ("bench", "trees"),
    }
