"""What lies behind every scene: sky, far city, then houses, the viaduct or a wood."""

from collections.abc import Callable
from random import Random

from .canvas import Canvas, Item, Points
from .colours import SKIES, lighter, mix, parse, pick
from .houses import house_row, slab_block, viaduct
from .people import crowd
from .plants import lime, tree_belt
from .sky import sky, skyline

# Gives the randomness of one part of a picture: the same for every stage, so that before and after match.
Deal = Callable[[str], Random]


def heaven(canvas: Canvas, deal: Deal) -> None:
    """Sky and far skyline."""
    dice = deal("sky")
    colour = pick(dice, SKIES)
    sky(canvas, dice, colour)
    skyline(canvas, dice, colour)


def town(canvas: Canvas, deal: Deal, *, rail: float = 0.25) -> None:
    """Houses across the picture; with the chance `rail` the S-Bahn runs in front of the far city instead."""
    heaven(canvas, deal)
    dice = deal("houses")
    if dice.random() < rail:
        viaduct(canvas, dice)
    else:
        house_row(canvas, dice)


def suburb(canvas: Canvas, deal: Deal) -> None:
    """A wood, above it one or two slab blocks."""
    heaven(canvas, deal)
    dice = deal("houses")
    for x in dice.sample([40, 330, 620, 900], dice.randint(1, 2)):
        slab_block(canvas, dice, x + dice.uniform(-30, 30), dice.uniform(210, 290))
    tree_belt(canvas, dice, 506, 96)


def countryside(canvas: Canvas, deal: Deal) -> None:
    """Two woods, one behind the other, under the skyline."""
    heaven(canvas, deal)
    dice = deal("houses")
    tree_belt(canvas, dice, 470, 120)
    tree_belt(canvas, dice, 508, 92)


def street_trees(dice: Random, y: float = 516, *, count: int = 4) -> list[Item]:
    """Limes in front of the houses, at uneven distances."""
    step = 1200 / count
    return [lime(dice, (i + dice.uniform(0.25, 0.75)) * step, y, dice.uniform(150, 190)) for i in range(count)]


def gathering(canvas: Canvas, dice: Random, spots: Points) -> list[Item]:
    """People on the spots: all of them once it is built, half of them in the idea, one at most before."""
    people = crowd(dice, [(x + dice.uniform(-14, 14), y) for x, y in spots])
    return people[: {"before": 1, "idea": (len(people) + 1) // 2, "after": len(people)}[canvas.stage]]


def is_built(canvas: Canvas) -> bool:
    """Whether the stage shows the thing the picture is about."""
    return canvas.stage != "before"


def warm_wall(canvas: Canvas) -> tuple[int, int, int]:
    """A wall colour that goes with the accent (for rooms)."""
    return mix(lighter(canvas.accent, 0.72), parse("#f4ead6"), 0.55)
