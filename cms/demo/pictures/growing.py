"""For gardens and shores: raised beds, greenhouse, sunflowers, deck, reeds, boats, a bridge."""

from random import Random

from .canvas import WIDTH, Canvas, Item, nearness
from .colours import CLOTHES, GREENS, Colour, darker, lighter, mix, parse, pick
from .furniture import STEEL, STONE, WATER, WOOD, box_shadow
from .plants import BLOOMS, EARTH


def raised_bed(dice: Random, x: float, y: float, *, w: float = 200) -> Item:
    """A wooden bed with vegetables and flowers; one plank in the accent."""
    k = nearness(y)
    w, h = w * k, 52 * k
    crops = [
        (dice.choice(["leaf", "tall", "bloom", "fruit"]), pick(dice, GREENS), pick(dice, BLOOMS)) for _ in range(7)
    ]

    def paint(canvas: Canvas) -> None:
        canvas.poly(
            [(x - w / 2, y - h), (x - w * 0.44, y - h * 1.3), (x + w * 0.46, y - h * 1.3), (x + w / 2, y - h)], EARTH
        )
        for i, (kind, leaf, bloom) in enumerate(crops):
            crop(canvas, kind, x - w * 0.41 + i * w * 0.137, y - h * 1.08, k, leaf, bloom)
        canvas.rect(x - w / 2, y - h, w, h, WOOD, r=3)
        canvas.rect(x - w / 2, y - h * 0.68, w, h * 0.3, canvas.accent)
        canvas.rect(x + w * 0.46, y - h, w * 0.04, h, darker(WOOD, 0.25))
        canvas.rect(x - w / 2, y - h * 0.36, w, 2, darker(WOOD, 0.25))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h * 1.4))


def crop(canvas: Canvas, kind: str, x: float, y: float, k: float, leaf: Colour, bloom: Colour) -> None:
    """One plant, standing on y."""
    if kind == "leaf":
        for dx in (-10, 0, 10):
            canvas.oval(x + dx * k, y - 11 * k, 9 * k, 13 * k, lighter(leaf, 0.1 if dx < 0 else 0.0))
    elif kind == "tall":
        canvas.line([(x, y), (x, y - 66 * k)], darker(leaf, 0.1), 4 * k)
        for i in range(5):
            canvas.oval(x + (-9 if i % 2 else 9) * k, y - (14 + i * 11) * k, 10 * k, 5 * k, leaf)
    elif kind == "bloom":
        for dx, up in ((-9, 26), (0, 36), (9, 24)):
            canvas.line([(x, y), (x + dx * k, y - up * k)], leaf, 2.5 * k)
            canvas.disc(x + dx * k, y - up * k, 6.5 * k, bloom)
    else:
        canvas.oval(x, y - 22 * k, 15 * k, 24 * k, leaf)
        for dx, up in ((-7, 16), (5, 26), (7, 10), (-4, 34)):
            canvas.disc(x + dx * k, y - up * k, 4.6 * k, parse("#d8492f"))


def sunflower(dice: Random, x: float, y: float) -> Item:
    """A sunflower taller than a person."""
    k = nearness(y) * dice.uniform(0.9, 1.2)
    h = 150 * k

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x + 3 * k, y - h)], parse("#5f8f4c"), 5 * k)
        for i, side in enumerate((-1, 1, -1)):
            canvas.oval(x + side * 15 * k, y - h * (0.3 + i * 0.18), 16 * k, 7 * k, parse("#6fa05a"))
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)):
            canvas.disc(x + 3 * k + dx * 15 * k, y - h + dy * 15 * k, 9 * k, parse("#f0b93a"))
        canvas.disc(x + 3 * k, y - h, 13 * k, parse("#6f4a2c"))
        canvas.disc(x, y - h - 3 * k, 6 * k, parse("#8a6038"))

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + h * 0.7, y + h * 0.16, 28 * k, 7 * k))


def greenhouse(x: float, y: float) -> Item:
    """A house of glass with a frame in the accent."""
    k = nearness(y)
    w, h = 250 * k, 128 * k

    def paint(canvas: Canvas) -> None:
        glass = parse("#cfe6e3")
        canvas.rect(x - w / 2, y - h, w, h, glass)
        canvas.poly(
            [(x - w / 2, y - h), (x - w * 0.36, y - h * 1.6), (x + w * 0.42, y - h * 1.6), (x + w / 2, y - h)],
            lighter(glass, 0.4),
        )
        for i in range(5):
            canvas.oval(x - w * 0.4 + i * w * 0.19, y - 26 * k, 22 * k, 30 * k, mix(GREENS[i], glass, 0.3))
        for i in range(6):
            px = x - w / 2 + i * w / 5
            canvas.line([(px, y), (px, y - h), (x - w * 0.36 + i * w * 0.156, y - h * 1.6)], canvas.accent, 4 * k)
        for edge in (
            [(x - w / 2, y - h), (x + w / 2, y - h)],
            [(x - w * 0.36, y - h * 1.6), (x + w * 0.42, y - h * 1.6)],
        ):
            canvas.line(edge, canvas.accent, 5 * k)
        canvas.rect(x - w / 2 - 3, y - 12 * k, w + 6, 12 * k, STONE)
        canvas.poly(
            [(x - w * 0.26, y - h), (x - w * 0.12, y - h), (x - w * 0.3, y - 12 * k), (x - w * 0.44, y - 12 * k)],
            (255, 255, 255),
            90,
        )

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h))


def shed(dice: Random, x: float, y: float) -> Item:
    """A garden hut with a gabled roof."""
    k = nearness(y)
    w, h = 170 * k, 120 * k
    roof = pick(dice, CLOTHES[:5])

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - w / 2, y - h, w, h, lighter(WOOD, 0.15))
        for i in range(1, 9):
            canvas.rect(x - w / 2 + i * w / 9, y - h, 1.6, h, darker(WOOD, 0.12))
        canvas.rect(x + w * 0.36, y - h, w * 0.14, h, darker(WOOD, 0.18))
        canvas.poly(
            [
                (x - w * 0.6, y - h * 0.96),
                (x - w * 0.46, y - h * 1.5),
                (x + w * 0.46, y - h * 1.5),
                (x + w * 0.6, y - h * 0.96),
            ],
            roof,
        )
        canvas.poly(
            [
                (x + w * 0.3, y - h * 1.5),
                (x + w * 0.46, y - h * 1.5),
                (x + w * 0.6, y - h * 0.96),
                (x + w * 0.42, y - h * 0.96),
            ],
            darker(roof, 0.2),
        )
        canvas.rect(x - w * 0.34, y - h * 0.74, w * 0.27, h * 0.74, canvas.accent, r=2)
        canvas.rect(x + w * 0.04, y - h * 0.7, w * 0.24, h * 0.3, parse("#8fb0bf"))
        canvas.rect(x + w * 0.155, y - h * 0.7, 2.4, h * 0.3, lighter(WOOD, 0.6))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h), quiet=True)


def ripples(canvas: Canvas, dice: Random, top: float, bottom: float) -> None:
    """Light lines on the water, wider towards us, and the sun's path on the left."""
    for _ in range(70):
        y = dice.uniform(top + 4, bottom)
        w = dice.uniform(14, 60) * nearness(y)
        tone = lighter(WATER, 0.35) if dice.random() < 0.65 else darker(WATER, 0.14)
        canvas.rect(dice.uniform(-20, WIDTH), y, w, 2.6 * nearness(y), tone, r=2)
    for i in range(0 if canvas.stage == "before" else 13):
        y = top + 8 + i * (bottom - top) / 13
        w = dice.uniform(30, 90) * nearness(y)
        canvas.rect(215 - w / 2 + dice.uniform(-16, 16), y, w, 4 * nearness(y), parse("#fff3cf"), r=3)


def towered_bridge(canvas: Canvas, y: float) -> None:
    """A bridge of brick with two towers, a distant relation of the Oberbaumbrücke."""
    brick = parse("#b7755c")
    canvas.rect(0, y - 64, WIDTH, 26, brick)
    canvas.rect(0, y - 70, WIDTH, 7, lighter(brick, 0.4))
    for i in range(9):
        x = i * 150 - 30
        canvas.rect(x, y - 44, 26, 50, brick)
        canvas.rect(x + 18, y - 44, 8, 50, darker(brick, 0.2))
        canvas.rect(x - 5, y - 46, 36, 10, brick, r=5)
    for x in (560, 690):
        canvas.rect(x - 21, y - 162, 42, 170, brick)
        canvas.rect(x + 9, y - 162, 12, 170, darker(brick, 0.2))
        canvas.rect(x - 26, y - 166, 52, 9, lighter(brick, 0.35))
        canvas.poly([(x - 23, y - 166), (x, y - 224), (x + 23, y - 166)], parse("#55706a"))
        canvas.poly([(x, y - 224), (x + 23, y - 166), (x + 7, y - 166)], darker(parse("#55706a"), 0.25))
        for level in (140, 108):
            canvas.rect(x - 9, y - level, 12, 20, darker(brick, 0.5), r=6)


def boat(dice: Random, x: float, y: float) -> Item:
    """An excursion boat or a rowing boat on the water."""
    k = nearness(y)
    w = dice.choice([130, 210]) * k

    def paint(canvas: Canvas) -> None:
        canvas.poly(
            [(x - w * 0.56, y - 24 * k), (x + w * 0.52, y - 24 * k), (x + w * 0.44, y), (x - w * 0.44, y)],
            parse("#faf4e6"),
        )
        canvas.poly(
            [(x - w * 0.49, y - 10 * k), (x + w * 0.48, y - 10 * k), (x + w * 0.44, y), (x - w * 0.44, y)],
            canvas.accent,
        )
        if w > 150 * k:
            canvas.rect(x - w * 0.34, y - 54 * k, w * 0.66, 31 * k, parse("#e4ebea"), r=4)
            for i in range(6):
                canvas.rect(x - w * 0.31 + i * w * 0.103, y - 48 * k, w * 0.08, 16 * k, parse("#6d8798"))
            canvas.rect(x - w * 0.38, y - 60 * k, w * 0.76, 7 * k, parse("#faf4e6"), r=3)
        canvas.rect(x - w * 0.5, y, w, 4 * k, darker(WATER, 0.22), r=2)

    return Item(y, paint, quiet=True)


def pond(canvas: Canvas, dice: Random, x: float, y: float) -> None:
    """A small water in the lawn, with two ducks."""
    canvas.oval(x, y + 4, 236, 56, parse("#7f9a63"))
    canvas.oval(x, y, 226, 48, WATER)
    canvas.oval(x - 50, y + 8, 120, 22, lighter(WATER, 0.22))
    for _ in range(2):
        dx, dy = x + dice.uniform(-110, 110), y + dice.uniform(-18, 22)
        canvas.oval(dx, dy, 15, 7, parse("#f4ecdc"))
        canvas.disc(dx - 14, dy - 10, 6, parse("#3f7a5d"))
        canvas.poly([(dx - 19, dy - 10), (dx - 27, dy - 8), (dx - 19, dy - 6)], parse("#e7a33c"))


def parasol(x: float, y: float) -> Item:
    """A sunshade in the accent, over a deck chair."""
    k = nearness(y)
    h, half = 170 * k, 96 * k

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x + 10 * k, y - h)], parse("#f4ead6"), 6 * k)
        canvas.wedge(x + 10 * k, y - h + 34 * k, half, 202, 338, canvas.accent)
        canvas.wedge(x + 26 * k, y - h + 34 * k, half * 0.84, 270, 336, darker(canvas.accent, 0.18))
        canvas.wedge(x - 14 * k, y - h + 34 * k, half * 0.84, 208, 258, lighter(canvas.accent, 0.45))
        canvas.line([(x + 40 * k, y), (x + 96 * k, y - 62 * k)], WOOD, 5 * k)
        canvas.line([(x + 104 * k, y), (x + 56 * k, y - 34 * k)], WOOD, 5 * k)
        canvas.line(
            [(x + 48 * k, y - 14 * k), (x + 74 * k, y - 22 * k), (x + 98 * k, y - 60 * k)],
            lighter(canvas.accent, 0.5),
            9 * k,
        )

    def shadow(canvas: Canvas) -> None:
        canvas.cast_oval(x + h * 0.8, y + h * 0.12, half * 1.1, half * 0.24)
        canvas.cast([(x - 2, y), (x + 4, y), (x + h * 0.7, y + h * 0.12), (x + h * 0.6, y + h * 0.12)])

    return Item(y, paint, shadow)


def reeds(dice: Random, x: float, y: float, w: float) -> Item:
    """Reeds with bulrushes over a stretch of width w."""
    k = nearness(y)
    stalks = [(dice.uniform(0, 1), dice.uniform(56, 112), dice.uniform(-12, 16)) for _ in range(int(w / 6))]
    leaf = pick(dice, GREENS)

    def paint(canvas: Canvas) -> None:
        for t, h, lean in stalks:
            left = x + t * w
            tone = leaf if lean > 0 else lighter(leaf, 0.2)
            canvas.poly([(left - 3 * k, y), (left + lean * k, y - h * k), (left + 3 * k, y)], tone)
            if h > 92:
                canvas.rect(left + lean * k - 3.5 * k, y - h * k - 6 * k, 7 * k, 26 * k, parse("#7a5338"), r=4)

    return Item(y, paint)


def railing(y: float, *, wood: bool) -> Item:
    """A railing from edge to edge."""
    k = nearness(y)
    post, rail = (WOOD, lighter(WOOD, 0.2)) if wood else (STEEL, lighter(STEEL, 0.2))

    def paint(canvas: Canvas) -> None:
        for i in range(15):
            canvas.rect(i * 88 - 4, y - 70 * k, 7 * k, 70 * k, post)
        for level in (70, 44, 20):
            canvas.rect(0, y - level * k, WIDTH, 5 * k, rail)

    return Item(y, paint, quiet=not wood)
