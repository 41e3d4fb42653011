"""A report as a workbook (.xlsx), written row by row in constant memory. Blocking: call it in a thread.

xlsxwriter makes the frame (styles, page, head and foot); the rows between are written here, several times faster, and
put into the frame's sheet. The same report gives the same bytes: no time of making is kept in the file.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any

import xlsxwriter

from domain.report_rows import COLUMNS, MINUTES_COLUMN, SERVED_COLUMN, Cells
from domain.reports import FootRow, ReportFoot, ReportHead
from store.breathing import in_breaths

TITLE_ROW, UNIT_ROW, HEADER_ROW = 0, 1, 2
FIRST_ROW = HEADER_ROW + 1
A4 = 9
SHEET_PATH = "xl/worksheets/sheet1.xml"
FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
QUICK = 3  # of zlib's nine levels: half the time for a tenth more bytes
HELD_BYTES, COPIED_BYTES = 1_000_000, 100_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is marked as text for good, even when somebody edits it later."""

SHORT, MOST_KNOWN = 40, 5_000

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SAMPLE_ROW = re.compile(rf'<row r="{FIRST_ROW + 1}".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')
_LETTERS = [chr(ord("A") + place) for place in range(len(COLUMNS))]


class WorkbookWriter:
    """Takes rows as they are read, then gives the whole file."""

    def __init__(self, sheet_name: str, head: ReportHead) -> None:
        self._sheet_name, self._head = sheet_name, head
        self._rows: IO[bytes] = SpooledTemporaryFile(HELD_BYTES)  # noqa: SIM115 # closed by finish
        self._count = 0
        self._known: dict[str | int, str] = {}
        styles = _STYLE.findall(_sample_row(_frame(sheet_name, head, ReportFoot((), ()), FIRST_ROW + 1)))
        self._number, self._text, self._quoted = styles[:3]

    def add_rows(self, rows: Sequence[Cells]) -> None:
        """Write rows below those written before."""
        self._rows.write("".join(map(self._row, in_breaths(rows))).encode())

    def finish(self, foot: ReportFoot) -> IO[bytes]:
        """The file, at its beginning; whoever reads it closes it."""
        frame = _frame(self._sheet_name, self._head, foot, FIRST_ROW + max(self._count, 1))
        whole = TemporaryFile()  # noqa: SIM115 # handed on open
        with (
            zipfile.ZipFile(frame) as made,
            zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as to,
        ):
            for name in made.namelist():
                with to.open(name, "w") as part:  # dated 1980, as zip does where no time is given
                    for piece in self._sheet(made.read(name)) if name == SHEET_PATH else [made.read(name)]:
                        part.write(piece)
        self._rows.close()
        whole.seek(0)
        return whole

    def _sheet(self, frame: bytes) -> Iterator[bytes]:
        before, after = _SAMPLE_ROW.split(frame.decode(), maxsplit=1)
        yield before.encode()
        self._rows.seek(0)
        while piece := self._rows.read(COPIED_BYTES):
            yield piece
        yield after.encode()

    def _row(self, cells: Cells) -> str:
        self._count += 1
        row, known = FIRST_ROW + self._count, self._known
        ends = zip(_LETTERS, [known.get(cell) or self._end_of(cell) for cell in cells], strict=True)
        return "".join([f'<row r="{row}">', *(f'<c r="{place}{row}{end}' for place, end in ends), "</row>"])

    def _end_of(self, cell: str | int) -> str:
        """The cell's XML behind its place; short ones come again and again and are kept."""
        if isinstance(cell, int):
            return f'" s="{self._number}"><v>{cell}</v></c>'
        if not cell:
            return f'" s="{self._text}"/>'
        style = self._quoted if cell[0] in DANGEROUS else self._text
        end = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(cell)}</t></is></c>'
        if len(cell) <= SHORT and len(self._known) < MOST_KNOWN:
            self._known[cell] = end
        return end


def _escaped(text: str) -> str:
    plain = _NOT_IN_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LOOKS_ESCAPED.sub("_x005F_", plain) if "_x" in plain else plain


def _sample_row(frame: IO[bytes]) -> str:
    with zipfile.ZipFile(frame) as made:
        found = _SAMPLE_ROW.search(made.read(SHEET_PATH).decode())
    if found is None:
        raise AssertionError("xlsxwriter has left the sample row out")
    return found[0]


def _frame(sheet_name: str, head: ReportHead, foot: ReportFoot, foot_row: int) -> BytesIO:
    """The workbook with one sample row in place of the entries: a number, a text, a text marked as such."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": FIXED_TIME})
        sheet = book.add_worksheet(sheet_name)
        formats = _formats(book)
        _set_up_page(sheet)
        _write_head(sheet, formats, head)
        for place, style in enumerate(("number", "text", "quoted")):
            sheet.write_blank(FIRST_ROW, place, None, formats[style])
        _write_foot(sheet, formats, foot, foot_row)
    target.seek(0)
    return target


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    boxed = {**font, "border": 1}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "unit": book.add_format({**font, "font_size": 11}),
        "head": book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#E3F1EE"}),
        "number": book.add_format({**boxed, "align": "right", "num_format": "#,##0"}),
        "text": book.add_format(boxed),
        "quoted": book.add_format({**boxed, "quote_prefix": True}),
        "sum": book.add_format({**boxed, "bold": True}),
        "sum_number": book.add_format({**boxed, "bold": True, "align": "right", "num_format": "#,##0"}),
    }


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)


def _write_head(sheet: Any, formats: dict[str, Any], head: ReportHead) -> None:
    _write_merged(sheet, TITLE_ROW, head.title, formats["title"], height=32)
    _write_merged(sheet, UNIT_ROW, head.unit_line, formats["unit"], height=20)
    sheet.set_row(HEADER_ROW, 30)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW, place, column.name, formats["head"])


def _write_foot(sheet: Any, formats: dict[str, Any], foot: ReportFoot, row: int) -> None:
    """Sums, the lines of words, and the line to sign on."""
    for one in foot.rows:
        _write_sums(sheet, formats, row, one)
        row += 1
    for text in (*foot.lines, foot.sign_line):
        _write_merged(sheet, row, text, formats["unit"], height=26 if len(text) < 110 else 44)
        row += 1


def _write_sums(sheet: Any, formats: dict[str, Any], row: int, sums: FootRow) -> None:
    sheet.merge_range(row, 0, row, MINUTES_COLUMN - 1, "", formats["sum"])
    sheet.write_string(row, 0, sums.label, formats["sum"])
    sheet.write_number(row, MINUTES_COLUMN, sums.minutes, formats["sum_number"])
    for place in range(MINUTES_COLUMN + 1, len(COLUMNS)):
        sheet.write_string(row, place, sums.people if place == SERVED_COLUMN else "", formats["sum"])


def _write_merged(sheet: Any, row: int, text: str, style: Any, height: int) -> None:
    sheet.merge_range(row, 0, row, len(COLUMNS) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    sheet.set_row(row, height)
