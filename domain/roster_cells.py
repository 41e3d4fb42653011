"""What people type into cells, read kindly: numbers as text, full-width digits, dates in any dress, stray spaces."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.divisions import CODE_DIGITS, Level, level_of, pad_code

CellValue = str | int | float | bool | date | None

LONGEST_TEXT = 200
_BLANKS = re.compile(r"[\s\u00a0\u200b-\u200f\u2060\ufeff]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00?:00(?::00)?)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_MASKED = re.compile(r"1\d{2}\*{4}\d{4}")
_LANDLINE = re.compile(r"(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?|[1-9]\d{4}|400-?\d{3}-?\d{4}")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?(?:分钟|次|分)?")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73415  # 2000-01-01 and 2100-12-31 as Excel counts days
_DAY_ZERO = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class CellProblem(Exception):
    """What is wrong with a cell, in a Chinese sentence."""


@dataclass(frozen=True)
class Cell:
    """A cell as the file holds it. ``merged`` says that it is joined with another, where its value may stand."""

    value: CellValue = None
    formula: bool = False
    merged: bool = False

    @property
    def shown(self) -> str:
        """As the sheet shows it, more or less."""
        if isinstance(self.value, date):
            return self.value.isoformat()[:10]
        return plain(self.value)


@dataclass(frozen=True)
class Row:
    """A row that is not blank; ``line`` counts as the sheet does."""

    line: int
    cells: dict[str, Cell]

    def __getitem__(self, key: str) -> Cell:
        """The cell of a column, empty where the file has no such column."""
        return self.cells.get(key, Cell())


def plain(value: CellValue) -> str:
    """The value as text on one line: full-width forms narrowed, invisible characters and needless blanks gone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    # NFKC narrows brackets and commas too, which Chinese names keep wide: only digits and letters are taken from it.
    both = ((one, unicodedata.normalize("NFKC", one)) for one in str(value))
    kept = "".join(narrow if _is_ascii_word(narrow) else wide for wide, narrow in both)
    words = _BLANKS.sub(" ", kept)
    return _BLANKS.sub(" ", "".join(one for one in words if one.isprintable())).strip()


def read_text(cell: Cell, most: int = LONGEST_TEXT) -> str:
    """A short text, empty when there is none.

    Raises: CellProblem.
    """
    _check_honest(cell)
    text = plain(cell.value)
    if len(text) > most:
        raise CellProblem(f"最多{most}个字，现在有{len(text)}个。")
    return text


def read_word(cell: Cell, most: int = LONGEST_TEXT) -> str:
    """A text in which no blanks belong: a name, a number, a code.

    Raises: CellProblem.
    """
    text = read_text(cell, most=LONGEST_TEXT)
    if any("\u4e00" <= one <= "\u9fff" for one in text):
        text = re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", text)
    if len(text) > most:
        raise CellProblem(f"最多{most}个字，现在有{len(text)}个。")
    return text


def read_phone(cell: Cell) -> str:
    """A mobile number of eleven digits, or one that we masked ourselves; empty when there is none.

    Raises: CellProblem.
    """
    raw = read_text(cell)
    text = re.sub(r"[\s()（）-]", "", raw)
    text = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", text)
    if not text or _MOBILE.fullmatch(text) or _MASKED.fullmatch(text):
        return text
    raise CellProblem("手机号应为11位数字，以1开头，例如13900000000。")


def read_public_phone(cell: Cell) -> str:
    """A mobile or landline number for everybody to see; empty when there is none.

    Raises: CellProblem.
    """
    text = re.sub(r"[\s()（）－—–]", lambda found: "-" if found[0] in "－—–" else "", read_text(cell))
    if not text or _MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text):
        return text
    raise CellProblem("电话应为11位手机号，或带区号的座机，例如0714-5321234。")


def read_day(cell: Cell) -> date | None:
    """A date, however it was written.

    Raises: CellProblem.
    """
    _check_honest(cell)
    value = cell.value
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _sensible(value)
    text = plain(value)
    if not text:
        return None
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    try:
        if found:
            return _sensible(date(*(int(part) for part in found.groups())))
        if re.fullmatch(r"\d{5}", text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
            return _DAY_ZERO + timedelta(days=int(text))
    except ValueError:
        raise CellProblem(f"没有“{text}”这一天。") from None
    raise CellProblem("日期请写成2026-01-01的样子。")


def read_count(cell: Cell, least: int, most: int) -> int | None:
    """A whole number between two others.

    Raises: CellProblem.
    """
    text = read_text(cell)
    if not text:
        return None
    found = _COUNT.fullmatch(text)
    if not found:
        raise CellProblem(f"应为{least}到{most}之间的整数。")
    number = int(found[1].replace(",", ""))
    if not least <= number <= most:
        raise CellProblem(f"应为{least}到{most}之间的整数。")
    return number


def read_choice(cell: Cell, choices: tuple[str, ...]) -> str:
    """One of the listed texts, empty when there is none. Brackets may be narrow.

    Raises: CellProblem.
    """
    text = _bare(read_text(cell))
    if not text:
        return ""
    for one in choices:
        if _bare(one) == text:
            return one
    raise CellProblem(f"请从这些里选：{'、'.join(choices)}。")


def read_code(text: str) -> str | None:
    """A division code padded to 12 digits, if the text is one."""
    if not re.fullmatch(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", text, re.ASCII):
        return None
    code = pad_code(text)
    return code if len(code) == CODE_DIGITS and isinstance(level_of(code), Level) else None


def _check_honest(cell: Cell) -> None:
    if cell.formula:
        raise CellProblem("这个单元格是公式，请复制后“选择性粘贴”为数值。")
    if cell.merged:
        raise CellProblem("这个单元格和旁边的合并了，请取消合并，每行都填写。")
    if isinstance(cell.value, str) and any("\ud800" <= one <= "\udfff" for one in cell.value):
        raise CellProblem("这个单元格里有读不出来的字符，请重新输入。")


def _sensible(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CellProblem(f"年份应在{_FIRST_YEAR}到{_LAST_YEAR}之间。")
    return day


def _bare(text: str) -> str:
    return re.sub(r"[\s()（）]", "", text)


def _is_ascii_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in "+-./")
