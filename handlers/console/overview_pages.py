"""The console's overview: a region level by level, the records behind every figure, an advisor's year."""

from pydantic import Field

from actions import advisor_year, overview, overview_records, rate
from actions.overview_records import EntryRecords, MatterRecords, RecordsWish, VillageRecords
from domain.bookings import BOOKING_STATE_NAMES
from domain.clock import civil_date
from domain.divisions import Level
from domain.figures import FIGURE_NAMES, Figure
from domain.matters import MATTER_KIND_NAMES, MATTER_STATE_NAMES
from domain.people import PROVIDER_KIND_NAMES
from domain.ratings import HalfYear
from domain.report_periods import FIRST_YEAR
from handlers.console import overview_words, words
from handlers.console.hour_pages import cut_slice
from handlers.console.overview_words import Links
from handlers.console.pages import StaffPage
from handlers.console.staff_villages import year_number
from handlers.models import Request
from handlers.routing import Route

YEARS_BACK = 3


class PeriodQuery(Request):
    """Which year and month."""

    year: int | None = Field(None, ge=FIRST_YEAR, le=2100)
    month: int | None = Field(None, ge=1, le=12)


class OverviewPage(StaffPage):
    """/console/overview and /console/overview/{code}"""

    async def get(self, code: str | None = None) -> None:
        """What the division's villages add up to, and the divisions right below it."""
        query = self.read_query(PeriodQuery)
        told = await overview.tell_overview(self.ctx, staff=self.staff, code=code, year=query.year, month=query.month)
        this_year = told.period.today.year
        self.render(
            "console/overview.html",
            told=told,
            period=told.period,
            total=told.figures,
            link=Links(told.period),
            say=overview_words,
            years=range(this_year, this_year - YEARS_BACK, -1),
            months=range(1, (told.period.today.month if told.period.year == this_year else 12) + 1),
            below=overview_words.NAMES_BELOW.get(told.division.level, ""),
            villages_below=told.division.level is Level.TOWNSHIP,
            reply_hours=self.ctx.settings.targets.consultation_reply_minutes // 60,
            words=words,
        )


class RecordsQuery(PeriodQuery):
    """Which part of the records."""

    provider: str = Field("", max_length=64)
    page: int = Field(1, ge=1, le=10_000)


class RecordsPage(StaffPage):
    """/console/overview/{code}/records/{figure}"""

    async def get(self, code: str, figure: str) -> None:
        """Exactly the records that a figure counts."""
        query = self.read_query(RecordsQuery)
        wish = RecordsWish(query.year, query.month, query.provider or None, query.page)
        told = await overview_records.tell_records(self.ctx, staff=self.staff, code=code, figure=figure, wish=wish)
        kept = {"year": str(query.year or ""), "month": str(query.month or ""), "provider": query.provider}
        _, part = cut_slice(
            range(told.records.count), query.page, self.request.path, kept, overview_records.ROWS_A_PAGE
        )
        self.render(
            self._template(told.records),
            told=told,
            asked=told.asked,
            records=told.records,
            part=part,
            title=FIGURE_NAMES[told.asked.figure],
            span=self._span(told.asked),
            link=Links(told.asked.period),
            say=overview_words,
            reply_minutes=self.ctx.settings.targets.consultation_reply_minutes,
            now=self.ctx.now(),
            kinds=MATTER_KIND_NAMES,
            matter_states=MATTER_STATE_NAMES,
            booking_states=BOOKING_STATE_NAMES,
            words=words,
        )

    @staticmethod
    def _template(records: overview_records.Records) -> str:
        """By what is listed."""
        kinds = ((EntryRecords, "entries"), (VillageRecords, "villages"), (MatterRecords, "matters"))
        name = next((name for kind, name in kinds if isinstance(records, kind)), "bookings")
        return f"console/records_{name}.html"

    @staticmethod
    def _span(asked: overview_records.Asked) -> str:
        """The time that is shown, in words."""
        period = asked.period
        if asked.figure in (Figure.LECTURES, Figure.LECTURE_MET):
            return f"{period.year}年第{period.quarter}季度"
        if asked.month or asked.figure in BY_MONTH:
            return f"{period.year}年{period.month}月"
        return f"{period.year}年"


BY_MONTH = {
    Figure.ON_SITE,
    Figure.ON_SITE_MET,
    Figure.MATTERS,
    Figure.CONSULTATIONS,
    Figure.IN_TIME,
    Figure.OVERDUE,
    Figure.BOOKINGS,
}


class AdvisorYearPage(StaffPage):
    """/console/advisors/{provider_id}/years/{year}"""

    async def get(self, provider_id: str, year: str) -> None:
        """What an advisor did in each village, and the entries behind it."""
        page = self.read_query(RecordsQuery).page
        told = await advisor_year.tell_advisor_year(
            self.ctx, staff=self.staff, provider_id=provider_id, year=year_number(year)
        )
        shown, part = cut_slice(told.entries[::-1], page, self.request.path, {})
        halves = [HalfYear(told.year, half) for half in (1, 2)]
        self.render(
            "console/advisor_year.html",
            ratings=[(one, await rate.sum_ratings_of(self.ctx, provider_id=provider_id, half=one)) for one in halves],
            told=told,
            shown=shown,
            part=part,
            this_year=civil_date(self.ctx.now()).year,
            first_year=FIRST_YEAR,
            kind_name=PROVIDER_KIND_NAMES[told.provider.kind],
            say=overview_words,
            words=words,
        )


OVERVIEW_PAGE_ROUTES = (
    Route("/console/overview", OverviewPage),
    Route("/console/overview/{code}", OverviewPage),
    Route("/console/overview/{code}/records/{figure}", RecordsPage),
    Route("/console/advisors/{provider_id}/years/{year}", AdvisorYearPage),
)
