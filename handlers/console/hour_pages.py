"""The console's pages of hours: home, review queue, villages, a village's year; and the door, signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import Field

from actions import close_month, regions, review_hours, staff_home, village_year, wecom_sign_in
from actions.village_year import VillageRow
from domain.clock import civil_date
from domain.entry_words import COMMON_RETURN_REASONS
from domain.hours import LONGEST_REASON, SHORTEST_REASON, EntryState
from domain.month_closes import CLOSE_STATE_NAMES, CloseState, may_close, may_unlock
from domain.people import Role
from domain.report_periods import FIRST_YEAR
from domain.signals import SIGNAL_NAMES
from domain.wording import say_minutes
from handlers.console import words
from handlers.console.pages import PublicPage, StaffPage
from handlers.console.staff_villages import year_number
from handlers.models import ANY_DIVISION_CODE, Request
from handlers.routing import Route

ROWS_A_PAGE, QUEUE_ROWS = 50, 100

Row = TypeVar("Row")


@dataclass(frozen=True)
class Slice:
    """The part of a long list that one page shows, and the addresses of the pages beside it."""

    first: int
    total: int
    previous: str | None
    next: str | None


def onwards_of(wanted: str) -> str:
    """Where one goes after signing in: within the console only."""
    inside = wanted == "/console" or wanted.startswith(("/console/", "/console?"))
    return wanted if inside else "/console"


class SignInPage(PublicPage):
    """/console/sign-in"""

    async def get(self) -> None:
        """The form; afterwards one goes on to where one came from, within the console only."""
        onwards = onwards_of(self.get_query_argument("next", ""))
        self.render("console/sign_in.html", onwards=onwards, may_scan=wecom_sign_in.may_scan(self.ctx))


class HomePage(StaffPage):
    """/console"""

    async def get(self) -> None:
        """What waits, and how the year stands."""
        home = await staff_home.tell_home(self.ctx, staff=self.staff)
        self.render("console/home.html", home=home, today=civil_date(self.ctx.now()), words=words)


class QueueQuery(Request):
    """Which part of the queue."""

    state: EntryState = EntryState.SUBMITTED
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    page: int = Field(1, ge=1, le=10_000)


class QueuePage(StaffPage):
    """/console/entries"""

    async def get(self) -> None:
        """Entries to review, longest waiting first; or those reviewed this year, latest first."""
        query = self.read_query(QueueQuery)
        found = await review_hours.list_entries(
            self.ctx, staff=self.staff, state=query.state, within=query.within or None
        )
        kept = {"state": str(query.state), "within": query.within}
        shown, part = cut_slice(found, query.page, self.request.path, kept, QUEUE_ROWS)
        told = await review_hours.tell_for_review(self.ctx, staff=self.staff, entries=shown, state=query.state)
        self.render(
            "console/queue.html",
            told=told,
            part=part,
            query=query,
            townships=await regions.list_townships_in_region(self.ctx, staff=self.staff),
            reasons=COMMON_RETURN_REASONS,
            reason_limits=(SHORTEST_REASON, LONGEST_REASON),
            take_back_seconds=self.ctx.settings.hours.take_back_seconds,
            signal_names=SIGNAL_NAMES,
            late_after_days=self.ctx.settings.targets.late_entry_days,
            words=words,
        )


class VillagesPageQuery(Request):
    """Which villages, of which year."""

    year: int | None = Field(None, ge=FIRST_YEAR, le=2100)
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    only: str = Field("", pattern=r"^(behind|unserved)?$")
    page: int = Field(1, ge=1, le=10_000)


class VillagesPage(StaffPage):
    """/console/villages"""

    async def get(self) -> None:
        """The villages of the region by code: a list to look things up in, no ranking."""
        query = self.read_query(VillagesPageQuery)
        this_year = civil_date(self.ctx.now()).year
        year = query.year or this_year
        rows = await village_year.list_villages(self.ctx, staff=self.staff, year=year, within=query.within or None)
        wanted = [row for row in rows if is_wanted(row, query.only)]
        kept = {"year": str(year), "within": query.within, "only": query.only}
        shown, part = cut_slice(wanted, query.page, self.request.path, kept)
        self.render(
            "console/villages.html",
            rows=shown,
            part=part,
            query=query,
            year=year,
            years=range(this_year, this_year - 3, -1),
            townships=await regions.list_townships_in_region(self.ctx, staff=self.staff),
            words=words,
        )


class MonthsQuery(Request):
    """Which month, of which township; last month if none is named."""

    month: str = Field("", max_length=7)
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    page: int = Field(1, ge=1, le=10_000)


class MonthsPage(StaffPage):
    """/console/months"""

    async def get(self) -> None:
        """The villages of a month that is over: what is still to review, what is closed."""
        query = self.read_query(MonthsQuery)
        months = last_months(civil_date(self.ctx.now()))
        month = query.month or months[0]
        rows = await close_month.tell_month(self.ctx, staff=self.staff, month=month, within=query.within or None)
        shown, part = cut_slice(rows, query.page, self.request.path, {"month": month, "within": query.within})
        self.render(
            "console/months.html",
            rows=shown,
            part=part,
            query=query,
            month=month,
            months=months if month in months else [month, *months],
            open_count=sum(row.state is not CloseState.CLOSED for row in rows),
            awaiting_count=sum(row.awaiting_count for row in rows),
            whole_township=query.within or (self.staff.division_code if self.staff.role is Role.TOWNSHIP else ""),
            may_close=may_close(self.staff, self.ctx.settings.hours.month_closed_by),
            may_unlock=may_unlock(self.staff),
            townships=await regions.list_townships_in_region(self.ctx, staff=self.staff),
            names=CLOSE_STATE_NAMES,
            words=words,
        )


def last_months(today: date) -> list[str]:
    """The twelve months before this one, latest first."""
    numbers = [today.year * 12 + today.month - 1 - back for back in range(1, 13)]
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]


class VillageYearPage(StaffPage):
    """/console/villages/{code}/years/{year}"""

    async def get(self, code: str, year: str) -> None:
        """A village's year with the entries behind it."""
        told = await village_year.tell_village_year(
            self.ctx, staff=self.staff, village_code=code, year=year_number(year)
        )
        self.render(
            "console/village_year.html",
            told=told,
            progress=told.progress,
            this_year=civil_date(self.ctx.now()).year,
            first_year=FIRST_YEAR,
            say_minutes=say_minutes,
            words=words,
        )


def is_wanted(row: VillageRow, only: str) -> bool:
    """Whether the list shows the village under this choice."""
    if only == "behind":
        return row.progress.behind_minutes > 0
    return not row.advisors if only == "unserved" else True


def cut_slice(
    rows: Sequence[Row], page: int, path: str, kept: dict[str, str], rows_a_page: int = ROWS_A_PAGE
) -> tuple[list[Row], Slice]:
    """One page of a list, the last one if there are not so many."""
    last_page = max(1, -(-len(rows) // rows_a_page))
    page = min(page, last_page)
    start = (page - 1) * rows_a_page

    def address(number: int) -> str:
        return f"{path}?{urlencode({**{key: value for key, value in kept.items() if value}, 'page': number})}"

    previous = address(page - 1) if page > 1 else None
    following = address(page + 1) if page < last_page else None
    return list(rows[start : start + rows_a_page]), Slice(start + 1, len(rows), previous, following)


HOUR_PAGE_ROUTES = (
    Route("/console", HomePage),
    Route("/console/sign-in", SignInPage),
    Route("/console/entries", QueuePage),
    Route("/console/villages", VillagesPage),
    Route("/console/months", MonthsPage),
    Route("/console/villages/{code}/years/{year}", VillageYearPage),
)
