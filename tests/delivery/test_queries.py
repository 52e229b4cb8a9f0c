"""Reads about projects: right, public only, and as many queries for one row as for thirty."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from delivery import projects, queries
from delivery.models import Entry, Milestone, Project
from delivery.queries import Money
from participation.models import Round
from tests.factories.delivery import COST, TODAY, a_project, a_result, bring, many, office_of
from tests.factories.participation import NOON, DistrictFactory, RegionFactory, UserFactory, staff
from tests.factories.voting import computed
from voting import results

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def hide() -> None:
    Round.objects.update(is_public=False)


def spend(project: Project, kind: str, cents: int) -> None:
    Entry.objects.create(project=project, kind=kind, cents=cents, on=TODAY, note="Rechnung")


# board


def test_sums_do_not_multiply_each_other() -> None:
    project = a_project()
    for cents in (300, 200, -100):
        spend(project, "committed", cents)
    spend(project, "spent", 50)
    for due_on in (TODAY, TODAY + DAY):
        Milestone.objects.create(project=project, title="Schritt", due_on=due_on)
    [found] = queries.board()
    assert (found.awarded_cents, found.committed_cents, found.spent_cents) == (COST, 400, 50)


def test_nothing_booked_is_zero() -> None:
    a_project()
    [found] = queries.board()
    assert (found.committed_cents, found.spent_cents) == (0, 0)


def test_the_next_date_is_the_first_step_not_reached_or_else_the_end() -> None:
    project = a_project(ends_on=TODAY + 9 * DAY)
    assert queries.board().get().next_due == TODAY + 9 * DAY
    later = Milestone.objects.create(project=project, title="B", due_on=TODAY + 2 * DAY)
    first = Milestone.objects.create(project=project, title="A", due_on=TODAY + DAY)
    assert queries.board().get().next_due == TODAY + DAY
    Milestone.objects.filter(pk=first.pk).update(reached_on=TODAY)
    assert queries.board().get().next_due == TODAY + 2 * DAY
    Milestone.objects.filter(pk=later.pk).update(reached_on=TODAY)
    assert queries.board().get().next_due == TODAY + 9 * DAY
    Project.objects.update(ends_on=None)
    assert queries.board().get().next_due is None


def test_filters_leave_out_nothing_else() -> None:
    first, second = many(2), many(1)
    region = RegionFactory(parent=first.area)
    one, two, three = Project.objects.order_by("pk")
    Project.objects.filter(pk=two.pk).update(area=region, state="done", summary="Am Weiher")
    assert list(queries.board()) == [three, two, one]
    assert list(queries.board(round=second)) == [three]
    assert list(queries.board(area=first.area)) == [two, one]
    assert list(queries.board(area=region)) == [two]
    assert list(queries.board(state="done")) == [two]
    assert list(queries.board(words="WEIHER 2")) == [two]
    assert list(queries.board(words="Weiher 1")) == []


@pytest.mark.parametrize("rows", [1, 30])
def test_a_board_costs_two_queries(django_assert_num_queries: Any, rows: int) -> None:
    many(rows)
    with django_assert_num_queries(2):
        found = list(queries.board())
        said = [
            (p.round.area.name, p.area.name, p.office, p.proposal and p.proposal.number, list(p.milestones.all()))
            for p in found
        ]
    assert len(said) == rows


# detail


def test_a_detail_has_it_all_in_four_queries(django_assert_num_queries: Any) -> None:
    round_ = many(1)
    project = Project.objects.get(round=round_)
    with django_assert_num_queries(4):
        found = queries.detail(project.pk)
        assert found is not None
        whole = [list(found.milestones.all()), list(found.entries.all()), list(found.updates.all())]
    assert [len(rows) for rows in whole] == [1, 2, 1]


def test_hidden_or_unknown_is_none() -> None:
    project = a_project()
    assert queries.detail(project.pk + 1) is None
    hide()
    assert queries.detail(project.pk) is None


# sums, states, journeys


def test_totals_of_one_round_and_of_all(django_assert_num_queries: Any) -> None:
    first, _ = many(2), many(1)
    with django_assert_num_queries(2):
        assert queries.totals(first) == Money(awarded=2 * COST, committed=0, spent=300)
        assert queries.totals() == Money(awarded=3 * COST, committed=0, spent=400)
    hide()
    assert queries.totals() == Money()


def test_every_state_is_counted() -> None:
    round_ = many(3)
    Project.objects.filter(title="Projekt 1").update(state="done")
    assert queries.states(round_) == {"planned": 2, "in_progress": 0, "done": 1, "dropped": 0}
    assert queries.states() == queries.states(round_)
    hide()
    assert queries.states() == {"planned": 0, "in_progress": 0, "done": 0, "dropped": 0}


def test_the_journey_of_one_proposal(django_assert_num_queries: Any) -> None:
    project = a_project()
    bring(project, "in_progress")
    bring(project, "done")
    assert project.proposal_id is not None
    with django_assert_num_queries(3):
        found = queries.journey_of(project.proposal_id)
        assert found is not None
        told = [update.title for update in found.updates.all()]
        assert list(found.milestones.all()) == []
    assert told == ["Baubeginn", "Fertig"]
    hide()
    assert queries.journey_of(project.proposal_id) is None


def test_the_newest_that_are_done(django_assert_num_queries: Any) -> None:
    round_ = many(4)
    one, two, three, _ = Project.objects.filter(round=round_).order_by("pk")
    for at, project in enumerate((two, three, one)):
        projects.complete(project=project, title="Fertig", text="", reason="Abgenommen", at=NOON + at * DAY, by=None)
    with django_assert_num_queries(1):
        assert queries.newest_done(2) == [one, three]
    hide()
    assert queries.newest_done(2) == []


# desks


@pytest.mark.parametrize(
    ("step", "end", "state", "late"),
    [
        (-1, None, "planned", True),
        (0, None, "planned", False),
        (1, -1, "in_progress", True),
        (None, -1, "planned", True),
        (None, 0, "planned", False),
        (None, None, "planned", False),
        (-1, -1, "done", False),
        (-1, -1, "dropped", False),
    ],
)
def test_late_is_a_step_or_an_end_that_has_passed(step: int | None, end: int | None, state: str, late: bool) -> None:
    project = a_project(state=state)
    if step is not None:
        Milestone.objects.create(project=project, title="Schritt", due_on=TODAY + step * DAY)
    Project.objects.update(ends_on=None if end is None else TODAY + end * DAY)
    assert list(queries.late(office_of(project), today=TODAY)) == ([project] if late else [])


def test_a_reached_step_is_not_late() -> None:
    project = a_project()
    Milestone.objects.create(project=project, title="Schritt", due_on=TODAY - DAY, reached_on=TODAY)
    assert list(queries.late(office_of(project), today=TODAY)) == []


def test_the_office_sees_its_own_hidden_ones_too() -> None:
    project, other = a_project(), a_project()
    hide()
    assert list(queries.projects_of(office_of(project))) == [project]
    assert list(queries.projects_of(UserFactory(is_superuser=True))) == [other, project]
    assert list(queries.projects_of(staff("moderator", project.area))) == []
    assert list(queries.entries_of(queries.projects_of(office_of(project)))) == [project.entries.get()]


def test_awards_that_wait_for_projects() -> None:
    first, second = a_result(costs=(300, 500)), a_result(costs=(700,))
    computed()
    projects.commit_projects(result=second, at=NOON, by=None)
    found = queries.rounds_with_awards(Round.objects.all())
    assert [(r, r.waiting) for r in found] == [(second.paper.round, 0), (first.paper.round, 2)]  # type: ignore[attr-defined]
    assert list(queries.rounds_with_awards(Round.objects.filter(area=DistrictFactory()))) == []


def test_after_a_recount_only_new_winners_wait() -> None:
    first = a_result(costs=(300, 500))
    one, _ = projects.commit_projects(result=first, at=NOON, by=None)
    again = results.compute(paper=first.paper, at=NOON, by=staff("returning_officer", one.area))
    certified = results.certify(result=again, at=NOON, by=staff("returning_officer", one.area))
    results.publish(result=certified, at=NOON, by=staff("returning_officer", one.area))
    assert [r.waiting for r in queries.rounds_with_awards(Round.objects.all())] == [0]  # type: ignore[attr-defined]
    one.delete()
    assert [r.waiting for r in queries.rounds_with_awards(Round.objects.all())] == [1]  # type: ignore[attr-defined]
