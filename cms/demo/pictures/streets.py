"""Scenes of the street: square, street, cycling, trees, market."""

from random import Random

from .backdrop import Deal, gathering, is_built, street_trees, town
from .canvas import Canvas, Item, nearness, stand
from .colours import darker, lighter
from .furniture import (
    bench,
    bike_stand,
    bunting,
    car,
    drinking_fountain,
    fountain,
    lamp,
    litter_bin,
    mast,
    pillar,
    stall,
)
from .ground import CHALK, PAVING, band, chalk_oval, dashes, paving, puddle, road, worn_patch
from .people import cyclist, parked_bicycle, sitting
from .plants import bush, flower_bed, leaves_in_front, lime, young_tree


def square(canvas: Canvas, deal: Deal) -> None:
    """A paved square with water, benches, beds; before: cars on asphalt."""
    town(canvas, deal)
    paving(canvas, deal("ground"))
    dice = deal("things")
    middle = dice.choice([470, 600, 720])
    around = [
        *street_trees(deal("trees")),
        lamp(dice.choice([90, 1110]), 560),
        pillar(dice, middle + dice.choice([-400, 390]), 585),
    ]
    if not is_built(canvas):
        worn_patch(canvas, deal("bare"), middle, 668, 240)
        cars = [car(dice, middle - 230, 610), car(dice, middle + 60, 600), car(dice, middle + 250, 690)]
        stand(canvas, [*around, *cars, litter_bin(middle - 330, 690), *gathering(canvas, deal("people"), [(960, 620)])])
        return
    chalk_oval(canvas, middle, 655, 400, 112)
    canvas.oval(middle, 655, 330, 88, lighter(PAVING, 0.4))
    canvas.oval(middle, 655, 300, 78, darker(PAVING, 0.06))
    new = [
        *square_centre(dice, middle),
        bench(middle - 290, 655), bench(middle + 300, 665), sitting(deal("sitter"), middle + 280, 668),
        drinking_fountain(middle + dice.choice([-195, 205]), 716),
        flower_bed(dice, middle - 330, 730, 230, bloom=canvas.accent), flower_bed(dice, middle + 360, 745, 240),
    ]  # fmt: skip
    spots = [
        (middle - 130, 735),
        (middle + 60, 752),
        (middle + 190, 600),
        (middle - 220, 590),
        (middle + 420, 600),
        (middle + 470, 690),
    ]
    stand(canvas, [*around, *new, *gathering(canvas, deal("people"), spots)])
    leaves_in_front(canvas, deal("front"))


def square_centre(dice: Random, x: float) -> list[Item]:
    """What the square gathers around: water, one great tree, or a grove of three."""
    kind = dice.choice(["water", "water", "tree", "grove"])
    if kind == "water":
        return [fountain(x, 640, jets=dice.choice([3, 5, 7]))]
    if kind == "tree":
        return [lime(dice, x, 650, 300, quiet=False)]
    grove = [(x - 130, 632, 230), (x + 20, 612, 250), (x + 140, 652, 220)]
    return [lime(dice, left, y, h, quiet=False) for left, y, h in grove]


def street(canvas: Canvas, deal: Deal) -> None:
    """A street with a crossing, planters and seats instead of parked cars."""
    town(canvas, deal, rail=0.12)
    paving(canvas, deal("ground"))
    road(canvas, 588, 704)
    dice = deal("things")
    cross = dice.choice([380, 560, 740])
    around = [*street_trees(deal("trees"), 540), lamp(cross - 330, 566), lamp(cross + 420, 566)]
    if not is_built(canvas):
        dashes(canvas, 646)
        cars = [car(dice, cross - 380 + i * 232, 618) for i in range(4)] + [
            car(dice, cross - 190, 726),
            car(dice, cross + 120, 730),
        ]
        stand(
            canvas,
            [*around, *cars, litter_bin(cross + 330, 770), *gathering(canvas, deal("people"), [(cross + 260, 775)])],
        )
        return
    for i in range(6):
        y = 592 + i * 19.5
        half = 66 + i * 7
        canvas.poly(
            [
                (cross - half, y),
                (cross + half, y),
                (cross + half + 2, y + 10 + i * 0.6),
                (cross - half - 2, y + 10 + i * 0.6),
            ],
            CHALK,
        )
    chalk_oval(canvas, cross, 650, 205, 118)
    new: list[Item] = [
        bush(dice, cross - 300, 618, 190, blooms=True), bush(dice, cross + 310, 618, 200, blooms=True),
        bench(cross + 330, 756), flower_bed(dice, cross - 360, 752, 250, bloom=canvas.accent),
        bike_stand(cross - 150, 572), bike_stand(cross - 108, 572), bike_stand(cross - 66, 572),
        parked_bicycle(deal("bike"), cross - 124, 575), lime(dice, cross + 500, 740, 300, quiet=False),
    ]  # fmt: skip
    spots = [
        (cross - 30, 672),
        (cross + 40, 634),
        (cross + 225, 768),
        (cross - 210, 764),
        (cross + 10, 770),
        (cross + 150, 560),
    ]
    stand(canvas, [*around, *new, *gathering(canvas, deal("people"), spots)])


def cycling(canvas: Canvas, deal: Deal) -> None:
    """A wide cycle lane in the accent; before: one carriageway for all."""
    town(canvas, deal, rail=0.55)
    paving(canvas, deal("ground"))
    road(canvas, 566, 742)
    dice = deal("things")
    around = [*street_trees(deal("trees"), 530), lamp(210, 556), lamp(930, 556)]
    if not is_built(canvas):
        dashes(canvas, 640)
        puddle(canvas, 420, 716, 90)
        cars = [car(dice, 190, 600), car(dice, 440, 602), car(dice, 950, 604), car(dice, 700, 728)]
        stand(canvas, [*around, *cars, *gathering(canvas, deal("people"), [(1040, 785)])])
        return
    lane = lighter(canvas.accent, 0.2)
    band(canvas, 654, 738, lane)
    band(canvas, 648, 655, CHALK)
    dashes(canvas, 606)
    symbol = dice.choice([180, 560, 900])
    for side in (-1, 1):
        canvas.ring(symbol + side * 38, 706, 30, 15, 5, CHALK)
    canvas.line(
        [(symbol + 38, 706), (symbol - 4, 704), (symbol + 16, 682), (symbol - 24, 684), (symbol - 38, 706)], CHALK, 5
    )
    new = [cyclist(deal(f"rider{i}"), x, y) for i, (x, y) in enumerate([(330, 722), (760, 700), (1040, 728)])]
    stands = [bike_stand(dice.choice([430, 620]) + i * 58, 785) for i in range(4)]
    parked = [
        parked_bicycle(deal("bike"), 655, 790),
        *[bush(dice, x, 645, 150, blooms=True) for x in (120, 480, 860, 1130)],
    ]
    riders = new if canvas.stage == "after" else new[:2]
    spots = [(150, 780), (980, 560), (300, 560), (1080, 786)]
    stand(canvas, [*around, *riders, *stands, *parked, *gathering(canvas, deal("people"), spots)])


def trees(canvas: Canvas, deal: Deal) -> None:
    """A row of young trees with watering bags; before: bare pits."""
    town(canvas, deal, rail=0.1)
    paving(canvas, deal("ground"))
    road(canvas, 560, 640)
    dashes(canvas, 598)
    dice = deal("things")
    spots = [(170 + i * 230 + dice.uniform(-16, 16), 708 + (i % 2) * 30) for i in range(5)]
    around = [
        lamp(70, 552),
        lamp(1130, 552),
        car(dice, dice.choice([260, 820]), 622),
        *street_trees(deal("trees"), 528, count=2),
    ]
    if not is_built(canvas):
        for x, y in spots:
            worn_patch(canvas, deal(f"pit{x}"), x, y, 62 * nearness(y))
        stumps = [Item(y, lambda c, x=x, y=y: stump(c, x, y)) for x, y in spots[1:4:2]]
        stand(canvas, [*around, *stumps, litter_bin(1090, 720), *gathering(canvas, deal("people"), [(420, 770)])])
        return
    for x, y in spots:
        chalk_oval(canvas, x, y, 82, 26)
    new = [young_tree(deal(f"tree{i}"), x, y) for i, (x, y) in enumerate(spots)]
    beds = [flower_bed(dice, x + 112, y + 38, 150) for x, y in spots[:4]]
    people = [
        (spots[1][0] + 84, 722),
        (spots[2][0] - 92, 756),
        (spots[3][0] + 90, 776),
        (560, 770),
        (1010, 700),
        (90, 775),
    ]
    stand(canvas, [*around, *new, *beds, bench(spots[0][0] + 110, 690), *gathering(canvas, deal("people"), people)])
    leaves_in_front(canvas, deal("front"))


def stump(canvas: Canvas, x: float, y: float) -> None:
    """What is left of a felled tree."""
    wood = (128, 96, 74)
    canvas.rect(x - 24, y - 34, 48, 36, wood, r=4)
    canvas.oval(x, y - 34, 24, 8, lighter(wood, 0.45))
    canvas.oval(x, y - 34, 13, 4, lighter(wood, 0.25))


def market(canvas: Canvas, deal: Deal) -> None:
    """Stalls under striped awnings; before: an empty place."""
    town(canvas, deal, rail=0.2)
    paving(canvas, deal("ground"), darker(PAVING, 0.02))
    dice = deal("things")
    shift = dice.uniform(-40, 40)
    around = [*street_trees(deal("trees"), 518), pillar(dice, dice.choice([70, 1130]), 575)]
    front = dice.choice([(270, 960), (250, 560), (620, 980), (430, 790)])
    if not is_built(canvas):
        puddle(canvas, 420 + shift, 690, 150)
        worn_patch(canvas, deal("bare"), 820, 640, 170)
        stand(
            canvas,
            [
                *around,
                car(dice, 300, 600),
                car(dice, 930, 720),
                litter_bin(650, 610),
                *gathering(canvas, deal("people"), [(560, 640)]),
            ],
        )
        return
    chalk_oval(canvas, 600 + shift, 668, 545, 118)
    new = [stall(deal(f"back{i}"), 210 + i * 262 + shift, 592 + (i % 2) * 6, w=210) for i in range(4)]
    new += [stall(deal(f"front{i}"), x + shift, 716, w=205) for i, x in enumerate(front)]
    new += [mast(600 + shift, 560, 296)]
    new += [parked_bicycle(deal("bike"), dice.choice([130, 560, 1090]) + shift, 790)]
    new += [flower_bed(dice, dice.choice([330, 690, 900]) + shift, 778, 170, bloom=canvas.accent)]
    spots = [(500, 690), (610, 712), (690, 665), (400, 628), (835, 640), (560, 640), (760, 748), (1080, 640)]
    stand(canvas, [*around, *new, *gathering(canvas, deal("people"), [(x + shift, y) for x, y in spots])])
    bunting(canvas, dice, -10, 600 + shift, 300)
    bunting(canvas, dice, 600 + shift, 1210, 300)
