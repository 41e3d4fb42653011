"""Pictures are made anew: nothing but the picture survives, and nothing that is no picture is taken."""

import io
import struct
import zlib

import pytest
from PIL import Image

from actions.clean_photo import clean_photo
from domain.materials import LARGEST_PHOTO_BYTES, LONGEST_SIDE, NotAPhoto, PhotoTooLarge

GPS = 34853
ORIENTATION = 274
SCRIPT = b"<script>alert('mine')</script>"


def picture(format_name: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **more: object) -> bytes:
    """A picture whose upper left quarter is red and the rest blue."""
    image = Image.new(mode, size, (0, 0, 255, 255)[: len(mode)])
    image.paste((255, 0, 0, 255)[: len(mode)], (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, format_name, **more)  # type: ignore[arg-type]
    return out.getvalue()


def with_exif() -> bytes:
    """As a phone makes it: turned, with the place where it was taken and the phone's name."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[271] = "SecretPhone"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 12.0, 33.0), 3: "E", 4: (115.0, 5.0, 1.0)})
    return picture(exif=exif, comment=b"secret comment")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_place_phone_and_comment_are_stripped_and_the_picture_stands_upright() -> None:
    raw = with_exif()
    before = opened(raw)
    assert before.getexif().get_ifd(GPS)
    assert before.getexif()[ORIENTATION] == 6
    clean = clean_photo(raw)
    after = opened(clean.content)
    assert (after.format, after.size) == ("JPEG", (300, 400)) == ("JPEG", (clean.width, clean.height))
    assert not dict(after.getexif())
    for secret in (b"Exif", b"SecretPhone", b"secret comment", b"GPS"):
        assert secret not in clean.content
    red = after.getpixel((290, 10))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 60 > red[2], "what was the upper left corner is the upper right after turning"


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_the_usual_formats_are_taken(format_name: str) -> None:
    clean = clean_photo(picture(format_name))
    assert opened(clean.content).format == "JPEG"


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "CMYK", "I;16"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), "white").convert("L" if mode == "I;16" else mode)
    (Image.new("I;16", (60, 40)) if mode == "I;16" else image).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(clean_photo(out.getvalue()).content).mode == "RGB"


def test_what_can_be_seen_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean_photo(out.getvalue()).content).getpixel((25, 25)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    clean = clean_photo(picture(size=(5000, 2500)))
    assert (clean.width, clean.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a picture at all",
        SCRIPT * 100,
        b"%PDF-1.7\n" + b"0" * 1000,
        b"\xff\xd8\xff\xe0" + SCRIPT * 50,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
        b"PK\x03\x04" + b"\x00" * 200,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    ],
)
def test_what_only_pretends_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPhoto):
        clean_photo(raw)


def test_other_kinds_of_picture_are_refused() -> None:
    for format_name in ("GIF", "BMP", "TIFF", "ICO"):
        with pytest.raises(NotAPhoto):
            clean_photo(picture(format_name))


def test_a_half_picture_is_refused() -> None:
    raw = picture("PNG", size=(800, 800))
    with pytest.raises(NotAPhoto):
        clean_photo(raw[: len(raw) // 2])


def test_what_hides_behind_a_picture_does_not_survive() -> None:
    clean = clean_photo(picture() + SCRIPT + b"PK\x03\x04")
    assert SCRIPT not in clean.content
    assert b"PK\x03\x04" not in clean.content


def test_a_heic_photo_is_told_from_other_files() -> None:
    with pytest.raises(NotAPhoto, match="HEIC"):
        clean_photo(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100)


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes that would fill gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_000, 11_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(PhotoTooLarge, match="像素太多"):
        clean_photo(bomb(side))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PhotoTooLarge, match="10兆"):
        clean_photo(b"\xff" * (LARGEST_PHOTO_BYTES + 1))
