"""What people send as a picture, and what becomes of it."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from PIL import ExifTags, Image, ImageCms, ImageFile

from proposals import pictures
from tests.factories.proposals import a_photo


def clean(content: bytes | io.BytesIO) -> Image.Image:
    data = content.getvalue() if isinstance(content, io.BytesIO) else content
    return Image.open(io.BytesIO(pictures.clean(ContentFile(data)).content))


def refusal(content: bytes | io.BytesIO) -> tuple[str, dict[str, Any]]:
    data = content.getvalue() if isinstance(content, io.BytesIO) else content
    with pytest.raises(pictures.PictureRefused) as refused:
        pictures.clean(ContentFile(data))
    return refused.value.code, refused.value.facts


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_usual_formats_become_jpeg(kind: str) -> None:
    picture = clean(a_photo(kind=kind))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (640, 480), "RGB")


@pytest.mark.parametrize(
    ("size", "result"),
    [
        ((1600, 1600), (1600, 1600)),
        ((3200, 1600), (1600, 800)),
        ((1000, 4000), (400, 1600)),
        ((1, 1), (1, 1)),
    ],
)
def test_large_ones_are_made_smaller_and_small_ones_stay(size: tuple[int, int], result: tuple[int, int]) -> None:
    assert clean(a_photo(size=size)).size == result


def test_the_name_is_random_and_says_nothing() -> None:
    first, second = (pictures.clean(File(a_photo())).name for _ in range(2))
    assert first != second
    assert len(first) == len("0123456789abcdef" * 2) + len(".jpg")


class TestTraces:
    def photo(self, orientation: int = 1) -> io.BytesIO:
        """A picture with place, device and comment, blue above red."""
        picture = Image.new("RGB", (60, 40), "red")
        picture.paste("blue", (0, 0, 60, 20))
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        exif[ExifTags.Base.Make] = "GeheimeKamera"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 30.0, 0.0)
        out = io.BytesIO()
        picture.save(out, "JPEG", exif=exif, comment=b"Frau Beispiel", quality=95)
        return out

    def test_the_test_picture_has_them(self) -> None:
        raw = Image.open(io.BytesIO(self.photo().getvalue()))
        assert raw.getexif()[ExifTags.Base.Make] == "GeheimeKamera"
        assert raw.getexif().get_ifd(ExifTags.IFD.GPSInfo) != {}

    def test_place_device_and_comment_are_gone(self) -> None:
        content = pictures.clean(ContentFile(self.photo().getvalue())).content
        picture = Image.open(io.BytesIO(content))
        assert dict(picture.getexif()) == {}
        assert not {"exif", "comment", "icc_profile", "photoshop", "xmp"} & set(picture.info)
        assert b"GeheimeKamera" not in content
        assert b"Frau Beispiel" not in content

    def test_text_chunks_of_a_png_are_gone(self) -> None:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Author", "Frau Beispiel")
        assert b"Frau Beispiel" not in pictures.clean(File(a_photo(kind="PNG", pnginfo=info))).content

    @pytest.mark.parametrize(
        ("orientation", "size", "blue_at"),
        [(1, (60, 40), (30, 5)), (3, (60, 40), (30, 35)), (6, (40, 60), (35, 30)), (8, (40, 60), (5, 30))],
    )
    def test_it_is_turned_upright(self, orientation: int, size: tuple[int, int], blue_at: tuple[int, int]) -> None:
        picture = clean(self.photo(orientation))
        assert picture.size == size
        red, _, blue = picture.getpixel(blue_at)
        assert blue > 200 > red


class TestColours:
    def test_transparent_places_become_white(self) -> None:
        out = io.BytesIO()
        Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
        assert min(clean(out).getpixel((5, 5))) > 250

    @pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "CMYK", "I;16"])
    def test_every_mode_becomes_colour(self, mode: str) -> None:
        out = io.BytesIO()
        Image.new(mode, (20, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
        assert clean(out).mode == "RGB"

    def test_a_palette_with_a_transparent_colour(self) -> None:
        out = io.BytesIO()
        Image.new("P", (20, 20), 0).save(out, "GIF", transparency=0)
        assert min(clean(out).getpixel((5, 5))) > 250

    def test_other_profiles_are_turned_into_srgb(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        picture = clean(a_photo(icc_profile=profile, colour="teal", quality=95))
        assert "icc_profile" not in picture.info
        assert abs(picture.getpixel((5, 5))[1] - 128) < 6

    def test_a_broken_profile_does_no_harm(self) -> None:
        assert clean(a_photo(icc_profile=b"not a profile")).size == (640, 480)

    def test_an_animation_becomes_its_first_picture(self) -> None:
        frames = [Image.new("RGB", (20, 20), colour) for colour in ("blue", "red")]
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
        assert clean(out).getpixel((5, 5))[2] > 200


def png_of(width: int, height: int) -> bytes:
    """A tiny file that claims to be a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + chunk(b"IEND", b"")
    )


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + b"\x00" * 100
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEIC, "heic"),
        (SVG, "svg"),
        (b"<SVG onload=alert(1)>", "svg"),
        (b"", "not_a_picture"),
        (b"GIF89a", "not_a_picture"),
        (b"\xff\xd8\xff\xe0 nothing", "not_a_picture"),
        (b"%PDF-1.7 " + b"x" * 200, "not_a_picture"),
        (b"<html><img src=x></html>", "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "not_a_picture"),
        (b"MZ" + bytes(range(256)) * 4, "not_a_picture"),
        (a_photo(kind="BMP").getvalue(), "not_a_picture"),
        (a_photo(kind="TIFF").getvalue(), "not_a_picture"),
        (a_photo().getvalue()[:2000], "broken"),
        (a_photo(size=(900, 900), kind="PNG").getvalue()[:-400], "broken"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == (code, {})


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(png_of(60_000, 60_000)) == ("too_many_pixels", {"megapixels": 40})


def test_the_limit_of_pixels(settings: Any) -> None:
    settings.PICTURE_MAX_PIXELS = 640 * 480
    assert clean(a_photo()).size == (640, 480)
    settings.PICTURE_MAX_PIXELS = 640 * 480 - 1
    assert refusal(a_photo()) == ("too_many_pixels", {"megapixels": 0})


def test_the_limit_of_bytes(settings: Any) -> None:
    photo = a_photo()
    settings.PICTURE_MAX_BYTES = len(photo.getvalue())
    assert clean(photo).size == (640, 480)
    settings.PICTURE_MAX_BYTES = len(photo.getvalue()) - 1
    assert refusal(photo) == ("too_large", {"megabytes": 0})


def test_half_a_picture_is_refused_also_after_a_library_told_pillow_to_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(pictures.PictureRefused) as refused:
        pictures.clean(ContentFile(a_photo().getvalue()[:2000]))
    assert refused.value.code == "broken"
