"""Voting: ballots a second through the whole HTTP path, each by another person, and what one costs."""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scripts.bench import city, machine
from scripts.bench.server import TOKEN, Visitor, drive, served
from voting.models import Ballot

OPTIONS = 30
CHOICES = ["3", "7", "11"]
ADDRESS = "/runden/wahl/abstimmen/"


def measure(*, ballots: int) -> dict[str, Any]:
    """So many ballots with one client, as many with eight; then a quarter as many whole visits with eight."""
    now = timezone.now()
    area = city.found(now=now)
    city.a_vote(area, options=OPTIONS, now=now)
    visits = max(ballots // 4, 8)
    keys = iter(city.sessions(city.some_people(2 * ballots + visits + 2, living_in=area)))
    found: dict[str, Any] = {"queries": _queries(keys), "options": OPTIONS}
    database = machine.database_of(connection)
    with served() as (port, server):
        for name, amount, clients, task in (
            ("1 client", ballots, 1, vote),
            ("8 clients", ballots, 8, vote),
            ("8 clients, whole visits", visits, 8, visit),
        ):
            tasks = _tasks(task, port, keys, amount, clients)
            found[name] = drive(tasks, clients=clients, server=server, database=database)
    sent = 2 * ballots + visits + 2
    if Ballot.objects.count() != sent:
        raise RuntimeError(f"{sent} ballots were accepted, {Ballot.objects.count()} lie in the box")
    return found | {"counted": sent}


def vote(visitor: Visitor) -> None:
    """Cast: the one request that counts."""
    status, body = visitor.ask("POST", f"{ADDRESS}abgeben/", choices=CHOICES, request=str(uuid.uuid4()))
    if status != 302:
        raise RuntimeError(f"not cast: {status} {body[:300]}")


def visit(visitor: Visitor) -> None:
    """Open the ballot, review, cast, see the receipt: four requests."""
    steps = [visitor.ask("GET", ADDRESS)[0], visitor.ask("POST", f"{ADDRESS}pruefen/", choices=CHOICES)[0]]
    vote(visitor)
    steps.append(visitor.ask("GET", f"{ADDRESS}quittung/")[0])
    if steps != [200, 200, 200]:
        raise RuntimeError(f"a visit went wrong: {steps}")


def _tasks(
    task: Callable[[Visitor], None], port: int, keys: Iterator[str], amount: int, clients: int
) -> list[Callable[[], None]]:
    """One task for each person; a client keeps its connection from one person to the next, as a proxy does."""
    lines = [Visitor(port) for _ in range(clients)]

    def of(number: int, session: str) -> Callable[[], None]:
        def done() -> None:
            visitor = lines[number % clients]
            visitor.session, visitor.cookies = session, {}
            task(visitor)

        return done

    return [of(number, next(keys)) for number in range(amount)]


def _queries(keys: Iterator[str]) -> int:
    """SQL statements of one cast, those that begin and end the transaction left out; the first warms up."""
    for session in (next(keys), next(keys)):
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        with CaptureQueriesContext(connection) as captured:
            fields = {"choices": CHOICES, "request": str(uuid.uuid4()), "csrfmiddlewaretoken": TOKEN}
            status = client.post(f"{ADDRESS}abgeben/", fields, secure=True).status_code
        if status != 302:
            raise RuntimeError(f"not cast: {status}")
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
    return sum(not query["sql"].startswith(frame) for query in captured.captured_queries)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, required=True)
    print(json.dumps(measure(ballots=parser.parse_args().ballots)))
