"""People as simple figures: all ages, on foot, in a wheelchair, on a bicycle."""

from random import Random

from .canvas import Canvas, Item, Points, nearness
from .colours import CLOTHES, HAIRS, SKINS, Colour, darker, lighter, parse, pick

TALL = 118  # a grown person's height at nearness 1


def figure_shadow(canvas: Canvas, x: float, y: float, h: float) -> None:
    """Long, to the right and a little towards us, of someone of height h."""
    canvas.cast([(x - h * 0.1, y), (x + h * 0.1, y - 1), (x + h * 0.95, y + h * 0.19), (x + h * 0.76, y + h * 0.24)])


def head(canvas: Canvas, x: float, y: float, r: float, skin: Colour, hair: Colour, *, bun: bool) -> None:
    """Head with its middle at (x, y); the shaded side is right."""
    if bun:
        canvas.disc(x + r * 0.75, y + r * 0.1, r * 0.62, hair)
    canvas.disc(x, y, r, skin)
    canvas.wedge(x, y - r * 0.06, r * 1.06, 188, 372, hair)
    canvas.wedge(x - r * 0.1, y - r * 0.12, r * 0.8, 190, 290, lighter(hair, 0.18))


def torso(canvas: Canvas, x: float, top: float, bottom: float, w: float, colour: Colour) -> None:
    """Upper body between two heights, the right side in shade."""
    canvas.rect(x - w / 2, top, w, bottom - top, colour, r=w * 0.34)
    canvas.rect(x + w * 0.12, top, w * 0.38, bottom - top, darker(colour, 0.18), r=w * 0.2)


def person(dice: Random, x: float, y: float, *, size: float = 1.0, walking: bool | None = None) -> Item:
    """Someone standing or walking; `size` 0.62 makes a child."""
    h = TALL * nearness(y) * size * dice.uniform(0.95, 1.05)
    skin, hair, top, legs = (
        pick(dice, SKINS),
        pick(dice, HAIRS),
        pick(dice, CLOTHES),
        pick(dice, CLOTHES[:1] + CLOTHES[5:8]),
    )
    stride = (dice.choice([0.05, 0.12, 0.15]) if walking is None else 0.14 if walking else 0.045) * h
    skirt, bun, bag, wears_accent = (dice.random() < share for share in (0.3, 0.4, 0.25, 0.3))
    wave = dice.choice([0.0, 0.0, 0.34])
    r = h * (0.088 if size > 0.8 else 0.118)

    def paint(canvas: Canvas) -> None:
        dress = canvas.accent if wears_accent else top
        for side, tone in ((1, darker(legs, 0.15)), (-1, legs)):
            canvas.line([(x, y - h * 0.44), (x + side * stride, y - h * 0.02)], tone, h * 0.085)
            canvas.line(
                [(x + side * stride, y - h * 0.015), (x + side * stride + h * 0.04, y - h * 0.015)],
                parse("#3b3f49"),
                h * 0.05,
            )
        torso(canvas, x, y - h * 0.82, y - h * 0.4, h * 0.25, dress)
        if skirt:
            canvas.poly(
                [
                    (x - h * 0.11, y - h * 0.52),
                    (x + h * 0.11, y - h * 0.52),
                    (x + h * 0.18, y - h * 0.26),
                    (x - h * 0.18, y - h * 0.26),
                ],
                dress,
            )
        canvas.line([(x - h * 0.1, y - h * 0.76), (x - h * 0.16, y - h * 0.46)], lighter(dress, 0.12), h * 0.066)
        canvas.line(
            [(x + h * 0.1, y - h * 0.76), (x + h * 0.17, y - h * (0.47 + wave))], darker(dress, 0.24), h * 0.066
        )
        canvas.disc(x + h * 0.17, y - h * (0.46 + wave), h * 0.034, skin)
        if bag:
            canvas.rect(x + h * 0.13, y - h * 0.47, h * 0.14, h * 0.17, parse("#c79a5b"), r=3)
        canvas.rect(x - r * 0.34, y - h * 0.86, r * 0.68, h * 0.06, darker(skin, 0.12))
        head(canvas, x, y - h + r * 1.05, r, skin, hair, bun=bun)

    return Item(y, paint, lambda canvas: figure_shadow(canvas, x, y, h))


def child(dice: Random, x: float, y: float) -> Item:
    """A child, more often running than standing."""
    return person(dice, x, y, size=0.64, walking=dice.random() < 0.7)


def sitting(dice: Random, x: float, y: float, *, seat: float = 0.27) -> Item:
    """Someone sitting, seen from the front; `y` is where the feet stand, `seat` the height of the seat."""
    h = TALL * nearness(y)
    skin, hair, top, legs = pick(dice, SKINS), pick(dice, HAIRS), pick(dice, CLOTHES), pick(dice, CLOTHES)
    reading, bun = dice.random() < 0.5, dice.random() < 0.5

    def paint(canvas: Canvas) -> None:
        hip = y - h * seat
        for side in (-1, 1):
            canvas.line(
                [(x + side * h * 0.06, hip), (x + side * h * 0.08, y - h * 0.02)],
                darker(legs, 0.1 * (side + 1)),
                h * 0.09,
            )
        torso(canvas, x, hip - h * 0.42, hip + h * 0.04, h * 0.25, top)
        canvas.line(
            [(x - h * 0.11, hip - h * 0.36), (x - h * 0.12, hip - h * 0.1), (x, hip - h * 0.08)],
            lighter(top, 0.1),
            h * 0.064,
        )
        canvas.line(
            [(x + h * 0.11, hip - h * 0.36), (x + h * 0.12, hip - h * 0.1), (x, hip - h * 0.08)],
            darker(top, 0.24),
            h * 0.064,
        )
        if reading:
            canvas.poly(
                [
                    (x - h * 0.13, hip - h * 0.2),
                    (x, hip - h * 0.15),
                    (x, hip - h * 0.03),
                    (x - h * 0.13, hip - h * 0.08),
                ],
                parse("#fdf8ea"),
            )
            canvas.poly(
                [
                    (x + h * 0.13, hip - h * 0.2),
                    (x, hip - h * 0.15),
                    (x, hip - h * 0.03),
                    (x + h * 0.13, hip - h * 0.08),
                ],
                canvas.accent,
            )
        head(canvas, x, hip - h * 0.5, h * 0.088, skin, hair, bun=bun)

    return Item(y, paint, lambda canvas: figure_shadow(canvas, x, y, h * 0.7))


def wheels(canvas: Canvas, x: float, y: float, r: float, gap: float) -> None:
    """Two wheels of radius r with spokes, on the ground at y."""
    for side in (-1, 1):
        canvas.ring(x + side * gap, y - r, r, r, r * 0.13, parse("#39404b"))
        for dx, dy in ((0.6, 0.6), (-0.6, 0.6), (0.85, 0.0), (0.0, 0.85)):
            cx, cy = x + side * gap, y - r
            canvas.line([(cx - dx * r, cy - dy * r), (cx + dx * r, cy + dy * r)], parse("#8a929b"), 0.8)


def frame(canvas: Canvas, x: float, y: float, r: float, colour: Colour) -> None:
    """A bicycle heading left, its wheels on y."""
    wheels(canvas, x, y, r, r * 1.55)
    hub, seat, bars = (x + r * 0.1, y - r * 0.9), (x + r * 0.5, y - r * 2.3), (x - r * 1.15, y - r * 2.4)
    canvas.line([(x + r * 1.55, y - r), hub, seat, (x + r * 1.55, y - r)], colour, r * 0.17)
    canvas.line([hub, (x - r * 1.1, y - r * 2.0), (x + r * 0.42, y - r * 2.05)], colour, r * 0.17)
    canvas.line([(x - r * 1.55, y - r), bars, (x - r * 0.8, y - r * 2.55)], colour, r * 0.16)
    canvas.line([(seat[0] - r * 0.3, seat[1]), (seat[0] + r * 0.4, seat[1])], parse("#39404b"), r * 0.2)


def bicycle_shadow(canvas: Canvas, x: float, y: float, r: float) -> None:
    """The shadows of the two wheels."""
    for side in (-1, 1):
        canvas.cast_oval(x + side * r * 1.55 + r * 0.8, y + r * 0.22, r * 1.1, r * 0.24)


def parked_bicycle(dice: Random, x: float, y: float, *, quiet: bool = False) -> Item:
    """A bicycle without a rider."""
    r, colour = 22 * nearness(y), pick(dice, CLOTHES)
    return Item(y, lambda canvas: frame(canvas, x, y, r, colour), lambda canvas: bicycle_shadow(canvas, x, y, r), quiet)


def cyclist(dice: Random, x: float, y: float) -> Item:
    """Someone riding to the left, with a helmet in the accent."""
    r = 23 * nearness(y)
    skin, top, legs, bike = pick(dice, SKINS), pick(dice, CLOTHES), pick(dice, CLOTHES[5:8]), pick(dice, CLOTHES[:5])
    basket = dice.random() < 0.5

    def paint(canvas: Canvas) -> None:
        canvas.line(
            [(x + r * 0.4, y - r * 2.5), (x - r * 0.3, y - r * 1.7), (x + r * 0.25, y - r * 0.4)],
            darker(legs, 0.2),
            r * 0.4,
        )
        frame(canvas, x, y, r, bike)
        canvas.line(
            [(x + r * 0.4, y - r * 2.5), (x - r * 0.6, y - r * 2.05), (x - r * 0.15, y - r * 0.7)], legs, r * 0.42
        )
        canvas.line([(x + r * 0.35, y - r * 2.6), (x - r * 0.3, y - r * 4.0)], top, r * 0.8)
        canvas.line([(x + r * 0.55, y - r * 2.7), (x, y - r * 3.9)], darker(top, 0.16), r * 0.36)
        canvas.line(
            [(x - r * 0.3, y - r * 3.8), (x - r * 0.75, y - r * 2.95), (x - r * 1.1, y - r * 2.6)],
            lighter(top, 0.14),
            r * 0.26,
        )
        canvas.disc(x - r * 0.5, y - r * 4.75, r * 0.47, skin)
        canvas.wedge(x - r * 0.48, y - r * 4.85, r * 0.56, 175, 365, canvas.accent)
        if basket:
            canvas.rect(x - r * 2.0, y - r * 2.5, r * 0.8, r * 0.6, parse("#c79a5b"), r=3)

    def shadow(canvas: Canvas) -> None:
        bicycle_shadow(canvas, x, y, r)
        figure_shadow(canvas, x, y, r * 4.6)

    return Item(y, paint, shadow)


def wheelchair_user(dice: Random, x: float, y: float) -> Item:
    """Someone rolling to the left."""
    h = TALL * nearness(y)
    skin, hair, top, legs = pick(dice, SKINS), pick(dice, HAIRS), pick(dice, CLOTHES), pick(dice, CLOTHES[5:8])
    steel = parse("#4a525e")

    def paint(canvas: Canvas) -> None:
        canvas.line(
            [
                (x + h * 0.16, y - h * 0.56),
                (x + h * 0.12, y - h * 0.28),
                (x - h * 0.16, y - h * 0.26),
                (x - h * 0.24, y - h * 0.06),
            ],
            steel,
            h * 0.03,
        )
        torso(canvas, x + h * 0.05, y - h * 0.74, y - h * 0.28, h * 0.23, top)
        canvas.line(
            [(x + h * 0.04, y - h * 0.32), (x - h * 0.19, y - h * 0.31), (x - h * 0.22, y - h * 0.08)], legs, h * 0.09
        )
        canvas.line([(x - h * 0.22, y - h * 0.06), (x - h * 0.3, y - h * 0.05)], steel, h * 0.045)
        canvas.line(
            [(x + h * 0.03, y - h * 0.66), (x - h * 0.06, y - h * 0.46), (x + h * 0.02, y - h * 0.4)],
            lighter(top, 0.15),
            h * 0.064,
        )
        canvas.ring(x + h * 0.06, y - h * 0.2, h * 0.2, h * 0.2, h * 0.028, steel)
        canvas.ring(x + h * 0.06, y - h * 0.2, h * 0.155, h * 0.155, h * 0.014, canvas.accent)
        canvas.disc(x - h * 0.2, y - h * 0.045, h * 0.045, steel)
        head(canvas, x + h * 0.03, y - h * 0.83, h * 0.088, skin, hair, bun=False)

    return Item(y, paint, lambda canvas: figure_shadow(canvas, x, y, h * 0.8))


def crowd(dice: Random, spots: Points) -> list[Item]:
    """One person on each spot (x, y): grown-ups, children, now and then a wheelchair."""
    kinds = [person, person, person, child, child, wheelchair_user]
    return [dice.choice(kinds)(dice, x, y) for x, y in spots]
