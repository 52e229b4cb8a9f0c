"""The demo's Berlin: areas with figures, the drawing made for this project, the offices of the districts."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

from participation import areas
from participation.models import Area, Office

HERE = Path(__file__).resolve().parent
OFFICES = [
    "Straßen- und Grünflächenamt",
    "Schul- und Sportamt",
    "Jugendamt",
    "Amt für Weiterbildung und Kultur",
    "Amt für Soziales",
    "Umwelt- und Naturschutzamt",
    "Stadtentwicklungsamt",
    "SPK – Sozialraumorientierte Planungskoordination",
    "Facility Management",
]


@cache
def read(name: str) -> Any:
    """One of the demo's JSON files."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def rows() -> list[areas.AreaRow]:
    """City, districts (with drawn borders) and regions (with centres only)."""
    borders = read("drawing.json")["districts"]
    return [
        areas.AreaRow(
            key=area["key"],
            name=area["name"],
            kind=area["kind"],
            parent=area["parent"],
            centre=tuple(area["centre"]),
            boundary=borders.get(area["key"]) if area["kind"] == "district" else None,
            inhabitants=area["inhabitants"],
            bands=tuple((low, high, people) for low, high, people in area["bands"]),
        )
        for area in read("areas.json")["areas"]
    ]


def build(*, at: datetime.datetime) -> None:
    """Areas, landmarks, and the offices of the districts with a round in the demo."""
    accents = {f"{number:02}": f"accent-{number}" for number in range(1, 13)}
    areas.load(rows=rows(), edition="LOR 2021, gezeichnet", at=at, accents=accents)
    areas.load_landmarks(landmarks=read("drawing.json")["landmarks"])
    districts = Area.objects.filter(key__in=["01", "09", "10", "11"])
    Office.objects.bulk_create(
        (Office(area=district, name=name) for district in districts for name in OFFICES), ignore_conflicts=True
    )
