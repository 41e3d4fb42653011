"""Reading an .xlsx that somebody handed in: nothing in it is trusted. Blocking: call these in a thread."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from domain.roster_cells import Cell, Row, plain
from domain.roster_imports import FileNotReadable
from domain.rosters import LARGEST_FILE_BYTES, MOST_ROWS, Column

MOST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_PARTS = 300
MOST_RATIO = 200  # of unpacked to packed; Excel's own files stay below 30
HEADER_ROWS = 5
MOST_COLUMNS = 60
MOST_LINES = 20_000  # blank ones too
MOST_MERGED_LINES = 50_000
ZIP_MAGIC, OLD_EXCEL_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MERGE = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


@dataclass(frozen=True)
class Sheet:
    """What the file holds, by our columns; titles that are not ours are left aside and named."""

    rows: tuple[Row, ...]
    ignored_titles: tuple[str, ...]


def read_sheet(content: bytes, columns: Sequence[Column]) -> Sheet:
    """The first sheet that has our columns.

    Raises: FileNotReadable.
    """
    merges = _check_package(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception:  # openpyxl fails in many ways on what is no workbook
        raise FileNotReadable() from None
    try:
        return _read_book(book, columns, merges)
    except FileNotReadable:
        raise
    except Exception:  # a broken sheet shows itself only while it is read
        raise FileNotReadable() from None
    finally:
        book.close()


def _check_package(content: bytes) -> dict[str, list[str]]:
    """Refuse what is too large, packed too tightly or no workbook; tell the merged cells of each sheet part."""
    if len(content) > LARGEST_FILE_BYTES:
        raise FileNotReadable(f"文件太大，最多{LARGEST_FILE_BYTES // 1024 // 1024} MB。", code="file_too_large")
    if content.startswith(OLD_EXCEL_MAGIC):
        raise FileNotReadable("这是旧格式（.xls）或加了密码的文件，请另存为不加密的 .xlsx 后再上传。")
    if not content.startswith(ZIP_MAGIC):
        raise FileNotReadable("这不是 .xlsx 文件，请用 Excel 或 WPS 另存为 .xlsx 后再上传。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _check_parts(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise FileNotReadable() from None


def _check_parts(package: zipfile.ZipFile) -> dict[str, list[str]]:
    parts = package.infolist()
    unpacked = sum(one.file_size for one in parts)
    packed = sum(one.compress_size for one in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(packed, 4096):
        raise FileNotReadable("文件展开后太大，请删去多余的工作表、图片和格式后再上传。", code="file_too_large")
    if not any(one.filename == "xl/workbook.xml" for one in parts):
        raise FileNotReadable()
    merges: dict[str, list[str]] = {}
    budget = MOST_UNPACKED_BYTES
    for one in parts:
        if not one.filename.endswith((".xml", ".rels")):
            continue
        with package.open(one) as part:
            text = part.read(budget + 1)  # what the directory says of its size need not be true
        budget -= len(text)
        if budget < 0:
            raise FileNotReadable("文件展开后太大，请删去多余的工作表、图片和格式后再上传。", code="file_too_large")
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text[:200]:
            raise FileNotReadable()
        if one.filename.startswith("xl/worksheets/"):
            merges[one.filename] = [found.decode() for found in _MERGE.findall(text)]
    return merges


def _read_book(book: Any, columns: Sequence[Column], merges: dict[str, list[str]]) -> Sheet:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        header = _find_header(sheet, columns)
        if header:
            part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            return _read_rows(sheet, header, _Merged(merges.get(part, [])))
    wanted = "、".join(one.title for one in columns if one.required) or columns[0].title
    raise FileNotReadable(
        f"没有找到表头。第一行应是列名，至少要有：{wanted}。请下载模板填写。", code="header_not_found"
    )


@dataclass(frozen=True)
class _Header:
    line: int
    keys: dict[int, str]
    ignored: tuple[str, ...]


def _find_header(sheet: Any, columns: Sequence[Column]) -> _Header | None:
    titles = {one.title: one.key for one in columns}
    for line, values in enumerate(sheet.iter_rows(max_row=HEADER_ROWS, max_col=MOST_COLUMNS, values_only=True), 1):
        named = {index: _title(value) for index, value in enumerate(values) if _title(value)}
        ours = {index: titles[name] for index, name in named.items() if name in titles}
        if len(ours) < min(2, len(columns)):
            continue
        doubled = [name for name in set(named.values()) if name in titles and list(named.values()).count(name) > 1]
        missing = [one.title for one in columns if one.required and one.key not in ours.values()]
        if doubled or missing:
            problem = f"列名重复：{'、'.join(doubled)}。" if doubled else f"缺少列：{'、'.join(missing)}。"
            raise FileNotReadable(problem, code="header_not_valid")
        ignored = tuple(name for index, name in named.items() if index not in ours and name != RESULT_TITLE)
        return _Header(line, ours, ignored)
    return None


RESULT_TITLE = "检查结果"


def _title(value: Any) -> str:
    return plain(value).rstrip("*＊ ") if isinstance(value, str) else ""


def _read_rows(sheet: Any, header: _Header, merged: "_Merged") -> Sheet:
    rows: list[Row] = []
    first = header.line + 1
    lines = sheet.iter_rows(min_row=first, max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)
    for line, cells in enumerate(lines, first):
        read = {key: _cell(cells, index, line, merged) for index, key in header.keys.items()}
        if not any(one.formula or plain(one.value) for one in read.values()):
            continue
        rows.append(Row(line, read))
        if len(rows) > MOST_ROWS or line > MOST_LINES:
            raise FileNotReadable(f"一次最多导入{MOST_ROWS}行，请分成几个文件。", code="too_many_rows")
    if not rows:
        raise FileNotReadable("文件里没有数据行。", code="no_rows")
    return Sheet(tuple(rows), header.ignored)


def _cell(cells: Sequence[Any], index: int, line: int, merged: "_Merged") -> Cell:
    if index >= len(cells):
        return Cell(merged=merged.covers(line, index))
    kept = cells[index]
    formula = getattr(kept, "data_type", "n") == "f"
    value = kept.value
    if getattr(kept, "data_type", "n") == "e":
        value = str(value)  # #REF! and the like: told as a text that fits nowhere
    return Cell(None if formula else _known(value), formula, merged.covers(line, index))


def _known(value: Any) -> Any:
    """Times and lengths of time are of no use to us: they are told as text."""
    return (
        value if value is None or isinstance(value, str | int | float | bool) or hasattr(value, "year") else str(value)
    )


class _Merged:
    """Which cells are joined with others.

    Raises: FileNotReadable when there are too many.
    """

    def __init__(self, references: Sequence[str]) -> None:
        self._spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        budget = MOST_MERGED_LINES
        for one in references:
            left, top, right, bottom = (int(bound or 1) for bound in range_boundaries(one))
            lines = range(top, min(bottom, MOST_LINES) + 1)
            budget -= len(lines)
            if budget < 0:
                raise FileNotReadable("合并的单元格太多，请取消合并后再上传。", code="too_many_merges")
            for line in lines:
                self._spans[line].append((left, right))

    def covers(self, line: int, index: int) -> bool:
        """Whether the cell (columns from 0) lies in a joined block."""
        return any(left <= index + 1 <= right for left, right in self._spans.get(line, ()))
