"""The look, without a browser: components name their parameters, budgets of bytes, contrasts of the style sheets."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from participation.staticfiles import WANTED
from tests.conftest import lacking
from tests.quality.colours import Light, Style, contrast, parse

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "cms" / "static" / "cms"
SHEETS = sorted((STATIC / "css").glob("*.css"))
WRITTEN_IN = {"receipt-check.css"}  # into a page that is kept on disk
MODULES = sorted((STATIC / "js").glob("*.js"))
NODE = ROOT / "node_modules"
OURS = ["components", "partials", "account", "mfa", "allauth"]
TEMPLATES = [
    *sorted(ROOT.glob("templates/*.html")),
    *sorted(file for folder in OURS for file in (ROOT / "templates" / folder).rglob("*.*")),
]
SCHEMES = ["light", "dark"]
TEXTS = ["--ink", "--ink-quiet", "--action", "--good", "--wait", "--bad", "--info"]
ACCENTS = [f"accent-{number}" for number in range(1, 13)]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def weight(files: list[Path]) -> int:
    """Bytes on the way to a browser, compressed."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def wanted(address: str) -> Path:
    return NODE / WANTED[address]


@pytest.fixture(scope="module")
def style() -> Style:
    if not NODE.is_dir():
        lacking("node_modules", "run `make demo` or `python scripts/front_end.py` once")
    return Style.of(wanted("kern/kern.min.css"), STATIC / "css" / "tokens.css", STATIC / "css" / "accents.css")


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_a_template_says_what_it_needs(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    comment = re.search(r"{#.*?#}|{% comment %}.*?{% endcomment %}", text, re.DOTALL)
    assert comment is not None
    if file.parent.name == "components":
        assert re.search(r"Parameters: |No parameters\.", comment.group())


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_short_comments_stay_on_their_line(file: Path) -> None:
    """Django prints a {# #} that runs over a line end."""
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.count("{#") != line.count("#}")] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_no_template_needs_more_than_the_content_policy_allows(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []


@pytest.mark.parametrize("file", [*SHEETS, *MODULES], ids=name)
def test_nothing_comes_from_elsewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    elsewhere = [url for url in re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", text) if "www.w3.org" not in url]
    assert elsewhere == []
    assert "@import" not in text


@pytest.mark.parametrize("file", SHEETS, ids=name)
def test_every_address_in_a_style_sheet_is_one_of_the_wanted_files(file: Path) -> None:
    addresses = re.findall(r"url\(\"([^\"]+)\"\)", file.read_text(encoding="utf-8"))
    assert [address for address in addresses if address.removeprefix("../../vendor/") not in WANTED] == []


@pytest.mark.parametrize("file", SHEETS, ids=name)
def test_a_style_sheet_says_what_it_is_for(file: Path) -> None:
    assert file.read_text(encoding="utf-8").startswith("/* ")


def test_every_style_sheet_is_linked_once() -> None:
    links = re.findall(r"cms/css/([\w-]+\.css)", (ROOT / "templates/partials/styles.html").read_text(encoding="utf-8"))
    assert sorted(links) == [file.name for file in SHEETS if file.name not in WRITTEN_IN]


def test_sizes_of_style_sheets_and_modules() -> None:
    assert weight(SHEETS) <= 18_000
    assert weight(MODULES) <= 10_000


def test_the_first_view_stays_below_150_kilobytes() -> None:
    """KERN, two fonts, our style sheets; what is left is for the page and its pictures."""
    if not NODE.is_dir():
        lacking("node_modules", "run `make demo` or `python scripts/front_end.py` once")
    fonts = [wanted("fonts/fira-sans-400.woff2"), wanted("fonts/fira-sans-600.woff2")]
    sheets = weight([wanted("kern/kern.min.css"), *SHEETS])
    assert sheets + sum(font.stat().st_size for font in fonts) <= 110_000


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("paper", ["--paper", "--paper-quiet", "--paper-raised"])
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read(style: Style, scheme: str, paper: str, text: str) -> None:
    assert contrast(style.colour(text, scheme), style.colour(paper, scheme)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tone", ["good", "wait", "bad", "info"])
def test_notices_can_be_read(style: Style, scheme: str, tone: str) -> None:
    paper = style.colour(f"--{tone}-paper", scheme)
    assert contrast(style.colour("--ink", scheme), paper) >= 7
    assert contrast(style.colour(f"--{tone}", scheme), paper) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_buttons_inputs_and_focus_can_be_seen(style: Style, scheme: str) -> None:
    paper = style.colour("--paper", scheme)
    assert contrast(style.colour("--on-action", scheme), style.colour("--action", scheme)) >= 4.5
    assert contrast(style.colour("--line-strong", scheme), style.colour("--paper-raised", scheme)) >= 3
    assert contrast(style.colour("--focus", scheme), paper) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("accent", ACCENTS)
def test_an_accent_is_seen_as_a_shape_and_read_as_text(style: Style, scheme: str, accent: str) -> None:
    shape, ink, soft = (style.colour(token, scheme, accent) for token in ("--accent", "--accent-ink", "--accent-soft"))
    for paper in ("--paper", "--paper-quiet"):
        assert contrast(shape, style.colour(paper, scheme)) >= 3
        assert contrast(ink, style.colour(paper, scheme)) >= 4.5
    assert contrast(ink, soft) >= 4.5
    assert contrast(style.colour("--ink", scheme), soft) >= 7


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_two_districts_look_alike(style: Style, scheme: str) -> None:
    colours = [tuple(round(part, 3) for part in style.colour("--accent", scheme, accent)) for accent in ACCENTS]
    assert len(set(colours)) == 12


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), 21.0), ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), 1.0)],
)
def test_the_measure_itself(first: Light, second: Light, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio)


def test_the_measure_knows_a_colour() -> None:
    """Pure red is oklch(62.8% 0.2577 29.23)."""
    assert parse("oklch(62.8% .2577 29.23)", {}) == pytest.approx((1.0, 0.0, 0.0), abs=0.01)
