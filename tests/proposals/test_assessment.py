"""What the offices decide."""

from __future__ import annotations

from typing import Any

import pytest

from participation.models import LogEntry
from proposals import assessment, queries
from proposals.models import Assessment, Proposal
from proposals.moves import MoveRefused
from proposals.states import State
from tests.factories.participation import NOON, DistrictFactory, OfficeFactory, RegionFactory, UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, an_assessment, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal() -> Proposal:
    return a_proposal(State.IN_ASSESSMENT)


def find(proposal: Proposal, **more: Any) -> Assessment:
    words = {"reason_code": "land_not_public", "statement": "Das Grundstück ist privat.", "by": UserFactory()}
    return assessment.find_infeasible(
        **({"proposal": proposal, "office": an_office(proposal.area), "at": NOON} | words | more)  # type: ignore[arg-type]
    )


def test_a_verdict_waits_for_a_signature(proposal: Proposal) -> None:
    made = an_assessment(proposal, cost=500_000, conditions="Nur im Sommer", yearly_cents=1_000)
    proposal.refresh_from_db()
    assert (made.cost_min_cents, made.cost_likely_cents, made.cost_max_cents) == (500_000, 500_000, 500_000)
    assert (made.conditions, made.yearly_cents, made.signed_off_at) == ("Nur im Sommer", 1_000, None)
    assert (proposal.state, list(queries.ready_for_ballot(proposal.round))) == (State.IN_ASSESSMENT, [])
    assert LogEntry.objects.get(action="proposals.assess").detail == {"verdict": "feasible", "cents": 500_000}


def test_finance_signs_and_the_proposal_is_admitted(proposal: Proposal) -> None:
    finance = UserFactory()
    made = an_assessment(proposal, cost=500_000)
    assessment.sign_off(assessment=made, by=finance, at=NOON)
    proposal.refresh_from_db()
    made.refresh_from_db()
    assert (proposal.state, made.signed_off_by, made.signed_off_at) == (State.ADMITTED, finance, NOON)
    assert proposal.transitions.latest("pk").assessment == made
    (ready,) = queries.ready_for_ballot(proposal.round)
    assert (ready.proposal, ready.cost_likely_cents, ready.statement) == (proposal, 500_000, made.statement)


def test_nobody_signs_their_own_verdict(proposal: Proposal) -> None:
    by = UserFactory()
    made = an_assessment(proposal, by=by)
    with pytest.raises(assessment.AssessmentRefused) as refused:
        assessment.sign_off(assessment=made, by=by, at=NOON)
    proposal.refresh_from_db()
    assert (refused.value.code, proposal.state) == ("four_eyes", State.IN_ASSESSMENT)


def test_a_newer_verdict_replaces_the_older_one(proposal: Proposal) -> None:
    older, newer = an_assessment(proposal, cost=1), an_assessment(proposal, cost=2)
    with pytest.raises(assessment.AssessmentRefused) as refused:
        assessment.sign_off(assessment=older, by=UserFactory(), at=NOON)
    assert refused.value.code == "superseded"
    assessment.sign_off(assessment=newer, by=UserFactory(), at=NOON)
    assert [ready.cost_likely_cents for ready in queries.ready_for_ballot(proposal.round)] == [2]


def test_nothing_is_signed_twice(proposal: Proposal) -> None:
    made = an_assessment(proposal)
    assessment.sign_off(assessment=made, by=UserFactory(), at=NOON)
    with pytest.raises(MoveRefused):
        assessment.sign_off(assessment=made, by=UserFactory(), at=NOON)


@pytest.mark.parametrize(
    ("costs", "code"),
    [
        ({"cost": 0}, "cost_missing"),
        ({"cost": -5}, "cost_missing"),
        ({"cost": 100, "cost_min_cents": 101}, "cost_order"),
        ({"cost": 100, "cost_max_cents": 99}, "cost_order"),
        ({"cost": 100, "cost_min_cents": -1}, "cost_order"),
        ({"cost": 2_000_001}, "cap_exceeded"),
        ({"verdict": "infeasible"}, "verdict_not_feasible"),
        ({"verdict": "not_ours"}, "verdict_not_feasible"),
    ],
)
def test_what_a_verdict_cannot_say(proposal: Proposal, costs: dict[str, Any], code: str) -> None:
    with pytest.raises(assessment.AssessmentRefused) as refused:
        an_assessment(proposal, **costs)
    assert (refused.value.code, Assessment.objects.count()) == (code, 0)


@pytest.mark.parametrize("costs", [{"cost_min_cents": 90, "cost_max_cents": 120}, {"cost_min_cents": 0}, {}])
def test_spans_of_cost(proposal: Proposal, costs: dict[str, int]) -> None:
    made = an_assessment(proposal, cost=100, **costs)
    expected = (costs.get("cost_min_cents", 100), costs.get("cost_max_cents", 100))
    assert (made.cost_min_cents, made.cost_max_cents) == expected


def test_the_cap_itself_is_allowed(proposal: Proposal) -> None:
    assert an_assessment(proposal, cost=2_000_000).cost_likely_cents == 2_000_000


@pytest.mark.parametrize("state", [state for state in WAYS if state != State.IN_ASSESSMENT])
def test_only_what_is_with_the_offices(state: str) -> None:
    other = a_proposal(state)
    with pytest.raises(MoveRefused):
        an_assessment(other)
    with pytest.raises(MoveRefused):
        find(other)


class TestInfeasible:
    @pytest.mark.parametrize("verdict", ["infeasible", "not_ours"])
    def test_it_ends_with_a_reason(self, proposal: Proposal, verdict: str) -> None:
        made = find(proposal, verdict=verdict, cost_likely_cents=900)
        proposal.refresh_from_db()
        assert (proposal.state, made.verdict, made.reason_code) == (State.INFEASIBLE, verdict, "land_not_public")
        assert made.cost_likely_cents == 900
        assert LogEntry.objects.get(action="proposals.find_infeasible").detail == {"reason": "land_not_public"}

    @pytest.mark.parametrize("reason", ["", "made_up"])
    def test_a_reason_of_the_list_is_needed(self, proposal: Proposal, reason: str) -> None:
        with pytest.raises(MoveRefused) as refused:
            find(proposal, reason_code=reason)
        assert (refused.value.code, Assessment.objects.count()) == ("needs_reason", 0)

    @pytest.mark.parametrize(
        ("more", "code"),
        [({"verdict": "feasible"}, "verdict_not_infeasible"), ({"statement": " "}, "statement_missing")],
    )
    def test_what_it_cannot_say(self, proposal: Proposal, more: dict[str, str], code: str) -> None:
        with pytest.raises(assessment.AssessmentRefused) as refused:
            find(proposal, **more)
        assert refused.value.code == code


class TestOffice:
    def test_offices_of_the_area_and_above_are_in_charge(self) -> None:
        district = DistrictFactory(key="07")
        region = RegionFactory(parent=district)
        city, own, near = (OfficeFactory(area=area) for area in (district.parent, district, region))
        OfficeFactory(area=DistrictFactory(key="08"))
        assert list(queries.offices_for(region)) == [near, own, city]
        assert list(queries.offices_for(district)) == [own, city]

    def test_an_office_elsewhere_is_refused(self) -> None:
        proposal = a_proposal(State.IN_ASSESSMENT, round=a_round(area=DistrictFactory(key="07")))
        with pytest.raises(assessment.AssessmentRefused) as refused:
            find(proposal, office=OfficeFactory(area=DistrictFactory(key="08")))
        assert refused.value.code == "office_elsewhere"
