"""Sent reports: the list, one of them with what has changed since, on paper, as a workbook; and sending itself."""

from datetime import date
from urllib.parse import quote

from pydantic import Field

from actions import send_reports
from actions.reports import ReportWish
from domain.errors import BadInput, NotAllowed, NotFound
from domain.report_periods import PeriodKind
from domain.sent_reports import HoursChanging, SentReport
from handlers.base import StaffApiHandler
from handlers.console import words
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.console.report_pages import print_report
from handlers.console.sending import WORKBOOK_TYPE, send_workbook
from handlers.models import Answer, Request, ShanghaiTime
from handlers.operations import operation
from handlers.routing import Route


class SentReportsQuery(Request):
    """Which part of the list."""

    page: int = Field(1, ge=1, le=10_000)


class SentReportsPage(StaffPage):
    """/console/sent-reports"""

    async def get(self) -> None:
        """What the offices of the region have sent, latest first."""
        query = self.read_query(SentReportsQuery)
        found = await send_reports.list_sent_reports(self.ctx, staff=self.staff)
        shown, part = cut_slice(found, query.page, self.request.path, {})
        self.render("console/sent_reports.html", reports=shown, part=part, words=words, quote=quote)


class SentReportQuery(Request):
    """Whether a long report is to be compared with the present; a short one always is."""

    compare: bool = False


class SentReportPage(StaffPage):
    """/console/sent-reports/{report_id}"""

    async def get(self, report_id: str) -> None:
        """Who sent it, when and to whom; what has changed since."""
        query = self.read_query(SentReportQuery)
        sent = await send_reports.get_sent_report(self.ctx, staff=self.staff, report_id=report_id)
        wanted = query.compare or not send_reports.is_long(sent)
        compare = send_reports.compare_with_present
        differences = await compare(self.ctx, staff=self.staff, sent=sent) if wanted else None
        self.render("console/sent_report.html", sent=sent, differences=differences, words=words)


class SentReportPrintPage(StaffPage):
    """/console/sent-reports/{report_id}/print"""

    async def get(self, report_id: str) -> None:
        """The report as it was sent."""
        sent = await send_reports.get_sent_report(self.ctx, staff=self.staff, report_id=report_id)
        told = await send_reports.read_sent_report(self.ctx, sent=sent)
        await print_report(self, told, back=f"/console/sent-reports/{report_id}")


class SendBody(Request):
    """The report of one's own office; any day of its period names it."""

    kind: PeriodKind
    on: date


class SentReportView(Answer):
    """A sent report. ``fresh`` is false when the office above had just this already."""

    id: str
    scope_name: str
    period_name: str
    version: int
    to_office: str
    row_count: int
    minutes: int
    rows_hash: str
    sent_by_name: str
    sent_at: ShanghaiTime
    fresh: bool

    @classmethod
    def of(cls, sent: SentReport, *, fresh: bool) -> "SentReportView":
        """The report as kept."""
        names = set(cls.model_fields) - {"fresh"}
        return cls(**{name: getattr(sent, name) for name in names}, fresh=fresh)


class SendingHandler(StaffApiHandler):
    """/api/v1/staff/sent-reports"""

    @operation("报送本单位一期台账，定稿保存", status=201, errors=(BadInput, NotAllowed, NotFound, HoursChanging))
    async def post(self, body: SendBody) -> SentReportView:
        """Send."""
        wish = ReportWish(body.kind, body.on)
        done = await send_reports.send_report(self.ctx, staff=self.staff, wish=wish)
        return SentReportView.of(done.report, fresh=done.fresh)


class SentWorkbookHandler(StaffApiHandler):
    """/api/v1/staff/sent-reports/{report_id}/workbook"""

    @operation("已报送的台账（Excel），每次下载都一样", errors=(NotFound,), media_type=WORKBOOK_TYPE)
    async def get(self, report_id: str) -> None:
        """The workbook."""
        sent = await send_reports.get_sent_report(self.ctx, staff=self.staff, report_id=report_id)
        await send_workbook(self, await send_reports.make_sent_workbook(self.ctx, sent=sent))


SENT_REPORT_PAGE_ROUTES = (
    Route("/console/sent-reports", SentReportsPage),
    Route("/console/sent-reports/{report_id}", SentReportPage),
    Route("/console/sent-reports/{report_id}/print", SentReportPrintPage),
)
SENT_REPORT_API_ROUTES = (
    Route("/api/v1/staff/sent-reports", SendingHandler, "工作人员"),
    Route("/api/v1/staff/sent-reports/{report_id}/workbook", SentWorkbookHandler, "工作人员"),
)
