"""Drawn pictures for the demo: flat layered scenes of Berlin, seeded, lit from the left, in a district's accent.

`draw("park", seed=7, accent="#3a8f5c")` is the idea; the stages "before" and "after" of the same seed show the same
place without and with what was built.
"""

from collections.abc import Callable
from random import Random

from .backdrop import Deal
from .canvas import Canvas
from .colours import STAGES, parse
from .greens import garden, park, playground, water
from .places import library, schoolyard, sports
from .streets import cycling, market, square, street, trees

SCENES: dict[str, Callable[[Canvas, Deal], None]] = {
    "square": square,
    "park": park,
    "playground": playground,
    "street": street,
    "schoolyard": schoolyard,
    "water": water,
    "library": library,
    "sports": sports,
    "cycling": cycling,
    "trees": trees,
    "market": market,
    "garden": garden,
}


def draw(scene: str, *, seed: int, accent: str, stage: str = "idea", size: tuple[int, int] = (1200, 800)) -> bytes:
    """A JPEG of `size` pixels (width, height); the same arguments give the same bytes.

    `accent` is "#rrggbb", `stage` one of idea, before, after. ValueError for what is not known.
    """
    if scene not in SCENES:
        raise ValueError(f"no such scene: {scene!r}")
    if stage not in STAGES:
        raise ValueError(f"no such stage: {stage!r}")
    if min(size) < 1:
        raise ValueError(f"no such size: {size!r}")
    canvas = Canvas(size=size, stage=stage, accent=parse(accent))
    SCENES[scene](canvas, lambda part: Random(f"{scene}:{seed}:{part}"))
    return canvas.jpeg()
