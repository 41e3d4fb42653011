"""A village's year as a workbook that can be printed, signed and filed."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from actions.context import Context
from actions.review_hours import EntryForReview
from actions.village_year import VillageYear, tell_village_year
from domain.clock import SHANGHAI, civil_date
from domain.hours import ENTRY_KIND_NAMES, ENTRY_STATE_NAMES, ENTRY_WAY_NAMES, REVIEWED_STATES, EntryState
from domain.people import Staff

COLUMNS = (
    ("序号", 5),
    ("镇（街道）", 12),
    ("村（社区）", 13),
    ("顾问", 8),
    ("机构/证号", 22),
    ("日期", 11),
    ("起止", 12),
    ("时长（分钟）", 8),
    ("方式", 10),
    ("类别", 12),
    ("对象人数", 7),
    ("摘要", 34),
    ("状态", 8),
    ("审核人", 8),
    ("审核时间", 16),
    ("备注", 20),
)
MINUTES_COLUMN, PEOPLE_COLUMN = 7, 10
TITLE_ROW, UNIT_ROW, HEADER_ROW = 0, 1, 2
A4 = 9


@dataclass(frozen=True)
class Workbook:
    """A file to hand over."""

    file_name: str
    content: bytes


async def make_year_workbook(ctx: Context, *, staff: Staff, village_code: str, year: int) -> Workbook:
    """The workbook of a village's year.

    Raises: NotFound, BadInput.
    """
    told = await tell_village_year(ctx, staff=staff, village_code=village_code, year=year)
    made_on = f"{civil_date(ctx.now()):%Y-%m-%d}"
    content = await asyncio.to_thread(write_year, told, ctx.settings.bureau_name, made_on)
    return Workbook(f"{told.village.name}{year}年法律顾问工时台账.xlsx", content)


def write_year(told: VillageYear, bureau_name: str, made_on: str) -> bytes:
    """The workbook's bytes. Slow for a loop: call it in a thread."""
    target = BytesIO()
    # Text stays text whatever it begins with: no cell is ever read as a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(f"{told.progress.year}年")
        formats = _formats(book)
        _set_up_page(sheet)
        _write_head(sheet, formats, told, bureau_name, made_on)
        for row, entry in enumerate(told.entries, HEADER_ROW + 1):
            _write_entry(sheet, formats, row, entry)
        _write_foot(sheet, formats, HEADER_ROW + 1 + len(told.entries), told)
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    boxed = {**font, "border": 1}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "unit": book.add_format({**font, "font_size": 11}),
        "head": book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#E3F1EE"}),
        "text": book.add_format(boxed),
        "middle": book.add_format({**boxed, "align": "center"}),
        "number": book.add_format({**boxed, "align": "right", "num_format": "#,##0"}),
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
    for index, (_, width) in enumerate(COLUMNS):
        sheet.set_column(index, index, width)


def _write_head(sheet: Any, formats: dict[str, Any], told: VillageYear, bureau_name: str, made_on: str) -> None:
    last, year = len(COLUMNS) - 1, told.progress.year
    title = f"{told.village.full_name}{year}年法律顾问服务工时台账"
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "", formats["title"])
    sheet.write_string(TITLE_ROW, 0, title, formats["title"])
    unit = f"填报单位：{bureau_name}　　期间：{year}年1月1日至12月31日　　制表日期：{made_on}"
    sheet.merge_range(UNIT_ROW, 0, UNIT_ROW, last, "", formats["unit"])
    sheet.write_string(UNIT_ROW, 0, unit, formats["unit"])
    sheet.set_row(TITLE_ROW, 32)
    sheet.set_row(UNIT_ROW, 20)
    sheet.set_row(HEADER_ROW, 30)
    for index, (name, _) in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW, index, name, formats["head"])


def _write_entry(sheet: Any, formats: dict[str, Any], row: int, told: EntryForReview) -> None:
    for index, value in enumerate(_cells(row - HEADER_ROW, told)):
        if isinstance(value, int):
            sheet.write_number(row, index, value, formats["number"])
        else:
            sheet.write_string(row, index, value, formats["text"])


def _cells(number: int, told: EntryForReview) -> tuple[str | int, ...]:
    entry, provider = told.entry, told.provider
    reviewed_at = f"{entry.reviewed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if entry.reviewed_at else ""
    return (
        number,
        told.township.name if told.township else "",
        told.village.name if told.village else entry.village_code,
        provider.name if provider else "",
        f"{provider.organisation}\n{provider.licence_number}" if provider else "",
        f"{entry.on:%Y-%m-%d}",
        f"{entry.from_time:%H:%M}—{entry.to_time:%H:%M}",
        entry.minutes,
        ENTRY_WAY_NAMES[entry.way],
        ENTRY_KIND_NAMES[entry.kind],
        entry.people_count,
        entry.summary,
        ENTRY_STATE_NAMES[entry.state],
        told.reviewer.name if told.reviewer else "",
        reviewed_at,
        _remark(told),
    )


def _remark(told: EntryForReview) -> str:
    entry = told.entry
    late = f"服务后第{entry.days_until_logged}天补记。" if entry.late else ""
    returned = f"退回原因：{entry.return_reason}" if entry.state is EntryState.RETURNED else ""
    return late + returned


def _write_foot(sheet: Any, formats: dict[str, Any], row: int, told: VillageYear) -> None:
    """Sums by state, the year's sentence and the line to sign on."""
    last = len(COLUMNS) - 1
    for state, name in ((one, ENTRY_STATE_NAMES[one]) for one in REVIEWED_STATES):
        entries = [one.entry for one in told.entries if one.entry.state is state]
        sheet.merge_range(row, 0, row, MINUTES_COLUMN - 1, "", formats["sum"])
        sheet.write_string(row, 0, f"合计：{name}{len(entries)}条", formats["sum"])
        sheet.write_number(row, MINUTES_COLUMN, sum(one.minutes for one in entries), formats["sum_number"])
        for index in range(MINUTES_COLUMN + 1, last + 1):
            sheet.write_blank(row, index, None, formats["sum"])
        sheet.write_number(row, PEOPLE_COLUMN, sum(one.people_count for one in entries), formats["sum_number"])
        row += 1
    for text in (
        told.progress.sentence,
        "填报人：　　　　　　　　审核人：　　　　　　　　负责人（盖章）：　　　　　　　　日期：　　　　年　　月　　日",
    ):
        sheet.merge_range(row, 0, row, last, "", formats["unit"])
        sheet.write_string(row, 0, text, formats["unit"])
        sheet.set_row(row, 26)
        row += 1
