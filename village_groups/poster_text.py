"""Chinese line breaking, pure: text and a box go in, laid lines come out; the caller brings the measure.

Rules of W3C "Requirements for Chinese Text Layout": no line begins with closing punctuation nor ends with
opening punctuation, …… and —— stay whole, numbers and Latin words stay whole. A rule gives way only where the
box is too narrow for it. Whitespace at a break disappears; nothing else does. All of it stays in one file
because the rules only make sense together.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Measure = Callable[[str], float]

NEVER_STARTS = frozenset("，。、；：？！）》」』】〕〉”’％%℃·…—～,.;:?!)]}")
NEVER_ENDS = frozenset("（《「『【〔〈“‘([{￥$")
ELLIPSIS = "……"
SHORTEST_LAST_LINE = 3  # characters; a paragraph that ends in one lonely character looks broken
NARROWEST_EM = 6  # a box narrower than this has nothing to give away for the look of the last line
LEAST_FILLED = 0.6  # of the room; a whole sentence that leaves more of it empty wastes too much
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@_+%&#=?~-]*|……|——|\s+|.", re.DOTALL)
_CLOSING, _OPENING = "，。、；：）》」』】〕〉”’", "（《「『【〔〈“‘"
_SQUEEZED = re.compile(rf"[{_CLOSING}](?=[{_CLOSING}{_OPENING}])|[{_OPENING}](?=[{_OPENING}])")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
_PHRASE = re.compile(r"[^，：；？！。、]*[，：；？！。、]*")


@dataclass(frozen=True)
class Line:
    """One laid line; ``ends_paragraph`` says that it must not be stretched."""

    text: str
    ends_paragraph: bool


def wrap(text: str, width: float, measure: Measure) -> list[Line]:
    """The text as lines no wider than ``width``; each newline begins a paragraph, empty ones vanish.

    Raises: ValueError when a single character is wider than the box.
    """
    laid: list[Line] = []
    for paragraph in text.splitlines():
        lines = _without_lonely_end(paragraph, width, measure)
        laid += [Line(line, number == len(lines)) for number, line in enumerate(lines, start=1)]
    return laid


def wrap_title(text: str, width: float, measure: Measure) -> list[str]:
    """A title in as few lines as it needs, broken after punctuation or else into lines of like length."""
    lines = _wrap_greedily(text, width, measure)
    if len(lines) < 2:
        return lines
    phrases = list(_join_while_fitting(filter(None, _PHRASE.findall(text)), width, measure))
    if len(phrases) == len(lines) and all(measure(phrase) <= width for phrase in phrases):
        return [phrase.strip() for phrase in phrases]
    return _balanced(text, width, measure, len(lines))


def fit(text: str, width: float, measure: Measure, *, most_lines: int) -> list[Line]:
    """The text in at most so many lines, shortened with …… when it is longer: whole sentences if possible."""
    lines = wrap(text, width, measure)
    if len(lines) <= most_lines:
        return lines
    for cut in _cuts(text, "".join(f"{line.text}\n" for line in lines[:most_lines])):
        shorter = wrap(cut.rstrip("，、；：\n ") + ELLIPSIS, width, measure)
        if len(shorter) <= most_lines:
            return shorter
    return wrap(ELLIPSIS, width, measure)[:most_lines]


def _cuts(text: str, room: str) -> Iterator[str]:
    """Beginnings of the text to try: at the end of a sentence if that fills the room, else anywhere."""
    sentences = [sentence for sentence in _SENTENCE.findall(text) if sentence]
    for cut in _beginnings(sentences):
        if len(room) * LEAST_FILLED <= len(cut) <= len(room):
            yield cut
    yield from _beginnings(list(room))


def spread(line: str, width: float, measure: Measure) -> Iterator[tuple[str, float]]:
    """The line's units with their places, so that the last one ends at ``width``."""
    units = list(_units(line))
    gap = (width - measure(line)) / (len(units) - 1) if len(units) > 1 else 0.0
    reached = ""
    for number, unit in enumerate(units):
        reached += unit
        yield unit, measure(reached) - measure(unit) + gap * number


def squeezed_pairs(text: str) -> int:
    """How many neighbouring marks share a blank half, as in ：“ or 。”, and so stand half an em closer."""
    return len(_SQUEEZED.findall(text))


def _beginnings(parts: list[str]) -> Iterator[str]:
    """Ever shorter beginnings, the longest first."""
    for length in range(len(parts) - 1, 0, -1):
        yield "".join(parts[:length])


def _join_while_fitting(parts: Iterable[str], width: float, measure: Measure) -> Iterator[str]:
    line = ""
    for part in parts:
        if line and measure((line + part).strip()) > width:
            yield line
            line = ""
        line += part
    if line:
        yield line


def _balanced(text: str, width: float, measure: Measure, line_count: int) -> list[str]:
    """The same number of lines in the narrowest box that still holds them."""
    best = _wrap_greedily(text, width, measure)
    for percent in range(95, 40, -5):
        narrower = width * percent / 100
        if not _holds_chunks(text, narrower, measure):
            break
        lines = _wrap_greedily(text, narrower, measure)
        if len(lines) > line_count:
            break
        best = lines
    return best


def _without_lonely_end(paragraph: str, width: float, measure: Measure) -> list[str]:
    """The paragraph, set slightly narrower where that saves its last line from a lonely character."""
    lines = _wrap_greedily(paragraph, width, measure)
    if len(lines) < 2 or len(lines[-1]) >= SHORTEST_LAST_LINE:
        return lines
    em = measure("国")
    for step in (1, 2):
        if width - step * em < NARROWEST_EM * em or not _holds_chunks(paragraph, width - step * em, measure):
            break
        narrower = _wrap_greedily(paragraph, width - step * em, measure)
        if len(narrower) == len(lines) and len(narrower[-1]) >= SHORTEST_LAST_LINE:
            return narrower
    return lines


def _holds_chunks(text: str, width: float, measure: Measure) -> bool:
    """Whether a box so narrow needs no rule of breaking to give way."""
    return all(measure(chunk.strip()) <= width for chunk in _chunks(text))


def _wrap_greedily(paragraph: str, width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(paragraph, width, measure):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    """What a line is filled with: unbreakable chunks, those too wide for the box cut as gently as can be."""
    for chunk in _chunks(paragraph):
        if measure(chunk.strip()) <= width:
            yield chunk
        else:
            yield from _cut_to_width(chunk, width, measure)


def _cut_to_width(chunk: str, width: float, measure: Measure) -> Iterator[str]:
    """Parts as long as the box allows; an opening mark goes with what follows it."""
    part = ""
    for unit in (small for whole in _units(chunk) for small in _small_enough(whole, width, measure)):
        if part and measure((part + unit).strip()) > width:
            kept = part.rstrip("".join(NEVER_ENDS)) or part
            yield kept
            part = part.removeprefix(kept)
            if part and measure((part + unit).strip()) > width:
                yield part
                part = ""
        part += unit
    if part:
        yield part


def _small_enough(unit: str, width: float, measure: Measure) -> Iterator[str]:
    """The unit, or its characters when the whole does not fit the box."""
    if measure(unit.strip()) <= width:
        yield unit
        return
    for part in _with_marks(unit):
        if measure(part) <= width:
            yield part
        elif max(map(measure, part)) <= width:
            yield from part
        else:
            raise ValueError(f"the box of {width} is narrower than {part!r}")


def _chunks(paragraph: str) -> Iterator[str]:
    """Units glued together wherever a break is forbidden."""
    chunk = ""
    for unit in _units(paragraph):
        if chunk and not unit.isspace() and unit[0] not in NEVER_STARTS and chunk.rstrip()[-1:] not in NEVER_ENDS:
            yield chunk
            chunk = ""
        chunk += unit
    if chunk:
        yield chunk


def _units(text: str) -> Iterator[str]:
    """Words, numbers, ……, ——, runs of whitespace and single characters with their marks."""
    return _with_marks(_UNIT.findall(text))


def _with_marks(parts: Iterable[str]) -> Iterator[str]:
    """The parts, each joined by the accents and selectors that follow it."""
    held = ""
    for part in parts:
        if held and not _joins_previous(part[0]):
            yield held
            held = ""
        held += part
    if held:
        yield held


def _joins_previous(character: str) -> bool:
    """Whether it is a mark of the character before it: an accent, a variation selector, a joiner."""
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}
