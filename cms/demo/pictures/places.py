"""Scenes of places with a purpose: school yard, sports ground, library."""

from math import pi
from random import Random

from .backdrop import Deal, gathering, heaven, is_built, suburb, town, warm_wall
from .canvas import HEIGHT, WIDTH, Canvas, Item, Points, nearness, stand
from .colours import CLOTHES, GREENS, Colour, darker, lighter, mix, parse, pick
from .furniture import WOOD, bench, fence, litter_bin
from .ground import CHALK, LAWN, band, chalk_oval, lawn, puddle, worn_patch
from .houses import school, slab_block
from .people import child, person, sitting
from .plants import any_tree, bush, hang_leaf, leaves_in_front, lime
from .play import ball, goal, hoop, pull_up_bars, table_tennis

YARD = parse("#d6cdbf")


def schoolyard(canvas: Canvas, deal: Deal) -> None:
    """A yard with games on the ground, a table, a green corner; before: asphalt."""
    heaven(canvas, deal)
    dice = deal("houses")
    slab_block(canvas, dice, dice.choice([-60, 950]), 280)
    school(canvas, dice, dice.choice([190, 260]), 700)
    band(canvas, 500, 810, YARD)
    band(canvas, 500, 512, darker(YARD, 0.1))
    things = deal("things")
    around: list[Item] = [lime(deal("trees"), 80, 540, 240), lime(deal("trees2"), 1120, 545, 260)]
    if not is_built(canvas):
        worn_patch(canvas, deal("bare"), 560, 660, 280)
        puddle(canvas, 880, 730, 110)
        stand(
            canvas,
            [
                *around,
                litter_bin(1010, 600),
                fence(-10, 1210, 556, 84, mesh=True),
                *gathering(canvas, deal("people"), [(420, 640)]),
            ],
        )
        return
    chalk_oval(canvas, 600, 672, 565, 122)
    markings(canvas, things)
    flip = things.random() < 0.5
    new = [table_tennis(880 if flip else 300, 640), hoop(1060 if flip else 110, 590), bench(150 if flip else 560, 585)]
    new += [raised_circle(deal("bed"), 200 if flip else 960, 720), bush(things, 1130, 660, 150, blooms=True)]
    kids = [
        child(deal(f"child{i}"), x, y)
        for i, (x, y) in enumerate([(560, 690), (700, 735), (470, 745), (820, 690), (640, 610), (390, 650), (740, 625)])
    ]
    kids = kids if canvas.stage == "after" else kids[:4]
    stand(canvas, [*around, *new, *kids, ball(610, 765), *gathering(canvas, deal("people"), [(1000, 690)])])
    leaves_in_front(canvas, deal("front"))


def markings(canvas: Canvas, dice: Random) -> None:
    """Hopscotch and a running lane in bright colours."""
    lane = lighter(canvas.accent, 0.3)
    canvas.poly([(-10, 600), (1210, 560), (1210, 592), (-10, 640)], lane)
    canvas.line([(-10, 620), (1210, 576)], CHALK, 3)
    x, y = dice.choice([380, 560]), 788.0
    for i in range(7):
        k = nearness(y)
        w, d = 46 * k, 17 * k
        for side in (-0.5, 0.5) if i in (2, 5) else (0,):
            tone = canvas.accent if i % 2 else parse("#f2c14e")
            canvas.poly(
                [
                    (x + (side - 0.5) * w, y),
                    (x + (side + 0.5) * w, y),
                    (x + (side + 0.48) * w + 3, y - d),
                    (x + (side - 0.48) * w + 3, y - d),
                ],
                tone,
            )
            canvas.line([(x + (side - 0.5) * w, y), (x + (side + 0.5) * w, y)], CHALK, 2.4)
        x, y = x + 5, y - d - 2


def raised_circle(dice: Random, x: float, y: float) -> Item:
    """A round bench of wood about a tree."""
    tree = lime(dice, x, y - 14, 330, quiet=False)
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        canvas.oval(x, y - 10 * k, 112 * k, 30 * k, darker(WOOD, 0.3))
        canvas.oval(x, y - 30 * k, 112 * k, 30 * k, lighter(WOOD, 0.2))
        canvas.oval(x, y - 32 * k, 78 * k, 19 * k, parse("#7d6350"))
        tree.paint(canvas)

    def shadow(canvas: Canvas) -> None:
        tree.shadow(canvas)
        canvas.cast_oval(x + 34 * k, y, 118 * k, 30 * k)

    return Item(y + 8, paint, shadow)


def sports(canvas: Canvas, deal: Deal) -> None:
    """A small pitch in the accent with goals, hoop and bars; before: gravel and puddles."""
    (suburb if deal("kind").random() < 0.6 else town)(canvas, deal)
    lawn(canvas, deal("ground"), darker(LAWN, 0.04))
    dice = deal("things")
    field = [(90, 570), (1110, 570), (1290, 786), (-90, 786)]
    around = [fence(60, 1140, 560, 118, mesh=True), *[any_tree(deal(f"tree{x}"), x, 552, 240) for x in (30, 1170)]]
    if not is_built(canvas):
        canvas.poly(field, parse("#b3a792"))
        puddle(canvas, 700, 700, 150)
        puddle(canvas, 300, 640, 80)
        worn_patch(canvas, deal("bare"), 930, 660, 110)
        stand(
            canvas,
            [
                *around,
                goal(120, 690, side=1, worn=True),
                litter_bin(1090, 620),
                *gathering(canvas, deal("people"), [(560, 650)]),
            ],
        )
        return
    court(canvas, field)
    chalk_oval(canvas, 600, 676, 620, 116)
    new = [goal(96, 672, side=1, worn=False), goal(1104, 672, side=-1, worn=False), ball(dice.choice([520, 690]), 715)]
    new += [hoop(dice.choice([330, 860]), 585)] if dice.random() < 0.5 else [pull_up_bars(dice.choice([230, 720]), 585)]
    players = [person(deal(f"player{i}"), x, y, size=size, walking=True) for i, (x, y, size) in enumerate(
        [(470, 690, 1), (740, 735, 1), (600, 640, 0.7), (860, 665, 1), (340, 640, 0.7), (240, 740, 1)])]  # fmt: skip
    players = players if canvas.stage == "after" else players[:3]
    stand(canvas, [*around, *new, *players, *gathering(canvas, deal("people"), [(1020, 770), (930, 600)])])


def court(canvas: Canvas, field: Points) -> None:
    """The pitch: two tones, white lines."""
    tone = mix(canvas.accent, parse("#7fa08a"), 0.25)
    canvas.poly(field, tone)
    canvas.poly([(345, 570), (855, 570), (945, 786), (255, 786)], lighter(tone, 0.16))
    canvas.line([*field, field[0]], CHALK, 4)
    canvas.line([(600, 570), (600, 786)], CHALK, 4)
    canvas.ring(600, 666, 118, 42, 4, CHALK)
    for edge, side in ((90, 1), (1110, -1)):
        canvas.line(
            [(edge - side * 50, 630), (edge + side * 110, 630), (edge + side * 50, 722), (edge - side * 126, 722)],
            CHALK,
            4,
        )


def library(canvas: Canvas, deal: Deal) -> None:
    """A room with tall windows left, shelves, chairs and readers; before: grey and empty."""
    dice = deal("room")
    wall = warm_wall(canvas)
    heaven(canvas, deal)
    canvas.rect(0, 430, WIDTH, 80, parse("#86a77c"))
    canvas.rect(560, -400, 700, 1000, wall)
    for x, w in ((-10, 50), (250, 26), (520, 60)):
        canvas.rect(x, -400, w, 1000, lighter(wall, 0.3) if x < 500 else wall)
    for y, h in ((-400, 440), (250, 14), (540, 100)):
        canvas.rect(0, y, 560, h, lighter(wall, 0.3))
    canvas.rect(0, 536, 570, 12, lighter(WOOD, 0.3))
    floor = mix(lighter(WOOD, 0.42), wall, 0.25) if is_built(canvas) else parse("#9ea3a6")
    canvas.rect(0, 590, WIDTH, HEIGHT - 580, floor)
    for i in range(9):
        canvas.rect(0, 604 + i * (16 + i * 1.6), WIDTH, 1.4, darker(floor, 0.12))
    if is_built(canvas):
        for x in (150, 400):
            canvas.poly([(x, 600), (x + 200, 600), (x + 470, 800), (x + 190, 800)], (255, 244, 205), 120)
    shelves(canvas, deal("books"), 610, 560, filled=is_built(canvas))
    stand(
        canvas, reading_room(canvas, deal, dice) if is_built(canvas) else [litter_bin(1100, 680), Item(690, bare_table)]
    )


def bare_table(canvas: Canvas) -> None:
    """A grey table and one chair."""
    grey = parse("#8f9498")
    canvas.rect(420, 610, 260, 12, grey)
    for x in (436, 652):
        canvas.rect(x, 622, 9, 90, darker(grey, 0.2))
    canvas.rect(740, 640, 70, 9, grey)
    for x in (744, 798):
        canvas.rect(x, 640, 7, 62, darker(grey, 0.2))
    canvas.rect(802, 570, 8, 80, grey)


def shelves(canvas: Canvas, dice: Random, x: float, w: float, *, filled: bool) -> None:
    """A wall of shelves, five boards, books in many colours."""
    top, step = 110, 94
    canvas.rect(x - 10, top - 14, w + 20, 494, darker(WOOD, 0.22), r=4)
    for row in range(5):
        y = top + row * step
        canvas.rect(x, y, w, step - 12, darker(WOOD, 0.45))
        canvas.rect(x - 10, y + step - 12, w + 20, 12, lighter(WOOD, 0.14))
        left = x + 6
        while filled and left < x + w - 26:
            left = book(canvas, dice, left, y + step - 12)
    for split in (0.333, 0.667):
        canvas.rect(x + w * split - 6, top - 8, 12, 484, lighter(WOOD, 0.05))


def book(canvas: Canvas, dice: Random, x: float, base: float) -> float:
    """One book, or now and then a gap; returns where the next one begins."""
    w, h = dice.uniform(9, 20), dice.uniform(46, 74)
    if dice.random() < 0.07:
        return x + w * 2
    colour: Colour = canvas.accent if dice.random() < 0.22 else pick(dice, CLOTHES)
    canvas.rect(x, base - h, w, h, colour, r=1.5)
    canvas.rect(x, base - h, w * 0.3, h, lighter(colour, 0.22), r=1.5)
    canvas.rect(x, base - h * 0.84, w, 4, lighter(colour, 0.55))
    return x + w + 1


def reading_room(canvas: Canvas, deal: Deal, dice: Random) -> list[Item]:
    """Armchairs on a rug, a low table, a lamp, readers of all ages."""
    canvas.oval(560, 716, 400, 70, lighter(canvas.accent, 0.35))
    canvas.oval(560, 716, 352, 58, lighter(canvas.accent, 0.55))
    chalk_oval(canvas, 560, 716, 450, 84)
    chairs = [armchair(x, y) for x, y in ((330, 700), (800, 706))]
    readers = [sitting(deal("reader1"), 330, 703), sitting(deal("reader2"), 800, 709)]
    kids = [child(deal(f"child{i}"), x, y) for i, (x, y) in enumerate([(470, 772), (660, 768), (1090, 720)])]
    kids = kids if canvas.stage == "after" else kids[:2]
    room: list[Item] = [potted_plant(dice, 84, 720), low_table(565, 712), standing_lamp(945, 690)]
    spots = [(1050, 640), (700, 622), (200, 770)]
    return [*chairs, *readers, *kids, *room, *gathering(canvas, deal("people"), spots)]


def potted_plant(dice: Random, x: float, y: float) -> Item:
    """A palm in a pot, large enough to catch the light of the window."""
    leaf = pick(dice, GREENS)
    fans = [dice.uniform(-0.12, 0.12) + i * 0.42 for i in range(8)]

    def paint(canvas: Canvas) -> None:
        for i, angle in enumerate(fans):
            hang_leaf(canvas, x, y - 110, 132 - (i % 2) * 26, pi + angle, leaf if i % 2 else darker(leaf, 0.12))
        canvas.line([(x, y - 66), (x, y - 112)], darker(leaf, 0.3), 7)
        canvas.poly([(x - 42, y - 74), (x + 42, y - 74), (x + 30, y), (x - 30, y)], canvas.accent)
        canvas.poly([(x + 14, y - 74), (x + 42, y - 74), (x + 30, y), (x + 10, y)], darker(canvas.accent, 0.2))
        canvas.rect(x - 47, y - 80, 94, 15, lighter(canvas.accent, 0.15), r=4)

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + 50, y + 4, 76, 15))


def low_table(x: float, y: float) -> Item:
    """A round table with books on it."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        canvas.rect(x - 5 * k, y - 44 * k, 10 * k, 44 * k, darker(WOOD, 0.25))
        canvas.oval(x, y, 34 * k, 8 * k, darker(WOOD, 0.3))
        canvas.oval(x, y - 41 * k, 78 * k, 18 * k, darker(WOOD, 0.2))
        canvas.oval(x, y - 46 * k, 78 * k, 18 * k, lighter(WOOD, 0.25))
        for i, code in enumerate(("#c2504a", "#f0c04f", "#2f5d7c")):
            canvas.rect(x - (40 - i * 5) * k, y - (57 + i * 8) * k, (52 - i * 6) * k, 8 * k, parse(code), r=2)
        canvas.poly(
            [(x + 18 * k, y - 50 * k), (x + 40 * k, y - 46 * k), (x + 62 * k, y - 50 * k), (x + 40 * k, y - 42 * k)],
            parse("#fdf8ea"),
        )

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + 36 * k, y + 3, 86 * k, 16 * k))


def armchair(x: float, y: float) -> Item:
    """A deep chair in the accent."""
    k = 0.86 * nearness(y)

    def paint(canvas: Canvas) -> None:
        colour = canvas.accent
        canvas.rect(x - 66 * k, y - 118 * k, 132 * k, 104 * k, colour, r=26 * k)
        canvas.rect(x - 52 * k, y - 52 * k, 104 * k, 34 * k, lighter(colour, 0.2), r=10 * k)
        for side in (-1, 1):
            tone = lighter(colour, 0.12) if side < 0 else darker(colour, 0.2)
            canvas.rect(x + side * 66 * k - 15 * k, y - 72 * k, 30 * k, 64 * k, tone, r=13 * k)
            canvas.rect(x + side * 52 * k - 4 * k, y - 10 * k, 8 * k, 12 * k, parse("#5a4636"))

    return Item(y - 4, paint, lambda canvas: canvas.cast_oval(x + 46 * k, y + 2, 110 * k, 20 * k))


def standing_lamp(x: float, y: float) -> Item:
    """A lamp with a wide shade."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        canvas.oval(x, y, 26 * k, 7 * k, parse("#4a525e"))
        canvas.line([(x, y), (x, y - 220 * k)], parse("#4a525e"), 5 * k)
        canvas.poly(
            [
                (x - 46 * k, y - 206 * k),
                (x - 26 * k, y - 270 * k),
                (x + 26 * k, y - 270 * k),
                (x + 46 * k, y - 206 * k),
            ],
            parse("#fbe3a2"),
        )
        canvas.poly(
            [(x + 10 * k, y - 206 * k), (x + 8 * k, y - 270 * k), (x + 26 * k, y - 270 * k), (x + 46 * k, y - 206 * k)],
            parse("#eccb7c"),
        )

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + 20 * k, y + 2, 34 * k, 8 * k))
