"""Draws a stand-in for a mini-program code: round like the real one, readable by any scanner."""

import io

import segno
from PIL import Image, ImageDraw

GREEN = (46, 125, 90)
SCALE = 2  # drawn twice as large, then shrunk for smooth edges


def draw_code(link: str, width_px: int) -> bytes:
    """A PNG of the given width whose dots spell the link."""
    matrix = [list(row) for row in segno.make_qr(link, error="q").matrix]
    side = width_px * SCALE
    image = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(image)
    ring = max(4, side // 60)
    draw.ellipse((ring, ring, side - ring, side - ring), outline=GREEN, width=ring)
    # The square of dots with its quiet zone fits inside the ring.
    dot = int((side - 4 * ring) * 0.68 / len(matrix))
    start = (side - dot * len(matrix)) // 2
    _draw_dots(draw, matrix, dot, start)
    output = io.BytesIO()
    image.resize((width_px, width_px), Image.Resampling.LANCZOS).save(output, "PNG", optimize=True)
    return output.getvalue()


def _draw_dots(draw: ImageDraw.ImageDraw, matrix: list[list[int]], dot: int, start: int) -> None:
    last = len(matrix) - 1
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if not dark:
                continue
            box = (start + x * dot, start + y * dot, start + (x + 1) * dot - 1, start + (y + 1) * dot - 1)
            in_finder = (x < 7 and y < 7) or (x > last - 7 and y < 7) or (x < 7 and y > last - 7)
            if in_finder:
                draw.rectangle(box, fill="black")
            else:
                draw.ellipse(box, fill="black")
