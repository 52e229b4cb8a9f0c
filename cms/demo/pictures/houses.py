"""Rows of Berlin houses: old fronts, slab blocks, a school of brick, the viaduct of the S-Bahn."""

from random import Random

from .canvas import WIDTH, Canvas
from .colours import ROOFS, WALLS, Colour, darker, lighter, mix, parse, pick

BASE = 505
GLASS = parse("#6d8798")
BRICK = parse("#b4684f")


def window(canvas: Canvas, x: float, y: float, w: float, h: float, wall: Colour, *, arch: bool = False) -> None:
    """A window with a light frame, perhaps arched; the left pane catches the sun."""
    round_ = w * 0.5 if arch else 0
    canvas.rect(x - 2, y - 2, w + 4, h + 4, lighter(wall, 0.55), r=round_)
    canvas.rect(x, y, w, h, GLASS, r=round_)
    canvas.rect(x, y + round_ * 0.4, w * 0.46, h - round_ * 0.4, lighter(GLASS, 0.34), r=round_ * 0.4)
    if arch:
        canvas.rect(x - 2, y + h * 0.6, w + 4, h * 0.4 + 2, lighter(wall, 0.55))
        canvas.rect(x, y + h * 0.6, w, h * 0.4, GLASS)
        canvas.rect(x, y + h * 0.6, w * 0.46, h * 0.4, lighter(GLASS, 0.34))


def window_box(canvas: Canvas, x: float, y: float) -> None:
    """Flowers on a sill."""
    canvas.rect(x - 11, y, 22, 5, parse("#6f9a62"), r=2)
    for dx in (-8, -2, 4, 9):
        canvas.disc(x + dx, y - 1, 2.6, canvas.accent)


def old_house(canvas: Canvas, dice: Random, x: float, w: float) -> None:
    """A front of the years around 1900: cornices, tall windows, shop and door at the street, mansard roof."""
    floors, wall, roof = dice.choice([3, 4, 4]), pick(dice, WALLS), pick(dice, ROOFS)
    storey, ground = 50.0, 62.0
    top = BASE - ground - floors * storey
    mansard(canvas, dice, x, top, w, roof)
    canvas.rect(x, top, w, BASE - top, wall)
    canvas.rect(x + w - 9, top, 9, BASE - top, darker(wall, 0.16))
    canvas.rect(x - 3, top - 5, w + 6, 9, lighter(wall, 0.5))
    columns = max(2, round(w / 44))
    step = w / columns
    balcony = dice.choice([-1, 0, columns // 2, columns - 1])
    arch, arched_floor, wide = dice.random() < 0.45, dice.choice([0, floors - 1]), dice.choice([15, 18, 18, 22])
    for floor in range(floors):
        level = top + floor * storey
        for column in range(columns):
            middle = x + step * (column + 0.5)
            window(canvas, middle - wide / 2, level + 13, wide, 29, wall, arch=arch and floor == arched_floor)
            if column == balcony and floor:
                canvas.rect(middle - 17, level + 34, 34, 12, darker(wall, 0.32), r=2)
                canvas.rect(middle - 17, level + 34, 34, 3, lighter(wall, 0.3))
            elif dice.random() < 0.1:
                window_box(canvas, middle, level + 40)
        canvas.rect(x, level + storey - 2, w, 3, lighter(wall, 0.4))
    shop(canvas, dice, x, w, wall, ground)
    if dice.random() < 0.45:
        gable(canvas, x + w * dice.choice([0.3, 0.5, 0.7]), top, wall)


def mansard(canvas: Canvas, dice: Random, x: float, top: float, w: float, roof: Colour) -> None:
    """A steep roof with dormers and a chimney."""
    canvas.poly([(x, top), (x + 12, top - 34), (x + w - 12, top - 34), (x + w, top)], roof)
    canvas.poly([(x + w - 26, top - 34), (x + w - 12, top - 34), (x + w, top), (x + w - 18, top)], darker(roof, 0.2))
    for i in range(dice.randint(0, 3)):
        canvas.rect(x + 26 + i * 46, top - 26, 20, 20, lighter(roof, 0.35), r=2)
        canvas.rect(x + 30 + i * 46, top - 22, 12, 15, GLASS)
    canvas.rect(x + w * dice.uniform(0.55, 0.8), top - 52, 14, 22, darker(roof, 0.1))


def gable(canvas: Canvas, x: float, top: float, wall: Colour) -> None:
    """A gable above the cornice, its right half in shade."""
    canvas.poly([(x - 34, top), (x - 22, top - 30), (x, top - 50), (x + 22, top - 30), (x + 34, top)], wall)
    canvas.poly([(x, top - 50), (x + 22, top - 30), (x + 34, top), (x + 20, top)], darker(wall, 0.13))
    canvas.disc(x - 2, top - 20, 7, GLASS)


def shop(canvas: Canvas, dice: Random, x: float, w: float, wall: Colour, ground: float) -> None:
    """Ground floor: a darker base, a door and a shop window under an awning."""
    canvas.rect(x, BASE - ground, w, ground, mix(wall, parse("#8d8379"), 0.28))
    canvas.rect(x, BASE - ground - 3, w, 5, lighter(wall, 0.4))
    door = x + w * dice.choice([0.14, 0.8])
    canvas.rect(door - 11, BASE - 44, 22, 44, darker(wall, 0.5), r=9)
    start = x + 14 if door > x + w / 2 else x + w * 0.36
    wide = w * 0.5
    canvas.rect(start, BASE - 42, wide, 34, lighter(GLASS, 0.2))
    canvas.rect(start, BASE - 42, wide * 0.4, 34, lighter(GLASS, 0.45))
    awning = canvas.accent if dice.random() < 0.4 else pick(dice, ROOFS)
    edge = [
        (start - 4, BASE - 50),
        (start + wide + 4, BASE - 50),
        (start + wide + 9, BASE - 35),
        (start - 9, BASE - 35),
    ]
    canvas.poly(edge, awning)


def slab_block(canvas: Canvas, dice: Random, x: float, w: float) -> None:
    """A block of concrete panels: seams, rows of windows, a stack of coloured balconies, a flat roof."""
    floors = dice.choice([6, 7, 8, 10])
    storey = 33.0
    top = BASE - floors * storey - 14
    wall = mix(pick(dice, WALLS), parse("#dfe0dc"), 0.55)
    balcony = mix(canvas.accent, wall, 0.35) if dice.random() < 0.6 else pick(dice, WALLS)
    canvas.rect(x, top, w, BASE - top, wall)
    canvas.rect(x + w - 14, top, 14, BASE - top, darker(wall, 0.16))
    columns = max(3, round(w / 37))
    step = (w - 14) / columns
    loggias = {1, columns - 2}
    for floor in range(floors):
        level = top + 10 + floor * storey
        for column in range(columns):
            left = x + column * step
            if column in loggias:
                canvas.rect(left + 3, level + 2, step - 6, 26, darker(wall, 0.34))
                canvas.rect(left + 2, level + 15, step - 4, 14, balcony)
            else:
                canvas.rect(left + step / 2 - 9, level + 6, 18, 15, GLASS)
                canvas.rect(left + step / 2 - 9, level + 6, 8, 15, lighter(GLASS, 0.34))
        canvas.rect(x, level - 1, w, 1.4, darker(wall, 0.12))
    canvas.rect(x - 2, top - 5, w + 4, 7, darker(wall, 0.24))
    canvas.rect(x + w * 0.4, top - 22, 34, 18, darker(wall, 0.14))


def house_row(canvas: Canvas, dice: Random) -> None:
    """Old fronts side by side, now and then a slab block, from edge to edge."""
    modern = dice.random()
    x = dice.uniform(-70, -10)
    while x < WIDTH:
        is_slab = dice.random() < modern * 0.55
        w = dice.uniform(230, 330) if is_slab else dice.uniform(130, 215)
        (slab_block if is_slab else old_house)(canvas, dice, x, w)
        x += w + dice.choice([0, 0, 0, 26])


def school(canvas: Canvas, dice: Random, x: float, w: float) -> None:
    """A school of red brick with tall windows, a portal and a clock in the gable."""
    top = BASE - 250
    middle = x + w / 2
    canvas.poly([(x - 8, top), (x + 34, top - 54), (x + w - 34, top - 54), (x + w + 8, top)], parse("#7d4f45"))
    canvas.rect(x, top, w, BASE - top, BRICK)
    canvas.rect(x + w - 16, top, 16, BASE - top, darker(BRICK, 0.2))
    for floor in range(3):
        for column in range(round(w / 50)):
            left = x + 18 + column * 50
            if abs(left + 13 - middle) > 74:
                window(canvas, left, top + 22 + floor * 78, 28, 46, BRICK)
        canvas.rect(x, top + 82 + floor * 78, w, 4, lighter(BRICK, 0.4))
    canvas.rect(middle - 72, top - 30, 144, BASE - top + 30, lighter(BRICK, 0.12))
    canvas.rect(middle + 60, top - 30, 12, BASE - top + 30, darker(BRICK, 0.12))
    canvas.poly([(middle - 80, top - 30), (middle, top - 104), (middle + 80, top - 30)], lighter(BRICK, 0.12))
    canvas.line([(middle - 80, top - 30), (middle, top - 104), (middle + 80, top - 30)], lighter(BRICK, 0.6), 6)
    canvas.disc(middle, top - 46, 25, parse("#f6efe0"))
    hour = dice.uniform(-16, 16)
    canvas.line([(middle + hour, top - 54), (middle, top - 46), (middle + 2, top - 64)], parse("#3a3f4a"), 3)
    for column in range(3):
        window(canvas, middle - 52 + column * 38, top + 14, 26, 52, BRICK)
        window(canvas, middle - 52 + column * 38, top + 90, 26, 46, BRICK)
    canvas.rect(middle - 34, BASE - 84, 68, 84, lighter(BRICK, 0.55), r=34)
    canvas.rect(middle - 34, BASE - 40, 68, 40, lighter(BRICK, 0.55))
    canvas.rect(middle - 26, BASE - 76, 52, 76, canvas.accent, r=26)
    canvas.rect(middle - 26, BASE - 40, 52, 40, canvas.accent)
    canvas.rect(middle - 1, BASE - 74, 2, 74, darker(canvas.accent, 0.4))


def viaduct(canvas: Canvas, dice: Random) -> None:
    """The S-Bahn on its arches of brick, a train passing."""
    top = BASE - 132
    canvas.rect(0, top, WIDTH, 132, BRICK)
    canvas.rect(0, top + 8, WIDTH, 7, lighter(BRICK, 0.45))
    shift = dice.uniform(-90, 0)
    for i in range(9):
        x = shift + i * 150 + 75
        canvas.rect(x - 54, BASE - 98, 108, 98, darker(BRICK, 0.52), r=54)
        canvas.rect(x - 54, BASE - 46, 108, 46, darker(BRICK, 0.52))
        canvas.rect(x - 54, BASE - 44, 30, 44, darker(BRICK, 0.36))
    train(canvas, dice.uniform(60, 460), top)


def train(canvas: Canvas, x: float, top: float) -> None:
    """Two cars, the lower half in the accent, a band of windows."""
    for car in range(3):
        left = x + car * 204
        canvas.rect(left, top - 52, 200, 46, parse("#efd9a0"), r=8)
        canvas.rect(left, top - 28, 200, 22, canvas.accent, r=5)
        for i in range(5):
            canvas.rect(left + 12 + i * 37, top - 45, 26, 16, GLASS, r=2)
            canvas.rect(left + 12 + i * 37, top - 45, 11, 16, lighter(GLASS, 0.4), r=2)
        canvas.rect(left + 20, top - 7, 160, 7, parse("#4b4f58"))
