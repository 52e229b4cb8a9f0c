"""Who may do what: role × area × move, and the author's own rights."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from participation.models import Area, Role, User
from proposals import discussion, rules
from proposals.models import Proposal
from proposals.states import MOVES, Actor, State
from tests.factories.participation import NOON, DistrictFactory, RegionFactory, UserFactory, a_round, staff
from tests.factories.proposals import WAYS, a_proposal, an_assessment

pytestmark = pytest.mark.django_db

# Where a role is held, and whether it covers a proposal in region R of district 07.
AREAS = {"city": True, "own district": True, "own region": True, "other district": False, "other region": False}
STAFF_MOVES = [name for name, move in MOVES.items() if move.actor != Actor.AUTHOR]


@pytest.fixture
def areas() -> dict[str, Area]:
    district = DistrictFactory(key="07")
    return {
        "city": district.parent,
        "own district": district,
        "own region": RegionFactory(parent=district),
        "other district": DistrictFactory(key="08"),
        "other region": RegionFactory(parent=district),
    }


def in_state(state: str, areas: dict[str, Area]) -> Proposal:
    round = a_round(area=areas["own district"])
    return a_proposal(state, round=round, area=areas["own region"])


@pytest.mark.parametrize(("role", "where", "name"), list(itertools.product(Role.Name.values, AREAS, STAFF_MOVES)))
def test_staff_moves_need_the_role_for_the_area(role: str, where: str, name: str, areas: dict[str, Area]) -> None:
    proposal = in_state(MOVES[name].sources[0], areas)
    person = staff(role, areas[where])
    assert rules.can_move(person, proposal, name) == (role == MOVES[name].actor and AREAS[where])


@pytest.mark.parametrize(("state", "name"), list(itertools.product(WAYS, MOVES)))
def test_no_right_outlives_the_state(state: str, name: str, areas: dict[str, Area]) -> None:
    proposal = in_state(state, areas)
    move = MOVES[name]
    person = proposal.author if move.actor == Actor.AUTHOR else staff(move.actor.value, areas["city"])
    assert person is not None
    assert rules.can_move(person, proposal, name) == (state in move.sources)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("who", ["anonymous", "stranger", "locked out"])
def test_strangers_move_nothing(who: str, name: str, areas: dict[str, Area]) -> None:
    proposal = in_state(MOVES[name].sources[-1], areas)
    person: Any = {
        "anonymous": AnonymousUser,
        "stranger": UserFactory,
        "locked out": lambda: (
            staff(MOVES[name].actor.value, areas["city"], is_active=False)
            if MOVES[name].actor != Actor.AUTHOR
            else UserFactory(is_active=False)
        ),
    }[who]()
    assert not rules.can_move(person, proposal, name)


@pytest.mark.parametrize("name", STAFF_MOVES)
def test_nobody_decides_on_their_own_idea(name: str, areas: dict[str, Area]) -> None:
    proposal = in_state(MOVES[name].sources[0], areas)
    assert proposal.author is not None
    Role.objects.create(user=proposal.author, area=areas["city"], name=MOVES[name].actor, granted_at=NOON)
    assert not rules.can_move(proposal.author, proposal, name)


@pytest.mark.parametrize("state", WAYS)
def test_the_author_edits_what_came_back_and_withdraws_early(state: str, areas: dict[str, Area]) -> None:
    proposal = in_state(state, areas)
    author, stranger = proposal.author, UserFactory()
    assert author is not None
    early = (State.SUBMITTED, State.RETURNED, State.PUBLISHED)
    assert (rules.can_edit(author, proposal), rules.can_withdraw(author, proposal)) == (
        state == State.RETURNED,
        state in early,
    )
    assert (rules.can_edit(stranger, proposal), rules.can_withdraw(stranger, proposal)) == (False, False)


def test_an_orphan_has_no_author() -> None:
    proposal = a_proposal()
    proposal.author = None
    assert not rules.is_author(UserFactory(), proposal)
    assert not rules.is_author(AnonymousUser(), proposal)
    assert not rules.is_author(User(), proposal)  # never saved: no key either


def test_a_second_person_signs(areas: dict[str, Area]) -> None:
    proposal = in_state(State.IN_ASSESSMENT, areas)
    writer, other = (staff(Role.Name.FINANCE, areas["own district"]) for _ in range(2))
    made = an_assessment(proposal, by=writer)
    assert (rules.can_sign_off(writer, made), rules.can_sign_off(other, made)) == (False, True)


@pytest.mark.parametrize(("role", "where"), list(itertools.product(Role.Name.values, AREAS)))
def test_comments_and_reports_belong_to_the_moderators_of_the_area(
    role: str, where: str, areas: dict[str, Area]
) -> None:
    proposal = in_state(State.PUBLISHED, areas)
    person = staff(role, areas[where])
    comment = discussion.comment(proposal=proposal, text="x", by=UserFactory(), key=uuid.uuid4(), at=NOON)
    report = discussion.report(proposal=proposal, reason="other", at=NOON)
    expected = role == Role.Name.MODERATOR and AREAS[where]
    assert (rules.can_remove_comment(person, comment), rules.can_settle_report(person, report)) == (expected, expected)
    comment = discussion.remove_comment(comment=comment, reason="x", by=person, at=NOON)
    report = discussion.settle_report(report=report, outcome="x", by=person, at=NOON)
    assert (rules.can_remove_comment(person, comment), rules.can_settle_report(person, report)) == (False, False)


@pytest.mark.parametrize("role", Role.Name.values)
def test_desks_open_for_their_roles(role: str, areas: dict[str, Area]) -> None:
    person = staff(role, areas["own region"])
    assert (rules.may_use_moderation_desk(person), rules.may_use_assessment_desk(person)) == (
        role == Role.Name.MODERATOR,
        role in (Role.Name.ASSESSOR, Role.Name.FINANCE),
    )
