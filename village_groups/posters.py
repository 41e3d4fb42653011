"""Posters for village groups: one subject, one article of law, one way to get help.

Drawing takes tens of milliseconds of processor time: call it in a thread, never on the event loop.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageDraw

from domain.errors import BadInput
from village_groups.fonts import Fonts
from village_groups.poster_blocks import (
    CARD,
    DEEP,
    GOLD,
    GREY,
    INK,
    MIST,
    PALE,
    PAPER,
    SOFT_INK,
    TEAL,
    Block,
    Colour,
    Lettering,
    bar,
    beside,
    gap,
    on_card,
    picture_on_card,
    running_text,
    shade,
    stacked,
    text_block,
)
from village_groups.poster_text import fit, wrap, wrap_title

BASE_WIDTH_PX = 750
LEAST_HEIGHT_PX = 1100
MOST_ARTICLE_LINES = 8
JPEG_QUALITY = 88
QR_CAPTION = "微信扫一扫，预约本村法律顾问"
DISCLAIMER = "普法信息供您了解法律，不代替律师意见。"


class PosterFormat(StrEnum):
    """The file types a poster can be had in."""

    JPEG = "jpeg"
    PNG = "png"


@dataclass(frozen=True)
class PosterContent:
    """What a poster says."""

    title: str
    summary: str
    law_name: str
    article_number_text: str
    article_text: str
    village_name: str
    advisor_name: str | None
    bureau_name: str
    date: date
    help_line: str = "一键预约本村法律顾问"


@dataclass(frozen=True)
class _Sheet:
    """The paper: every measure is given for a width of 750 and scaled from there."""

    width: int
    fonts: Fonts

    def px(self, measure: float) -> int:
        return round(measure * self.width / BASE_WIDTH_PX)

    def lettering(self, size: int, line_height: int, colour: Colour, *, bold: bool = False) -> Lettering:
        return Lettering(self.fonts.get(self.px(size), bold=bold), self.px(line_height), colour)

    @property
    def left(self) -> int:
        return self.px(48)

    @property
    def right(self) -> int:
        return self.width - self.left


def draw_poster(
    content: PosterContent,
    qr_png: bytes | None,
    fonts: Fonts,
    width_px: int = BASE_WIDTH_PX,
    *,
    file_format: PosterFormat = PosterFormat.JPEG,
) -> bytes:
    """The poster as a file.

    Raises: BadInput when the QR code is no picture.
    """
    sheet = _Sheet(width_px, fonts)
    qr = _read_qr(qr_png) if qr_png else None
    header, footer = _header(content, sheet), _footer(content, sheet)
    parts = [_summary(content, sheet), _law(content, sheet), _help(content, qr, sheet)]
    taken = header.height + footer.height + sum(part.height for part in parts)
    space = max(sheet.px(44), (sheet.px(LEAST_HEIGHT_PX) - taken) // (len(parts) + 1))
    spaced = [piece for part in parts for piece in (gap(space), part)]
    whole = stacked([header, *spaced, gap(space), footer])
    image = Image.new("RGB", (sheet.width, whole.height), PAPER)
    whole.draw(image, 0)
    return _encode(image, file_format)


def _header(content: PosterContent, sheet: _Sheet) -> Block:
    width = sheet.right - sheet.left
    small = sheet.lettering(28, 42, PALE)
    large = sheet.lettering(64, 86, CARD, bold=True)
    over = fit(f"{content.village_name} · 普法课堂", width, small.measure, most_lines=1)
    inside = stacked(
        [
            *(gap(sheet.px(48)), running_text(over, small, sheet.left, width), gap(sheet.px(14))),
            text_block(wrap_title(content.title, width, large.measure), large, sheet.left, width),
            *(gap(sheet.px(22)), bar(sheet.left, sheet.px(72), sheet.px(8), GOLD), gap(sheet.px(46))),
        ]
    )

    def draw(image: Image.Image, top: int) -> None:
        shade(image, (0, top, sheet.width, top + inside.height), DEEP, TEAL)
        inside.draw(image, top)

    return Block(inside.height, draw)


def _summary(content: PosterContent, sheet: _Sheet) -> Block:
    width = sheet.right - sheet.left
    plain = sheet.lettering(36, 62, INK)
    return running_text(wrap(content.summary, width, plain.measure), plain, sheet.left, width)


def _law(content: PosterContent, sheet: _Sheet) -> Block:
    padding = sheet.px(36)
    left, width = sheet.left + padding, sheet.right - sheet.left - 2 * padding
    label, name = sheet.lettering(26, 36, TEAL), sheet.lettering(32, 48, DEEP, bold=True)
    body = sheet.lettering(30, 52, SOFT_INK)
    cited = _citation_lines(content, width, name)
    article = fit(content.article_text, width, body.measure, most_lines=MOST_ARTICLE_LINES)
    inside = stacked(
        [
            *(text_block(["法律怎么说"], label, left, width), gap(sheet.px(8))),
            *(text_block(cited, name, left, width), gap(sheet.px(12))),
            running_text(article, body, left, width),
        ]
    )
    return on_card(inside, sheet.left, sheet.right, padding, CARD, stripe=TEAL)


def _citation_lines(content: PosterContent, width: int, name: Lettering) -> list[str]:
    """The law and its article; the number goes to a line of its own rather than being torn."""
    *before, last = (line.text for line in wrap(f"《{content.law_name}》", width, name.measure))
    together = last + content.article_number_text
    if name.measure(together) <= width:
        return [*before, together]
    return [*before, last, *(line.text for line in wrap(content.article_number_text, width, name.measure))]


def _help(content: PosterContent, qr: Image.Image | None, sheet: _Sheet) -> Block:
    padding = sheet.px(36)
    left, right = sheet.left + padding, sheet.right - padding
    strong, plain = sheet.lettering(48, 66, DEEP, bold=True), sheet.lettering(32, 50, INK)
    heading = text_block(wrap_title(content.help_line, right - left, strong.measure), strong, left, right - left)
    code = picture_on_card(qr, right, sheet.px(290), sheet.px(18)) if qr else None
    width = right - left - (code.height + sheet.px(28) if code else 0)
    said = [text_block(wrap_title(QR_CAPTION, width, plain.measure), plain, left, width)] if code else []
    if content.advisor_name:
        said += [gap(sheet.px(24)), *_advisor(content.advisor_name, left, width, sheet)]
    words = stacked(said)
    inside = stacked([heading, gap(sheet.px(18)), beside(words, code) if code else words])
    return on_card(inside, sheet.left, sheet.right, padding, MIST)


def _advisor(name: str, left: int, width: int, sheet: _Sheet) -> list[Block]:
    label, strong = sheet.lettering(26, 38, TEAL), sheet.lettering(36, 52, INK, bold=True)
    lines = fit(name, width, strong.measure, most_lines=2)
    return [text_block(["本村法律顾问"], label, left, width), running_text(lines, strong, left, width)]


def _read_qr(qr_png: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(qr_png)) as picture:
            return picture.convert("RGB")
    except OSError:
        raise BadInput("二维码不是图片，海报没有生成。", code="qr_not_a_picture") from None


def _footer(content: PosterContent, sheet: _Sheet) -> Block:
    width = sheet.right - sheet.left
    name, small = sheet.lettering(28, 42, SOFT_INK), sheet.lettering(22, 34, GREY)
    day = f"{content.date.year}年{content.date.month}月{content.date.day}日"
    room = width - round(small.measure(day)) - sheet.px(24)
    bureau = running_text(fit(content.bureau_name, room, name.measure, most_lines=2), name, sheet.left, room)

    def draw_date(image: Image.Image, top: int) -> None:
        place = (sheet.right, top + name.line_height / 2)
        ImageDraw.Draw(image).text(place, day, GREY, small.font, anchor="rm")
        bureau.draw(image, top)

    disclaimer = running_text(wrap(DISCLAIMER, width, small.measure), small, sheet.left, width)
    return stacked([Block(bureau.height, draw_date), gap(sheet.px(4)), disclaimer, gap(sheet.px(40))])


def _encode(image: Image.Image, file_format: PosterFormat) -> bytes:
    file = BytesIO()
    if file_format is PosterFormat.PNG:
        image.save(file, "PNG", optimize=True)
    else:
        image.save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0)  # full colour detail: coloured letters stay sharp
    return file.getvalue()
