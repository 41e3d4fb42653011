"""The quarter's circular, drafted to be edited on the page and pasted into a word processor."""

from datetime import date
from typing import Any

from pydantic import field_validator

from actions import circulars
from domain.clock import civil_date
from domain.report_periods import PeriodKind, period_of
from handlers.console.pages import StaffPage
from handlers.models import Request
from handlers.routing import Route


class CircularQuery(Request):
    """Which quarter; the last one that is over if none is named."""

    on: date | None = None

    @field_validator("on", mode="before")
    @classmethod
    def nothing_is_the_last(cls, value: Any) -> Any:
        """An emptied field of the form."""
        return value or None


class CircularPage(StaffPage):
    """/console/circulars"""

    async def get(self) -> None:
        """The draft."""
        query = self.read_query(CircularQuery)
        today = civil_date(self.ctx.now())
        running = period_of(PeriodKind.QUARTER, today)
        quarter = period_of(PeriodKind.QUARTER, query.on) if query.on else running.before
        drafted = await circulars.draft_circular(self.ctx, staff=self.staff, on=quarter.first)
        choices = [running]
        while len(choices) < 8:
            choices.append(choices[-1].before)
        shown = choices if quarter in choices else [quarter, *choices]
        self.render("console/circular.html", drafted=drafted, quarter=quarter, choices=shown, running=running)


CIRCULAR_PAGE_ROUTES = (Route("/console/circulars", CircularPage),)
