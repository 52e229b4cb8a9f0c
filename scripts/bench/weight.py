"""What a browser loads for a page: HTML, style sheets, scripts with what they import, fonts; compressed."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from proposals.models import Proposal
from scripts.bench import city

COMPRESSED_ALREADY = {".woff2", ".png", ".jpg", ".webp"}
LINKED = re.compile(r'(?:href|src)="/static/([^"]+)"')
OF_THE_MAP = re.compile(r'data-(?:leaflet|cluster|styles)="([^"]+)"')
IMPORTED = re.compile(r'^import .*?from "\./([^"]+)"', re.MULTILINE)


def measure(*, proposals: int) -> dict[str, Any]:
    """Bytes and files by page and kind; what the map adds once it is seen stands apart."""
    now = timezone.now()
    area = city.found(now=now)
    round_ = city.a_round_of_ideas(area, proposals=proposals, now=now)
    city.a_vote(area, options=30, now=now)
    client = Client(SERVER_NAME="127.0.0.1")
    [person] = city.some_people(1, living_in=area)
    city.sign_in(client, person)
    shown = Proposal.objects.get(round=round_, number=1).pk
    return {
        "home page": _page(client, "/"),
        "list of ideas": _page(client, "/vorschlaege/?runde=ideen"),
        f"one idea with {city.COMMENTS} comments": _page(client, f"/vorschlaege/{shown}/"),
        "ballot with 30 projects": _page(client, "/runden/wahl/abstimmen/"),
    }


def _page(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address, secure=True)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
    html = response.content.decode()
    found = {"html": len(gzip.compress(response.content, 6)), "css": 0, "js": 0, "fonts": 0, "other": 0}
    files = set(_files(LINKED.findall(html)))
    for file in files:
        found[_kind(file)] += _weight(file)
    later = set(_files(re.findall(r"/static/(\S+)", " ".join(OF_THE_MAP.findall(html)))))
    return found | {"files": len(files) + 1, "map": sum(map(_weight, later)), "map_files": len(later)}


def _files(addresses: list[str]) -> Iterator[Path]:
    """The files behind addresses, and those that scripts among them import."""
    for address in addresses:
        file = Path(str(finders.find(address)))
        yield file
        if file.suffix == ".js":
            yield from _files([str(Path(address).parent / name) for name in IMPORTED.findall(file.read_text())])


def _kind(file: Path) -> str:
    return {".css": "css", ".js": "js", ".woff2": "fonts"}.get(file.suffix, "other")


def _weight(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in COMPRESSED_ALREADY else len(gzip.compress(content, 6))


if __name__ == "__main__":
    print(json.dumps(measure(proposals=40)))
