"""What one stands on: paving, lawn, road, sand; and the chalk line that marks where an idea would go."""

from math import cos, pi, sin
from random import Random

from .canvas import HEIGHT, WIDTH, Canvas, nearness
from .colours import Colour, darker, lighter, mix, parse
from .plants import grass_tufts

PAVING = parse("#e6dac6")
LAWN = parse("#9fbf78")
ASPHALT = parse("#a9aeb4")
KERB = parse("#cfc8ba")
SAND = parse("#ecd9ac")
CHALK = parse("#fffdf6")


def band(canvas: Canvas, top: float, bottom: float, colour: Colour) -> None:
    """A strip of one colour from edge to edge."""
    canvas.rect(0, top, WIDTH, bottom - top, colour)


def paving(canvas: Canvas, dice: Random, colour: Colour = PAVING) -> None:
    """Slabs that grow towards us, a few of them lighter or darker."""
    band(canvas, 500, HEIGHT + 10, colour)
    y, row = 506.0, 0
    while y < HEIGHT:
        depth = 17 * nearness(y)
        w = 84 * nearness(y)
        x = WIDTH / 2 - w * (9 + (row % 2) * 0.5)
        while x < WIDTH:
            if dice.random() < 0.22:
                tone = lighter(colour, 0.3) if dice.random() < 0.5 else darker(colour, 0.055)
                canvas.rect(x + 1, y + 1, w - 2, depth - 2, tone)
            x += w
        band(canvas, y + depth - 0.8, y + depth + 0.8, darker(colour, 0.075))
        y, row = y + depth, row + 1


def lawn(canvas: Canvas, dice: Random, colour: Colour = LAWN) -> None:
    """A meadow in three soft swells of different green, with tufts."""
    band(canvas, 500, HEIGHT + 10, lighter(colour, 0.16))
    canvas.oval(dice.uniform(200, 420), 760, 900, 205, colour)
    canvas.oval(dice.uniform(800, 1000), 880, 820, 225, darker(colour, 0.09))
    grass_tufts(canvas, dice, darker(colour, 0.2), 46)


def path(canvas: Canvas, dice: Random, colour: Colour = SAND) -> None:
    """A path that winds from the lower edge to the back."""
    sway, end = dice.choice([-1, 1]), dice.uniform(480, 720)
    left, right = [], []
    for i in range(25):
        t = i / 24
        y = 500 + 310 * t**1.6
        middle = end + sway * 190 * sin(t * pi * 1.35) * (0.3 + 0.7 * t)
        half = 7 + 92 * t**1.5
        left.append((middle - half, y))
        right.append((middle + half, y))
    canvas.poly([(x - 5, y) for x, y in left] + [(x + 5, y) for x, y in reversed(right)], darker(colour, 0.1))
    canvas.poly(left + right[::-1], colour)


def road(canvas: Canvas, top: float, bottom: float) -> None:
    """A carriageway across the picture with kerbs."""
    band(canvas, top - 9, bottom + 12, KERB)
    band(canvas, top, bottom, ASPHALT)
    band(canvas, bottom, bottom + 5, darker(KERB, 0.18))


def dashes(canvas: Canvas, y: float, colour: Colour = CHALK) -> None:
    """A dashed line along the road."""
    for i in range(8):
        canvas.rect(i * 170 - 60, y, 88, 6 * nearness(y), colour)


def puddle(canvas: Canvas, x: float, y: float, w: float) -> None:
    """A puddle of half-width w, the sky in it."""
    canvas.oval(x, y, w, w * 0.16, parse("#93a6b2"))
    canvas.oval(x - w * 0.2, y - w * 0.03, w * 0.5, w * 0.06, parse("#bccbd3"))


def worn_patch(canvas: Canvas, dice: Random, x: float, y: float, w: float) -> None:
    """Bare earth, cracks and weeds where nothing is yet."""
    earth = mix(parse("#a08a72"), ASPHALT, 0.4)
    canvas.oval(x, y, w, w * 0.17, earth)
    canvas.oval(x + w * 0.3, y + w * 0.06, w * 0.8, w * 0.13, earth)
    for _ in range(5):
        cx, cy = x + dice.uniform(-0.8, 0.8) * w, y + dice.uniform(-0.1, 0.1) * w
        crack = [(cx, cy), (cx + 26, cy + 6), (cx + 44, cy + 1), (cx + 70, cy + 10)]
        canvas.line(crack, darker(earth, 0.28), 2)
    for _ in range(8):
        cx, cy = x + dice.uniform(-1, 1) * w, y + dice.uniform(-0.14, 0.16) * w
        for dx in (-8, 0, 8):
            canvas.line([(cx, cy), (cx + dx, cy - 15)], parse("#8b9a66"), 2)


def chalk_oval(canvas: Canvas, x: float, y: float, rx: float, ry: float) -> None:
    """A dashed chalk line around the place of an idea; only the stage `idea` has it."""
    if canvas.stage != "idea":
        return
    for i in range(0, 360, 10):
        start, end = i * pi / 180, (i + 5.6) * pi / 180
        points = [(x + rx * cos(a), y + ry * sin(a)) for a in (start, (start + end) / 2, end)]
        canvas.line(points, CHALK, 4.2)
