"""Scenes in the green: park, playground, garden, water."""

from .backdrop import Deal, countryside, gathering, heaven, is_built, suburb, town
from .canvas import WIDTH, Canvas, Item, stand
from .colours import darker, lighter, parse
from .furniture import WATER, WOOD, bench, bunting, fence, lamp, litter_bin, mast
from .ground import ASPHALT, LAWN, SAND, band, chalk_oval, lawn, path, puddle, worn_patch
from .growing import (
    boat,
    greenhouse,
    parasol,
    pond,
    railing,
    raised_bed,
    reeds,
    ripples,
    shed,
    sunflower,
    towered_bridge,
)
from .people import child, sitting
from .plants import any_tree, bush, flower_bed, leaves_in_front, meadow_in_front, tree_belt
from .play import ball, climbing_net, rocker, slide_tower, swings


def park(canvas: Canvas, deal: Deal) -> None:
    """Meadow, winding path, benches under trees; before: trodden bare."""
    (countryside if deal("kind").random() < 0.55 else town)(canvas, deal)
    lawn(canvas, deal("ground"))
    path(canvas, deal("path"))
    dice = deal("trees")
    pool = deal("pool")
    around = [
        any_tree(dice, x + dice.uniform(-30, 30), y, h)
        for x, y, h in ((90, 560, 250), (330, 530, 170), (900, 540, 210), (1120, 600, 320), (760, 524, 150))
    ]
    things = deal("things")
    side = things.choice([330, 830])
    if not is_built(canvas):
        worn_patch(canvas, deal("bare"), side, 680, 230)
        stand(
            canvas,
            [*around, litter_bin(side + 170, 660), lamp(600, 600), *gathering(canvas, deal("people"), [(640, 660)])],
        )
        return
    chalk_oval(canvas, side, 680, 300, 84)
    has_pond = pool.random() < 0.5
    if has_pond:
        pond(canvas, pool, 1200 - side, 640)
    bank = reeds(pool, 1200 - side - 190, 640, 110) if has_pond else flower_bed(things, 1200 - side, 640, 200)
    new = [
        bank, bench(side - 70, 650), bench(side + 110, 656), sitting(deal("sitter"), side - 90, 654),
        flower_bed(things, side + 30, 742, 330, bloom=canvas.accent),
        bush(things, side - 230, 660, 150, blooms=True), bush(things, side + 270, 640, 130, blooms=True),
        lamp(side + 215, 668, quiet=False),
    ]  # fmt: skip
    spots = [(600, 690), (680, 600), (1200 - side, 745), (540, 565), (1200 - side + 130, 720), (1200 - side - 90, 570)]
    stand(canvas, [*around, *new, *gathering(canvas, deal("people"), spots)])
    leaves_in_front(canvas, deal("front"))
    meadow_in_front(canvas, deal("meadow"))


def playground(canvas: Canvas, deal: Deal) -> None:
    """Slide, swings and net on sand; before: sand and one worn post."""
    (suburb if deal("kind").random() < 0.5 else town)(canvas, deal)
    lawn(canvas, deal("ground"))
    canvas.oval(610, 690, 560, 116, darker(SAND, 0.14))
    canvas.oval(610, 686, 548, 108, SAND)
    dice = deal("things")
    around = [fence(-10, 1210, 548, 44, mesh=False), *[any_tree(deal("trees"), x, 540, 210) for x in (60, 1130)]]
    if not is_built(canvas):
        puddle(canvas, 720, 700, 120)
        worn_patch(canvas, deal("bare"), 420, 690, 130)
        stand(
            canvas,
            [*around, litter_bin(1040, 640), Item(650, worn_post), *gathering(canvas, deal("people"), [(860, 660)])],
        )
        return
    chalk_oval(canvas, 610, 688, 590, 128)
    left = dice.random() < 0.5
    new = [
        slide_tower(300 if left else 560, 660),
        swings(dice, 850 if left else 270, 655),
        climbing_net(640 if left else 1010, 640),
    ]
    new += [
        rocker(dice, 450 if left else 130, 742),
        rocker(deal("rocker"), 1020 if left else 470, 720),
        bench(150 if left else 1000, 610),
    ]
    new += [bush(dice, 1110 if left else 70, 630, 150, blooms=True), ball(700, 752)]
    kids = [
        child(deal(f"child{i}"), x, y)
        for i, (x, y) in enumerate([(560, 735), (760, 735), (930, 690), (400, 690), (660, 690), (240, 735)])
    ]
    kids = kids if canvas.stage == "after" else kids[:3]
    stand(canvas, [*around, *new, *kids, *gathering(canvas, deal("people"), [(1090, 690), (90, 680)])])
    meadow_in_front(canvas, deal("meadow"))


def worn_post(canvas: Canvas) -> None:
    """The rest of an old swing."""
    rust = parse("#8d6a55")
    canvas.line([(560, 655), (590, 540), (622, 650)], rust, 9)
    canvas.line([(590, 540), (720, 552)], rust, 9)
    canvas.line([(718, 552), (700, 648)], rust, 8)
    canvas.line([(640, 545), (646, 620)], darker(rust, 0.3), 2.5)


def garden(canvas: Canvas, deal: Deal) -> None:
    """Raised beds, greenhouse, sunflowers; before: waste ground behind a fence."""
    (town if deal("kind").random() < 0.6 else suburb)(canvas, deal)
    lawn(canvas, deal("ground"), LAWN)
    path(canvas, deal("path"), parse("#d9c096"))
    dice = deal("things")
    flip = dice.random() < 0.5
    around = [
        fence(-10, 1210, 540, 46, mesh=False),
        shed(dice, 1010 if flip else 190, 585),
        any_tree(deal("trees"), 60 if flip else 1150, 560, 250),
    ]
    if not is_built(canvas):
        worn_patch(canvas, deal("bare"), 640, 660, 260)
        rubble = Item(640, lambda c: heap(c, 430 if flip else 760, 640))
        weeds = [bush(deal(f"weed{i}"), x, y, 90) for i, (x, y) in enumerate(((250, 640), (880, 700), (560, 740)))]
        stand(canvas, [*around, rubble, *weeds, fence(-10, 1210, 600, 80, mesh=True)])
        return
    chalk_oval(canvas, 600, 680, 560, 118)
    new = [greenhouse(330 if flip else 860, 600)]
    new += [
        raised_bed(deal(f"bed{i}"), x, y) for i, (x, y) in enumerate([(590, 640), (260, 700), (930, 710), (560, 752)])
    ]
    new += [mast(x, 560, 382) for x in (280, 930)] if canvas.stage == "after" else []
    new += [
        sunflower(deal(f"sun{i}"), x, y)
        for i, (x, y) in enumerate([(90, 640), (128, 650), (60, 662), (1120, 650), (1080, 640), (1150, 662)])
    ]
    spots = [(430, 660), (760, 676), (740, 770), (395, 748), (1085, 735), (110, 745)]
    stand(canvas, [*around, *new, *gathering(canvas, deal("people"), spots)])
    if canvas.stage == "after":
        bunting(canvas, dice, 280, 930, 384)
    meadow_in_front(canvas, deal("meadow"))


def heap(canvas: Canvas, x: float, y: float) -> None:
    """Rubble."""
    for dx, dy, r in ((-70, 0, 34), (0, -10, 46), (64, 0, 32), (-30, -26, 26), (34, -30, 24)):
        tone = ASPHALT if r % 4 else parse("#a8775f")
        canvas.poly(
            [
                (x + dx - r, y + dy + 14),
                (x + dx - r * 0.5, y + dy - r * 0.7),
                (x + dx + r * 0.6, y + dy - r * 0.5),
                (x + dx + r, y + dy + 14),
            ],
            tone,
        )


def water(canvas: Canvas, deal: Deal) -> None:
    """A river with a wooden deck to sit on; before: a wall and a railing."""
    heaven(canvas, deal)
    dice = deal("houses")
    tree_belt(canvas, dice, 470, 74)
    band(canvas, 466, 470, parse("#cfc5b0"))
    band(canvas, 469, 810, WATER)
    if dice.random() < 0.55:
        towered_bridge(canvas, 470)
    ripples(canvas, deal("ripples"), 474, 690)
    things = deal("things")
    around: list[Item] = [
        boat(deal("boat"), things.choice([300, 620, 880]), 545),
        any_tree(deal("trees"), 70, 735, 420),
    ]
    if not is_built(canvas):
        band(canvas, 672, 712, parse("#a5a59f"))
        band(canvas, 712, 810, ASPHALT)
        worn_patch(canvas, deal("bare"), 620, 765, 180)
        stand(
            canvas,
            [
                *around,
                railing(716, wood=False),
                litter_bin(1010, 775),
                *gathering(canvas, deal("people"), [(800, 770)]),
            ],
        )
        return
    new = shore_with_beach(canvas, deal) if things.random() < 0.4 else shore_with_deck(canvas, deal)
    new += [reeds(deal("reeds1"), -20, 704, 190), reeds(deal("reeds2"), 1010, 700, 240)]
    second = [boat(deal("boat2"), things.choice([200, 980]), 620)] if canvas.stage == "after" else []
    spots = [(540, 780), (930, 778), (230, 764), (700, 786)]
    stand(canvas, [*around, *second, *new, *gathering(canvas, deal("people"), spots)])
    leaves_in_front(canvas, deal("front"))


def shore_with_deck(canvas: Canvas, deal: Deal) -> list[Item]:
    """Benches and flowers on planks, two people at the edge."""
    deck(canvas)
    seats = [bench(430, 742), sitting(deal("sitter1"), 400, 746), bench(820, 752)]
    edge = [sitting(deal("sitter2"), 600, 700, seat=0.16), sitting(deal("sitter3"), 690, 702, seat=0.16)]
    return [*seats, *edge, flower_bed(deal("bed"), 1080, 770, 220, bloom=canvas.accent)]


def shore_with_beach(canvas: Canvas, deal: Deal) -> list[Item]:
    """Sand, sunshades, children at the water."""
    canvas.poly([(-10, 690), (300, 672), (720, 684), (1210, 664), (1210, 810), (-10, 810)], lighter(SAND, 0.35))
    canvas.poly([(-10, 702), (300, 686), (720, 697), (1210, 678), (1210, 810), (-10, 810)], SAND)
    chalk_oval(canvas, 610, 740, 560, 50)
    kids = [child(deal("child1"), 590, 716), child(deal("child2"), 660, 730)]
    return [parasol(330, 745), parasol(830, 738), ball(720, 770), *kids]


def deck(canvas: Canvas) -> None:
    """Planks in three steps down to the water; the foremost edge in the accent."""
    for i, (top, inset) in enumerate(((676, 190), (694, 120), (714, 0))):
        tone = lighter(WOOD, 0.34 - i * 0.08)
        canvas.rect(inset, top, WIDTH - 2 * inset, 130, tone, r=3)
        canvas.rect(inset, top, WIDTH - 2 * inset, 5, canvas.accent if i == 0 else lighter(tone, 0.3))
    for i in range(6):
        canvas.rect(0, 728 + i * 15, WIDTH, 1.6, darker(WOOD, 0.04))
    chalk_oval(canvas, 610, 740, 560, 50)
