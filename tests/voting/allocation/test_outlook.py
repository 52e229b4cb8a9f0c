"""Looking ahead: reruns that are skipped would have bought the same."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.voting.allocation import naive
from tests.voting.allocation.elections import Sample, samples
from voting.allocation import Candidate, Settings, Tally, allocate
from voting.allocation.contest import draw_up
from voting.allocation.electorate import Electorate, electorate
from voting.allocation.outlook import Outlook
from voting.allocation.sharing import Sharing

utilities = st.sampled_from(["cost", "cardinality", "points"])
often = settings(max_examples=120, deadline=None)


def people_of(sample: Sample, utility: str) -> Electorate:
    rules = Settings("equal-shares", utility=utility, ties=("order",))
    return electorate(draw_up(candidates=sample.candidates, tally=sample.tally(rules), pot=sample.pot, settings=rules))


@often
@given(
    sample=samples(),
    utility=utilities,
    endowment=st.fractions(min_value=0, max_value=9, max_denominator=12),
    part=st.fractions(min_value=0, max_value=1, max_denominator=50),
)
def test_below_the_limit_nothing_changes(sample: Sample, utility: str, endowment: Fraction, part: Fraction) -> None:
    people = people_of(sample, utility)
    bought = Sharing(people, endowment).bought
    limit = Outlook(people, endowment, bought=bought).limit
    growth = 1000 * part if limit is None else limit * part
    assume(limit is None or part < 1)
    assert Sharing(people, endowment + growth).bought == bought


@often
@given(
    sample=samples(projects=4, ballots=5),
    utility=utilities,
    stop=st.sampled_from(["exhaustive", "overspend"]),
    pieces=st.integers(10, 40),
)
def test_small_steps_end_where_the_plain_count_ends(sample: Sample, utility: str, stop: str, pieces: int) -> None:
    step = Fraction(1, pieces)
    rules = Settings("equal-shares", utility=utility, completion="add1", add1_stop=stop, increment=step)
    outcome = sample.count(rules)
    expected = naive.completed(sample.naive(rules), completion="add1", stop=stop, step=step)
    if outcome.stop_reason == "everything_fits":
        assert set(outcome.funded) == set(expected)
    else:
        assert list(outcome.funded) == expected


def test_the_limit_is_the_next_change() -> None:
    candidates = [Candidate("a", 4), Candidate("b", 10)]
    tally = Tally.of_approvals([["a"], ["b"]])
    people = electorate(draw_up(candidates=candidates, tally=tally, pot=12, settings=Settings("equal-shares")))
    assert Outlook(people, Fraction(1), bought=[]).limit == 3
    assert Outlook(people, Fraction(6), bought=[0]).limit == 4
    assert Outlook(people, Fraction(10), bought=[0, 1]).limit is None


def test_who_wins_ties_and_cannot_pay_yet_is_watched() -> None:
    # Both prices are 1 per unit of cost; "b" wins the tie as soon as the only voter has 2.
    candidates = [Candidate("b", 2), Candidate("a", 1)]
    rules = Settings("equal-shares", ties=("order",))
    people = electorate(draw_up(candidates=candidates, tally=Tally.of_approvals([["a", "b"]]), pot=2, settings=rules))
    assert Sharing(people, Fraction(1)).bought == [1]
    assert Outlook(people, Fraction(1), bought=[1]).limit == 1
    assert Sharing(people, Fraction(2)).bought == [0]


def test_few_voters_and_many_cents_take_no_time() -> None:
    costs = {"a": 40_000_000, "b": 30_000_000, "c": 25_000_001}
    tally = Tally.of_approvals([["a"], ["b", "a"], ["b"], ["c"], [], [], []])
    outcome = allocate(
        candidates=[Candidate(key, cost) for key, cost in costs.items()],
        tally=tally,
        pot=60_000_000,
        settings=Settings("equal-shares", completion="add1", add1_stop="overspend"),
    )
    # The last share before "a" would be bought as well: its supporters pay 15,000,000 for "b" first.
    assert (outcome.funded, outcome.reruns) == (("b", "c"), 18_928_571)
