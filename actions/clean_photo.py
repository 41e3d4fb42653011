"""Making a picture anew from what was handed in: nothing but the picture survives. Blocking; never on the loop."""

import io

from PIL import Image, ImageOps

from domain.materials import (
    LARGEST_PHOTO_BYTES,
    LONGEST_SIDE,
    MOST_JPEG_PIXELS,
    MOST_PIXELS,
    CleanPhoto,
    NotAPhoto,
    PhotoTooLarge,
)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # HEIF only where this Pillow has learnt it
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
QUALITY = 85


def clean_photo(raw: bytes) -> CleanPhoto:
    """The picture upright, at most 2560 pixels long, as JPEG without metadata.

    Raises: PhotoTooLarge, NotAPhoto.
    """
    if len(raw) > LARGEST_PHOTO_BYTES:
        raise PhotoTooLarge()
    try:
        with Image.open(io.BytesIO(raw), formats=_known_formats()) as picture:
            _check_pixels(picture)
            return _drawn_anew(picture)
    except (PhotoTooLarge, NotAPhoto):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge("照片的像素太多，请换一张普通大小的照片。") from None
    except MemoryError:
        raise PhotoTooLarge("照片太大，请换一张小一些的照片。") from None
    except Exception as failure:  # the decoders meet hostile bytes and may raise anything
        raise _unreadable(raw) from failure


def _known_formats() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _check_pixels(picture: Image.Image) -> None:
    most = MOST_JPEG_PIXELS if picture.format == "JPEG" else MOST_PIXELS
    if picture.width * picture.height > most:
        raise PhotoTooLarge("照片的像素太多，请换一张普通大小的照片。")


def _drawn_anew(picture: Image.Image) -> CleanPhoto:
    """On a fresh white canvas: metadata, comments, palettes, transparency and further frames stay behind."""
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded small at once
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", plain.size, "white")
    canvas.paste(plain, mask=plain.getchannel("A") if plain.mode == "RGBA" else None)
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(out.getvalue(), canvas.width, canvas.height)


def _unreadable(raw: bytes) -> NotAPhoto:
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC_BRANDS:
        return NotAPhoto("暂时打不开 HEIC 格式的照片，请在手机相机设置中选择“兼容性最佳”，或上传 JPG 照片。")
    return NotAPhoto()
