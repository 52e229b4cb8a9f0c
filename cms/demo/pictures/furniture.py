"""What stands in streets and parks: benches, lamps, an advertising pillar, fountains, cars, stalls."""

from random import Random

from .canvas import Canvas, Item, nearness
from .colours import CLOTHES, Colour, darker, lighter, mix, parse, pick

WOOD = parse("#c58f5c")
STEEL = parse("#56606b")
STONE = parse("#d9d3c6")
WATER = parse("#7fb6cf")


def box_shadow(canvas: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Of a box of width w and height h whose front lower edge begins at (x, y)."""
    canvas.cast([(x, y - 3), (x + w, y - 3), (x + w + h * 0.9, y + h * 0.17), (x + h * 0.75, y + h * 0.22)])


def bench(x: float, y: float, *, quiet: bool = False) -> Item:
    """A bench with back, slats of wood."""
    k = nearness(y)
    w, h = 128 * k, 52 * k

    def paint(canvas: Canvas) -> None:
        for side in (0.12, 0.88):
            canvas.line([(x - w / 2 + w * side, y), (x - w / 2 + w * side, y - h)], STEEL, 5 * k)
        for i, tone in enumerate((WOOD, lighter(WOOD, 0.12), lighter(WOOD, 0.2))):
            canvas.rect(x - w / 2, y - h + i * 9 * k, w, 7 * k, tone, r=3)
        canvas.rect(x - w / 2 - 2, y - h * 0.44, w + 4, 8 * k, lighter(WOOD, 0.28), r=3)
        canvas.rect(x - w / 2 - 2, y - h * 0.33, w + 4, 4 * k, darker(WOOD, 0.25))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h), quiet)


def lamp(x: float, y: float, *, quiet: bool = True) -> Item:
    """A street lamp of the old kind."""
    k = nearness(y)
    h = 235 * k

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x, y - h)], STEEL, 5 * k)
        canvas.rect(x - 7 * k, y - 26 * k, 14 * k, 26 * k, STEEL, r=3)
        canvas.poly(
            [(x - 10 * k, y - h - 26 * k), (x + 10 * k, y - h - 26 * k), (x + 6 * k, y - h), (x - 6 * k, y - h)],
            parse("#fff3cf"),
        )
        canvas.poly([(x - 14 * k, y - h - 25 * k), (x, y - h - 38 * k), (x + 14 * k, y - h - 25 * k)], STEEL)

    def shadow(canvas: Canvas) -> None:
        canvas.cast([(x - 2, y), (x + 3, y), (x + h * 0.9, y + h * 0.19), (x + h * 0.88, y + h * 0.2)])

    return Item(y, paint, shadow, quiet)


def pillar(dice: Random, x: float, y: float, *, quiet: bool = True) -> Item:
    """A Litfass pillar with posters (shapes only)."""
    k = nearness(y)
    w, h = 64 * k, 172 * k
    sheets = [(pick(dice, CLOTHES), dice.random() < 0.5) for _ in range(4)]

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - w / 2, y - h, w, h, parse("#efe7d5"), r=4)
        for i, (colour, round_motif) in enumerate(sheets):
            px, py = x - w * 0.42 + (i % 2) * w * 0.44, y - h * 0.86 + (i // 2) * h * 0.38
            canvas.rect(px, py, w * 0.38, h * 0.33, canvas.accent if i == 1 else colour)
            canvas.disc(px + w * 0.19, py + h * 0.12, w * 0.11, lighter(colour, 0.6)) if round_motif else canvas.rect(
                px + w * 0.07, py + h * 0.06, w * 0.24, h * 0.1, lighter(colour, 0.6)
            )
        canvas.rect(x + w * 0.26, y - h, w * 0.24, h, parse("#3d4660"), alpha=46)
        canvas.rect(x - w * 0.56, y - h - 10 * k, w * 1.12, 12 * k, parse("#5d7068"), r=4)
        canvas.wedge(x, y - h - 8 * k, w * 0.42, 180, 360, parse("#6f8579"))
        canvas.disc(x, y - h - w * 0.5, 5 * k, parse("#6f8579"))
        canvas.rect(x - w * 0.56, y - 14 * k, w * 1.12, 14 * k, parse("#8d8a83"), r=3)

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h), quiet)


def litter_bin(x: float, y: float) -> Item:
    """A litter bin of orange, as in the city."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - 3 * k, y - 52 * k, 6 * k, 52 * k, STEEL)
        canvas.rect(x - 15 * k, y - 60 * k, 30 * k, 40 * k, parse("#e28a34"), r=5 * k)
        canvas.rect(x + 3 * k, y - 60 * k, 12 * k, 40 * k, parse("#c06f22"), r=5 * k)
        canvas.rect(x - 9 * k, y - 52 * k, 18 * k, 5 * k, parse("#4a3b30"))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - 14 * k, y, 28 * k, 58 * k), True)


def fountain(x: float, y: float, *, jets: int) -> Item:
    """A round basin with jets of water."""
    k = nearness(y) * 1.25

    def paint(canvas: Canvas) -> None:
        canvas.oval(x, y, 165 * k, 40 * k, darker(STONE, 0.18))
        canvas.oval(x, y - 16 * k, 165 * k, 40 * k, STONE)
        canvas.oval(x, y - 16 * k, 146 * k, 32 * k, darker(WATER, 0.12))
        canvas.oval(x - 8 * k, y - 14 * k, 134 * k, 27 * k, WATER)
        for i in range(jets):
            jx = x + (i - (jets - 1) / 2) * 150 * k / jets
            h = (112 if i == jets // 2 else 74) * k
            for side in (-1, 1):
                arc = [
                    (jx, y - 18 * k),
                    (jx + side * 5 * k, y - h),
                    (jx + side * 17 * k, y - h * 0.86),
                    (jx + side * 23 * k, y - 18 * k),
                ]
                canvas.line(arc, lighter(WATER, 0.72), 4.5 * k)
            canvas.disc(jx, y - h - 5 * k, 6 * k, lighter(WATER, 0.85))
        canvas.ring(x, y - 16 * k, 165 * k, 40 * k, 5 * k, lighter(STONE, 0.5))

    return Item(y + 30 * k, paint, lambda canvas: canvas.cast_oval(x + 46 * k, y + 12 * k, 168 * k, 40 * k))


def drinking_fountain(x: float, y: float) -> Item:
    """A blue drinking fountain as Berlin sets them up, a bowl in front."""
    k = nearness(y) * 1.2

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - 13 * k, y - 96 * k, 26 * k, 96 * k, parse("#2f6f9f"), r=7 * k)
        canvas.rect(x + 4 * k, y - 96 * k, 9 * k, 96 * k, parse("#22577f"), r=5 * k)
        canvas.oval(x - 20 * k, y - 72 * k, 24 * k, 8 * k, parse("#2a6491"))
        canvas.oval(x - 20 * k, y - 74 * k, 19 * k, 5 * k, lighter(WATER, 0.4))
        canvas.line(
            [(x - 12 * k, y - 92 * k), (x - 22 * k, y - 94 * k), (x - 25 * k, y - 76 * k)], lighter(WATER, 0.6), 3 * k
        )
        canvas.oval(x - 4 * k, y, 34 * k, 8 * k, parse("#9aa4ab"))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - 12 * k, y, 26 * k, 94 * k))


def car(dice: Random, x: float, y: float, *, colour: Colour | None = None) -> Item:
    """A parked car, from the side."""
    k = nearness(y)
    paint_colour = colour or mix(pick(dice, CLOTHES), parse("#9aa3ab"), 0.45)

    def paint(canvas: Canvas) -> None:
        cabin = [(x - 62 * k, y - 44 * k), (x - 38 * k, y - 78 * k), (x + 34 * k, y - 78 * k), (x + 66 * k, y - 44 * k)]
        canvas.poly(cabin, paint_colour)
        glass = [(x - 50 * k, y - 45 * k), (x - 33 * k, y - 71 * k), (x + 30 * k, y - 71 * k), (x + 53 * k, y - 45 * k)]
        canvas.poly(glass, parse("#90a7b5"))
        canvas.rect(x - 4 * k, y - 74 * k, 6 * k, 30 * k, paint_colour)
        canvas.rect(x - 104 * k, y - 50 * k, 208 * k, 38 * k, paint_colour, r=15 * k)
        canvas.rect(x - 104 * k, y - 28 * k, 208 * k, 16 * k, darker(paint_colour, 0.2), r=8 * k)
        canvas.rect(x - 103 * k, y - 44 * k, 14 * k, 9 * k, parse("#fff1c4"), r=3 * k)
        for dx in (-62, 62):
            canvas.disc(x + dx * k, y - 14 * k, 20 * k, parse("#353b45"))
            canvas.disc(x + dx * k, y - 14 * k, 9 * k, parse("#c3c8cc"))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - 100 * k, y, 205 * k, 70 * k), True)


def bike_stand(x: float, y: float) -> Item:
    """A hoop to lock a bicycle to, in the accent."""
    k = nearness(y)
    w, h = 46 * k, 58 * k

    def paint(canvas: Canvas) -> None:
        canvas.line(
            [
                (x - w / 2, y),
                (x - w / 2, y - h + 10 * k),
                (x - w / 2 + 10 * k, y - h),
                (x + w / 2 - 10 * k, y - h),
                (x + w / 2, y - h + 10 * k),
                (x + w / 2, y),
            ],
            canvas.accent,
            6 * k,
        )

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w / 2, y, w, h * 0.5))


def fence(x0: float, x1: float, y: float, h: float, *, mesh: bool) -> Item:
    """A fence from x0 to x1: wire mesh between posts, or slats of wood."""

    def paint(canvas: Canvas) -> None:
        count = max(1, round((x1 - x0) / (90 if mesh else 22)))
        for i in range(count + 1):
            x = x0 + (x1 - x0) * i / count
            canvas.rect(x - (2.5 if mesh else 7), y - h, 5 if mesh else 14, h, STEEL if mesh else WOOD, r=3)
        for level in (0.98, 0.55, 0.12) if mesh else (0.8, 0.3):
            canvas.rect(x0, y - h * level, x1 - x0, 3 if mesh else 8, STEEL if mesh else darker(WOOD, 0.12))
        step = 16
        for i in range(round((x1 - x0) / step) if mesh else 0):
            left = x0 + i * step
            canvas.line([(left, y), (min(x1, left + h * 0.45), y - h)], mix(STEEL, parse("#cfd6da"), 0.5), 1)
            canvas.line([(left, y - h), (min(x1, left + h * 0.45), y)], mix(STEEL, parse("#cfd6da"), 0.5), 1)

    return Item(y, paint, quiet=True)


def stall(dice: Random, x: float, y: float, *, w: float = 190) -> Item:
    """A market stall: striped awning, crates of fruit; stripes in the accent."""
    k = nearness(y)
    w, h = w * k, 190 * k
    fruits = [
        pick(dice, [parse(c) for c in ("#e0513f", "#f0a63a", "#8fb84e", "#f2d35b", "#8a4f7d", "#d9763f")])
        for _ in range(4)
    ]
    own = dice.random() < 0.6
    other = pick(dice, CLOTHES[1:5])

    def paint(canvas: Canvas) -> None:
        stripe = canvas.accent if own else other
        for side in (-0.47, 0.47):
            canvas.rect(x + side * w - 3 * k, y - h, 6 * k, h, parse("#efe6d2"))
        canvas.rect(x - w / 2, y - h * 0.84, w, h * 0.45, parse("#5b5148"), alpha=70)
        canvas.rect(x - w * 0.52, y - 62 * k, w * 1.04, 62 * k, darker(WOOD, 0.08), r=4)
        canvas.rect(x - w * 0.52, y - 62 * k, w * 1.04, 8 * k, lighter(WOOD, 0.25), r=3)
        for i, fruit in enumerate(fruits):
            left = x - w * 0.48 + i * w * 0.245
            for j in range(5):
                canvas.disc(left + (j + 0.5) * w * 0.044, y - 70 * k - (j % 2) * 7 * k, w * 0.03, fruit)
            canvas.rect(left, y - 68 * k, w * 0.225, 22 * k, lighter(WOOD, 0.1 + 0.08 * (i % 2)), r=2)
        for i in range(8):
            left = x - w * 0.56 + i * w * 0.14
            tone = stripe if i % 2 == 0 else parse("#fbf3e2")
            top = x - w * 0.44 + i * w * 0.11
            canvas.poly(
                [
                    (top, y - h * 1.2),
                    (top + w * 0.11, y - h * 1.2),
                    (left + w * 0.14, y - h * 0.92),
                    (left, y - h * 0.92),
                ],
                tone,
            )
            canvas.wedge(left + w * 0.07, y - h * 0.922, w * 0.07, 0, 180, darker(tone, 0.1))

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - w * 0.52, y, w * 1.04, h))


def mast(x: float, y: float, top: float) -> Item:
    """A pole that carries bunting, from the ground at y up to `top`."""

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x, top)], lighter(WOOD, 0.1), 6)
        canvas.disc(x, top, 6, canvas.accent)

    return Item(y, paint)


def bunting(canvas: Canvas, dice: Random, x0: float, x1: float, y: float) -> None:
    """A string of pennants that hangs through between two points."""
    flags = [canvas.accent, parse("#f2c14e"), parse("#fbf3e2"), parse("#5d9aa8")]
    points = [(x0 + (x1 - x0) * t / 24, y + 46 * (1 - (t / 12 - 1) ** 2)) for t in range(25)]
    canvas.line(points, parse("#6a6f78"), 2)
    for i, (x, level) in enumerate(points[1:-1]):
        canvas.poly([(x - 13, level), (x + 13, level), (x, level + 27)], flags[i % len(flags)])
