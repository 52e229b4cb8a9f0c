"""Several pots: own ballots, own money, and the rest in the stated order."""

from __future__ import annotations

import pytest

from voting.allocation import (
    AllocationError,
    Candidate,
    Cap,
    Pot,
    Settings,
    Tally,
    allocate,
    allocate_pots,
)

COSTS = {"n1": 30, "n2": 25, "s1": 40, "s2": 12, "all": 20}
CANDIDATES = [Candidate(key, cost) for key, cost in COSTS.items()]
TALLY = Tally.of_approvals([["n1", "s1"], ["n1"], ["n2"], ["s1", "all"], ["s1"], ["s2"], ["s2", "all"], []])
GREEDY, STOP = Settings("greedy"), Settings("greedy", misfit="stop")
NORTH = Pot("north", 40, ("n1", "n2"), GREEDY, rest_to="city")
SOUTH = Pot("south", 45, ("s1", "s2"), STOP, rest_to="city")
CITY = Pot("city", 5, ("all",), GREEDY)


def test_the_rest_goes_to_the_pot_that_is_named() -> None:
    counts = allocate_pots(pots=[NORTH, SOUTH, CITY], candidates=CANDIDATES, tally=TALLY)
    assert [(each.pot.name, each.outcome.funded, each.received, each.handed_on) for each in counts] == [
        ("north", ("n1",), 0, 10),
        ("south", ("s1",), 0, 5),
        ("city", ("all",), 15, 0),
    ]
    assert [each.outcome.pot for each in counts] == [40, 45, 20]


def test_a_ballot_takes_part_where_it_names_a_project_and_an_empty_one_everywhere() -> None:
    counts = allocate_pots(pots=[NORTH, SOUTH, CITY], candidates=CANDIDATES, tally=TALLY)
    assert [each.outcome.ballots for each in counts] == [4, 6, 3]


def test_without_a_name_the_rest_stays() -> None:
    (alone,) = allocate_pots(pots=[Pot("north", 40, ("n1", "n2"), GREEDY)], candidates=CANDIDATES, tally=TALLY)
    assert (alone.handed_on, alone.outcome.spent) == (0, 30)


def test_what_is_funded_is_out_of_the_later_pots() -> None:
    """As in Budapest XI: stop inside each part, then one walk over all that are left with the rest."""
    everyone = Pot("rest", 0, tuple(COSTS), GREEDY)
    pots = [Pot("north", 40, ("n1", "n2"), STOP, "rest"), Pot("south", 45, ("s1", "s2"), STOP, "rest"), everyone]
    counts = allocate_pots(pots=pots, candidates=CANDIDATES, tally=TALLY)
    assert counts[2].received == 15
    assert counts[2].outcome.funded == ("s2",)
    assert counts[2].outcome.reasons.keys() == {"n2", "s2", "all"}


def test_a_pot_with_all_projects_is_the_simple_count() -> None:
    for rule in ("greedy", "equal-shares", "phragmen", "max-utility"):
        settings = Settings(rule)
        (alone,) = allocate_pots(pots=[Pot("all", 90, tuple(COSTS), settings)], candidates=CANDIDATES, tally=TALLY)
        assert alone.outcome == allocate(candidates=CANDIDATES, tally=TALLY, pot=90, settings=settings)


def test_groups_and_caps_hold_inside_a_pot() -> None:
    settings = Settings(
        "greedy", exclusive=(("n1", "n2"), ("n1", "s1")), caps=(Cap(10, ("s2",)), Cap(50, ("n2", "s1")))
    )
    (north,) = allocate_pots(pots=[Pot("north", 90, ("n1", "n2"), settings)], candidates=CANDIDATES, tally=TALLY)
    assert north.outcome.funded == ("n1",)
    assert north.outcome.settings == Settings("greedy", exclusive=(("n1", "n2"),), caps=(Cap(50, ("n2",)),))


def test_a_pot_is_stored_as_json() -> None:
    assert NORTH.to_dict() == {
        "name": "north",
        "amount": 40,
        "projects": ["n1", "n2"],
        "settings": GREEDY.to_dict(),
        "rest_to": "city",
    }


@pytest.mark.parametrize(
    ("pots", "message"),
    [
        ([NORTH, NORTH], "A pot is listed twice."),
        ([NORTH], "The rest of the pot north must go to a later pot."),
        ([CITY, NORTH], "The rest of the pot north must go to a later pot."),
        ([Pot("west", 5, ("w1",), GREEDY)], "The pot west names 'w1', which is not among the projects."),
    ],
)
def test_what_does_not_add_up_is_refused(pots: list[Pot], message: str) -> None:
    with pytest.raises(AllocationError) as refused:
        allocate_pots(pots=pots, candidates=CANDIDATES, tally=TALLY)
    assert str(refused.value) == message
