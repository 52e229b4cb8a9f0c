"""The book in arrays: never further off than it says, and it knows when it does not know."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.voting.allocation.elections import Sample, samples
from tests.voting.allocation.test_arrays import least_choices
from voting.allocation import Candidate, Settings, Tally
from voting.allocation.array_book import ArrayBook, bits_for
from voting.allocation.books import FINE, Bound, Quote, Short
from voting.allocation.contest import Contest, draw_up
from voting.allocation.crowd import Crowd, in_lists, people_of
from voting.allocation.electorate import electorate
from voting.allocation.list_book import ListBook
from voting.allocation.purses import ExactPurses
from voting.allocation.sharing import Sharing, book_of

utilities = st.sampled_from(["cost", "cardinality", "points"])
shares = st.fractions(min_value=0, max_value=12, max_denominator=9)
often = settings(max_examples=150, deadline=None)


def contest_of(sample: Sample, utility: str) -> Contest:
    rules = Settings("equal-shares", utility=utility)
    with least_choices(1):
        return draw_up(candidates=sample.candidates, tally=Tally.of_points(sample.ballots), pot=40, settings=rules)


def has_voters(contest: Contest) -> bool:
    """Whether there is anything to put into arrays."""
    return bool(contest.field) and contest.tally.table is not None


def crowd_of(contest: Contest) -> Crowd:
    with least_choices(1):
        people = people_of(contest)
    assert isinstance(people, Crowd)
    return people


@often
@given(sample=samples(), utility=utilities, share=shares, bits=st.sampled_from([0, 3, 8, 30]))
def test_quotes_hold_the_exact_price(sample: Sample, utility: str, share: Fraction, bits: int) -> None:
    contest = contest_of(sample, utility)
    assume(has_voters(contest))
    crowd, people = crowd_of(contest), electorate(contest)
    book, truth = ArrayBook(crowd, share, bits=bits), ExactPurses(people, share)
    for project, cost in enumerate(people.costs):
        level, answer = truth.level(project), book.quote(project, low=0, best=None)
        assert isinstance(answer, Short) == (level is None)
        if level is None or not isinstance(answer, Quote):
            continue
        price = Fraction(level.value) / (cost if utility == "cost" else 1)
        assert Fraction(answer.low, book.unit) <= price <= Fraction(answer.high, book.unit)
        assert book.exact(answer) == price
        assert answer.exact in (None, price)
        highest, exhausted = truth.charge(project, level)
        book.charge(answer)
        assert book.payments()[-1].highest == highest
        assert book.payments()[-1].exhausted == exhausted
    everything = range(len(people.costs))
    assert book.held(everything) == [truth.held(project) for project in everything]


@often
@given(sample=samples(), utility=utilities, share=shares, best=st.fractions(0, 5, max_denominator=7))
def test_a_bound_is_told_only_if_it_is_one(sample: Sample, utility: str, share: Fraction, best: Fraction) -> None:
    contest = contest_of(sample, utility)
    assume(has_voters(contest))
    crowd, truth = crowd_of(contest), ExactPurses(electorate(contest), share)
    book = ArrayBook(crowd, share, bits=30)
    for project, cost in enumerate(crowd.costs):
        level, mark = truth.level(project), int(best * book.unit)
        answer = book.quote(project, low=0, best=mark)
        if level is None:
            assert isinstance(answer, Short | Bound)
            continue
        assert not isinstance(answer, Short)
        price = Fraction(level.value) / (cost if utility == "cost" else 1)
        assert Fraction(answer.low, book.unit) <= price
        if isinstance(answer, Bound):
            assert answer.low > mark


def test_exactly_enough_is_found_out() -> None:
    candidates, tally = [Candidate("a", 10)], Tally.of_approvals([["a"]] * 3)
    with least_choices(1):
        contest = draw_up(candidates=candidates, tally=tally, pot=10, settings=Settings("equal-shares"))
    book = ArrayBook(crowd_of(contest), Fraction(10, 3), bits=40)
    answer = book.quote(0, low=0, best=None)
    assert isinstance(answer, Quote)
    assert answer.exact == Fraction(1, 3)
    book.charge(answer)
    assert (book.payments()[0].highest, book.payments()[0].exhausted, book.held([0])) == (Fraction(10, 3), 3, [0])
    short = ArrayBook(crowd_of(contest), Fraction(10, 3) - Fraction(1, 10**30), bits=40)
    assert short.quote(0, low=0, best=None) == Short(0, 3)


@pytest.mark.parametrize(("bits", "renewed"), [(0, True), (40, False)])
def test_purses_too_far_off_are_renewed(bits: int, renewed: bool) -> None:
    ballots = [[f"p{each % 5}", f"p{each % 7}", f"p{each % 3}"] for each in range(40)]
    candidates = [Candidate(f"p{number}", 5 + number) for number in range(7)]
    with least_choices(1):
        contest = draw_up(
            candidates=candidates, tally=Tally.of_approvals(ballots), pot=99, settings=Settings("equal-shares")
        )
    crowd = crowd_of(contest)
    sharing = Sharing(crowd, Fraction(7, 3), bits=bits)
    assert sharing.purchases == Sharing(in_lists(crowd), Fraction(7, 3)).purchases
    book = sharing._book
    assert isinstance(book, ArrayBook)
    assert (book._drift == 1 + len(book._bought)) == renewed


def test_the_digits_fill_64_bits_and_no_more() -> None:
    with least_choices(1):
        contest = draw_up(
            candidates=[Candidate("a", 1000)],
            tally=Tally.of_approvals([["a"]] * 24),
            pot=1000,
            settings=Settings("equal-shares"),
        )
    crowd = crowd_of(contest)
    assert bits_for(crowd, Fraction(1)) == 61 - 11
    assert bits_for(crowd, Fraction(2**70)) < 0
    assert isinstance(book_of(crowd, Fraction(1)), ArrayBook)
    assert isinstance(book_of(crowd, Fraction(2**70)), ListBook)
    assert Fraction(1, 1 << (50 + FINE)) == Fraction(1, book_of(crowd, Fraction(1)).unit)
