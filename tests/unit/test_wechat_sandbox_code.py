"""The drawn code: each dot is where a scanner samples it."""

import io

import pytest
import segno
from PIL import Image

from wechat.sandbox.code_image import draw_code


@pytest.mark.parametrize("width_px", [280, 430, 1280])
def test_a_scanner_reads_back_every_dot(width_px: int) -> None:
    link = "http://127.0.0.1:8888/demo/pages/home/index?scene=v=420101001001"
    image = Image.open(io.BytesIO(draw_code(link, width_px))).convert("L")
    assert image.size == (width_px, width_px)
    matrix = [[bool(dark) for dark in row] for row in segno.make_qr(link, error="q").matrix]
    # The ring is lighter than the dots; the dark square's corners are the outer edges of the finder patterns.
    inner = image.crop((width_px // 10, width_px // 10, width_px * 9 // 10, width_px * 9 // 10))
    box = inner.point(lambda level: 255 if level < 60 else 0).getbbox()
    assert box is not None
    step = (box[2] - box[0]) / len(matrix)
    assert step >= 3, "the quiet zone and the dots must stay readable"
    seen = [
        [
            inner.getpixel((int(box[0] + (x + 0.5) * step), int(box[1] + (y + 0.5) * step))) < 128  # type: ignore[operator]  # "L" gives a number
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ]
    assert seen == matrix
