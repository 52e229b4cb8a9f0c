"""For playing and sport: slide, swings, climbing net, goal, hoop, table, bars."""

from random import Random

from .canvas import Canvas, Item, nearness
from .colours import CLOTHES, darker, lighter, parse, pick
from .furniture import STEEL, WOOD, box_shadow

ROPE = parse("#e8dcc0")


def slide_tower(x: float, y: float) -> Item:
    """A wooden tower with a roof in the accent; the slide runs down to the right."""
    k = nearness(y)
    w, h = 118 * k, 190 * k

    def paint(canvas: Canvas) -> None:
        for dx in (-0.5, -0.16, 0.16, 0.5):
            canvas.rect(x + dx * w - 5 * k, y - h, 10 * k, h, WOOD if dx < 0.2 else darker(WOOD, 0.18))
        canvas.rect(x - w * 0.56, y - h * 0.53, w * 1.12, 12 * k, darker(WOOD, 0.12))
        canvas.rect(x - w * 0.5, y - h * 0.76, w * 0.66, 44 * k, lighter(WOOD, 0.2), r=3)
        canvas.disc(x - w * 0.18, y - h * 0.66, 12 * k, darker(WOOD, 0.45))
        for i in range(5):
            canvas.line([(x - w * 0.5, y - h * 0.1 * (i + 0.6)), (x - w * 0.16, y - h * 0.1 * (i + 0.6))], ROPE, 5 * k)
        roof = [(x - w * 0.7, y - h * 0.98), (x, y - h * 1.42), (x + w * 0.7, y - h * 0.98)]
        canvas.poly(roof, canvas.accent)
        canvas.poly(
            [(x, y - h * 1.42), (x + w * 0.7, y - h * 0.98), (x + w * 0.16, y - h * 0.98)], darker(canvas.accent, 0.2)
        )
        canvas.line([(x, y - h * 1.42), (x, y - h * 1.6)], STEEL, 3 * k)
        canvas.poly([(x, y - h * 1.6), (x + 34 * k, y - h * 1.54), (x, y - h * 1.48)], parse("#f2c14e"))
        chute = [
            (x + w * 0.5, y - h * 0.53),
            (x + w * 0.7, y - h * 0.5),
            (x + w * 1.62, y - 16 * k),
            (x + w * 2.0, y - 12 * k),
        ]
        canvas.line([(px, py + 9 * k) for px, py in chute], darker(canvas.accent, 0.3), 20 * k)
        canvas.line(chute, lighter(canvas.accent, 0.3), 15 * k)

    def shadow(canvas: Canvas) -> None:
        box_shadow(canvas, x - w / 2, y, w, h)
        canvas.cast([(x + w * 0.6, y), (x + w * 2.1, y), (x + w * 2.5, y + 16 * k), (x + w * 1.3, y + 26 * k)])

    return Item(y, paint, shadow)


def swings(dice: Random, x: float, y: float) -> Item:
    """A frame with two swings, one in motion."""
    k = nearness(y)
    w, h = 230 * k, 168 * k
    lean = dice.choice([-1, 1]) * 36 * k

    def paint(canvas: Canvas) -> None:
        for side in (-1, 1):
            for foot in (-18, 20):
                canvas.line(
                    [(x + side * w / 2, y - h), (x + side * w / 2 + foot * k, y + (4 if foot > 0 else -4) * k)],
                    darker(WOOD, 0.1),
                    9 * k,
                )
        canvas.line([(x - w / 2 - 8 * k, y - h), (x + w / 2 + 8 * k, y - h)], canvas.accent, 11 * k)
        for dx, swing in ((-0.22, lean), (0.22, 0.0)):
            seat_x, seat_y = x + dx * w + swing, y - 42 * k - abs(swing) * 0.16
            for rope in (-12, 12):
                canvas.line([(x + dx * w + rope * k, y - h), (seat_x + rope * k, seat_y)], STEEL, 1.8 * k)
            canvas.rect(seat_x - 17 * k, seat_y, 34 * k, 6 * k, parse("#39404b"), r=3)

    def shadow(canvas: Canvas) -> None:
        canvas.cast(
            [
                (x - w / 2, y),
                (x - w / 2 + 5, y),
                (x - w / 2 + h * 0.9, y + h * 0.2),
                (x - w / 2 + h * 0.86, y + h * 0.2),
            ]
        )
        canvas.cast(
            [
                (x + w / 2, y),
                (x + w / 2 + 5, y),
                (x + w / 2 + h * 0.9, y + h * 0.2),
                (x + w / 2 + h * 0.86, y + h * 0.2),
            ]
        )
        canvas.cast(
            [
                (x - w / 2 + h * 0.86, y + h * 0.19),
                (x + w / 2 + h * 0.9, y + h * 0.19),
                (x + w / 2 + h * 0.9, y + h * 0.22),
                (x - w / 2 + h * 0.86, y + h * 0.22),
            ]
        )

    return Item(y, paint, shadow)


def climbing_net(x: float, y: float) -> Item:
    """A pyramid of ropes around a mast."""
    k = nearness(y)
    h, half = 200 * k, 118 * k

    def paint(canvas: Canvas) -> None:
        top = (x, y - h)
        canvas.line([(x, y), top], STEEL, 8 * k)
        corners = [(x - half, y), (x - half * 0.35, y + 14 * k), (x + half * 0.4, y + 12 * k), (x + half, y - 4 * k)]
        for corner in corners:
            canvas.line([top, corner], canvas.accent, 4 * k)
        for level in (0.16, 0.34, 0.52, 0.7, 0.86):
            canvas.line(
                [(cx + (x - cx) * level, cy + (y - h - cy) * level) for cx, cy in corners], canvas.accent, 2.6 * k
            )
        canvas.disc(x, y - h, 9 * k, parse("#f2c14e"))

    def shadow(canvas: Canvas) -> None:
        canvas.cast([(x - half * 0.3, y), (x + half, y), (x + h * 0.95, y + h * 0.2)])

    return Item(y, paint, shadow)


def rocker(dice: Random, x: float, y: float) -> Item:
    """An animal on a spring."""
    k = 0.68 * nearness(y)
    coat = pick(dice, CLOTHES[1:4])

    def paint(canvas: Canvas) -> None:
        canvas.line([(x, y), (x - 5 * k, y - 10 * k), (x + 5 * k, y - 18 * k), (x, y - 28 * k)], STEEL, 6 * k)
        canvas.oval(x, y - 44 * k, 40 * k, 20 * k, coat)
        canvas.oval(x + 6 * k, y - 38 * k, 30 * k, 12 * k, darker(coat, 0.18))
        canvas.disc(x - 36 * k, y - 64 * k, 16 * k, coat)
        canvas.poly([(x - 46 * k, y - 76 * k), (x - 38 * k, y - 96 * k), (x - 30 * k, y - 78 * k)], coat)
        canvas.disc(x - 40 * k, y - 67 * k, 3 * k, parse("#2b2b33"))

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + 32 * k, y + 6 * k, 40 * k, 9 * k))


def goal(x: float, y: float, *, side: int, worn: bool) -> Item:
    """A football goal seen from the side of the pitch; side 1 opens to the right, -1 to the left."""
    k = nearness(y)
    w, h = 96 * k * side, 116 * k

    def paint(canvas: Canvas) -> None:
        net, pole = lighter(STEEL, 0.5), parse("#f7f3ea") if not worn else parse("#9b7a62")
        front = [(x + w, y + 20 * k), (x + w, y + 20 * k - h), (x + w * 0.5, y - 26 * k - h), (x + w * 0.5, y - 26 * k)]
        back = (x - w * 0.1, y)
        for i in range(0 if worn else 8):
            t = i / 7
            ax, ay = front[1][0] + (front[2][0] - front[1][0]) * t, front[1][1] + (front[2][1] - front[1][1]) * t
            canvas.line([(ax, ay), (back[0] - w * 0.2 * t, back[1] + 14 * k - 40 * k * t)], net, 1.2 * k)
            canvas.line([(front[0][0], front[0][1] - h * t), (back[0], back[1] - h * 0.05 * t)], net, 1.2 * k)
        canvas.line(front, pole, 7 * k)

    return Item(
        y + 20 * k,
        paint,
        lambda canvas: canvas.cast(
            [(x, y), (x + 100 * k, y + 18 * k), (x + 150 * k, y + 30 * k), (x + 60 * k, y + 20 * k)]
        ),
    )


def hoop(x: float, y: float) -> Item:
    """A basketball hoop on a mast; board in the accent."""
    k = nearness(y)
    h = 230 * k

    def paint(canvas: Canvas) -> None:
        canvas.line([(x + 34 * k, y), (x + 34 * k, y - h * 0.86), (x, y - h * 0.96)], STEEL, 9 * k)
        canvas.rect(x - 58 * k, y - h * 1.16, 100 * k, 66 * k, parse("#faf5ea"), r=4)
        canvas.rect(x - 58 * k, y - h * 1.16, 100 * k, 8 * k, canvas.accent, r=3)
        canvas.rect(x - 28 * k, y - h * 1.06, 40 * k, 26 * k, canvas.accent)
        canvas.rect(x - 23 * k, y - h * 1.035, 30 * k, 18 * k, parse("#faf5ea"))
        for i in range(5):
            canvas.line(
                [(x - 28 * k + i * 10 * k, y - h * 0.91), (x - 20 * k + i * 6 * k, y - h * 0.78)],
                lighter(STEEL, 0.6),
                1.8 * k,
            )
        canvas.line([(x - 30 * k, y - h * 0.92), (x + 14 * k, y - h * 0.92)], parse("#e07a3a"), 6 * k)

    def shadow(canvas: Canvas) -> None:
        canvas.cast([(x + 32 * k, y), (x + 38 * k, y), (x + h * 1.0, y + h * 0.2), (x + h * 0.96, y + h * 0.2)])
        canvas.cast_oval(x + h * 1.03, y + h * 0.2, 42 * k, 12 * k)

    return Item(y, paint, shadow)


def table_tennis(x: float, y: float) -> Item:
    """A table of concrete with a steel net."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        for dx in (-58, 46):
            canvas.rect(x + dx * k, y - 46 * k, 14 * k, 46 * k, parse("#8d9398"))
        canvas.poly(
            [(x - 96 * k, y - 46 * k), (x - 70 * k, y - 64 * k), (x + 92 * k, y - 64 * k), (x + 96 * k, y - 46 * k)],
            lighter(canvas.accent, 0.12),
        )
        canvas.rect(x - 96 * k, y - 46 * k, 192 * k, 8 * k, darker(canvas.accent, 0.25))
        canvas.line([(x - 70 * k, y - 55 * k), (x + 93 * k, y - 55 * k)], parse("#faf5ea"), 1.6 * k)
        canvas.rect(x + 4 * k, y - 76 * k, 5 * k, 30 * k, STEEL)

    return Item(y, paint, lambda canvas: box_shadow(canvas, x - 90 * k, y, 180 * k, 40 * k))


def pull_up_bars(x: float, y: float) -> Item:
    """Bars of three heights for exercise in the open air."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        for i, h in enumerate((150, 190, 120, 120)):
            canvas.line([(x + i * 76 * k, y), (x + i * 76 * k, y - h * k)], canvas.accent, 9 * k)
        for i, h in enumerate((146, 186, 116)):
            canvas.line(
                [
                    (x + i * 76 * k, y - min(h, 146 if i == 0 else h) * k),
                    (x + (i + 1) * 76 * k, y - min(h, 116 if i == 2 else h) * k),
                ],
                STEEL,
                6 * k,
            )

    def shadow(canvas: Canvas) -> None:
        for i, h in enumerate((150, 190, 120, 120)):
            left = x + i * 76 * k
            canvas.cast(
                [
                    (left - 2, y),
                    (left + 4, y),
                    (left + h * k * 0.9, y + h * k * 0.2),
                    (left + h * k * 0.86, y + h * k * 0.2),
                ]
            )

    return Item(y, paint, shadow)


def ball(x: float, y: float) -> Item:
    """A ball on the ground."""
    k = nearness(y)

    def paint(canvas: Canvas) -> None:
        canvas.disc(x, y - 11 * k, 11 * k, parse("#faf5ea"))
        canvas.disc(x + 2 * k, y - 9 * k, 4.4 * k, parse("#3b3f49"))

    return Item(y, paint, lambda canvas: canvas.cast_oval(x + 14 * k, y + 1, 16 * k, 4 * k))
