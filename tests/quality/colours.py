"""Colours of our style sheets as numbers: variables resolved, OKLCH and mixes turned into light, WCAG contrast."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

Light = tuple[float, float, float]  # linear red, green, blue from 0 to 1
NUMBER = r"([\d.]+%?)"


def contrast(first: Light, second: Light) -> float:
    """WCAG 2 contrast ratio of two colours, 1 to 21."""
    one, other = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(light: Light) -> float:
    red, green, blue = (min(1.0, max(0.0, part)) for part in light)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True)
class Style:
    """The custom properties of some style sheets: for all, for dark, and for each accent in both."""

    root: dict[str, dict[str, str]]  # scheme -> property -> value
    accents: dict[str, dict[str, dict[str, str]]]  # scheme -> accent -> property -> value

    @classmethod
    def of(cls, *files: Path) -> Style:
        """Read the files in their order; later ones win."""
        root: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
        accents: dict[str, dict[str, dict[str, str]]] = {"light": {}, "dark": {}}
        for file in files:
            text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
            for scheme, selector, body in _rules(text):
                names = dict(re.findall(r"(--[\w-]+)\s*:\s*([^;}]+)", body))
                if accent := re.search(r'^\[data-accent="([\w-]+)"\]$', selector):
                    accents[scheme].setdefault(accent.group(1), {}).update(names)
                elif selector.split(",")[0].strip() == ":root":
                    root[scheme].update(names)
        return cls(root, accents)

    def colour(self, token: str, scheme: str, accent: str | None = None) -> Light:
        """A property as linear light in "light" or "dark", inside an element of that accent."""
        names = dict(self.root["light"])
        if accent:
            names |= self.accents["light"][accent]
        if scheme == "dark":
            names |= self.root["dark"]
            names |= self.accents["dark"][accent] if accent else {}
        return parse(f"var({token})", names)


def _rules(text: str) -> list[tuple[str, str, str]]:
    """(scheme, selector, body) of the plain rules and of those for dark; other conditions are left out."""
    starts = re.finditer(r"@media\s*\(prefers-color-scheme:\s*dark\)\s*{", text)
    dark = [_block(text, found.end()) for found in starts]
    plain = text
    for found in reversed(list(re.finditer(r"@media[^{]*{", text))):
        plain = plain[: found.start()] + plain[found.end() + len(_block(text, found.end())) + 1 :]
    rule = r"([^{}]+){([^{}]*)}"
    return [
        *(("light", selector.strip(), body) for selector, body in re.findall(rule, plain)),
        *(("dark", selector.strip(), body) for block in dark for selector, body in re.findall(rule, block)),
    ]


def _block(text: str, start: int) -> str:
    """What stands between the brace before ``start`` and the one that closes it."""
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1]


def parse(value: str, names: dict[str, str]) -> Light:
    """A CSS colour as linear light: oklch(), var(), color-mix(in oklab, …). Raises ValueError for others."""
    value = value.strip()
    if found := re.fullmatch(r"var\((--[\w-]+)(?:,.*)?\)", value):
        return parse(names[found.group(1)], names)
    if found := re.fullmatch(rf"oklch\({NUMBER} {NUMBER} {NUMBER}\)", value):
        lightness, chroma, hue = (float(part.rstrip("%")) for part in found.groups())
        return _from_oklab((lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue))))
    if found := re.fullmatch(r"color-mix\(in oklab, (var\([^)]*\)|oklch\([^)]*\)) (\d+)%, (.+)\)", value):
        first, second = (_to_oklab(parse(part, names)) for part in (found.group(1), found.group(3)))
        share = int(found.group(2)) / 100
        lightness, a, b = (share * x + (1 - share) * y for x, y in zip(first, second, strict=True))
        return _from_oklab((lightness, a, b))
    raise ValueError(value)


def _from_oklab(lab: Light) -> Light:
    """OKLab to linear sRGB (Björn Ottosson's matrices)."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _to_oklab(light: Light) -> Light:
    red, green, blue = light
    long = _root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = _root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = _root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _root(value: float) -> float:
    return value ** (1 / 3) if value >= 0 else -((-value) ** (1 / 3))
