"""Colours of the demo's pictures: mixing, and how a stage (idea, before, after) tints the whole scene."""

import re
from random import Random

Colour = tuple[int, int, int]

PAPER: Colour = (251, 247, 238)
GREY: Colour = (171, 176, 178)
STAGES = ("idea", "before", "after")


def parse(code: str) -> Colour:
    """Red, green, blue (0 to 255) of "#rrggbb"; ValueError for anything else."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", code):
        raise ValueError(f"not a colour like #1a2b3c: {code!r}")
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` (0 to 1) of the other colour in the one."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """Towards sunlight."""
    return mix(colour, (255, 250, 235), share)


def darker(colour: Colour, share: float = 0.2) -> Colour:
    """Towards the blue of shadow."""
    return mix(colour, (38, 46, 72), share)


def faded(colour: Colour, share: float) -> Colour:
    """Towards the grey of the same brightness."""
    level = round(0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2])
    return mix(colour, (level, level, level), share)


def graded(colour: Colour, *, stage: str, quiet: bool) -> Colour:
    """The colour as the stage shows it; `quiet` is what surrounds the thing the picture is about."""
    if stage == "before":
        return mix(faded(colour, 0.52), GREY, 0.15)
    if stage == "idea" and quiet:
        return mix(colour, PAPER, 0.17)
    return colour


SKIES = [parse(code) for code in ("#bfe0ef", "#c9def3", "#f7dfc0", "#c3e5e0", "#f5d6c9", "#d6dcf2")]
WALLS = [
    parse(code)
    for code in (
        "#f0d9b0", "#e9c3a1", "#dfa98e", "#e3d2c0", "#c8d3c3", "#b9c9d6", "#f4e6cf", "#d9b08c", "#e8cfca", "#c9b8a8",
    )
]  # fmt: skip
ROOFS = [parse(code) for code in ("#a4604c", "#8a5548", "#6f7b86", "#7d6a64", "#b5735a")]
GREENS = [parse(code) for code in ("#5f9160", "#72a163", "#4d8362", "#86ad62", "#6b9a76")]
CLOTHES = [
    parse(code)
    for code in ("#2f5d7c", "#d9853b", "#c2504a", "#f0c04f", "#3f8377", "#7a5c8e", "#e8e2d4", "#40505f", "#e39a9a")
]
SKINS = [parse(code) for code in ("#f2cdae", "#e0ac86", "#b97f58", "#8a5a3d", "#5f3d2c", "#f6d9c2")]
HAIRS = [parse(code) for code in ("#3a2b25", "#5d4030", "#a06a3a", "#d9b36a", "#c9c6c2", "#1f1d22")]


def pick(dice: Random, colours: list[Colour]) -> Colour:
    """One of the colours."""
    return dice.choice(colours)
