"""Reading the CSV files of the statistical division codes: areas (counties), streets (townships) and villages.

Source: the layout of the National Bureau of Statistics' codes as ``china-division`` publishes them: ``code``, ``name``
and one column for the code of each level above.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.divisions import CODE_DIGITS, PREFIX_DIGITS, Division, DivisionState, Level, county_of, level_of, pad_code
from domain.errors import BadInput

LONGEST_NAME = 60
UPPER_COLUMNS = {
    "provinceCode": Level.PROVINCE,
    "cityCode": Level.CITY,
    "areaCode": Level.COUNTY,
    "streetCode": Level.TOWNSHIP,
}


class FileKind(StrEnum):
    """What a file lists; the value is the word in its name."""

    AREAS = "areas"
    STREETS = "streets"
    VILLAGES = "villages"

    @property
    def level(self) -> Level:
        """The level of its rows."""
        return {"areas": Level.COUNTY, "streets": Level.TOWNSHIP, "villages": Level.VILLAGE}[self.value]

    @property
    def parent_column(self) -> str:
        """The column with the code of the division right above."""
        return {"areas": "cityCode", "streets": "areaCode", "villages": "streetCode"}[self.value]


@dataclass(frozen=True)
class DivisionRow:
    """One good row; codes are padded to 12 digits."""

    line: int
    code: str
    name: str

    @property
    def level(self) -> Level:
        """The level its code says."""
        return level_of(self.code)

    @property
    def parent_code(self) -> str | None:
        """The division right above, padded; None above a province."""
        levels = list(Level)
        place = levels.index(self.level)
        return pad_code(self.code[: PREFIX_DIGITS[levels[place - 1]]]) if place else None

    @property
    def county_code(self) -> str:
        """The county it lies in, padded."""
        return county_of(self.code)


@dataclass(frozen=True)
class BadRow:
    """What is wrong with a line of a file, in Chinese."""

    line: int
    problem: str


class BadDivisionFile(BadInput):
    """A file of which nothing is imported; ``rows`` lists every bad row."""

    code = "bad_division_file"

    def __init__(self, rows: Sequence[BadRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.line))
        details = {"rows": [{"line": row.line, "problem": row.problem} for row in self.rows]}
        super().__init__(f"区划文件有{len(self.rows)}处错误，整个文件都没有导入。", details=details)


def decode(content: bytes) -> str:
    """The text of a UTF-8 file, with or without byte order mark; ``read_rows`` reports bytes that are none."""
    return content.decode("utf-8-sig", errors="surrogateescape")


def find_kind(file_name: str, text: str) -> FileKind | None:
    """What a file lists, by its header, else by the word in its name."""
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    columns = {cell.strip() for cell in header}
    by_header = (kind for kind in reversed(FileKind) if kind.parent_column in columns)
    by_name = (kind for kind in FileKind if kind.value in file_name)
    return next(by_header, None) or next(by_name, None)


def read_rows(text: str, kind: FileKind) -> tuple[DivisionRow, ...]:
    """The rows of a file, every one checked.

    Raises: BadDivisionFile naming all bad rows and their lines.
    """
    bad: list[BadRow] = []
    good: list[DivisionRow] = []
    lines_by_code: dict[str, int] = {}
    records = _records(text, bad)
    columns = [cell.strip() for cell in next(records, (1, []))[1]]
    missing = [name for name in ("code", "name", kind.parent_column) if name not in columns]
    if missing:
        raise BadDivisionFile([BadRow(1, f"缺少列：{'、'.join(missing)}")])
    for line, cells in records:
        problem = _problem(columns, cells, kind)
        if problem:
            bad.append(BadRow(line, problem))
            continue
        record = _record(columns, cells)
        row = DivisionRow(line, pad_code(record["code"]), record["name"])
        first_line = lines_by_code.setdefault(row.code, line)
        if first_line != line:
            bad.append(BadRow(line, f"代码{record['code']}与第{first_line}行重复"))
        good.append(row)
    if not good and not bad:
        bad.append(BadRow(1, "文件中没有数据行"))
    if bad:
        raise BadDivisionFile(bad)
    return tuple(good)


def check_parents(rows: Iterable[DivisionRow], parents: Mapping[str, Division]) -> None:
    """Every township and village must hang under a standing division; what lies above a county may be unnamed yet.

    Raises: BadDivisionFile naming all rows that do not.
    """
    bad = []
    for row in rows:
        if row.level not in (Level.TOWNSHIP, Level.VILLAGE):
            continue
        parent = parents.get(row.parent_code or "")
        if parent is None:
            bad.append(BadRow(row.line, f"上级{row.parent_code}不存在，请先导入上级文件"))
        elif parent.state is DivisionState.VANISHED:
            bad.append(BadRow(row.line, f"上级{row.parent_code}（{parent.name}）已撤销"))
    if bad:
        raise BadDivisionFile(bad)


def read_name(text: str) -> DivisionRow:
    """A province or city named by hand, as in ``4202=黄石市``.

    Raises: BadInput when it is not that.
    """
    code, equals, name = (part.strip() for part in text.partition("="))
    short = len(code) in (PREFIX_DIGITS[Level.PROVINCE], PREFIX_DIGITS[Level.CITY])
    problem = _name_problem(name)
    if not (equals and _is_digits(code) and short) or problem:
        raise BadInput(f"“{text}”不是“代码=名称”，例如“4202=黄石市”。")
    row = DivisionRow(0, pad_code(code), name)
    if len(code) != PREFIX_DIGITS[row.level]:
        raise BadInput(f"“{text}”中的代码不是省或市的代码。")
    return row


def _records(text: str, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it starts on; what breaks the whole file goes into ``bad``."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            bad.append(BadRow(line, "引号不成对或格式不是 CSV，此后的内容无法读取"))
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _record(columns: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def _problem(columns: list[str], cells: list[str], kind: FileKind) -> str | None:
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return "编码不是 UTF-8"
    if len(cells) != len(columns):
        return f"应有{len(columns)}列，实有{len(cells)}列"
    record = _record(columns, cells)
    return _code_problem(record["code"], kind) or _upper_problem(record) or _name_problem(record["name"])


def _code_problem(code: str, kind: FileKind) -> str | None:
    digits = PREFIX_DIGITS[kind.level]
    if not _is_digits(code) or len(code) not in (digits, CODE_DIGITS):
        return f"代码“{code}”不是{digits}位数字"
    return None if level_of(pad_code(code)) is kind.level else f"代码“{code}”不是这一级的代码"


def _upper_problem(record: Mapping[str, str]) -> str | None:
    code = pad_code(record["code"])
    for column, level in UPPER_COLUMNS.items():
        upper = record.get(column)
        if upper is not None and pad_code(upper) != pad_code(code[: PREFIX_DIGITS[level]]):
            return f"{column}“{upper}”不是代码{record['code']}的上级"
    return None


def _name_problem(name: str) -> str | None:
    if not name:
        return "名称为空"
    if len(name) > LONGEST_NAME:
        return f"名称超过{LONGEST_NAME}个字"
    return None if name.isprintable() else "名称中有看不见的字符"


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
