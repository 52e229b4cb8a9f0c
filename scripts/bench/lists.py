"""Reading: pages with many ideas behind them. Queries, bytes, processor time of application and database."""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.models import Proposal
from scripts.bench import city, machine

LIST = "/vorschlaege/?runde=ideen"


def pages(shown: int) -> dict[str, str]:
    """What is read, by name; ``shown`` is the idea with the many comments."""
    return {
        "home page": "/",
        "page of the round": "/runden/ideen/",
        "list, mixed for the day": LIST,
        "list, last page": f"{LIST}&seite=99999",
        "list, newest first": f"{LIST}&ordnung=neu",
        "list, most supporters first": f"{LIST}&ordnung=unterstuetzung",
        "list, topic and neighbourhood": f"{LIST}&thema=green&gebiet=110512",
        "list, search for two words": f"{LIST}&q=trinkbrunnen+stadtpark",
        f"one idea with {city.COMMENTS} comments": f"/vorschlaege/{shown}/",
        "map data of all ideas": "/karte/vorschlaege.json?runde=ideen",
    }


def measure(*, proposals: int, times: int) -> dict[str, Any]:
    """All pages, each read ``times`` times after a warm-up, on a fresh round with so many ideas."""
    now = timezone.now()
    round_ = city.a_round_of_ideas(city.found(now=now), proposals=proposals, now=now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    shown = Proposal.objects.get(round=round_, number=1).pk
    client = Client(SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip"})
    return {name: _page(client, address, times) for name, address in pages(shown).items()}


def _page(client: Client, address: str, times: int) -> dict[str, Any]:
    _read(client, address)
    with CaptureQueriesContext(connection) as captured:
        body = _read(client, address)
    queries = len(captured)  # the next request forgets them
    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    database = machine.database_of(connection)
    before, own = machine.seconds_of(database) if database else 0.0, []
    for _ in range(times):
        start = time.process_time()
        _read(client, address)
        own.append((time.process_time() - start) * 1000)
    after = machine.seconds_of(database) if database else 0.0
    return {
        "queries": queries,
        "bytes": len(plain),
        "gzip": len(body) if body is not plain else len(gzip.compress(body, 6)),
        "app_ms": round(statistics.median(own), 1),
        "db_ms": round((after - before) * 1000 / times, 1),
    }


def _read(client: Client, address: str) -> bytes:
    response = client.get(address, secure=True)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    return response.content


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--proposals", type=int, required=True)
    parser.add_argument("--times", type=int, required=True)
    given = parser.parse_args()
    print(json.dumps(measure(proposals=given.proposals, times=given.times)))
