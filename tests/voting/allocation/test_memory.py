"""A run that knows of the one before buys the same as one that does not, and asks less."""

from __future__ import annotations

from fractions import Fraction
from unittest import mock

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.voting.allocation.elections import Sample, by_lot, samples
from tests.voting.allocation.test_array_book import contest_of, crowd_of, has_voters, utilities
from voting.allocation import array_book
from voting.allocation.array_book import ArrayBook
from voting.allocation.books import Answer
from voting.allocation.crowd import in_lists
from voting.allocation.sharing import Sharing


@settings(max_examples=150, deadline=None)
@given(
    sample=samples(),
    utility=utilities,
    share=st.fractions(min_value=0, max_value=9, max_denominator=9),
    steps=st.lists(st.fractions(min_value=0, max_value=1, max_denominator=30), min_size=1, max_size=6),
)
def test_it_changes_no_purchase(sample: Sample, utility: str, share: Fraction, steps: list[Fraction]) -> None:
    contest = contest_of(sample, utility)
    assume(has_voters(contest))
    crowd = crowd_of(contest)
    run = Sharing(crowd, share)
    for step in steps:
        share += step
        run = Sharing(crowd, share, after=run)
        assert run.purchases == Sharing(in_lists(crowd), share).purchases


def test_many_more_projects_and_small_steps() -> None:
    for seed in range(12):
        sample, _settings = by_lot("equal-shares", seed, projects=14, ballots=50)
        crowd = crowd_of(contest_of(sample, ("cost", "cardinality", "points")[seed % 3]))
        share, run = Fraction(1, 2), None
        for _step in range(40):
            run, share = Sharing(crowd, share, after=run), share + Fraction(1, 17)
            assert run.purchases == Sharing(in_lists(crowd), run.endowment).purchases


class Counting(ArrayBook):
    """Counts what it is asked."""

    asked = 0

    def quote(self, project: int, *, low: int, best: int | None) -> Answer:
        Counting.asked += 1
        return super().quote(project, low=low, best=best)


def test_it_saves_questions() -> None:
    sample, _settings = by_lot("equal-shares", 5, projects=16, ballots=80)
    crowd = crowd_of(contest_of(sample, "cost"))
    with mock.patch.object(array_book, "ArrayBook", Counting):
        first = Sharing(crowd, Fraction(3, 2))
        alone = Counting.asked
        second = Sharing(crowd, Fraction(3, 2) + Fraction(1, 10**6), after=first)
    assert second.bought == first.bought != []
    assert Counting.asked - alone < alone
