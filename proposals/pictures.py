"""Pictures that people send: decoded with care, turned upright, made smaller, without traces of place and device."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File
from PIL import Image, ImageCms, ImageFile, ImageOps

LONGEST_SIDE = 1600  # pixels
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 82


class PictureRefused(Exception):
    """Not taken: "too_large" (megabytes), "too_many_pixels" (megapixels), "heic", "svg", "not_a_picture", "broken"."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Picture:
    """A clean JPEG: upright sRGB, no metadata, at most LONGEST_SIDE pixels wide and high."""

    name: str  # random, says nothing about the person
    content: bytes


def clean(file: File[bytes]) -> Picture:
    """Make a clean JPEG of what was sent (JPEG, PNG, WebP or GIF). Raises PictureRefused."""
    if file.size > settings.PICTURE_MAX_BYTES:
        raise PictureRefused("too_large", megabytes=settings.PICTURE_MAX_BYTES // (1024 * 1024))
    file.seek(0)
    data = file.read()
    _refuse_by_name(data)
    return Picture(name=f"{secrets.token_hex(16)}.jpg", content=_jpeg(_decode(data)))


def _refuse_by_name(data: bytes) -> None:
    """Formats that people do send and that deserve a sentence of their own."""
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}:
        raise PictureRefused("heic")
    if b"<svg" in data[:1000].lower():
        raise PictureRefused("svg")


def _decode(data: bytes) -> Image.Image:
    """The picture, upright. A picture of more pixels than allowed is refused before anything is unpacked."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # decoders fed with anything raise anything
        raise PictureRefused("not_a_picture") from error
    if picture.width * picture.height > settings.PICTURE_MAX_PIXELS:
        raise _too_many_pixels()
    # WeasyPrint, once it is loaded, makes Pillow take files that are cut off: half a picture, and nobody told.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        picture.load()
        return _rgb(ImageOps.exif_transpose(picture))
    except Exception as error:  # see above: the file is cut off or damaged inside
        raise PictureRefused("broken") from error


def _too_many_pixels() -> PictureRefused:
    return PictureRefused("too_many_pixels", megapixels=settings.PICTURE_MAX_PIXELS // 1_000_000)


def _rgb(picture: Image.Image) -> Image.Image:
    """sRGB on white paper where the picture is transparent."""
    profile = picture.info.get("icc_profile")
    if picture.mode in {"RGB", "CMYK", "L"} and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted if converted is not None else picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """Written anew from the pixels alone, so that nothing else of the file comes along."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
