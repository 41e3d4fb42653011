"""Posters for village groups: one subject, one article of law, one way to get help. Three templates, screen and print.

Drawing takes tens of milliseconds of processor time: call it in a thread, never on the event loop.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from io import BytesIO

from PIL import Image

from domain.pushes import PosterTemplate
from village_groups.fonts import Fonts
from village_groups.poster_blocks import Block, drawn_once, gap, stacked
from village_groups.poster_lesson import LESSON_THEME, lesson_band, lesson_parts
from village_groups.poster_parts import BASE_WIDTH_PX, PosterContent, Sheet, Theme, foot, help_card, read_qr
from village_groups.poster_question import QUESTION_THEME, question_band, question_parts
from village_groups.poster_statute import STATUTE_THEME, statute_band, statute_parts

LEAST_HEIGHT_PX = 1100
JPEG_QUALITY = 88
PRINT_DPI = 300
A4_WIDTH_PX, A4_HEIGHT_PX = 2480, 3508
LEAST_SPACE_PX = 44
PRINT_STEP = 25

Band = Callable[[PosterContent, Sheet], Block]
Parts = Callable[[PosterContent, Sheet], list[Block]]
TEMPLATES: dict[PosterTemplate, tuple[Theme, Band, Parts]] = {
    PosterTemplate.LESSON: (LESSON_THEME, lesson_band, lesson_parts),
    PosterTemplate.STATUTE: (STATUTE_THEME, statute_band, statute_parts),
    PosterTemplate.QUESTION: (QUESTION_THEME, question_band, question_parts),
}


class PosterFormat(StrEnum):
    """The file types a poster can be had in."""

    JPEG = "jpeg"
    PNG = "png"


def draw_poster(
    content: PosterContent,
    qr_png: bytes | None,
    fonts: Fonts,
    width_px: int = BASE_WIDTH_PX,
    *,
    template: PosterTemplate = PosterTemplate.LESSON,
    file_format: PosterFormat = PosterFormat.JPEG,
) -> bytes:
    """The poster as a file.

    Raises: BadInput when the QR code is no picture.
    """
    sheet = Sheet(width_px, fonts, TEMPLATES[template][0])
    whole = _compose(content, qr_png, sheet, template, sheet.px(LEAST_HEIGHT_PX))
    image = _draw(whole, sheet, whole.height)
    file = BytesIO()
    if file_format is PosterFormat.PNG:
        image.save(file, "PNG", optimize=True)
    else:
        image.save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0)  # full colour detail: coloured letters stay sharp
    return file.getvalue()


def print_poster(
    content: PosterContent,
    qr_png: bytes | None,
    fonts: Fonts,
    *,
    template: PosterTemplate = PosterTemplate.LESSON,
) -> bytes:
    """The poster as a PDF of one A4 page at 300 dots an inch, in the largest type with which it fits: never cut.

    Raises: BadInput when the QR code is no picture.
    """
    base_width = BASE_WIDTH_PX
    while True:
        sheet = Sheet(A4_WIDTH_PX, fonts, TEMPLATES[template][0], base_width)
        whole = _compose(content, qr_png, sheet, template, A4_HEIGHT_PX)
        if whole.height <= A4_HEIGHT_PX:
            break
        base_width += PRINT_STEP
    file = BytesIO()
    image = _draw(whole, sheet, A4_HEIGHT_PX)
    image.save(file, "PDF", resolution=PRINT_DPI, quality=JPEG_QUALITY, title=content.title)
    return file.getvalue()


def _compose(
    content: PosterContent, qr_png: bytes | None, sheet: Sheet, template: PosterTemplate, least_height: int
) -> Block:
    """The whole as one block: its height is known, nothing is drawn yet."""
    _, make_band, make_parts = TEMPLATES[template]
    top = make_band(content, sheet)
    on_screen = sheet.width <= BASE_WIDTH_PX
    plain = replace(content, village_name="", advisor_name=None)
    middle = _middle(plain, sheet, template) if on_screen else make_parts(content, sheet)
    parts = [*middle, help_card(content, read_qr(qr_png) if qr_png else None, sheet)]
    bottom = foot(content, sheet)
    taken = top.height + bottom.height + sum(part.height for part in parts)
    space = max(sheet.px(LEAST_SPACE_PX), (least_height - taken) // (len(parts) + 1))
    spaced = [piece for part in parts for piece in (gap(space), part)]
    return stacked([top, *spaced, gap(space), bottom])


@lru_cache(maxsize=12)
def _middle(content: PosterContent, sheet: Sheet, template: PosterTemplate) -> tuple[Block, ...]:
    """What a poster says of the law. It is the same in every village, so it is drawn once and pasted then."""
    return tuple(drawn_once(block, sheet.width, sheet.theme.paper) for block in TEMPLATES[template][2](content, sheet))


def _draw(whole: Block, sheet: Sheet, height: int) -> Image.Image:
    image = Image.new("RGB", (sheet.width, height), sheet.theme.paper)
    whole.draw(image, 0)
    return image
