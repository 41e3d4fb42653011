"""The notice board (公示牌) of a village's advisors, for A4 or A3 at 300 dots per inch.

Whatever the names are, nothing runs over the edge: every text has a most number of lines, and the whole is set smaller
until it fits the page. Drawing takes a second of processor time: call it in a thread.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from village_groups.board_content import PAGE_DOTS, BoardContent, BoardFormat, BoardPerson, BoardSize
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
    beside,
    gap,
    running_text,
    shade,
    stacked,
)
from village_groups.poster_text import fit

DOTS_PER_INCH = 300
BASE_WIDTH = 2480
MOST_ADVISORS = 4
SHRINKING = (1.24, 1.12, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.42, 0.35)
HELP_HEADING = "有法律问题，找法律顾问"
HELP_LINES = ("免费解答法律问题，参与调解，审查合同，代写文书。", "全国公共法律服务热线：12348")
QR_CAPTION = "微信扫码预约"
NO_ADVISOR = "本村（社区）法律顾问正在选聘，如需法律服务请拨打12348。"
FOOT_LINE = "对法律顾问的服务有意见，可以扫码反映或向司法所提出。"


@dataclass(frozen=True)
class _Sheet:
    """The page; measures are given in dots of A4 and scaled. ``shrink`` sets all but the width smaller or larger."""

    width: int
    height: int
    fonts: Fonts
    shrink: float

    def px(self, measure: float) -> int:
        return round(measure * self.width / BASE_WIDTH * self.shrink)

    def lettering(self, size: int, colour: Colour, *, bold: bool = False) -> Lettering:
        return Lettering(self.fonts.get(self.px(size), bold=bold), self.px(size * 1.42), colour)

    @property
    def left(self) -> int:
        return round(self.width * 0.06)

    @property
    def right(self) -> int:
        return self.width - self.left


def draw_board(content: BoardContent, code: bytes | None, fonts: Fonts, size: BoardSize, file: BoardFormat) -> bytes:
    """The board as a file."""
    image = paint_board(content, code, fonts, size)
    out = BytesIO()
    if file is BoardFormat.PDF:
        image.save(out, "PDF", resolution=DOTS_PER_INCH, quality=90)
    else:
        image.save(out, "JPEG", quality=90, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return out.getvalue()


def paint_board(content: BoardContent, code: bytes | None, fonts: Fonts, size: BoardSize) -> Image.Image:
    """The board as a picture: the largest setting that fits the page."""
    setting = set_board(content, _open(code) if code else None, fonts, size)
    width, height = PAGE_DOTS[size]
    image = Image.new("RGB", (width, height), PAPER)
    setting.header.draw(image, 0)
    top = setting.header.height + setting.space
    for part in setting.parts[:-1]:
        part.draw(image, top)
        top += part.height + setting.space
    setting.parts[-1].draw(image, height - setting.parts[-1].height - setting.below)
    return image


@dataclass(frozen=True)
class Setting:
    """The blocks of a board and the space between them. Units: dots."""

    header: Block
    parts: tuple[Block, ...]
    space: int
    below: int


def set_board(content: BoardContent, code: Image.Image | None, fonts: Fonts, size: BoardSize) -> Setting:
    """The largest setting that leaves air between the blocks; the smallest one has room for whatever is said."""
    width, height = PAGE_DOTS[size]
    for shrink in SHRINKING:
        sheet = _Sheet(width, height, fonts, shrink)
        header, parts = _header(content, sheet), _parts(content, code, sheet)
        below = sheet.px(60)
        taken = header.height + sum(part.height for part in parts) + below
        setting = Setting(header, tuple(parts), (height - taken) // len(parts), below)
        if setting.space >= sheet.px(44):
            break
    return setting


def _parts(content: BoardContent, code: Image.Image | None, sheet: _Sheet) -> list[Block]:
    people = [_person(one, sheet) for one in content.people[:MOST_ADVISORS]]
    return [*(people or [_nobody(sheet)]), _help(code, sheet), _foot(content, sheet)]


def _header(content: BoardContent, sheet: _Sheet) -> Block:
    width = sheet.right - sheet.left
    small = sheet.lettering(72, PALE)
    large, title = sheet.lettering(190, CARD, bold=True), sheet.lettering(128, GOLD, bold=True)
    inside = stacked(
        [
            *(gap(sheet.px(110)), _text(content.above_name, small, sheet.left, width, 1), gap(sheet.px(10))),
            *(_text(content.village_name, large, sheet.left, width, 2), gap(sheet.px(6))),
            *(_text("法律顾问公示牌", title, sheet.left, width, 1), gap(sheet.px(100))),
        ]
    )

    def draw(image: Image.Image, top: int) -> None:
        shade(image, (0, top, sheet.width, top + inside.height), DEEP, TEAL)
        inside.draw(image, top)

    return Block(inside.height, draw)


def _person(one: BoardPerson, sheet: _Sheet) -> Block:
    padding = sheet.px(64)
    photo = _photo(one.photo, sheet, sheet.left + padding)
    left = sheet.left + 2 * padding + sheet.px(500)
    width = sheet.right - padding - left
    name, plain = sheet.lettering(132, INK, bold=True), sheet.lettering(66, TEAL, bold=True)
    facts = (
        ("所在机构", one.organisation, 2),
        ("执业证号", one.licence, 2),
        ("服务时间", one.hours or "请先扫码预约", 3),
        ("服务地点", one.place, 2),
        ("联系电话", one.phone or "扫码预约，或拨打12348", 1),
    )
    words = stacked(
        [
            *(_text(one.name, name, left, width, 2), _text(one.profession, plain, left, width, 1), gap(sheet.px(20))),
            *(_fact(label, value, lines, sheet, left, width) for label, value, lines in facts if value),
        ]
    )
    return _panel(beside(words, photo), sheet, padding, CARD)


def _fact(label: str, value: str, lines: int, sheet: _Sheet, left: int, width: int) -> Block:
    named, said = sheet.lettering(56, GREY), sheet.lettering(62, INK)
    room = sheet.px(270)
    value_block = _text(value, said, left + room, width - room, lines)

    def draw(image: Image.Image, top: int) -> None:
        place = (left, top + said.line_height / 2)
        ImageDraw.Draw(image).text(place, label, named.colour, named.font, anchor="lm")
        value_block.draw(image, top)

    return stacked([Block(value_block.height, draw), gap(sheet.px(10))])


def _photo(photo: bytes | None, sheet: _Sheet, left: int) -> Block:
    size = (sheet.px(500), sheet.px(700))

    def draw(image: Image.Image, top: int) -> None:
        picture = ImageOps.fit(_open(photo), size, Image.Resampling.LANCZOS) if photo else _silhouette(size)
        image.paste(picture, (left, top))

    return Block(size[1], draw)


def _silhouette(size: tuple[int, int]) -> Image.Image:
    """A head and shoulders for whoever shows no photo."""
    width, height = size
    picture = Image.new("RGB", size, MIST)
    pen, colour = ImageDraw.Draw(picture), (176, 209, 200)
    head = width * 0.21
    pen.ellipse((width / 2 - head, height * 0.24, width / 2 + head, height * 0.24 + 2 * head), colour)
    pen.pieslice((width * 0.12, height * 0.60, width * 0.88, height * 1.45), 180, 360, colour)
    return picture


def _nobody(sheet: _Sheet) -> Block:
    padding = sheet.px(80)
    words = sheet.lettering(76, INK)
    inside = _text(NO_ADVISOR, words, sheet.left + padding, sheet.right - sheet.left - 2 * padding, 3)
    return _panel(inside, sheet, padding, CARD)


def _help(code: Image.Image | None, sheet: _Sheet) -> Block:
    padding = sheet.px(64)
    left, right = sheet.left + padding, sheet.right - padding
    side = sheet.px(560)
    strong, plain, loud = (
        sheet.lettering(104, DEEP, bold=True),
        sheet.lettering(66, INK),
        sheet.lettering(76, TEAL, bold=True),
    )
    width = right - left - (side + padding if code else 0)
    words = stacked(
        [
            *(_text(HELP_HEADING, strong, left, width, 2), gap(sheet.px(24))),
            *(_text(HELP_LINES[0], plain, left, width, 3), gap(sheet.px(24))),
            _text(HELP_LINES[1], loud, left, width, 2),
        ]
    )
    inside = beside(words, _code(code, sheet, right, side)) if code else words
    return _panel(inside, sheet, padding, MIST)


def _code(code: Image.Image, sheet: _Sheet, right: int, side: int) -> Block:
    """The mini-program code on white, with what to do below it."""
    rim, caption = sheet.px(24), sheet.lettering(58, INK)

    def draw(image: Image.Image, top: int) -> None:
        box = (right - side, top, right, top + side)
        ImageDraw.Draw(image).rounded_rectangle(box, rim, CARD)
        inner = (side - 2 * rim, side - 2 * rim)
        image.paste(code.resize(inner, Image.Resampling.LANCZOS), (box[0] + rim, box[1] + rim))
        place = (right - side / 2, top + side + caption.line_height * 0.6)
        ImageDraw.Draw(image).text(place, QR_CAPTION, caption.colour, caption.font, anchor="mm")

    return Block(side + round(caption.line_height * 1.1), draw)


def _foot(content: BoardContent, sheet: _Sheet) -> Block:
    width = sheet.right - sheet.left
    small, name = sheet.lettering(50, GREY), sheet.lettering(58, SOFT_INK)
    made = f"{content.bureau_name}　{content.made_on}制"
    return stacked(
        [_text(FOOT_LINE, small, sheet.left, width, 2), _text(made, name, sheet.left, width, 2)],
    )


def _panel(inner: Block, sheet: _Sheet, padding: int, colour: Colour) -> Block:
    """A card as wide as the page allows."""
    height = inner.height + 2 * padding

    def draw(image: Image.Image, top: int) -> None:
        box = (sheet.left, top, sheet.right, top + height)
        ImageDraw.Draw(image).rounded_rectangle(box, padding // 2, colour)
        inner.draw(image, top + padding)

    return Block(height, draw)


def _text(text: str, lettering: Lettering, left: int, width: int, most_lines: int) -> Block:
    return running_text(fit(text, width, lettering.measure, most_lines=most_lines), lettering, left, width)


def _open(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture)) as opened:
        return opened.convert("RGB")
