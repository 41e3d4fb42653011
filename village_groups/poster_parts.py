"""What all posters share: the content, the paper, the way to get help, the foot of the page."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw

from domain.errors import BadInput
from village_groups.fonts import Fonts
from village_groups.poster_blocks import (
    CARD,
    GOLD,
    GREY,
    INK,
    SOFT_INK,
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
QR_CAPTION = "微信扫一扫，预约本村法律顾问"
DISCLAIMER = "普法信息供您了解法律，不代替律师意见。"


@dataclass(frozen=True)
class PosterContent:
    """What a poster says. ``occasion`` names the day it is for; ``question`` and ``steps`` are those of the 问答卡."""

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
    occasion: str = ""
    question: str = ""
    steps: str = ""


@dataclass(frozen=True)
class Theme:
    """The colours of a template: ``deep`` and ``bright`` for bands and headings, ``mist`` behind the way to help."""

    deep: Colour
    bright: Colour
    pale: Colour
    mist: Colour
    paper: Colour


@dataclass(frozen=True)
class Sheet:
    """The paper: every measure is given for a width of ``base_width`` and scaled from there."""

    width: int
    fonts: Fonts
    theme: Theme
    base_width: int = BASE_WIDTH_PX

    def px(self, measure: float) -> int:
        """The measure in pixels of this paper."""
        return round(measure * self.width / self.base_width)

    def lettering(self, size: int, line_height: int, colour: Colour, *, bold: bool = False) -> Lettering:
        """Type of this size."""
        return Lettering(self.fonts.get(self.px(size), bold=bold), self.px(line_height), colour)

    @property
    def left(self) -> int:
        """Where text may begin."""
        return self.px(48)

    @property
    def right(self) -> int:
        """Where text must end."""
        return self.width - self.left

    @property
    def inner_width(self) -> int:
        """Between the margins."""
        return self.right - self.left


def band(over: str, title: str, title_size: int, sheet: Sheet) -> Block:
    """The coloured band at the top: whose lesson it is, and the title."""
    width = sheet.inner_width
    small = sheet.lettering(28, 42, sheet.theme.pale)
    large = sheet.lettering(title_size, round(title_size * 1.35), CARD, bold=True)
    said = fit(over, width, small.measure, most_lines=1)
    inside = stacked(
        [
            *(gap(sheet.px(48)), running_text(said, small, sheet.left, width), gap(sheet.px(14))),
            text_block(wrap_title(title, width, large.measure), large, sheet.left, width),
            *(gap(sheet.px(22)), bar(sheet.left, sheet.px(72), sheet.px(8), GOLD), gap(sheet.px(46))),
        ]
    )

    def draw(image: Image.Image, top: int) -> None:
        shade(image, (0, top, sheet.width, top + inside.height), sheet.theme.deep, sheet.theme.bright)
        inside.draw(image, top)

    return Block(inside.height, draw)


def citation_lines(content: PosterContent, width: int, name: Lettering) -> list[str]:
    """The law and its article; the number goes to a line of its own rather than being torn."""
    *before, last = (line.text for line in wrap(f"《{content.law_name}》", width, name.measure))
    together = last + content.article_number_text
    if name.measure(together) <= width:
        return [*before, together]
    return [*before, last, *(line.text for line in wrap(content.article_number_text, width, name.measure))]


def help_card(content: PosterContent, qr: Image.Image | None, sheet: Sheet) -> Block:
    """The one way to get help: the code, and who answers."""
    padding = sheet.px(36)
    left, right = sheet.left + padding, sheet.right - padding
    strong, plain = sheet.lettering(48, 66, sheet.theme.deep, bold=True), sheet.lettering(32, 50, INK)
    heading = text_block(wrap_title(content.help_line, right - left, strong.measure), strong, left, right - left)
    code = picture_on_card(qr, right, sheet.px(290), sheet.px(18)) if qr else None
    width = right - left - (code.height + sheet.px(28) if code else 0)
    said = [text_block(wrap_title(QR_CAPTION, width, plain.measure), plain, left, width)] if code else []
    if content.advisor_name:
        said += [gap(sheet.px(24)), *_advisor(content.advisor_name, left, width, sheet)]
    words = stacked(said)
    inside = stacked([heading, gap(sheet.px(18)), beside(words, code) if code else words])
    return on_card(inside, sheet.left, sheet.right, padding, sheet.theme.mist)


def _advisor(name: str, left: int, width: int, sheet: Sheet) -> list[Block]:
    label, strong = sheet.lettering(26, 38, sheet.theme.bright), sheet.lettering(36, 52, INK, bold=True)
    lines = fit(name, width, strong.measure, most_lines=2)
    return [text_block(["本村法律顾问"], label, left, width), running_text(lines, strong, left, width)]


def read_qr(qr_png: bytes) -> Image.Image:
    """Raises: BadInput."""
    try:
        with Image.open(BytesIO(qr_png)) as picture:
            return picture.convert("RGB")
    except OSError:
        raise BadInput("二维码不是图片，海报没有生成。", code="qr_not_a_picture") from None


def foot(content: PosterContent, sheet: Sheet) -> Block:
    """Who says so, when, and what it is not."""
    width = sheet.inner_width
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
