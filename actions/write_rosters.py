"""Rolls as .xlsx: templates to fill in, what is kept now, and files that were handed in with their faults marked."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from actions.context import Context
from actions.import_roster import get_import
from actions.read_workbook import RESULT_TITLE
from actions.roster_rows import list_roster_rows
from domain.clock import civil_date
from domain.errors import NotFound
from domain.people import Staff
from domain.roster_imports import Fault, ImportState
from domain.rosters import COLUMNS, MOST_ROWS, ROSTER_NAMES, Column, Roster

# Text stays text whatever it begins with: no cell is ever read as a formula or a link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
GUIDE_NAME = "填写说明"
FILLED_ROWS = 500  # of the template, made ready for text

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class RosterFile:
    """A file to hand over; small enough to be held whole."""

    file_name: str
    content: bytes


async def make_template(roster: Roster) -> RosterFile:
    """An empty file with a comment at every column and a page of instructions."""
    content = await asyncio.to_thread(write_roster, roster, [])
    return RosterFile(f"{ROSTER_NAMES[roster]}导入模板.xlsx", content)


async def make_export(ctx: Context, *, staff: Staff, roster: Roster) -> RosterFile:
    """What is kept of the region now, as the import reads it. Phone numbers are masked; the import knows them again."""
    rows = await list_roster_rows(ctx, staff=staff, roster=roster)
    content = await asyncio.to_thread(write_roster, roster, rows)
    return RosterFile(f"{ROSTER_NAMES[roster]}{civil_date(ctx.now()):%Y%m%d}.xlsx", content)


async def make_marked_file(ctx: Context, *, staff: Staff, import_id: str) -> RosterFile:
    """A faulty file with its faults: a sentence in the first column, the cells in red.

    Raises: NotFound.
    """
    found = await get_import(ctx, staff=staff, import_id=import_id)
    if found.state is not ImportState.FAULTY:
        raise NotFound("这次导入没有错误，不用标出。", code="no_faults")
    if not found.sealed_rows:
        raise NotFound("文件太大，没有保存原文；请按页面上列出的行和列修改。", code="file_not_kept")
    content = await asyncio.to_thread(_mark, ctx, found.roster, found.sealed_rows, found.faults)
    return RosterFile(f"{found.file_name.removesuffix('.xlsx')}（已标出错误）.xlsx", content)


def write_roster(roster: Roster, rows: Rows) -> bytes:
    """The bytes of a workbook with these rows. Slow for a loop: call it in a thread."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(ROSTER_NAMES[roster][:31])
        _write_head(book, sheet, COLUMNS[roster], first=0)
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for index, column in enumerate(COLUMNS[roster]):
            sheet.set_column(index, index, column.width, text)
            if column.choices:
                last = max(len(rows), FILLED_ROWS)
                sheet.data_validation(1, index, last, index, {"validate": "list", "source": list(column.choices)})
        for line, row in enumerate(rows, 1):
            for index, column in enumerate(COLUMNS[roster]):
                if row.get(column.key):
                    sheet.write_string(line, index, row[column.key], text)
        _write_guide(book, COLUMNS[roster])
    return target.getvalue()


def _write_head(book: Any, sheet: Any, columns: Sequence[Column], first: int) -> None:
    needed = book.add_format({"bold": True, "bg_color": "#FFE8B8", "border": 1, "text_wrap": True})
    free = book.add_format({"bold": True, "bg_color": "#E3F1EE", "border": 1, "text_wrap": True})
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    for index, column in enumerate(columns, first):
        title = f"{column.title}*" if column.required else column.title
        sheet.write_string(0, index, title, needed if column.required else free)
        sheet.write_comment(0, index, _comment(column), {"x_scale": 2, "y_scale": 1.2})


def _comment(column: Column) -> str:
    example = f"例如：{column.example}" if column.example else ""
    return "\n".join(part for part in ("必填。" if column.required else "", column.help, example) if part)


def _write_guide(book: Any, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(GUIDE_NAME)
    bold = book.add_format({"bold": True, "bg_color": "#E3F1EE"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for index, (name, width) in enumerate((("列", 20), ("是否必填", 10), ("怎么填", 60), ("例子", 30))):
        sheet.set_column(index, index, width, text)
        sheet.write_string(0, index, name, bold)
    for line, column in enumerate(columns, 1):
        cells = (column.title, "必填" if column.required else "", column.help, column.example)
        for index, value in enumerate(cells):
            sheet.write_string(line, index, value)
    notes = (
        "第一张表的第一行是列名，不要改；列的先后可以换，不用的列可以删。",
        f"一次最多{MOST_ROWS}行。不要合并单元格，不要用公式。",
        "已有的记录里，空着的格子表示不改；要清空，请写“无”。",
        "上传以后先看预览：哪些新增、哪些修改、哪些有错。有一行出错就都不导入，改好再传。",
    )
    for line, note in enumerate(notes, len(columns) + 2):
        sheet.merge_range(line, 0, line, 3, "", text)
        sheet.write_string(line, 0, note, text)


def _mark(ctx: Context, roster: Roster, sealed_rows: str, faults: Sequence[Fault]) -> bytes:
    rows = json.loads(ctx.store.sealer.unseal(sealed_rows))
    of_line: defaultdict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        of_line[fault.line].append(fault)
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(ROSTER_NAMES[roster][:31])
        _write_head(book, sheet, COLUMNS[roster], first=1)
        _write_marked(book, sheet, COLUMNS[roster], rows, of_line)
    return target.getvalue()


def _write_marked(
    book: Any,
    sheet: Any,
    columns: Sequence[Column],
    rows: Sequence[tuple[int, Mapping[str, str]]],
    of_line: Mapping[int, Sequence[Fault]],
) -> None:
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    red = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FBD5D2", "border": 1})
    sheet.set_column(0, 0, 50, plain)
    sheet.write_string(0, 0, RESULT_TITLE, book.add_format({"bold": True, "border": 1}))
    for index, column in enumerate(columns, 1):
        sheet.set_column(index, index, column.width, plain)
    for position, (line, cells) in enumerate(rows, 1):
        wrong = of_line.get(line, ())
        sheet.write_string(position, 0, "\n".join(one.message for one in wrong), red if wrong else plain)
        keys = {one.key: one.message for one in wrong}
        for index, column in enumerate(columns, 1):
            sheet.write_string(position, index, cells.get(column.key, ""), red if column.key in keys else plain)
            if column.key in keys:
                sheet.write_comment(position, index, keys[column.key])
