"""The blocks a poster is built from: each knows its height before anything is drawn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from village_groups.poster_text import Line, spread, squeezed_pairs

Colour = tuple[int, int, int]
STRETCHED_AT_MOST_EM = 2.6  # a line that lacks more is left ragged: wide gaps look worse
OPENING = tuple("《（「『【〔〈“‘")  # their ink is in the right half: a line that begins with one looks indented
OPENING_BLANK_EM = 0.42
SMOOTHING = 4  # rounded corners are drawn this much larger and reduced

PAPER: Colour = (250, 247, 240)
CARD: Colour = (255, 255, 255)
DEEP: Colour = (11, 83, 88)
TEAL: Colour = (21, 122, 115)
MIST: Colour = (228, 240, 236)
PALE: Colour = (193, 225, 217)
GOLD: Colour = (226, 184, 104)
INK: Colour = (31, 43, 43)
SOFT_INK: Colour = (66, 82, 80)
GREY: Colour = (122, 134, 131)


@dataclass(frozen=True)
class Block:
    """A piece of the poster: how high it is and how it is drawn at a given top."""

    height: int
    draw: Callable[[Image.Image, int], None]


@dataclass(frozen=True)
class Lettering:
    """How a run of text looks. Units: pixels."""

    font: ImageFont.FreeTypeFont
    line_height: int
    colour: Colour

    advances: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def measure(self, text: str) -> float:
        """The width of the text in pixels, neighbouring marks set closer."""
        return sum(map(self._advance, text)) - squeezed_pairs(text) * self.font.size / 2

    def _advance(self, character: str) -> float:
        """The width of one character, asked of the font once: asking again is what makes drawing slow."""
        if character not in self.advances:
            self.advances[character] = self.font.getlength(character)
        return self.advances[character]


def text_block(lines: Sequence[str], lettering: Lettering, left: int, width: int) -> Block:
    """Short lines under one another: titles, captions."""
    return stacked([_line_block(line, lettering, left, width=None) for line in lines])


def running_text(lines: Sequence[Line], lettering: Lettering, left: int, width: int) -> Block:
    """Paragraphs with an even right edge and a little air between them."""
    blocks = []
    for number, line in enumerate(lines, start=1):
        blocks.append(_line_block(line.text, lettering, left, None if line.ends_paragraph else width))
        if line.ends_paragraph and number < len(lines):
            blocks.append(gap(lettering.line_height // 5))
    return stacked(blocks)


def centred_text(lines: Sequence[str], lettering: Lettering, left: int, width: int) -> Block:
    """Short lines under one another, each in the middle."""

    def one(line: str) -> Block:
        blank = (OPENING_BLANK_EM * lettering.font.size) if line.startswith(OPENING) else 0.0
        start = left + round((width - lettering.measure(line) + blank) / 2)
        return _line_block(line, lettering, start, width=None)

    return stacked([one(line) for line in lines])


def tagged(word: str, lettering: Lettering, left: int, padding: int, colour: Colour) -> Block:
    """A word on a rounded tag."""
    width, height = round(lettering.measure(word)) + 2 * padding, lettering.line_height

    def draw(image: Image.Image, top: int) -> None:
        paste_rounded(image, (left, top, left + width, top + height), height // 2, colour)
        place = (left + width / 2, top + height / 2)
        ImageDraw.Draw(image).text(place, word, lettering.colour, lettering.font, anchor="mm")

    return Block(height, draw)


def framed(inner: Block, left: int, right: int, *, inset: int, line: int, colour: Colour) -> Block:
    """A fine frame inside the edges of a block."""

    def draw(image: Image.Image, top: int) -> None:
        inner.draw(image, top)
        box = (left + inset, top + inset, right - inset - 1, top + inner.height - inset - 1)
        ImageDraw.Draw(image).rectangle(box, outline=colour, width=line)

    return Block(inner.height, draw)


def badge_beside(word: str, lettering: Lettering, card: Block, left: int, side: int, colour: Colour) -> Block:
    """A round badge with one character to the left of a card, level with its first line."""

    def draw(image: Image.Image, top: int) -> None:
        card.draw(image, top)
        high = top + side // 5
        paste_rounded(image, (left, high, left + side, high + side), side // 2, colour)
        place = (left + side / 2, high + side / 2)
        ImageDraw.Draw(image).text(place, word, lettering.colour, lettering.font, anchor="mm")

    return Block(max(card.height, side + side // 5), draw)


def _line_block(text: str, lettering: Lettering, left: int, width: int | None) -> Block:
    def draw(image: Image.Image, top: int) -> None:
        pen = ImageDraw.Draw(image)
        for unit, offset in _placed(text, lettering, width):
            place = (left + offset, top + lettering.line_height / 2)
            pen.text(place, unit, lettering.colour, lettering.font, anchor="lm")

    return Block(lettering.line_height, draw)


def _placed(text: str, lettering: Lettering, width: int | None) -> Iterator[tuple[str, float]]:
    natural, em = lettering.measure(text), lettering.font.size
    indent = OPENING_BLANK_EM * em if text.startswith(OPENING) else 0.0
    stretched = width is not None and natural < width + indent <= natural + STRETCHED_AT_MOST_EM * em
    room = width + indent if width is not None and stretched else natural
    return ((unit, offset - indent) for unit, offset in spread(text, room, lettering.measure))


def gap(height: int) -> Block:
    """Empty space."""
    return Block(height, lambda image, top: None)


def bar(left: int, width: int, height: int, colour: Colour) -> Block:
    """A short rule."""

    def draw(image: Image.Image, top: int) -> None:
        paste_rounded(image, (left, top, left + width, top + height), height // 2, colour)

    return Block(height, draw)


def drawn_once(block: Block, width: int, paper: Colour) -> Block:
    """The block as a strip of paper that is kept after its first drawing."""
    kept: list[Image.Image] = []

    def draw(image: Image.Image, top: int) -> None:
        if not kept:
            strip = Image.new("RGB", (width, block.height), paper)
            block.draw(strip, 0)
            kept.append(strip)
        image.paste(kept[0], (0, top))

    return Block(block.height, draw)


def stacked(blocks: Sequence[Block]) -> Block:
    """Blocks under one another as one."""

    def draw(image: Image.Image, top: int) -> None:
        for block in blocks:
            block.draw(image, top)
            top += block.height

    return Block(sum(block.height for block in blocks), draw)


def on_card(inner: Block, left: int, right: int, padding: int, colour: Colour, stripe: Colour | None = None) -> Block:
    """The block on a rounded card, if wished with a coloured stripe along its left edge."""
    height = inner.height + 2 * padding

    def draw(image: Image.Image, top: int) -> None:
        box = (left, top, right, top + height)
        radius = padding * 2 // 3
        paste_rounded(image, box, radius, colour)
        if stripe:
            image.paste(stripe, box, _left_part(right - left, height, radius, padding // 4))
        inner.draw(image, top + padding)

    return Block(height, draw)


def beside(words: Block, code: Block) -> Block:
    """Two blocks side by side, the lower one centred on the higher."""
    height = max(words.height, code.height)

    def draw(image: Image.Image, top: int) -> None:
        words.draw(image, top + (height - words.height) // 2)
        code.draw(image, top + (height - code.height) // 2)

    return Block(height, draw)


def picture_on_card(picture: Image.Image, right: int, side: int, rim: int) -> Block:
    """A square picture on a white card whose right edge is given."""

    def draw(image: Image.Image, top: int) -> None:
        paste_rounded(image, (right - side, top, right, top + side), rim, CARD)
        inner = (side - 2 * rim, side - 2 * rim)
        image.paste(picture.resize(inner, Image.Resampling.LANCZOS), (right - side + rim, top + rim))

    return Block(side, draw)


def shade(image: Image.Image, box: tuple[int, int, int, int], left: Colour, right: Colour) -> None:
    """Fill a box with one colour that turns into another to the right, so that it does not look flat."""
    size = (box[2] - box[0], box[3] - box[1])
    mask = Image.linear_gradient("L").rotate(90).resize(size)
    image.paste(Image.composite(Image.new("RGB", size, right), Image.new("RGB", size, left), mask), box)


def paste_rounded(image: Image.Image, box: tuple[int, int, int, int], radius: int, colour: Colour) -> None:
    """Fill a rectangle with smooth round corners."""
    image.paste(colour, box, _rounded(box[2] - box[0], box[3] - box[1], radius))


@lru_cache(maxsize=64)
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    """A filled shape with round corners. Only the corners are drawn large and reduced: the rest is flat."""
    shape = Image.new("L", (width, height), 255)
    disc = _disc(min(radius, width // 2, height // 2))
    side = disc.width // 2
    for x, left in ((0, 0), (side, width - side)):
        for y, top in ((0, 0), (side, height - side)):
            shape.paste(disc.crop((x, y, x + side, y + side)), (left, top))
    return shape


@lru_cache(maxsize=32)
def _disc(radius: int) -> Image.Image:
    side = max(2 * radius, 2)
    large = Image.new("L", (side * SMOOTHING, side * SMOOTHING), 0)
    ImageDraw.Draw(large).ellipse((0, 0, side * SMOOTHING - 1, side * SMOOTHING - 1), 255)
    return large.resize((side, side), Image.Resampling.BOX)


def _left_part(width: int, height: int, radius: int, part: int) -> Image.Image:
    shape = _rounded(width, height, radius).copy()
    shape.paste(0, (part, 0, width, height))
    return shape
