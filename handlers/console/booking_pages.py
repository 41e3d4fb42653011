"""The console's page of bookings: a day at all desks of the region."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from pydantic import Field

from actions import catalogue, provider_desk, regions
from actions.catalogue import Sought
from actions.take_leave import list_leaves
from domain.bookings import BookingState
from domain.clock import civil_date
from domain.guides import ServiceItem
from domain.opening import Leave
from domain.people import PROVIDER_KIND_NAMES, Provider
from handlers.console import words
from handlers.console.pages import StaffPage
from handlers.desk_models import DeskBookingView
from handlers.hour_models import Day
from handlers.models import ANY_DIVISION_CODE, Request
from handlers.routing import Route

PILL_OF_BOOKING = {
    BookingState.BOOKED: "calm",
    BookingState.CHECKED_IN: "warn",
    BookingState.COMPLETED: "good",
    BookingState.NO_SHOW: "bad",
    BookingState.EXPIRED: "calm",
}


@dataclass(frozen=True)
class DeskRows:
    """One provider's part of the page. ``own`` says that staff may write down walk-ins and leave for them."""

    provider: Provider
    items: list[DeskBookingView]
    leaves: list[Leave]
    away: bool
    own: bool


class BookingsPageQuery(Request):
    """Which day, where, with whom."""

    on: Day | None = None
    within: str = Field("", pattern=ANY_DIVISION_CODE)
    provider: str = Field("", max_length=64)


class BookingsPage(StaffPage):
    """/console/bookings"""

    async def get(self) -> None:
        """Whom everybody receives that day, and who is away."""
        query = self.read_query(BookingsPageQuery)
        day = await provider_desk.list_region_day(
            self.ctx, staff=self.staff, on=query.on, provider_id=query.provider or None, within=query.within or None
        )
        people = await provider_desk.tell_region_providers(self.ctx, staff=self.staff, shown=day.items)
        items = [DeskBookingView.for_staff(one, self.ctx.now(), self.staff) for one in day.items]
        desks = self._desks(people, items, day.on)
        self.render(
            "console/bookings.html",
            on=day.on,
            today=civil_date(self.ctx.now()),
            busy=[one for one in desks if one.items],
            idle=[one for one in desks if not one.items and one.own and query.provider in ("", one.provider.id)],
            total=len(items),
            people=people,
            query=query,
            address=self._address,
            before=day.on - timedelta(days=1),
            after=day.on + timedelta(days=1),
            services=await self._services(),
            villages=await regions.list_villages_in_region(self.ctx, staff=self.staff),
            townships=await regions.list_townships_in_region(self.ctx, staff=self.staff),
            kinds=PROVIDER_KIND_NAMES,
            pills=PILL_OF_BOOKING,
            say_leave=say_leave_days,
            words=words,
        )

    async def _services(self) -> list[ServiceItem]:
        """What can be done at a desk."""
        found = await catalogue.list_services(self.ctx, where=self.division, sought=Sought(bookable=True))
        return [one.item for one in found]

    def _desks(self, people: list[Provider], items: Iterable[DeskBookingView], on: date) -> list[DeskRows]:
        of_provider: defaultdict[str, list[DeskBookingView]] = defaultdict(list)
        for item in items:
            of_provider[item.provider_id].append(item)
        return [
            DeskRows(
                one,
                of_provider[one.id],
                list_leaves(self.ctx, provider=one),
                one.opening.is_away(on),
                provider_desk.is_home_of(self.staff, one),
            )
            for one in people
        ]

    def _address(self, query: BookingsPageQuery, on: date) -> str:
        kept = {"on": on.isoformat(), "within": query.within, "provider": query.provider}
        return f"{self.request.path}?{urlencode({key: value for key, value in kept.items() if value})}"


def say_leave_days(leave: Leave) -> str:
    """``11月24日至11月26日``."""
    first, last = leave.first_day, leave.last_day
    days = f"{first.month}月{first.day}日"
    return days if first == last else f"{days}至{last.month}月{last.day}日"


BOOKING_PAGE_ROUTES = (Route("/console/bookings", BookingsPage),)
