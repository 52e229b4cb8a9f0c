"""What others may read of a vote, in how many queries, and that nothing of an unpublished count is among it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participation.models import Round
from tests.factories.participation import DAY, UserFactory, staff
from tests.factories.voting import (
    a_paper,
    admitted,
    cast,
    closed,
    computed,
    drawn_up,
    let_it_end,
    officer,
    published,
    voter,
    voting_round,
)
from voting import keys, papers, queries, results
from voting.models import BallotPaper, Result

pytestmark = pytest.mark.django_db


def asked(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        read()
    return len(found)


# Papers


def test_outsiders_see_frozen_papers_only() -> None:
    paper = drawn_up()
    assert queries.paper_for(paper.round) is None
    papers.freeze(paper=paper, at=timezone.now())
    assert queries.paper_for(paper.round) == paper


def test_a_paper_with_all_its_options_takes_two_queries() -> None:
    paper = a_paper(costs=(100_000,) * 3)
    many = a_paper(costs=(100_000,) * 30)
    for each in (paper, many):

        def read(each: BallotPaper = each) -> None:
            found = queries.paper_for(each.round)
            assert found is not None
            for option in queries.options_of(found):
                assert option.area.name == found.round.area.name
                assert option.pot.area.key == found.round.area.key

        assert asked(read) == 2


def test_open_papers_are_frozen_public_and_running() -> None:
    paper = a_paper()
    hidden = a_paper()
    Round.objects.filter(pk=hidden.round_id).update(is_public=False)
    drawn_up()
    let_it_end(a_paper())
    assert list(queries.open_papers(at=timezone.now())) == [paper]
    assert list(queries.open_papers(at=paper.closes_at)) == []
    assert queries.is_open(paper, at=timezone.now())
    assert not queries.is_open(paper, at=paper.closes_at)


def test_turnout_is_the_number_of_ballots() -> None:
    paper = a_paper()
    person = voter(paper)
    for _ in range(2):
        cast(paper, 1, by=person)
    cast(paper, 2)
    assert queries.turnout(paper) == 2


def test_a_person_learns_that_they_have_voted() -> None:
    paper = a_paper()
    person = voter(paper)
    assert queries.has_voted(paper, person) is False
    cast(paper, 1, by=person)
    assert queries.has_voted(paper, person) is True
    assert queries.has_voted(paper, UserFactory()) is False
    assert queries.known_about(person) == {"voted_in": [paper.round.title]}
    keys.destroy(paper.key_id)
    assert queries.has_voted(paper, person) is False


# The box after the close


def test_a_receipt_is_found_after_the_close_and_not_before() -> None:
    paper = a_paper()
    person = voter(paper)
    old = cast(paper, 2, by=person)
    receipt = cast(paper, 1, by=person)
    assert queries.leaf_in_box(paper, receipt.nonce) is None
    shut = closed(paper, votes=[])
    leaf = queries.leaf_in_box(shut, receipt.nonce)
    assert leaf is not None
    assert queries.leaf_in_box(shut, old.nonce) is None
    assert queries.leaf_in_box(closed(), receipt.nonce) is None


def test_an_altered_ballot_is_named() -> None:
    paper = closed()
    assert queries.altered_ballot(paper) is None
    ballot = paper.ballots.order_by("nonce")[1]
    ballot.choices = [4]
    ballot.save()
    assert queries.altered_ballot(paper) == ballot.nonce


# Results


def test_the_published_result_has_every_option_with_votes_and_a_reason() -> None:
    result = published(closed(a_paper(cents=900_000, min_votes=2), votes=[[1, 2], [1], [3], [1, 2]]))
    found = queries.published_result(result.paper.round)
    assert found is not None
    assert [each.option.number for each in found.options] == [1, 2, 3, 4]
    assert [each.votes for each in found.options] == [3, 2, 1, 0]
    outcome = result.outcomes[0]["outcome"]
    assert {each.option.key: dict(each.reason) for each in found.options} == outcome["reasons"]
    assert {each.option.key for each in found.funded} == set(outcome["funded"])
    assert {each.option.key: each.step for each in found.funded} == {
        key: outcome["reasons"][key]["step"] for key in outcome["funded"]
    }
    assert [each.step for each in found.missed] == [None] * len(found.missed)
    assert (found.ballots, found.pot_cents, found.funded_cents) == (4, 900_000, outcome["spent"])
    votes = [each.votes for each in found.missed]
    assert votes == sorted(votes, reverse=True)


def test_a_withdrawn_option_says_so_in_the_result() -> None:
    paper = closed()
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=timezone.now())
    found = queries.read(published(paper))
    assert found.options[0].reason == {"code": "withdrawn", "text": "Verkauft."}
    assert (found.options[0].funded, found.options[0].votes) == (False, 0)


def a_big_result(options: int) -> Result:
    return published(closed(a_paper(costs=(100_000,) * options), votes=[[1], [1, 2]]))


@pytest.mark.parametrize("options", [3, 30])
def test_a_published_result_takes_two_queries_whatever_its_size(options: int) -> None:
    result = a_big_result(options)
    round = Round.objects.select_related("area").get(pk=result.paper.round_id)

    def read() -> None:
        found = queries.published_result(round)
        assert found is not None
        assert len([each.sentence for each in found.options]) == options
        assert [each.option.proposal.title + each.option.area.name for each in found.funded]
        assert [pot.digest for pot in found.pots]

    assert asked(read) == 2


def test_lists_of_results_and_outcomes_take_a_fixed_number_of_queries() -> None:
    counts = []
    for _ in range(2):
        shown = [a_big_result(3), a_big_result(5)]
        ids = [option.proposal_id for result in shown for option in result.paper.options.all()]
        outcomes = asked(lambda ids=ids: [each.sentence for each in queries.outcome_of_proposals(ids).values()])
        index = asked(
            lambda: [
                (r.paper.round.area.name, [a.option.title for a in r.awards.all()]) for r in queries.newest_results()
            ]
        )
        awards = asked(lambda shown=shown: [a.option.proposal.title for a in queries.awards_of(shown[0])])
        counts.append((outcomes, index, awards))
    assert counts == [(2, 2, 1), (2, 2, 1)]


def test_outcomes_of_proposals_come_from_the_newest_published_result() -> None:
    first = published(closed(votes=[[1]]))
    proposal = first.paper.options.get(number=1).proposal_id
    elsewhere = admitted(voting_round())
    assert queries.outcome_of_proposals([proposal, elsewhere.pk])[proposal].funded is True
    papers.withdraw_option(paper=first.paper, number=1, reason="Verkauft.", at=timezone.now())
    second = published(first.paper)
    found = queries.outcome_of_proposals([proposal, elsewhere.pk])
    assert {key: each.funded for key, each in found.items()} == {proposal: False}
    assert [result.pk for result in queries.newest_results()] == [second.pk]
    assert queries.outcome_of_proposals([]) == {}


def test_options_of_proposals_are_those_of_frozen_papers() -> None:
    frozen, drawn = a_paper(costs=(100_000,)), drawn_up(costs=(100_000,))
    ids = [option.proposal_id for paper in (frozen, drawn) for option in paper.options.all()]
    assert list(queries.options_of_proposals(ids)) == ids[:1]


# Invariant 19: nothing of a count before it is published, whatever is asked


def counted(paper: BallotPaper) -> None:
    computed(paper)


def certified(paper: BallotPaper) -> None:
    results.certify(result=computed(paper), at=timezone.now(), by=officer(paper.round))


def hidden(paper: BallotPaper) -> None:
    published(paper)
    Round.objects.filter(pk=paper.round_id).update(is_public=False)


@pytest.mark.parametrize("stage", [counted, certified, hidden])
def test_invariant_19_no_query_for_outsiders_says_anything_before_publication(
    stage: Callable[[BallotPaper], None],
) -> None:
    paper = closed()
    stage(paper)
    round = Round.objects.get(pk=paper.round_id)
    ids = [option.proposal_id for option in paper.options.all()]
    assert queries.published_result(round) is None
    assert queries.outcome_of_proposals(ids) == {}
    assert list(queries.newest_results()) == []
    if stage is not hidden:
        assert list(queries.results_for(round)) == []
        assert list(queries.awards_of(Result.objects.get())) == []
        assert list(queries.published_results_of(round.slug)) == []


# What waits at the desks


def test_what_waits_counts_only_the_own_area() -> None:
    round = voting_round()
    by, stranger = officer(round), officer(voting_round())
    now = timezone.now()
    admitted(round)
    assert queries.waiting(by, at=now) == queries.Waiting(papers=1, boxes=0, results=0)
    paper = papers.freeze(paper=papers.draw_up(round=round, at=now), at=now)
    assert queries.waiting(by, at=now) == queries.Waiting(papers=0, boxes=0, results=0)
    assert queries.waiting(by, at=paper.closes_at) == queries.Waiting(papers=0, boxes=1, results=0)
    shut = closed(paper, votes=[[1]])
    assert queries.waiting(by, at=now) == queries.Waiting(papers=0, boxes=0, results=1)
    published(shut)
    assert queries.waiting(by, at=now) == queries.Waiting(papers=0, boxes=0, results=0)
    assert queries.waiting(stranger, at=now) == queries.Waiting(papers=1, boxes=0, results=0)
    assert queries.waiting(UserFactory(), at=now) == queries.Waiting(papers=0, boxes=0, results=0)


def test_the_district_office_sees_no_boxes_to_close() -> None:
    paper = a_paper()
    office = staff("office", paper.round.area)
    assert queries.waiting(office, at=paper.closes_at + DAY).boxes == 0


def test_papers_to_close_are_over_by_the_moment_given() -> None:
    paper = a_paper()
    a_moment = datetime.timedelta(milliseconds=1)
    assert list(queries.papers_to_close(at=paper.closes_at - a_moment)) == []
    assert list(queries.papers_to_close(at=paper.closes_at)) == [paper]
    closed(paper, votes=[])
    assert list(queries.papers_to_close(at=paper.closes_at)) == []


def test_losers_of_a_result_say_what_would_have_been_enough_and_results_of_old_say_nothing() -> None:
    paper = a_paper(costs=(900_000_00, 100_00), tally_rule="equal_shares")
    result = published(closed(paper, votes=[[1], [2]]))
    found = queries.read(result)
    assert sorted((each.funded, bool(each.enough)) for each in found.options) == [(False, True), (True, False)]
    assert found.represented == result.findings["represented"]
    result.findings = {}
    old = queries.read(result)
    assert ([each.enough for each in old.options], old.represented) == (["", ""], None)


def test_public_papers_are_frozen_visible_and_the_newest_vote_first() -> None:
    drawn_up()
    a_paper(round=voting_round(is_public=False))
    old = closed()
    new = a_paper()
    assert list(queries.public_papers()) == [new, old]
    with CaptureQueriesContext(connection) as asked:
        told = [(paper.round.area.key, hasattr(paper, "closing")) for paper in queries.public_papers()]
    assert told == [(new.round.area.key, False), (old.round.area.key, True)]
    assert len(asked) == 1


def test_a_paper_is_found_by_the_address_of_its_round_in_one_query() -> None:
    hidden = a_paper(round=voting_round(is_public=False))
    unfrozen, shut, paper = drawn_up(), closed(), a_paper()
    found = [queries.paper_at(each.round.slug) for each in (hidden, unfrozen, shut, paper)]
    assert found == [None, None, shut, paper]
    with CaptureQueriesContext(connection) as asked:
        told = queries.paper_at(paper.round.slug)
        assert told is not None
        assert (told.round.area.key, hasattr(told, "closing")) == (paper.round.area.key, False)
    assert len(asked) == 1
