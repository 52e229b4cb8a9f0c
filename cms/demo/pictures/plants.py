"""Trees, hedges, beds and grass: a dark shape, a lighter one on it, shifted to the light on the left."""

from math import cos, sin
from random import Random

from .canvas import Canvas, Item, nearness
from .colours import GREENS, Colour, darker, lighter, mix, parse, pick

BARK = parse("#7b5a47")
EARTH = parse("#8a6a52")
BLOOMS = [parse(code) for code in ("#f2c14e", "#e8745a", "#f3ead7", "#d66a8d", "#8c7bc0")]


def crown(canvas: Canvas, discs: list[tuple[float, float, float]], leaf: Colour) -> None:
    """Leaves as overlapping discs (x, y, radius) in three flat tones."""
    for x, y, r in discs:
        canvas.disc(x, y, r, darker(leaf, 0.16))
    for x, y, r in discs:
        canvas.disc(x - r * 0.16, y - r * 0.12, r * 0.80, leaf)
    for x, y, r in discs:
        canvas.disc(x - r * 0.36, y - r * 0.32, r * 0.40, lighter(leaf, 0.2))


def tree_shadow(canvas: Canvas, x: float, y: float, h: float, spread: float) -> None:
    """Long, to the right and a little towards us."""
    canvas.cast([(x - h * 0.03, y), (x + h * 0.03, y - 2), (x + h * 0.6, y + h * 0.1), (x + h * 0.5, y + h * 0.14)])
    for share in (0.46, 0.62, 0.78):
        canvas.cast_oval(x + h * share, y + h * share * 0.2, spread * (1.3 - share * 0.5), spread * 0.24)


def lime(dice: Random, x: float, y: float, h: float, *, quiet: bool = True) -> Item:
    """A broad street tree of height h."""
    leaf = pick(dice, GREENS)
    r = h * 0.25
    offsets = [(0, -0.72, 1), (-0.17, -0.6, 0.78), (0.17, -0.58, 0.8), (-0.08, -0.86, 0.66), (0.1, -0.84, 0.62)]
    discs = [(x + dx * h, y + dy * h, r * k * dice.uniform(0.92, 1.06)) for dx, dy, k in offsets]

    def paint(canvas: Canvas) -> None:
        canvas.poly(
            [(x - h * 0.026, y), (x - h * 0.018, y - h * 0.5), (x + h * 0.02, y - h * 0.5), (x + h * 0.03, y)], BARK
        )
        canvas.line([(x, y - h * 0.36), (x + h * 0.11, y - h * 0.54)], BARK, h * 0.02)
        canvas.line([(x, y - h * 0.34), (x - h * 0.1, y - h * 0.52)], BARK, h * 0.018)
        crown(canvas, discs, leaf)

    return Item(y, paint, lambda canvas: tree_shadow(canvas, x, y, h, r * 1.5), quiet)


def poplar(dice: Random, x: float, y: float, h: float, *, quiet: bool = True) -> Item:
    """A tall, narrow tree."""
    leaf = pick(dice, GREENS)

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - h * 0.014, y - h * 0.2, h * 0.028, h * 0.2, BARK)
        canvas.oval(x, y - h * 0.56, h * 0.115, h * 0.44, darker(leaf, 0.16))
        canvas.oval(x - h * 0.022, y - h * 0.57, h * 0.082, h * 0.39, leaf)
        canvas.oval(x - h * 0.046, y - h * 0.6, h * 0.034, h * 0.26, lighter(leaf, 0.2))

    def shadow(canvas: Canvas) -> None:
        canvas.cast([(x - 3, y), (x + h * 0.3, y), (x + h * 1.05, y + h * 0.2), (x + h * 0.4, y + h * 0.14)])

    return Item(y, paint, shadow, quiet)


def pine(dice: Random, x: float, y: float, h: float, *, quiet: bool = True) -> Item:
    """A pine of the Brandenburg sands: reddish trunk, flat layers."""
    leaf = mix(pick(dice, GREENS), parse("#2f5d54"), 0.55)
    lean = dice.uniform(-0.04, 0.06) * h

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x + lean * 0.4, y - h * 0.5), (x + lean, y - h * 0.86)], parse("#b0704c"), h * 0.03)
        for dy, w in ((0.6, 0.15), (0.7, 0.2), (0.82, 0.17), (0.92, 0.1)):
            canvas.oval(x + lean, y - h * dy, h * w, h * 0.065, darker(leaf, 0.1))
            canvas.oval(x + lean - h * 0.03, y - h * (dy + 0.012), h * w * 0.76, h * 0.042, lighter(leaf, 0.12))

    return Item(y, paint, lambda canvas: tree_shadow(canvas, x, y, h, h * 0.2), quiet)


def birch(dice: Random, x: float, y: float, h: float, *, quiet: bool = True) -> Item:
    """White trunk, light leaves hanging in drops."""
    leaf = lighter(pick(dice, GREENS), 0.2)
    drops = [(dice.uniform(-0.17, 0.17), dice.uniform(0.42, 0.9), dice.uniform(0.07, 0.1)) for _ in range(9)]

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x + h * 0.01, y - h * 0.85)], parse("#eee7da"), h * 0.028)
        for i in range(5):
            canvas.rect(x - h * 0.012, y - h * (0.1 + i * 0.08), h * 0.014, h * 0.012, parse("#5b5450"))
        for tone, k, shift in ((darker(leaf, 0.12), 1.0, 0.0), (leaf, 0.7, -0.022)):
            for dx, dy, r in drops:
                canvas.oval(x + (dx * (1.15 - dy * 0.6) + shift) * h, y - dy * h, h * r * k, h * r * 1.5 * k, tone)

    return Item(y, paint, lambda canvas: tree_shadow(canvas, x, y, h, h * 0.18), quiet)


def any_tree(dice: Random, x: float, y: float, h: float, *, quiet: bool = True) -> Item:
    """A tree of height h, of a kind left to chance."""
    return dice.choice([lime, lime, poplar, birch, pine])(dice, x, y, h, quiet=quiet)


def young_tree(dice: Random, x: float, y: float) -> Item:
    """Just planted: a slender trunk between two stakes, a small crown, a watering bag in the accent."""
    h = 175 * nearness(y)
    leaf = lighter(pick(dice, GREENS), 0.15)
    discs = [(x, y - h * 0.82, h * 0.15), (x - h * 0.09, y - h * 0.72, h * 0.12), (x + h * 0.1, y - h * 0.71, h * 0.12)]

    def paint(canvas: Canvas) -> None:
        canvas.oval(x, y, h * 0.3, h * 0.075, lighter(EARTH, 0.12))
        canvas.oval(x, y - h * 0.01, h * 0.25, h * 0.055, EARTH)
        canvas.line([(x, y), (x, y - h * 0.75)], BARK, h * 0.026)
        for dx in (-0.11, 0.11):
            canvas.line([(x + dx * h, y), (x + dx * h, y - h * 0.44)], parse("#d8b98a"), h * 0.03)
        canvas.line([(x - h * 0.11, y - h * 0.4), (x + h * 0.11, y - h * 0.4)], parse("#d8b98a"), h * 0.02)
        canvas.poly(
            [(x - h * 0.08, y), (x - h * 0.05, y - h * 0.2), (x + h * 0.05, y - h * 0.2), (x + h * 0.08, y)],
            canvas.accent,
        )
        canvas.poly(
            [(x + h * 0.01, y), (x + h * 0.02, y - h * 0.2), (x + h * 0.05, y - h * 0.2), (x + h * 0.08, y)],
            darker(canvas.accent, 0.2),
        )
        crown(canvas, discs, leaf)

    return Item(y, paint, lambda canvas: tree_shadow(canvas, x, y, h, h * 0.18))


def tree_belt(canvas: Canvas, dice: Random, base: float, height: float) -> None:
    """A wood in the distance, from edge to edge."""
    leaf = mix(pick(dice, GREENS), parse("#9fc0b4"), 0.35)
    for tone, lift in ((leaf, 1.0), (darker(leaf, 0.12), 0.62)):
        x = -40.0
        while x < 1240:
            r = dice.uniform(0.45, 0.75) * height
            canvas.disc(x, base - height * lift + r * 0.8, r, tone)
            canvas.rect(x - r, base - height * lift + r * 0.8, 2 * r, height * lift, tone)
            x += r * 1.05


def bush(dice: Random, x: float, y: float, w: float, *, blooms: bool = False, quiet: bool = False) -> Item:
    """A low bush of width w, with flowers if wanted."""
    leaf, bloom = pick(dice, GREENS), pick(dice, BLOOMS)
    discs = [(x + dx * w, y - k * w * 0.24, w * 0.24 * k) for dx, k in ((-0.3, 0.8), (0.3, 0.85), (0, 1.1))]
    spots = [(dice.uniform(-0.42, 0.42), dice.uniform(0.05, 0.42)) for _ in range(14)]

    def paint(canvas: Canvas) -> None:
        crown(canvas, discs, leaf)
        for dx, dy in spots if blooms else ():
            canvas.disc(x + dx * w, y - dy * w, w * 0.03, bloom)

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + w * 0.25, y + 2, w * 0.62, w * 0.1), quiet)


def flower_bed(dice: Random, x: float, y: float, w: float, *, bloom: Colour | None = None) -> Item:
    """A bed of flowers, an oval of width w lying on the ground."""
    tall = 26 * nearness(y)
    colours = [bloom] if bloom else dice.sample(BLOOMS, 3)
    stalks = sorted(
        (dice.uniform(-0.46, 0.46), dice.uniform(-0.8, 0.8), dice.randrange(len(colours))) for _ in range(int(w / 4))
    )

    def paint(canvas: Canvas) -> None:
        canvas.oval(x, y, w / 2, w * 0.085, darker(EARTH, 0.1))
        for dx, dy, which in sorted(stalks, key=lambda stalk: stalk[1]):
            fx, fy = x + dx * w, y + dy * w * 0.07 * (1 - abs(dx) * 1.4)
            canvas.line([(fx, fy), (fx, fy - tall * 0.8)], parse("#5f9160"), tall * 0.09)
            canvas.oval(fx, fy - tall * 0.3, tall * 0.2, tall * 0.16, parse("#6fa06a"))
            canvas.disc(fx, fy - tall * 0.85, tall * 0.19, colours[which])
            canvas.disc(fx - tall * 0.05, fy - tall * 0.9, tall * 0.09, lighter(colours[which], 0.4))

    return Item(y + w * 0.06, paint)


def grass_tufts(canvas: Canvas, dice: Random, leaf: Colour, count: int, top: float = 540) -> None:
    """Tufts strewn over a lawn."""
    for _ in range(count):
        x, y = dice.uniform(0, 1200), dice.uniform(top, 800)
        k = 9 * nearness(y)
        for dx in (-0.7, 0, 0.7):
            canvas.line([(x, y), (x + dx * k, y - k)], leaf, k * 0.16)


def leaves_in_front(canvas: Canvas, dice: Random) -> None:
    """A branch that reaches in from the upper right: depth, and a frame."""
    leaf = darker(pick(dice, GREENS), 0.12)
    canvas.line([(1215, 30), (1120, 66), (1010, 74)], darker(BARK, 0.1), 9)
    for _ in range(58):
        t = dice.random()
        x, y = 1215 - 240 * t + dice.uniform(-22, 22), 30 + 46 * t + dice.uniform(-40, 54)
        hang_leaf(
            canvas,
            x,
            y,
            dice.uniform(17, 29),
            dice.uniform(0.5, 2.6),
            leaf if dice.random() < 0.6 else lighter(leaf, 0.22),
        )


def hang_leaf(canvas: Canvas, x: float, y: float, k: float, angle: float, tone: Colour) -> None:
    """One pointed leaf of length k, hanging at an angle (radians, pi/2 is straight down); the left half is lit."""
    dx, dy = cos(angle), sin(angle)
    outline = [(0.0, 0.0), (0.3, 0.3), (0.62, 0.27), (1.0, 0.0), (0.62, -0.27), (0.3, -0.3)]
    at = [(x + (along * dx - across * dy) * k, y + (along * dy + across * dx) * k) for along, across in outline]
    canvas.poly(at, tone)
    canvas.poly(at[:4], lighter(tone, 0.16))


def meadow_in_front(canvas: Canvas, dice: Random) -> None:
    """Tall grasses and flowers along the lower edge."""
    leaf = darker(pick(dice, GREENS), 0.1)
    for _ in range(64):
        x, h = dice.uniform(-10, 1210), dice.uniform(26, 74)
        lean = dice.uniform(-16, 20)
        tone = leaf if dice.random() < 0.5 else lighter(leaf, 0.25)
        canvas.poly([(x - 4, 806), (x + lean, 800 - h), (x + 4, 806)], tone)
    for _ in range(13):
        x, h = dice.uniform(0, 1200), dice.uniform(34, 70)
        bloom = canvas.accent if dice.random() < 0.4 else pick(dice, BLOOMS)
        canvas.line([(x, 804), (x + 3, 800 - h)], leaf, 2.4)
        canvas.disc(x + 3, 800 - h, 8, bloom)
        canvas.disc(x + 1, 798 - h, 3.4, lighter(bloom, 0.5))
