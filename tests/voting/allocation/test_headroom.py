"""Which reruns of add1 are sure not to be the last."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voting.allocation import shared
from tests.voting.allocation.elections import Sample, samples
from tests.voting.allocation.test_array_book import contest_of, utilities
from tests.voting.allocation.test_arrays import least_choices
from voting.allocation import Candidate, Settings, Tally, add1
from voting.allocation.contest import Contest, draw_up
from voting.allocation.crowd import people_of
from voting.allocation.electorate import electorate
from voting.allocation.headroom import Headroom, steps
from voting.allocation.sharing import Sharing

often = settings(max_examples=150, deadline=None)


def small() -> Contest:
    ballots = [["a"], ["a", "b"], ["b"], ["b", "c"], ["c"]]
    return draw_up(
        candidates=[Candidate("a", 4), Candidate("b", 9), Candidate("c", 10)],
        tally=Tally.of_approvals(ballots),
        pot=15,
        settings=Settings("equal-shares", ties=("order",)),
    )


@pytest.mark.parametrize("least", [1, sys.maxsize])
def test_the_bound_is_the_best_of_all_cuts(least: int) -> None:
    with least_choices(least):
        room = Headroom(people_of(small()))
    # Each needs from each supporter: a 2, b 3, c 5.
    assert (room.needs, room.costs) == ([2, 3, 5], [4, 9, 10])
    assert [room.payable(Fraction(share)) for share in (1, 2, 4, 5)] == [0, 1, 2, 3]
    assert [room.bound(Fraction(share)) for share in (1, 2, 4, 5)] == [0, 4, 13, 23]
    assert room.bound(Fraction(3)) == 12
    assert room.leaves_room(Fraction(3), Fraction(22), exhaustive=True)
    assert not room.leaves_room(Fraction(3), Fraction(21), exhaustive=True)
    assert room.leaves_room(Fraction(3), Fraction(12), exhaustive=False)
    assert not room.leaves_room(Fraction(3), Fraction(11), exhaustive=False)


@pytest.mark.parametrize("exhaustive", [True, False])
@pytest.mark.parametrize(
    ("pot", "raises"), [(3, {True: 0, False: 0}), (14, {True: 1, False: 3}), (22, {True: 2, False: 3})]
)
def test_raises_that_are_sure(pot: int, raises: dict[bool, int], exhaustive: bool) -> None:
    found = steps(
        electorate(small()), share=Fraction(1), increment=Fraction(1), pot=Fraction(pot), exhaustive=exhaustive
    )
    shares = [Fraction(1 + number) for number in range(found + 2)]
    room = Headroom(electorate(small()))
    sure = [room.leaves_room(share, Fraction(pot), exhaustive=exhaustive) for share in shares]
    assert sure == ([True] * (found + 1) + [False] if found or sure[0] else [False, sure[1]])


@often
@given(sample=samples(), utility=utilities, share=st.fractions(min_value=0, max_value=12, max_denominator=9))
def test_no_run_costs_more_than_its_bound(sample: Sample, utility: str, share: Fraction) -> None:
    contest = contest_of(sample, utility)
    people = electorate(contest)
    scaled = share * people.money_factor
    with least_choices(1):
        rooms = [Headroom(people), Headroom(people_of(contest))]
    cost = sum(people.costs[project] for project in Sharing(people, share).bought)
    assert rooms[0].bound(scaled) == rooms[1].bound(scaled) >= cost
    payable = rooms[0].payable(scaled)
    assert {people.costs[each] for each in Sharing(people, share).bought} <= set(rooms[0].costs[:payable])


@pytest.mark.parametrize(
    ("name", "stop", "skipped"),
    [
        ("Poland_Wieliczka_2023_Green_Budget.pb", "exhaustive", 48),
        ("Poland_Wroclaw_2025.pb", "exhaustive", 768),
        ("Poland_Wroclaw_2018_Rejon_nr_10_250.pb", "overspend", 181),
    ],
)
def test_real_votes_are_spared_many_reruns(name: str, stop: str, skipped: int) -> None:
    document = shared.election(name)
    rules = Settings("equal-shares", completion="add1", add1_stop=stop)
    contest = draw_up(
        candidates=document.candidates(), tally=document.tally(points=False), pot=document.pot, settings=rules
    )
    people = people_of(contest)
    sure = steps(
        people,
        share=add1.start(contest),
        increment=Fraction(1),
        pot=Fraction(contest.pot),
        exhaustive=stop == "exhaustive",
    )
    assert sure == skipped <= add1.settle(contest, people).raises
