"""Sky, sun, clouds and the far skyline of the city."""

from random import Random

from .canvas import HEIGHT, WIDTH, Canvas
from .colours import Colour, lighter, mix, parse

HORIZON = 500
SUN = parse("#fff0c2")
OVERCAST = parse("#d5d9db")


def sky(canvas: Canvas, dice: Random, colour: Colour) -> None:
    """Flat sky; the sun stands left, with three rings of light, unless the stage is grey."""
    sun_x, sun_y = dice.uniform(110, 300), dice.uniform(95, 190)
    grey = canvas.stage == "before"
    canvas.rect(0, -400, WIDTH, HEIGHT + 400, OVERCAST if grey else colour)
    if not grey:
        for r, share in ((620, 0.16), (400, 0.32), (230, 0.5)):
            canvas.disc(sun_x, sun_y, r, mix(colour, lighter(SUN, 0.4), share))
        canvas.disc(sun_x, sun_y, 62, SUN)
    for _ in range(dice.randint(3, 5)):
        cloud(canvas, dice.uniform(60, 1150), dice.uniform(40, 250), dice.uniform(0.5, 1.15), colour)


def cloud(canvas: Canvas, x: float, y: float, size: float, sky_colour: Colour) -> None:
    """Three bars with round ends, flat below."""
    colour = mix(sky_colour, (255, 255, 255), 0.72)
    for dx, dy, w in ((-80, 0, 170), (-44, -22, 110), (-10, 18, 150)):
        canvas.rect(x + dx * size, y + dy * size, w * size, 30 * size, colour, r=15 * size)


def skyline(canvas: Canvas, dice: Random, sky_colour: Colour, *, base: float = HORIZON) -> None:
    """A pale row of blocks with one to three landmarks of Berlin above it."""
    far = mix(sky_colour, parse("#6f8ca6"), 0.30)
    x = -20.0
    while x < WIDTH:
        w = dice.uniform(46, 120)
        canvas.rect(x, base - dice.uniform(110, 215), w + 2, 230, far)
        x += w
    landmarks = dice.sample([tv_tower, dome, church, radio_tower, gasometer, crane, victory_column], 3)
    places = dice.sample([430, 600, 760, 900, 1040], 3)
    for landmark, place in zip(landmarks, places, strict=True):
        landmark(canvas, place + dice.uniform(-30, 30), base - 150, mix(far, parse("#6f8ca6"), 0.22))


def tv_tower(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """The television tower: shaft, sphere, mast."""
    canvas.poly([(x - 11, y + 60), (x - 5, y - 190), (x + 5, y - 190), (x + 11, y + 60)], colour)
    canvas.disc(x, y - 200, 24, colour)
    canvas.rect(x - 17, y - 172, 34, 7, colour, r=3)
    canvas.wedge(x, y - 200, 24, 110, 250, lighter(colour, 0.35))
    canvas.poly([(x - 3.5, y - 222), (x + 3.5, y - 222), (x + 1, y - 330), (x - 1, y - 330)], colour)


def dome(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A cathedral with three domes."""
    canvas.rect(x - 70, y - 6, 140, 80, colour)
    for dx, r in ((0, 40), (-56, 15), (56, 15)):
        canvas.wedge(x + dx, y - 4, r, 180, 360, colour)
        canvas.rect(x + dx - 2.5, y - 4 - r - 16, 5, 22, colour)


def church(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """Two pointed towers side by side."""
    for dx in (-17, 17):
        canvas.rect(x + dx - 12, y - 60, 24, 130, colour)
        canvas.poly([(x + dx - 13, y - 60), (x + dx + 13, y - 60), (x + dx, y - 126)], colour)


def radio_tower(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A lattice tower with a restaurant half-way up."""
    for dx in (-1, 1):
        canvas.line([(x + dx * 26, y + 60), (x + dx * 9, y - 60), (x + dx * 2, y - 190)], colour, 4)
    for i in range(7):
        half = 20 - i * 2.6
        level = y + 40 - i * 34
        canvas.line([(x - half, level), (x + half * 0.85, level - 34)], colour, 2)
        canvas.line([(x + half, level), (x - half * 0.85, level - 34)], colour, 2)
    canvas.rect(x - 16, y - 76, 32, 12, colour)
    canvas.rect(x - 8, y - 168, 16, 8, colour)


def gasometer(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """The iron frame of a gas holder."""
    for i in range(9):
        canvas.rect(x - 64 + i * 15.4, y - 90, 3.4, 150, colour)
    for level in (-92, -58, -22):
        canvas.rect(x - 66, y + level, 132, 4, colour)
    canvas.rect(x - 62, y + 4, 124, 60, colour)


def crane(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A building crane; there is always one."""
    canvas.rect(x - 4, y - 150, 8, 210, colour)
    canvas.rect(x - 42, y - 152, 170, 6, colour)
    canvas.line([(x - 40, y - 150), (x, y - 184), (x + 124, y - 150)], colour, 2.5)
    canvas.rect(x + 88, y - 148, 2, 60, colour)
    canvas.rect(x - 42, y - 150, 18, 16, colour)


def victory_column(canvas: Canvas, x: float, y: float, colour: Colour) -> None:
    """A column with a winged figure."""
    canvas.rect(x - 34, y + 2, 68, 60, colour)
    canvas.rect(x - 10, y - 120, 20, 130, colour)
    canvas.rect(x - 16, y - 126, 32, 8, colour)
    canvas.poly([(x - 4, y - 126), (x + 5, y - 126), (x + 2, y - 166), (x + 22, y - 182), (x - 2, y - 172)], colour)
