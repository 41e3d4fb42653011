"""Makes workbooks of reports: rows are read place by place and written in threads, one large file at a time."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import IO, Any
from weakref import WeakKeyDictionary

from actions.context import Context
from actions.report_workbook import WorkbookWriter
from actions.reports import Report, ReportWish, read_rows, tell_report
from domain.people import Staff
from domain.report_periods import PERIOD_KIND_NAMES, PeriodKind
from domain.report_rows import Cells
from domain.reports import ReportFoot, ReportHead

SMALL_ROWS = 2_000
_gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


@dataclass(frozen=True)
class Workbook:
    """A file to hand over; whoever sends it closes it."""

    file_name: str
    content: IO[bytes]


async def make_report_workbook(ctx: Context, *, staff: Staff, wish: ReportWish) -> Workbook:
    """The workbook of a report.

    Raises: NotFound, BadInput.
    """
    report = await tell_report(ctx, staff=staff, wish=wish)
    async with turn_for(report.row_count):
        content = await write_workbook(report.period.name, report.head, read_rows(ctx, report), report.foot)
    return Workbook(file_name_of(report), content)


async def write_workbook(
    sheet_name: str, head: ReportHead, rows: AsyncIterable[list[Cells]], foot: ReportFoot
) -> IO[bytes]:
    """The file of these rows."""
    writer = await asyncio.to_thread(WorkbookWriter, sheet_name, head)
    async for some in rows:
        await asyncio.to_thread(writer.add_rows, some)
    return await asyncio.to_thread(writer.finish, foot)


def file_name_of(report: Report) -> str:
    """``桂花湾社区2026年法律顾问工时台账.xlsx``."""
    kind = "" if report.period.kind is PeriodKind.YEAR else f"（{PERIOD_KIND_NAMES[report.period.kind]}）"
    return f"{report.division.spoken_name}{report.period.name}法律顾问工时台账{kind}.xlsx"


def turn_for(row_count: int) -> AbstractAsyncContextManager[Any]:
    """A long report waits for its turn, one at a time in each process: two would only take twice as long each."""
    if row_count <= SMALL_ROWS:
        return nullcontext()
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))
