"""The look of a photo (difference hash). Blocking; never on the loop."""

import io

from PIL import Image

ROWS = 8


def look_of(jpeg: bytes) -> int:
    """64 bits: for each of eight rows, whether each of nine fields is darker than the one to its right."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
        small = picture.convert("L").resize((ROWS + 1, ROWS), Image.Resampling.LANCZOS)
    shades = small.tobytes()
    look = 0
    for row in range(ROWS):
        for column in range(ROWS):
            place = row * (ROWS + 1) + column
            look = look << 1 | (shades[place] < shades[place + 1])
    return look
