"""The years of villages, for staff; one of them as a workbook."""

from datetime import date

from pydantic import Field

from actions import make_workbook, regions, village_year
from actions.reports import ReportWish
from actions.village_year import AdvisorDuties, VillageRow, VillageYear
from domain.errors import BadInput, NotFound
from domain.report_periods import PeriodKind
from domain.reports import ReportStates
from handlers.base import StaffApiHandler
from handlers.console.sending import WORKBOOK_TYPE, send_workbook
from handlers.console.staff_entries import StaffEntryView
from handlers.hour_models import DutyView, progress_facts
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, cut_page
from handlers.operations import operation


class VillageRowView(Answer):
    """A village and how far its year has come."""

    code: str
    name: str
    township_name: str
    advisor_names: list[str]
    year: int
    target_minutes: int
    approved_minutes: int
    awaiting_minutes: int
    awaiting_count: int
    returned_count: int
    expected_minutes: int
    behind_minutes: int
    standing: str
    forecast_minutes: int | None
    short_minutes: int
    forecast_sentence: str

    @classmethod
    def of(cls, row: VillageRow) -> "VillageRowView":
        """The row as told."""
        return cls(
            code=row.village.id,
            name=row.village.spoken_name,
            township_name=row.township.name if row.township else "",
            advisor_names=[advisor.name for advisor in row.advisors],
            year=row.progress.year,
            **progress_facts(row.progress),
        )


class VillagesQuery(PageQuery):
    """Of which year and township."""

    year: int | None = Field(None, ge=2018, le=2100)
    within: str | None = Field(None, pattern=DIVISION_CODE, description="乡镇（街道）的区划代码")


class StaffVillagesHandler(StaffApiHandler):
    """/api/v1/staff/villages"""

    @operation("本辖区各村居的年度工时，按区划代码排列", errors=(NotFound,))
    async def get(self, query: VillagesQuery) -> Page[VillageRowView]:
        """The villages of the asker's region, by code."""
        found = await village_year.list_villages(self.ctx, staff=self.staff, year=query.year, within=query.within)
        shown, next_cursor = cut_page(found, query)
        return Page[VillageRowView](items=[VillageRowView.of(one) for one in shown], next_cursor=next_cursor)


class AdvisorDutiesView(Answer):
    """How the duties of one advisor of the village stand."""

    appointment_id: str
    advisor_name: str
    duties: list[DutyView]

    @classmethod
    def of(cls, told: AdvisorDuties) -> "AdvisorDutiesView":
        """The duties as told."""
        return cls(
            appointment_id=told.appointment.id,
            advisor_name=told.advisor.name,
            duties=[DutyView.of(one) for one in told.duties],
        )


class VillageYearView(Answer):
    """A village's year, with the entries behind it."""

    code: str
    name: str
    full_name: str
    year: int
    advisor_names: list[str]
    target_minutes: int
    approved_minutes: int
    awaiting_minutes: int
    awaiting_count: int
    returned_count: int
    expected_minutes: int
    behind_minutes: int
    standing: str
    forecast_minutes: int | None
    short_minutes: int
    forecast_sentence: str
    sentence: str
    approved_by_month: list[int]
    duties: list[AdvisorDutiesView]
    entries: list[StaffEntryView]

    @classmethod
    def of(cls, told: VillageYear) -> "VillageYearView":
        """The year as told."""
        return cls(
            code=told.village.id,
            name=told.village.spoken_name,
            full_name=told.village.full_name,
            year=told.progress.year,
            advisor_names=[advisor.name for advisor in told.advisors],
            sentence=told.progress.sentence,
            approved_by_month=list(told.progress.sums.approved_by_month),
            duties=[AdvisorDutiesView.of(one) for one in told.duties],
            entries=[StaffEntryView.of_review(one) for one in told.entries],
            **progress_facts(told.progress),
        )


class VillageYearHandler(StaffApiHandler):
    """/api/v1/staff/villages/{code}/years/{year}"""

    @operation("一个村居一年的工时", errors=(NotFound, BadInput))
    async def get(self, code: str, year: str) -> VillageYearView:
        """A village's year."""
        told = await village_year.tell_village_year(
            self.ctx, staff=self.staff, village_code=code, year=year_number(year)
        )
        return VillageYearView.of(told)


class YearWorkbookHandler(StaffApiHandler):
    """/api/v1/staff/villages/{code}/years/{year}/workbook"""

    @operation("一个村居一年的工时台账（Excel）", errors=(NotFound, BadInput), media_type=WORKBOOK_TYPE)
    async def get(self, code: str, year: str) -> None:
        """The workbook."""
        village = await regions.get_village_in_region(self.ctx, staff=self.staff, village_code=code)
        wish = ReportWish(PeriodKind.YEAR, date(year_number(year), 1, 1), village.id, ReportStates.ALL)
        await send_workbook(self, await make_workbook.make_report_workbook(self.ctx, staff=self.staff, wish=wish))


def year_number(text: str) -> int:
    """The year of an address.

    Raises: NotFound when it is none.
    """
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise NotFound("没有这个年度。", code="year_not_found")
    return int(text)
