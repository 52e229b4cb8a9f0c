"""The generator of the demo's pictures: the same arguments, the same bytes; the stages of one place belong together."""

import io
import os
import subprocess
import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from cms.demo.pictures import SCENES, draw
from cms.demo.pictures.colours import STAGES, faded, graded, mix, parse

ROOT = Path(__file__).resolve().parents[2]
ACCENT = "#2f77b4"
NAMES = [
    "square", "park", "playground", "street", "schoolyard", "water",
    "library", "sports", "cycling", "trees", "market", "garden",
]  # fmt: skip
LARGEST = 130_000  # bytes of 1200 x 800 pixels; most have under 90,000


@cache
def drawn(scene: str, stage: str = "idea", seed: int = 1, accent: str = ACCENT) -> bytes:
    return draw(scene, seed=seed, accent=accent, stage=stage)


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


@cache
def small(picture: bytes) -> Image.Image:
    """The picture in grey, a quarter as wide: enough to compare two of them."""
    return opened(picture).convert("L").reduce(4)


def difference(one: bytes, other: bytes, box: tuple[int, int, int, int] = (0, 0, 300, 200)) -> float:
    """Mean difference of brightness within the box of the small pictures, 0 to 255."""
    return ImageStat.Stat(ImageChops.difference(small(one).crop(box), small(other).crop(box))).mean[0]


def colourfulness(picture: bytes) -> float:
    """Mean saturation, 0 to 255."""
    return ImageStat.Stat(opened(picture).convert("HSV")).mean[1]


def brightness(picture: bytes) -> float:
    return ImageStat.Stat(opened(picture).convert("L")).mean[0]


def test_the_scenes_that_proposals_name_are_there() -> None:
    assert list(SCENES) == NAMES


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("scene", NAMES)
def test_a_picture_is_a_plain_jpeg_of_moderate_size(scene: str, stage: str) -> None:
    image = opened(drawn(scene, stage))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1200, 800))
    assert (dict(image.getexif()), image.info.get("exif"), image.info.get("comment")) == ({}, None, None)
    assert len(drawn(scene, stage)) < LARGEST


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("scene", NAMES)
def test_the_same_arguments_give_the_same_bytes(scene: str, stage: str) -> None:
    twice = [draw(scene, seed=1, accent=ACCENT, stage=stage, size=(300, 200)) for _ in range(2)]
    assert twice[0] == twice[1]


def test_another_process_draws_the_same() -> None:
    """Nothing depends on the order of sets or on hashes, which differ from process to process."""
    call = f"draw('market', seed=1, accent='{ACCENT}')"
    program = f"import sys; from cms.demo.pictures import draw; sys.stdout.buffer.write({call})"
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        other = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env=environment, cwd=ROOT
        )
        assert other.stdout == drawn("market")


@pytest.mark.parametrize("stage", STAGES)
def test_every_scene_looks_different(stage: str) -> None:
    alike = [pair for pair in combinations(NAMES, 2) if difference(drawn(pair[0], stage), drawn(pair[1], stage)) < 3]
    assert alike == []


@pytest.mark.parametrize("scene", NAMES)
def test_every_seed_gives_another_place(scene: str) -> None:
    pictures = [drawn(scene, seed=seed) for seed in range(4)]
    assert [pair for pair in combinations(range(4), 2) if difference(pictures[pair[0]], pictures[pair[1]]) < 3] == []


@pytest.mark.parametrize("scene", NAMES)
def test_the_accent_colours_the_picture_but_moves_nothing(scene: str) -> None:
    """Much closer to each other than two places are."""
    recoloured = difference(drawn(scene), drawn(scene, accent="#c2564b"))
    assert 0 < recoloured < difference(drawn(scene), drawn(scene, seed=2))


@pytest.mark.parametrize("scene", NAMES)
def test_before_is_greyer_than_idea_and_after(scene: str) -> None:
    before, idea, after = (colourfulness(drawn(scene, stage)) for stage in ("before", "idea", "after"))
    assert before < idea < after


@pytest.mark.parametrize("scene", NAMES)
def test_the_idea_is_the_brightest_of_the_three(scene: str) -> None:
    before, idea, after = (brightness(drawn(scene, stage)) for stage in ("before", "idea", "after"))
    assert max(before, after) < idea


@pytest.mark.parametrize("scene", NAMES)
def test_before_and_after_show_the_same_place(scene: str) -> None:
    """The shapes of the upper half (houses, skyline, wood) stay: their edges agree better than another place's."""
    upper = (0, 200, 1200, 480)
    same = matching_edges(drawn(scene, "before"), drawn(scene, "after"), upper)
    other = matching_edges(drawn(scene, "before"), drawn(scene, "after", seed=2), upper)
    assert same > other


def matching_edges(one: bytes, other: bytes, box: tuple[int, int, int, int]) -> float:
    """Share of the sharp edges of the one that are sharp edges of the other too."""
    first, second = (sharp_edges(picture, box) for picture in (one, other))
    both = ImageChops.logical_and(first, second)
    return ImageStat.Stat(both.convert("L")).sum[0] / ImageStat.Stat(first.convert("L")).sum[0]


def sharp_edges(picture: bytes, box: tuple[int, int, int, int]) -> Image.Image:
    """Where brightness changes by 12 or more between neighbours in a row."""
    grey = opened(picture).convert("L").crop(box)
    return ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)).point([0] * 12 + [255] * 244).convert("1")


@pytest.mark.parametrize("scene", NAMES)
def test_something_is_built_in_the_lower_half(scene: str) -> None:
    lower = (0, 130, 300, 200)
    assert difference(drawn(scene, "before"), drawn(scene, "after"), lower) > 10


@pytest.mark.parametrize("size", [(600, 400), (320, 320), (900, 300), (300, 600), (1, 1)])
def test_any_size_is_filled_to_its_corners(size: tuple[int, int]) -> None:
    image = opened(draw("park", seed=3, accent=ACCENT, size=size))
    assert image.size == size
    right, bottom = size[0] - 1, size[1] - 1
    assert [image.getpixel(corner) for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom))].count(
        (0, 0, 0)
    ) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scene": "castle"}, "no such scene: 'castle'"),
        ({"stage": "during"}, "no such stage: 'during'"),
        ({"size": (0, 800)}, "no such size: (0, 800)"),
        ({"accent": "blue"}, "not a colour like #1a2b3c: 'blue'"),
        ({"accent": "2f77b44"}, "not a colour like #1a2b3c: '2f77b44'"),
        ({"accent": "#2f77bx"}, "not a colour like #1a2b3c: '#2f77bx'"),
        ({"accent": "#-1+2 3"}, "not a colour like #1a2b3c: '#-1+2 3'"),
    ],
)
def test_what_is_not_known_is_refused(change: dict[str, object], message: str) -> None:
    arguments = {"scene": "park", "seed": 1, "accent": ACCENT, "stage": "idea", "size": (60, 40)} | change
    with pytest.raises(ValueError) as refusal:
        draw(arguments.pop("scene"), **arguments)
    assert str(refusal.value) == message


CHANNEL = st.integers(0, 255)
COLOUR = st.tuples(CHANNEL, CHANNEL, CHANNEL)


@given(colour=COLOUR)
def test_a_code_is_read_back(colour: tuple[int, int, int]) -> None:
    assert parse("#{:02x}{:02x}{:02x}".format(*colour)) == colour


@given(one=COLOUR, other=COLOUR)
def test_a_mix_runs_from_the_one_to_the_other(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    assert (mix(one, other, 0), mix(one, other, 1)) == (one, other)


@given(colour=COLOUR)
def test_fully_faded_is_grey(colour: tuple[int, int, int]) -> None:
    assert len(set(faded(colour, 1))) == 1


@given(colour=COLOUR, quiet=st.booleans())
def test_the_stages_grade_as_described(colour: tuple[int, int, int], quiet: bool) -> None:
    spread = {stage: max(c) - min(c) for stage in STAGES for c in [graded(colour, stage=stage, quiet=quiet)]}
    assert graded(colour, stage="after", quiet=quiet) == colour
    assert spread["before"] <= spread["after"] // 2 + 10
    assert (graded(colour, stage="idea", quiet=False)) == colour


@settings(max_examples=20, deadline=None)
@given(scene=st.sampled_from(NAMES), seed=st.integers(-(2**63), 2**63), colour=COLOUR, stage=st.sampled_from(STAGES))
def test_any_seed_and_accent_can_be_drawn(scene: str, seed: int, colour: tuple[int, int, int], stage: str) -> None:
    accent = "#{:02x}{:02x}{:02x}".format(*colour)
    assert opened(draw(scene, seed=seed, accent=accent, stage=stage, size=(120, 80))).size == (120, 80)
