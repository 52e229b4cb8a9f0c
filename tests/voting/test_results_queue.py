"""What the queue still works out after a count: a few losers at a time, by the real worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult

from tests.factories.participation import DistrictFactory
from tests.factories.voting import a_paper, closed, officer, voting_round
from voting import explaining, protocols, queries, results
from voting.models import Ballot, Result

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STILL = "What would have been enough is still being worked out"


@pytest.fixture
def _queue() -> Iterator[None]:
    with override_settings(TASKS=QUEUE):
        yield
    assert task_backends["default"].supports_defer is False


@pytest.fixture
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time at all: nobody waits for more than the count itself, and a go explains one loser."""
    explain = explaining.explain
    monkeypatch.setattr(explaining, "explain", lambda **given: explain(**({"seconds": -1.0} | _limited(given))))


def _limited(given: dict[str, Any]) -> dict[str, Any]:
    return given | ({} if given.get("seconds", 0) is None else {"seconds": -1.0})


def a_result(losers: int = 3) -> Result:
    round = voting_round(cents=1_000_000, area=DistrictFactory(key="01"))
    paper = closed(a_paper(round=round, costs=(900_000,) * (losers + 1)), votes=[[1], [1], [2], [3]])
    return results.compute(paper=paper, at=paper.closes_at, by=officer(round))


def worker() -> None:
    """What a city runs all the time, until its queue is empty."""
    call_command("db_worker", batch=True, interval=0, verbosity=0)


def states() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


@pytest.mark.usefixtures("_queue", "_hurry")
def test_the_worker_explains_what_the_count_had_no_time_for() -> None:
    result = a_result()
    assert (result.findings["changes"], result.findings["complete"], result.findings["pending"]) == ({}, False, True)
    assert states() == ["READY"]
    assert DBTaskResult.objects.get().args_kwargs == {"args": [result.pk], "kwargs": {}}
    worker()
    findings = Result.objects.get().findings
    assert (sorted(findings["changes"]), findings["complete"], findings["pending"]) == (["2", "3", "4"], True, False)
    assert states() == ["SUCCESSFUL"] * 3  # a loser at a time, so that mails do not wait for all of them
    Result.objects.update(findings={})
    assert results.explain_further(result=Result.objects.get(), seconds=None)["changes"] == findings["changes"]


@pytest.mark.usefixtures("_queue", "_hurry")
def test_what_is_found_does_not_change_the_hash_and_renews_the_paper() -> None:
    result = a_result()
    before = (result.digest, result.input_digest, result.outcomes)
    worker()
    after = Result.objects.get()
    assert (after.digest, after.input_digest, after.outcomes) == before
    assert results.fault_of(after) is None


@pytest.mark.usefixtures("_queue", "_hurry")
def test_the_reader_is_told_what_is_still_worked_out(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    result = a_result()
    said = {each.option.key: each.enough for each in queries.read(result).options}
    assert said == {"1": "", "2": STILL, "3": STILL, "4": STILL}
    results.explain_further(result=result)
    said = {each.option.key: each.enough for each in queries.read(result).options}
    assert [key for key, sentence in said.items() if sentence == STILL] == ["3", "4"]
    assert [each["pots"][0].missed[1].enough for each in [protocols.facts(queries.read(result))]] == [STILL]


@pytest.mark.usefixtures("_queue", "_hurry")
def test_a_worker_that_was_stopped_goes_on_where_it_was_and_twice_is_once() -> None:
    result = a_result()
    results.explain_in_turn.call(
        result.pk
    )  # then the machine goes down: its task is lost, and the next one is lined up
    [first] = Result.objects.get().findings["changes"]
    results.explain_later(result.pk)
    results.explain_later(result.pk)
    worker()
    findings = Result.objects.get().findings
    assert (next(iter(findings["changes"])), len(findings["changes"]), findings["pending"]) == (first, 3, False)
    done = DBTaskResult.objects.count()
    results.explain_in_turn.call(result.pk)
    assert (Result.objects.get().findings, DBTaskResult.objects.count()) == (findings, done)


@pytest.mark.usefixtures("_queue", "_hurry")
def test_two_that_work_at_the_same_time_lose_nothing() -> None:
    mine = a_result()
    theirs = Result.objects.get()
    results.explain_further(result=theirs)
    results.explain_further(result=theirs)
    found = results.explain_further(result=mine)  # which was read before
    assert (sorted(found["changes"]), found["pending"]) == (["2", "3"], True)


@pytest.mark.usefixtures("_queue", "_hurry")
def test_an_altered_box_ends_it_and_nothing_is_promised_any_more(caplog: pytest.LogCaptureFixture) -> None:
    result = a_result()
    Ballot.objects.filter(pk=Ballot.objects.first().pk).delete()  # type: ignore[union-attr]
    with caplog.at_level(logging.ERROR, logger="voting.results"):
        worker()
    assert [record.getMessage() for record in caplog.records if record.name == "voting.results"] == [
        f"Result {result.pk} is not explained: box_altered."
    ]
    findings = Result.objects.get().findings
    assert (findings["changes"], findings["complete"], findings["pending"]) == ({}, False, False)
    assert states() == ["SUCCESSFUL"]


@pytest.mark.usefixtures("_queue", "_hurry")
def test_a_result_that_is_gone_is_no_fault() -> None:
    results.explain_later(4711)
    worker()
    assert states() == ["SUCCESSFUL"]


@pytest.mark.usefixtures("_queue")
def test_a_count_that_was_explained_in_time_lines_nothing_up() -> None:
    result = a_result()
    assert (result.findings["complete"], result.findings["pending"], states()) == (True, False, [])


@pytest.mark.usefixtures("_hurry")
def test_a_queue_that_works_at_once_is_left_alone() -> None:
    result = a_result()
    assert (result.findings["complete"], result.findings["pending"], results.queue_waits()) == (False, False, False)
    assert [each.enough for each in queries.read(result).missed] == [""] * 3
