"""A canvas in design units (1200 x 800, y downwards), painted at twice the size and reduced for smooth edges."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageDraw, ImageFilter

from .colours import Colour, graded

WIDTH, HEIGHT = 1200, 800
FINER = 2  # painted this many times larger, then averaged
COARSER = 4  # shadows are blurred on a canvas this many times smaller
SHADOW: Colour = (52, 58, 104)
Points = Sequence[tuple[float, float]]


class Canvas:
    """Paints flat shapes; colours pass through the grade of the stage, shadows are gathered and laid once."""

    def __init__(self, *, size: tuple[int, int], stage: str, accent: Colour) -> None:
        self.stage, self.accent, self.quiet = stage, accent, True
        self.size = size
        # The scene covers the picture; what is too wide is cut off left and right, what is too high above.
        self.scale = max(size[0] / WIDTH, size[1] / HEIGHT) * FINER
        self.left = (size[0] * FINER - WIDTH * self.scale) / 2
        self.top = size[1] * FINER - HEIGHT * self.scale
        self.image = Image.new("RGB", (size[0] * FINER, size[1] * FINER))
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.mask = Image.new("L", (self.image.width // COARSER + 1, self.image.height // COARSER + 1))
        self.shade = ImageDraw.Draw(self.mask)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point in design units."""
        return self.left + x * self.scale, self.top + y * self.scale

    def ink(self, colour: Colour, alpha: int = 255) -> tuple[int, int, int, int]:
        """The colour as the stage shows it, with its opacity (0 to 255)."""
        return (*graded(colour, stage=self.stage, quiet=self.quiet), alpha)

    def poly(self, points: Points, colour: Colour, alpha: int = 255) -> None:
        """A filled polygon."""
        self.pen.polygon([self.at(x, y) for x, y in points], fill=self.ink(colour, alpha))

    def rect(self, x: float, y: float, w: float, h: float, colour: Colour, *, r: float = 0, alpha: int = 255) -> None:
        """A rectangle from its upper left corner; `r` rounds its corners."""
        box = [self.at(x, y), self.at(x + max(w, 0.6), y + max(h, 0.6))]
        radius = min(r, w / 2, h / 2) * self.scale
        self.pen.rounded_rectangle(box, radius=radius, fill=self.ink(colour, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255) -> None:
        """A filled ellipse from its middle and its two radii."""
        self.pen.ellipse([self.at(x - rx, y - ry), self.at(x + rx, y + ry)], fill=self.ink(colour, alpha))

    def disc(self, x: float, y: float, r: float, colour: Colour, alpha: int = 255) -> None:
        """A filled circle."""
        self.oval(x, y, r, r, colour, alpha)

    def ring(self, x: float, y: float, rx: float, ry: float, width: float, colour: Colour) -> None:
        """The outline of an ellipse."""
        box = [self.at(x - rx, y - ry), self.at(x + rx, y + ry)]
        self.pen.ellipse(box, outline=self.ink(colour), width=max(1, round(width * self.scale)))

    def wedge(self, x: float, y: float, r: float, start: float, end: float, colour: Colour) -> None:
        """A segment of a disc cut off by its chord; angles in degrees, clockwise from the right."""
        box = [self.at(x - r, y - r), self.at(x + r, y + r)]
        self.pen.chord(box, start, end, fill=self.ink(colour))

    def line(self, points: Points, colour: Colour, width: float) -> None:
        """A line with rounded joints and ends."""
        pixels = [self.at(x, y) for x, y in points]
        thick = max(1, round(width * self.scale))
        self.pen.line(pixels, fill=self.ink(colour), width=thick, joint="curve")
        r = thick / 2
        for x, y in (pixels[0], pixels[-1]) if thick > 4 else ():
            self.pen.ellipse([x - r, y - r, x + r, y + r], fill=self.ink(colour))

    def cast(self, points: Points) -> None:
        """Adds a shape to the shadows on the ground."""
        self.shade.polygon([(x / COARSER, y / COARSER) for x, y in (self.at(*p) for p in points)], fill=255)

    def cast_oval(self, x: float, y: float, rx: float, ry: float) -> None:
        """Adds an ellipse to the shadows on the ground."""
        (x0, y0), (x1, y1) = self.at(x - rx, y - ry), self.at(x + rx, y + ry)
        self.shade.ellipse([x0 / COARSER, y0 / COARSER, x1 / COARSER, y1 / COARSER], fill=255)

    def lay_shadows(self) -> None:
        """Paints the gathered shadows, softened; weaker under the grey sky of `before`."""
        strength = 0.10 if self.stage == "before" else 0.22
        soft = self.mask.filter(ImageFilter.GaussianBlur(2.2 * self.scale / FINER))
        full = soft.resize(self.image.size, Image.Resampling.BILINEAR, box=(0, 0, *self.coarse_size()))
        self.image.paste(SHADOW, (0, 0), full.point([round(level * strength) for level in range(256)]))

    def coarse_size(self) -> tuple[float, float]:
        """Width and height of the picture on the canvas of the shadows."""
        return self.image.width / COARSER, self.image.height / COARSER

    def jpeg(self) -> bytes:
        """The finished picture, without metadata."""
        buffer = io.BytesIO()
        self.image.reduce(FINER).save(buffer, "JPEG", quality=81, optimize=True, progressive=True)
        return buffer.getvalue()


class Painter(Protocol):
    """Puts something on a canvas."""

    def __call__(self, canvas: Canvas) -> None: ...


def nothing(canvas: Canvas) -> None:
    """Casts no shadow."""


@dataclass(frozen=True)
class Item:
    """Something that stands on the ground at depth `y`; `quiet` things are surroundings, not the idea itself."""

    y: float
    paint: Painter
    shadow: Painter = nothing
    quiet: bool = False


def stand(canvas: Canvas, items: Iterable[Item]) -> None:
    """Lays all shadows, then paints from back to front."""
    ordered = sorted(items, key=lambda item: item.y)
    for item in ordered:
        item.shadow(canvas)
    canvas.lay_shadows()
    for item in ordered:
        canvas.quiet = item.quiet
        item.paint(canvas)


def nearness(y: float) -> float:
    """How large things appear at depth y: 0.5 at the houses (500), 1.45 at the lower edge (800)."""
    return 0.5 + (y - 500) * 0.95 / 300
