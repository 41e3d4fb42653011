"""The console's pages of reports: on the screen, and for paper."""

import asyncio
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import Field, field_validator

from actions import make_workbook, reports
from actions.reports import ROWS_A_PAGE, ReportPage, ReportWish
from domain.clock import civil_date
from domain.errors import BadInput, NotFound
from domain.report_periods import PERIOD_KIND_NAMES, PeriodKind
from domain.report_rows import COLUMNS, MINUTES_COLUMN
from domain.reports import ReportStates
from domain.sent_reports import may_send
from handlers.base import StaffApiHandler
from handlers.console.hour_pages import Slice
from handlers.console.pages import StaffPage
from handlers.console.sending import WORKBOOK_TYPE, send_workbook
from handlers.models import ANY_DIVISION_CODE, Request
from handlers.operations import operation
from handlers.routing import Route

STATE_NAMES = {
    ReportStates.APPROVED: "已通过",
    ReportStates.SUBMITTED: "待审核",
    ReportStates.RETURNED: "已退回",
    ReportStates.ALL: "全部（不含草稿）",
}


class ReportQuery(Request):
    """Which report: the month of today, approved entries of one's own place, unless said otherwise."""

    kind: PeriodKind = Field(PeriodKind.MONTH, description="日报、周报、月报、季报、年报")
    on: date | None = Field(None, description="期间内的任意一天，默认今天")
    within: str = Field("", pattern=ANY_DIVISION_CODE, description="区划代码，默认本辖区")
    states: ReportStates = Field(ReportStates.APPROVED, description="列入哪些审核状态的工时，草稿不列入")
    page: int = Field(1, ge=1, le=100_000)

    @field_validator("on", mode="before")
    @classmethod
    def nothing_is_today(cls, value: Any) -> Any:
        """An emptied field of the form."""
        return value or None

    def wish(self, today: date) -> ReportWish:
        """What the action wants to know."""
        return ReportWish(self.kind, self.on or today, self.within or None, self.states)


class ReportsPage(StaffPage):
    """/console/reports"""

    async def get(self) -> None:
        """The picker, and the report page by page."""
        query = self.read_query(ReportQuery)
        today = civil_date(self.ctx.now())
        told = await reports.tell_report_page(self.ctx, staff=self.staff, wish=query.wish(today), page=query.page)
        self.render(
            "console/report.html",
            **self.facts(query, told, today),
            part=cut(told, query, self.request.path),
            scopes=await reports.list_scopes(self.ctx, staff=self.staff, shown=told.report.division),
        )

    def facts(self, query: ReportQuery, told: ReportPage, today: date) -> dict[str, Any]:
        """What the page says of the report and of the choice that led to it."""
        return {
            "told": told,
            "report": told.report,
            "query": query,
            "on": query.on or today,
            "today": today,
            "columns": COLUMNS,
            "label_span": MINUTES_COLUMN,
            "may_send": may_send(self.staff, told.report.division),
            "kinds": PERIOD_KIND_NAMES,
            "state_names": STATE_NAMES,
            "address": address_of,
        }


class ReportPrintPage(ReportsPage):
    """/console/reports/print"""

    async def get(self) -> None:
        """The whole report on A4, as the workbook has it."""
        query = self.read_query(ReportQuery)
        today = civil_date(self.ctx.now())
        told = await reports.tell_whole_report(self.ctx, staff=self.staff, wish=query.wish(today))
        await print_report(self, told, back=address_of(query))


async def print_report(page: StaffPage, told: ReportPage, back: str) -> None:
    """Show a whole report on A4; thousands of cells are put together in a thread."""
    facts = {"told": told, "report": told.report, "back": back, "columns": COLUMNS, "label_span": MINUTES_COLUMN}
    page.finish(await asyncio.to_thread(page.render_string, "console/report_print.html", **facts))


class ReportWorkbookHandler(StaffApiHandler):
    """/api/v1/staff/reports/workbook"""

    @operation("一份台账（Excel）", errors=(NotFound, BadInput), media_type=WORKBOOK_TYPE)
    async def get(self, query: ReportQuery) -> None:
        """The workbook."""
        wish = query.wish(civil_date(self.ctx.now()))
        await send_workbook(self, await make_workbook.make_report_workbook(self.ctx, staff=self.staff, wish=wish))


def address_of(query: ReportQuery, path: str = "/console/reports", **other: Any) -> str:
    """The same report elsewhere, or another beside it."""
    facts = {**query.model_dump(mode="json", exclude={"page"}), **other}
    kept = {name: str(value) for name, value in facts.items() if value}
    return f"{path}?{urlencode(kept)}"


def cut(told: ReportPage, query: ReportQuery, path: str) -> Slice:
    """Where the page stands among the report's pages."""
    page = (told.first - 1) // ROWS_A_PAGE + 1
    total = told.report.row_count
    previous = address_of(query, path, page=page - 1) if page > 1 else None
    following = address_of(query, path, page=page + 1) if page * ROWS_A_PAGE < total else None
    return Slice(told.first, total, previous, following)


REPORT_PAGE_ROUTES = (
    Route("/console/reports", ReportsPage),
    Route("/console/reports/print", ReportPrintPage),
)
REPORT_API_ROUTES = (Route("/api/v1/staff/reports/workbook", ReportWorkbookHandler, "工作人员"),)
