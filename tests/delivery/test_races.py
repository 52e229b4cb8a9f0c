"""On PostgreSQL: two officers at once make each project once, lose no money, and all reads work there as well."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from delivery import projects, queries
from delivery.models import Entry, Project
from participation.models import Round
from tests.factories.delivery import COST, TODAY, a_project, a_result, bring, office_of
from tests.factories.participation import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def at_once(count: int, act: Callable[[int], Any]) -> list[str]:
    """Run ``act`` in so many threads that start together; the codes of those that were refused, sorted."""
    refused: list[str] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            gate.wait()
            act(number)
        except projects.ProjectRefused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(refused)


def test_projects_are_made_once() -> None:
    result = a_result(costs=(300_000, 500_000, 200_000))
    assert at_once(10, lambda _: projects.commit_projects(result=result, at=NOON, by=None)) == []
    assert (Project.objects.count(), Entry.objects.count()) == (3, 3)


def test_two_bills_together_cannot_pass_the_award_unseen() -> None:
    project = a_project()

    def book(number: int) -> None:
        projects.book(project=project, kind="spent", cents=COST // 4, on=TODAY, note="Holz", at=NOON, by=None)

    assert at_once(6, book) == ["no_reason", "no_reason"]
    assert [entry.cents for entry in project.entries.filter(kind="spent")] == [COST // 4] * 4


def test_done_and_dropped_at_once_is_one_of_both() -> None:
    project = a_project()
    states = [Project.State.DONE, Project.State.DROPPED] * 3
    assert at_once(6, lambda number: bring(project, states[number])) == ["closed"] * 5
    assert project.updates.count() == 1


def test_reads_work_here_as_well() -> None:
    project = a_project(state=Project.State.DONE)
    assert project.proposal_id is not None
    assert list(queries.board(round=project.round, state="done", words="vorschlag")) == [project]
    assert queries.board().get().awarded_cents == COST
    assert queries.detail(project.pk) == project
    assert queries.newest_done(1) == [project]
    assert queries.journey_of(project.proposal_id) == project
    assert queries.totals() == queries.Money(awarded=COST)
    assert list(queries.late(office_of(project), today=TODAY)) == []
    assert [r.waiting for r in queries.rounds_with_awards(Round.objects.all())] == [0]  # type: ignore[attr-defined]
