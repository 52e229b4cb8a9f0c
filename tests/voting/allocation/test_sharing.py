"""The two books of the purses agree, and the quick one knows when it does not know."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation.elections import Sample, samples
from voting.allocation import Candidate, Settings, Tally
from voting.allocation.contest import Contest, draw_up
from voting.allocation.electorate import Electorate, electorate
from voting.allocation.purses import ExactPurses, FixedPurses, InDoubtError
from voting.allocation.sharing import Purchase, Sharing

utilities = st.sampled_from(["cost", "cardinality", "points"])


def people_of(costs: dict[str, int | Fraction], ballots: list[list[str]]) -> Electorate:
    candidates = [Candidate(key, cost) for key, cost in costs.items()]
    return electorate(contest_of(candidates, Tally.of_approvals(ballots), "cost"))


def contest_of(candidates: list[Candidate], tally: Tally, utility: str) -> Contest:
    rules = Settings("equal-shares", utility=utility, ties=("order",))
    return draw_up(candidates=candidates, tally=tally, pot=1000, settings=rules)


def test_the_electorate_is_in_whole_numbers() -> None:
    people = people_of({"a": Fraction(1, 2), "b": Fraction(4, 3)}, [["a", "b"], ["a"], ["a"], []])
    assert people == Electorate(
        money_factor=6,
        costs=[3, 8],
        counts=[2, 1],
        supporters=[[(1, [0, 1])], [(1, [1])]],
        weights=[3, 1],
        by_cost=True,
    )


def test_points_become_whole_numbers_too() -> None:
    tally = Tally.of_points([{"a": Fraction(1, 2)}, {"a": Fraction(2, 3)}])
    people = electorate(contest_of([Candidate("a", 5)], tally, "points"))
    assert (people.supporters, people.weights) == ([[(3, [0]), (4, [1])]], [7])


def test_the_level_takes_all_from_the_poor() -> None:
    people = people_of({"a": 4, "b": 9}, [["a", "b"], ["a"], ["b"]])
    purses = ExactPurses(people, Fraction(6))
    first = purses.level(0)
    assert first is not None
    assert (first.value, first.weight, purses.charge(0, first)) == (2, 2, (2, 0))
    second = purses.level(1)
    assert second is not None
    assert (second.value, second.weight, purses.held(1)) == (5, 1, 10)
    assert purses.charge(1, second) == (5, 1)
    assert (purses.level(1), purses.held(1)) == (None, 1)


@pytest.mark.parametrize(("endowment", "bought"), [(Fraction(3), []), (Fraction(10, 3), [0]), (Fraction(20), [0])])
def test_exactly_enough_is_in_doubt_for_the_quick_book_and_decided_by_the_other(
    endowment: Fraction, bought: list[int]
) -> None:
    people = people_of({"a": 10}, [["a"]] * 3)
    if endowment == Fraction(10, 3):
        with pytest.raises(InDoubtError):
            FixedPurses(people, endowment).level(0)
    assert Sharing(people, endowment).bought == bought


@pytest.mark.parametrize(("endowment", "certain"), [(Fraction(0), True), (Fraction(1, 2), False), (Fraction(2), True)])
def test_a_purse_too_small_for_the_digits_is_not_taken_for_empty(endowment: Fraction, certain: bool) -> None:
    people = people_of({"a": 10}, [["a"]])
    assert FixedPurses(people, endowment, bits=0).certain is certain
    copied = FixedPurses(people, Fraction(7), bits=0)
    copied.copy(ExactPurses(people, endowment))
    assert (copied.certain, copied.money) == (certain, [int(endowment)])


def test_equal_prices_are_told_and_go_to_the_first() -> None:
    people = people_of({"a": 4, "b": 4, "c": 4}, [["a", "b", "c"], ["a", "b"], ["c"]])
    expected = [Purchase(0, (1, 2)), Purchase(1, (2,)), Purchase(2, ())]
    assert Sharing(people, Fraction(4)).purchases == expected
    assert Sharing(people, Fraction(4), first=1).purchases[0] == Purchase(1, (0, 2))


@settings(max_examples=150, deadline=None)
@given(
    sample=samples(),
    utility=utilities,
    endowment=st.fractions(min_value=0, max_value=12, max_denominator=9),
    bits=st.sampled_from([2, 6, 16, 256]),
)
def test_the_quick_book_is_never_further_off_than_it_says(
    sample: Sample, utility: str, endowment: Fraction, bits: int
) -> None:
    tally = Tally.of_points(sample.ballots)
    contest = draw_up(
        candidates=sample.candidates, tally=tally, pot=40, settings=Settings("equal-shares", utility=utility)
    )
    people = electorate(contest)
    exact, fixed = ExactPurses(people, endowment), FixedPurses(people, endowment, bits=bits)
    for project in range(len(people.costs)):
        truth = exact.level(project)
        try:
            level = fixed.level(project)
        except InDoubtError:
            return
        assert (level is None) == (truth is None)
        if level is None or truth is None:
            continue
        assert abs(Fraction(level.value, 1 << bits) - truth.value) <= Fraction(level.error, 1 << bits)
        assert level.weight == truth.weight
        if level.settled:
            assert truth.value == Fraction(people.costs[project], level.weight)
        exact.charge(project, truth)
        fixed.charge(project, level)
        for quick, true in zip(fixed.money, exact.money, strict=True):
            assert abs(Fraction(quick, 1 << bits) - true) <= Fraction(fixed.drift, 1 << bits)
            assert not fixed.certain or quick != 0 or true == 0
