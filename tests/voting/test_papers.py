"""Drawing up, freezing, withdrawing."""

from __future__ import annotations

import datetime
import hashlib
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from participation import rounds
from participation.models import LogEntry, Phase, Pot, Round
from proposals.models import Proposal
from proposals.states import State
from tests.factories.participation import DAY, NOON, RegionFactory, a_round
from tests.factories.voting import a_paper, admitted, drawn_up, officer, voting_round
from voting import hashing, keys, papers
from voting.allocation import Settings
from voting.models import BallotPaper, Option

pytestmark = pytest.mark.django_db


def refused(code: str) -> Any:
    return pytest.raises(papers.PaperRefused, match=f"^{code}$")


def numbers(paper: BallotPaper) -> list[tuple[int, str]]:
    return list(paper.options.values_list("number", "title"))


# Drawing up


def test_all_admitted_proposals_and_no_other_are_on_the_paper() -> None:
    round = voting_round()
    ready = [admitted(round, cents=cents) for cents in (100_000, 250_000)]
    admitted(round, state=State.INFEASIBLE)
    admitted(voting_round())
    paper = papers.draw_up(round=round, at=timezone.now())
    options = list(paper.options.order_by("proposal_id"))
    assert [option.proposal_id for option in options] == [proposal.pk for proposal in ready]
    assert [option.cost_cents for option in options] == [100_000, 250_000]
    assert [option.title for option in options] == [proposal.title for proposal in ready]
    assert [option.summary for option in options] == [proposal.what for proposal in ready]
    assert {option.area for option in options} == {round.area}
    assert sorted(option.number for option in options) == [1, 2]
    assert {option.key for option in options} == {"1", "2"}


def test_hours_and_limits_come_from_the_round() -> None:
    round = voting_round(max_choices=3, min_votes=10, ballot_type=Round.BallotType.KNAPSACK)
    paper = drawn_up(round=round)
    phase = round.phases.get(kind=Phase.Kind.VOTING)
    assert (paper.opens_at, paper.closes_at) == (phase.starts_at, phase.ends_at)
    assert (paper.max_choices, paper.is_knapsack) == (3, True)
    pot = round.pots.get()
    assert paper.settings["pots"] == [{"pot": pot.pk, "area": round.area.key, "cents": pot.cents}]
    assert Settings.from_dict(paper.settings["allocation"]).min_votes == 10


SAME = {"increment": 100, "unit": 100, "min_votes": 1}


@pytest.mark.parametrize(
    ("tally_rule", "expected"),
    [
        (Round.TallyRule.GREEDY_SKIP, Settings("greedy", misfit="skip", **SAME)),
        (Round.TallyRule.GREEDY_STOP, Settings("greedy", misfit="stop", **SAME)),
        (
            Round.TallyRule.EQUAL_SHARES,
            Settings("equal-shares", utility="cost", completion="add1-utilitarian", add1_stop="exhaustive", **SAME),
        ),
    ],
)
def test_the_rule_of_the_round_becomes_settings_of_the_count(tally_rule: str, expected: Settings) -> None:
    paper = drawn_up(round=voting_round(tally_rule=tally_rule))
    assert Settings.from_dict(paper.settings["allocation"]) == expected


def test_the_lot_can_be_repeated_by_hand_with_the_published_seed() -> None:
    paper = drawn_up()
    seed = paper.settings["lot_seed"]
    by_hand = sorted(
        Proposal.objects.filter(round=paper.round),
        key=lambda proposal: hashlib.sha256(f"{seed}:{proposal.number}".encode()).hexdigest(),
    )
    assert [title for _number, title in numbers(paper)] == [proposal.title for proposal in by_hand]


def test_a_seed_drawn_in_public_is_used_as_it_is() -> None:
    round = voting_round()
    for _ in range(4):
        admitted(round)
    first = papers.draw_up(round=round, at=timezone.now(), seed="7 13 22 40 41 49")
    order = numbers(first)
    assert first.settings["lot_seed"] == "7 13 22 40 41 49"
    assert numbers(papers.draw_up(round=round, at=timezone.now(), seed="7 13 22 40 41 49")) == order


def test_random_seeds_differ() -> None:
    round = voting_round()
    admitted(round)
    seeds = {papers.draw_up(round=round, at=timezone.now()).settings["lot_seed"] for _ in range(3)}
    assert len(seeds) == 3
    assert {len(seed) for seed in seeds} == {32}


@given(st.sets(st.integers(1, 500)), st.text())
def test_a_lot_draws_each_number_once(chosen: set[int], seed: str) -> None:
    assert sorted(papers.lot(chosen, seed=seed)) == sorted(chosen)
    assert papers.lot(sorted(chosen, reverse=True), seed=seed) == papers.lot(chosen, seed=seed)


def test_drawn_up_again_before_freezing_takes_what_is_admitted_then() -> None:
    paper = drawn_up(costs=(100_000,))
    admitted(paper.round)
    again = papers.draw_up(round=paper.round, at=timezone.now())
    assert again.pk == paper.pk
    assert again.options.count() == 2


def test_each_option_belongs_to_the_pot_of_the_smallest_area_around_it() -> None:
    round = voting_round()
    region = RegionFactory(parent=round.area)
    own = Pot.objects.create(round=round, area=region, cents=500_000)
    inside, outside = admitted(round, area=region), admitted(round)
    paper = papers.draw_up(round=round, at=timezone.now())
    assert dict(paper.options.values_list("proposal", "pot")) == {
        inside.pk: own.pk,
        outside.pk: round.pots.get(area=round.area).pk,
    }


def test_refused_without_a_pot_around_a_proposal() -> None:
    round = voting_round()
    region = RegionFactory(parent=round.area)
    Pot.objects.filter(round=round).update(area=region)
    admitted(round, title="Bank")
    with refused("no_pot") as refusal:
        papers.draw_up(round=round, at=timezone.now())
    assert refusal.value.facts == {"titles": ["Bank"]}
    assert not BallotPaper.objects.exists()


def test_refused_without_proposals_without_a_vote_and_after_it() -> None:
    with refused("nothing_ready"):
        papers.draw_up(round=voting_round(), at=timezone.now())
    round = voting_round()
    admitted(round)
    Phase.objects.filter(round=round, kind=Phase.Kind.VOTING).delete()
    with refused("no_voting_phase"):
        papers.draw_up(round=round, at=timezone.now())
    over = a_round(phase=Phase.Kind.COUNTING, now=NOON)
    admitted(over)
    with refused("too_late"):
        papers.draw_up(round=over, at=NOON)


# Freezing


def test_freezing_publishes_the_hash_of_all_that_is_fixed_and_makes_the_keys() -> None:
    paper = a_paper()
    facts = paper.facts(paper.options.select_related("area"))
    assert paper.digest == hashing.digest(facts)
    assert sorted(facts) == sorted(
        [
            "round",
            "title",
            "opens_at",
            "closes_at",
            "ballot_type",
            "public_key",
            "max_choices",
            "allocation",
            "lot_seed",
            "pots",
            "options",
        ]
    )
    assert sorted(facts["options"][0]) == ["area", "cost_cents", "key", "number", "pot", "summary", "title"]
    assert len(keys.load(paper.key_id).link) == 32


CHANGES = [
    (Option, {"title": "anders"}),
    (Option, {"summary": "anders"}),
    (Option, {"cost_cents": 1}),
    (BallotPaper, {"max_choices": 9}),
    (BallotPaper, {"closes_at": NOON + 400 * DAY}),
    (BallotPaper, {"ballot_type": "knapsack"}),
]


@pytest.mark.parametrize(("model", "change"), CHANGES)
def test_invariant_18_any_change_after_freezing_breaks_the_hash(model: Any, change: dict[str, Any]) -> None:
    paper = a_paper()
    rows = Option.objects.filter(paper=paper, number=1) if model is Option else BallotPaper.objects.filter(pk=paper.pk)
    rows.update(**change)
    changed = BallotPaper.objects.select_related("round").get(pk=paper.pk)
    assert hashing.digest(changed.facts(changed.options.select_related("area"))) != changed.digest


def test_invariant_18_the_paper_keeps_what_the_proposal_said() -> None:
    paper = a_paper()
    option = paper.options.get(number=1)
    Proposal.objects.filter(pk=option.proposal_id).update(title="anders", what="anders")
    option.refresh_from_db()
    assert "anders" not in (option.title, option.summary)
    assert hashing.digest(paper.facts(paper.options.select_related("area"))) == paper.digest


def test_a_frozen_paper_is_neither_frozen_nor_drawn_up_again() -> None:
    paper = a_paper()
    with refused("already_frozen"):
        papers.freeze(paper=paper, at=timezone.now())
    with refused("already_frozen"):
        papers.draw_up(round=paper.round, at=timezone.now())
    assert BallotPaper.objects.get().digest == paper.digest


def test_freezing_is_refused_when_the_hours_were_moved_since() -> None:
    paper = drawn_up()
    Phase.objects.filter(round=paper.round, kind=Phase.Kind.VOTING).update(ends_at=paper.closes_at + DAY)
    with refused("hours_changed"):
        papers.freeze(paper=paper, at=timezone.now())

    assert not paper.round.phases.get(kind=Phase.Kind.VOTING).is_fixed


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Phase.Kind.VOTING, "fixed"), (Phase.Kind.ASSESSING, "next_fixed"), (Phase.Kind.COUNTING, None)],
)
def test_from_freezing_on_the_hours_of_the_paper_are_those_of_the_round(kind: str, code: str | None) -> None:
    """Frozen before its first day: the round's desk can no longer give the vote other dates than the paper has."""
    now = timezone.now()
    paper = a_paper(round=a_round(phase=Phase.Kind.ASSESSING, now=now))
    phases = {phase.kind: phase for phase in paper.round.phases.all()}
    vote = phases[Phase.Kind.VOTING]
    assert (paper.phase, vote.is_fixed, vote.starts_at > now) == (vote, True, True)
    with pytest.raises(rounds.RoundRefused, match=f"^{code}$") if code else nullcontext():
        rounds.extend_phase(phase=phases[kind], ends_at=phases[kind].ends_at + DAY, reason="Ferien.", at=now)
    vote.refresh_from_db()
    assert (vote.starts_at, vote.ends_at) == (paper.opens_at, paper.closes_at)


def test_phase_and_round_of_a_frozen_paper_cannot_be_deleted() -> None:
    paper = a_paper()
    for gone in (Phase.objects.filter(pk=paper.phase_id), Round.objects.filter(pk=paper.round_id)):
        with pytest.raises(ProtectedError), transaction.atomic():
            gone.delete()
    assert paper.round.phases.count() == len(Phase.Kind)
    drawn_up().round.phases.get(kind=Phase.Kind.VOTING).delete()  # not fixed yet: goes


@pytest.mark.parametrize("fault", [{"digest": ""}, {"key_id": ""}, {"phase": None}])
def test_the_database_refuses_a_frozen_paper_without_hash_keys_or_phase(fault: dict[str, Any]) -> None:
    paper = drawn_up()
    whole = {"digest": "a", "key_id": "a", "phase": paper.round.phases.get(kind=Phase.Kind.VOTING)}
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotPaper.objects.filter(pk=paper.pk).update(frozen_at=NOON, **(whole | fault))
    assert BallotPaper.objects.filter(pk=paper.pk).update(frozen_at=NOON, **whole) == 1


def test_acts_of_staff_are_in_the_log() -> None:
    round = voting_round(now=NOON)
    admitted(round)
    by = officer(round)
    paper = papers.draw_up(round=round, at=NOON, by=by)
    papers.freeze(paper=paper, at=NOON, by=by)
    papers.withdraw_option(paper=paper, number=1, reason="Das Grundstück ist verkauft.", at=NOON, by=by)
    entries = list(LogEntry.objects.filter(action__startswith="papers.").order_by("number"))
    assert [entry.action for entry in entries] == ["papers.draw_up", "papers.freeze", "papers.withdraw"]
    assert {entry.actor_id for entry in entries} == {by.pk}
    assert entries[1].detail == {"digest": BallotPaper.objects.get().digest}


# Withdrawing


def test_a_withdrawal_has_a_public_reason_and_leaves_the_hash_alone() -> None:
    paper = a_paper()
    option = papers.withdraw_option(paper=paper, number=2, reason=" Verkauft. ", at=NOON)
    option.refresh_from_db()
    assert (option.withdrawn_at, option.withdrawn_reason) == (NOON, "Verkauft.")
    assert hashing.digest(paper.facts(paper.options.select_related("area"))) == paper.digest


@pytest.mark.parametrize(
    ("number", "reason", "code"), [(1, " ", "no_reason"), (99, "x", "unknown"), (2, "x", "already_withdrawn")]
)
def test_a_withdrawal_is_refused(number: int, reason: str, code: str) -> None:
    paper = a_paper()
    papers.withdraw_option(paper=paper, number=2, reason="Verkauft.", at=NOON)
    with refused(code):
        papers.withdraw_option(paper=paper, number=number, reason=reason, at=NOON)


def test_nothing_is_withdrawn_from_a_paper_that_is_not_frozen() -> None:
    with refused("not_frozen"):
        papers.withdraw_option(paper=drawn_up(), number=1, reason="x", at=NOON)


# Votes held elsewhere


def test_an_archived_paper_keeps_its_own_numbers_and_keys() -> None:
    round = voting_round(is_archive=True)
    entries = [
        papers.Entry(title="Zebrastreifen", summary="", cost_cents=100, area=round.area, key="b7"),
        papers.Entry(title="Ampel", summary="", cost_cents=200, area=round.area, key="a1"),
    ]
    paper = papers.bring_in(round=round, entries=entries, rule=Settings("greedy"), max_choices=4, at=timezone.now())
    assert list(paper.options.values_list("number", "key")) == [(1, "b7"), (2, "a1")]
    assert (paper.is_frozen, paper.max_choices, paper.settings["lot_seed"]) == (True, 4, "")


def test_a_paper_is_brought_in_only_for_an_archived_round() -> None:
    round = voting_round()
    entry = papers.Entry(title="Ampel", summary="", cost_cents=200, area=round.area)
    with refused("not_an_archive"):
        papers.bring_in(round=round, entries=[entry], rule=Settings("greedy"), max_choices=4, at=timezone.now())


@pytest.mark.parametrize(
    ("offset", "is_open"),
    [(-datetime.timedelta(milliseconds=1), False), (datetime.timedelta(), True)],
)
def test_a_paper_is_open_from_the_first_moment(offset: datetime.timedelta, is_open: bool) -> None:
    paper = a_paper()
    assert paper.is_open(at=paper.opens_at + offset) is is_open


@pytest.mark.parametrize(
    ("offset", "is_open"),
    [(-datetime.timedelta(milliseconds=1), True), (datetime.timedelta(), False)],
)
def test_a_paper_is_open_up_to_and_without_its_last_moment(offset: datetime.timedelta, is_open: bool) -> None:
    paper = a_paper()
    assert paper.is_open(at=paper.closes_at + offset) is is_open
    assert drawn_up().is_open(at=paper.closes_at + offset) is False


# Witnesses of the log


def test_witnesses_stand_on_the_paper_and_the_staff_log_says_only_how_many() -> None:
    paper = drawn_up()
    named = papers.name_witnesses(paper=paper, addresses=["a@example.org", "b@example.org", "a@example.org"], at=NOON)
    assert named.witnesses == ["a@example.org", "b@example.org"]
    entry = LogEntry.objects.get(action="papers.name_witnesses")
    assert entry.detail == {"witnesses": 2}
    again = papers.draw_up(round=paper.round, at=timezone.now())
    assert again.witnesses == named.witnesses
    frozen = papers.freeze(paper=again, at=timezone.now())
    assert "example.org" not in str(frozen.facts(frozen.options.select_related("area")))


def test_witnesses_are_five_at_most_and_fixed_with_the_paper() -> None:
    paper = drawn_up()
    with refused("too_many_witnesses"):
        papers.name_witnesses(paper=paper, addresses=[f"{number}@example.org" for number in range(6)], at=NOON)
    papers.freeze(paper=paper, at=timezone.now())
    with refused("already_frozen"):
        papers.name_witnesses(paper=paper, addresses=["a@example.org"], at=NOON)
    assert BallotPaper.objects.get().witnesses == []
