"""Counting a shut box, certifying, publishing, and counting again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.models import LogEntry, Pot, Round
from tests.factories.participation import NOON, RegionFactory, UserFactory, staff
from tests.factories.voting import (
    a_paper,
    admitted,
    cast,
    closed,
    computed,
    let_it_end,
    officer,
    published,
    voting_round,
)
from voting import allocation, closing, counting, hashing, papers, queries, results
from voting.allocation import Candidate, Settings
from voting.models import Award, Ballot, BallotPaper, Option, Result

pytestmark = pytest.mark.django_db


def refused(code: str) -> Any:
    return pytest.raises(results.ResultRefused, match=f"^{code}$")


def funded(result: Result) -> list[str]:
    return [key for pot in result.outcomes for key in pot["outcome"]["funded"]]


# Counting


def test_a_count_is_the_pure_count_of_what_is_in_the_box() -> None:
    votes = [[1, 2], [1], [3], [1, 3]]
    result = computed(closed(votes=votes))
    paper = result.paper
    candidates = [Candidate(option.key, option.cost_cents) for option in paper.options.order_by("number")]
    outcome = allocation.allocate(
        candidates=candidates,
        tally=counting.count([str(number) for number in ballot] for ballot in votes),
        pot=paper.round.pots.get().cents,
        settings=Settings.from_dict(paper.settings["allocation"]),
    )
    assert [pot["outcome"] for pot in result.outcomes] == [outcome.to_dict()]
    assert result.votes == {"1": 3, "2": 1, "3": 2, "4": 0}
    assert (result.ballots, result.run) == (4, 1)
    assert hashing.digest(result.outcomes[0]["outcome"]) == outcome.digest()


def test_what_would_have_been_enough_is_stored_with_the_result_and_is_part_of_no_hash() -> None:
    result = computed(closed(a_paper(costs=(900_000_00,) * 2), votes=[[1], [1], [2]]))
    assert result.findings["complete"]
    assert list(result.findings["changes"]) == [key for key in ("1", "2") if key not in funded(result)]
    assert result.findings["represented"]["ballots"] == 3
    Result.objects.filter(pk=result.pk).update(findings={})
    again = Result.objects.get(pk=result.pk)
    assert results.fault_of(again) is None
    assert results.explain_further(result=again) == result.findings
    again.refresh_from_db()
    assert again.findings == result.findings


def test_a_box_that_was_altered_is_not_explained_further() -> None:
    result = computed()
    Ballot.objects.filter(paper=result.paper).first().delete()  # type: ignore[union-attr]
    with refused("box_altered"):
        results.explain_further(result=result)


def test_awards_are_the_funded_options_with_their_step_and_cost() -> None:
    result = computed()
    rows = [(award.option.key, award.step, award.cents) for award in result.awards.select_related("option")]
    reasons = result.outcomes[0]["outcome"]["reasons"]
    costs = dict(result.paper.options.values_list("key", "cost_cents"))
    assert rows == [(key, reasons[key]["step"], costs[key]) for key in funded(result)]


def test_a_recount_is_a_new_row_with_the_same_hash() -> None:
    first = computed()
    again = results.compute(paper=first.paper, at=NOON)
    assert [result.run for result in Result.objects.order_by("run")] == [1, 2]
    assert (again.digest, again.input_digest) == (first.digest, first.input_digest)


def test_nothing_is_counted_before_the_close() -> None:
    for paper in (a_paper(), let_it_end(a_paper())):
        with refused("not_closed"):
            results.compute(paper=paper, at=timezone.now())


@pytest.mark.parametrize("rule", Round.TallyRule.values)
def test_invariant_14_every_rule_keeps_to_the_pot_and_to_the_paper(rule: str) -> None:
    result = computed(closed(a_paper(tally_rule=rule, cents=900_000), votes=[[1, 2], [1, 3], [4], [2, 3, 4]]))
    (pot,) = result.outcomes
    costs = dict(result.paper.options.values_list("key", "cost_cents"))
    assert sum(costs[key] for key in funded(result)) == pot["outcome"]["spent"] <= pot["cents"] == 900_000
    assert set(pot["outcome"]["reasons"]) == set(costs)


def test_each_pot_is_counted_by_itself_with_the_ballots_that_name_its_projects() -> None:
    round = voting_round(tally_rule=Round.TallyRule.EQUAL_SHARES)
    region = RegionFactory(parent=round.area)
    Pot.objects.create(round=round, area=region, cents=300_000)
    admitted(round, cents=300_000, area=region)
    admitted(round, cents=400_000)
    paper = papers.freeze(paper=papers.draw_up(round=round, at=timezone.now()), at=timezone.now())
    inside = paper.options.get(area=region).number
    outside = paper.options.exclude(area=region).get().number
    result = computed(closed(paper, votes=[[inside], [inside, outside], [outside]]))
    assert {pot["area"]: pot["outcome"]["ballots"] for pot in result.outcomes} == {round.area.key: 2, region.key: 2}
    assert sorted(funded(result)) == ["1", "2"]


def test_a_withdrawn_option_does_not_count_and_its_ballots_stay() -> None:
    paper = closed(votes=[[1, 2], [1], [2]])
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=NOON)
    result = computed(paper)
    assert (result.ballots, result.settings["withdrawn"]) == (3, ["1"])
    assert result.votes == {"2": 2, "3": 0, "4": 0}
    assert "1" not in result.outcomes[0]["outcome"]["reasons"]


def test_a_withdrawal_after_a_count_leaves_that_count_as_it_was() -> None:
    first = computed(closed(votes=[[1], [2]]))
    papers.withdraw_option(paper=first.paper, number=1, reason="Verkauft.", at=NOON)
    second = results.compute(paper=first.paper, at=NOON)
    assert results.fault_of(first) is None
    assert results.fault_of(second) is None
    assert first.input_digest != second.input_digest


NUMBERS = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(votes=NUMBERS, rule=st.sampled_from(Round.TallyRule.values))
def test_invariant_13_the_order_of_the_ballots_does_not_matter(votes: list[list[int]], rule: str) -> None:
    paper = BallotPaper.objects.filter(round__tally_rule=rule).first() or a_paper(tally_rule=rule, cents=900_000)
    options = list(paper.options.select_related("area").order_by("number"))
    counts = []
    for turned in (votes, votes[::-1]):
        Ballot.objects.all().delete()
        rows = (
            Ballot(paper=paper, box_key=str(place), nonce=str(place), choices=choices, leaf="")
            for place, choices in enumerate(turned)
        )
        Ballot.objects.bulk_create(rows)
        counts.append(results.count(paper, options, withdrawn=[]))
    assert counts[0] == counts[1]
    assert counts[0].digest == counts[1].digest


def test_the_digest_does_not_depend_on_keys_of_this_database() -> None:
    result = computed()
    stored = results.Count(result.settings, result.outcomes, result.votes, result.ballots, result.input_digest)
    moved = [{**pot, "pot": 9_999} for pot in result.outcomes]
    again = results.Count(result.settings, moved, result.votes, result.ballots, result.input_digest)
    assert stored.digest == again.digest == result.digest


# Tampering (invariant 10)


def alter(result: Result, what: str) -> None:
    ballot = Ballot.objects.filter(paper=result.paper).first()
    assert ballot is not None
    if what == "choices":
        Ballot.objects.filter(pk=ballot.pk).update(choices=[4])
    elif what == "leaf":
        Ballot.objects.filter(pk=ballot.pk).update(leaf="0" * 64)
    elif what == "removed":
        ballot.delete()
    elif what == "added":
        Ballot.objects.create(paper=result.paper, box_key="x", nonce="x", choices=[1], leaf="1" * 64)
    elif what == "cost":
        Option.objects.filter(paper=result.paper, number=1).update(cost_cents=1)
    elif what == "votes":
        Result.objects.filter(pk=result.pk).update(votes=result.votes | {"1": 999})
    elif what == "outcome":
        result.outcomes[0]["outcome"]["funded"].reverse()
        Result.objects.filter(pk=result.pk).update(outcomes=result.outcomes)
    elif what == "digest":
        Result.objects.filter(pk=result.pk).update(digest="0" * 64)
    elif what == "input":
        Result.objects.filter(pk=result.pk).update(input_digest="0" * 64)


FAULTS = [
    ("nothing", None),
    ("choices", "ballot_altered"),
    ("leaf", "box_altered"),
    ("removed", "box_altered"),
    ("added", "box_altered"),
    ("cost", "paper_altered"),
    ("votes", "votes"),
    ("outcome", "stored"),
    ("digest", "outcome"),
    ("input", "input"),
]


@pytest.mark.parametrize(("what", "fault"), FAULTS)
def test_invariant_10_whatever_is_altered_is_found_and_named(what: str, fault: str | None) -> None:
    result = published()
    alter(result, what)
    assert results.fault_of(Result.objects.select_related("paper__round").get()) == fault


@pytest.mark.parametrize(
    ("what", "code"), [("leaf", "box_altered"), ("removed", "box_altered"), ("cost", "paper_altered")]
)
def test_an_altered_box_is_not_counted_again(what: str, code: str) -> None:
    result = computed()
    alter(result, what)
    with refused(code):
        results.compute(paper=result.paper, at=timezone.now())
    assert Result.objects.count() == 1


# Certifying and publishing


def test_a_second_officer_certifies_and_then_it_is_published() -> None:
    result = computed()
    by = officer(result.paper.round)
    with refused("not_certified"):
        results.publish(result=result, at=NOON, by=by)
    certified = results.certify(result=result, at=NOON, by=by)
    assert (certified.certified_by, certified.certified_at) == (by, NOON)
    shown = results.publish(result=certified, at=NOON, by=by)
    assert (shown.published_by, shown.published_at) == (by, NOON)
    for verb, code in ((results.certify, "already_certified"), (results.publish, "already_published")):
        with refused(code):
            verb(result=result, at=NOON, by=by)


def test_who_counted_does_not_certify() -> None:
    result = computed()
    with refused("same_person"):
        results.certify(result=result, at=NOON, by=result.computed_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(certified_by=result.computed_by)


def test_only_a_returning_officer_of_the_area_certifies() -> None:
    result = computed()
    area = result.paper.round.area
    for person in (UserFactory(), staff("office", area), officer(voting_round())):
        with refused("not_yours"):
            results.certify(result=result, at=NOON, by=person)
    with refused("needs_person"):
        results.certify(result=result, at=NOON)


def test_the_district_office_publishes_and_strangers_do_not() -> None:
    result = computed()
    area = result.paper.round.area
    results.certify(result=result, at=NOON, by=officer(result.paper.round))
    for person in (UserFactory(), staff("moderator", area), staff("office", voting_round().area)):
        with refused("not_yours"):
            results.publish(result=result, at=NOON, by=person)
    results.publish(result=result, at=NOON, by=staff("office", area))
    assert Result.objects.published().count() == 1


def test_a_recount_takes_the_place_of_the_first_result_which_stays_to_be_seen() -> None:
    first = published(closed(votes=[[1], [2]]))
    papers.withdraw_option(paper=first.paper, number=1, reason="Verkauft.", at=NOON)
    second = published(first.paper)
    round = first.paper.round
    newest = queries.published_result(round)
    assert newest is not None
    assert newest.result == second
    assert list(queries.results_for(round)) == [second, first]


def test_an_older_run_is_not_published_after_a_newer_one() -> None:
    older = computed()
    published(older.paper)
    results.certify(result=older, at=NOON, by=officer(older.paper.round))
    with refused("superseded"):
        results.publish(result=older, at=NOON, by=officer(older.paper.round))


def test_the_database_refuses_to_publish_what_was_not_certified() -> None:
    result = computed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(published_at=NOON)


def test_every_act_is_in_the_log_without_a_number_of_votes() -> None:
    result = published()
    entries = LogEntry.objects.filter(action__startswith="results.").order_by("number")
    assert [entry.action for entry in entries] == ["results.compute", "results.certify", "results.publish"]
    assert {tuple(sorted(entry.detail)) for entry in entries} == {("digest", "run")}
    assert {entry.detail["digest"] for entry in entries} == {result.digest}


def test_mails_go_out_when_the_result_is_published_and_not_before(
    django_capture_on_commit_callbacks: Any,
) -> None:
    result = computed()
    by = officer(result.paper.round)
    with django_capture_on_commit_callbacks(execute=True):
        results.certify(result=result, at=NOON, by=by)
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        results.publish(result=result, at=NOON, by=by)
    assert len(mail.outbox) == result.paper.options.count()


def test_an_empty_box_has_a_result_without_winners() -> None:
    result = computed(closed(votes=[]))
    assert (result.ballots, funded(result)) == (0, [])
    assert Award.objects.count() == 0


def test_a_box_shut_by_command_is_counted_like_any_other() -> None:
    paper = a_paper()
    cast(paper, 1)
    paper = let_it_end(paper)
    shut = closing.close(paper=paper, at=paper.closes_at + datetime.timedelta(minutes=1))
    assert shut.by is None
    assert computed(paper).ballots == 1
