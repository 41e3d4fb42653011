"""All desks of a region, for staff."""

from datetime import date

from pydantic import Field

from actions import provider_desk, take_leave, walk_in
from actions.desk_access import Desk, get_desk_provider
from actions.follow_bookings import tell_booking
from domain.bookings import Booking, BookingChanged, TimeTaken, WrongBookingState
from domain.desk_rules import TooEarly
from domain.errors import BadInput, NotAllowed, NotFound
from handlers.base import StaffApiHandler
from handlers.desk_models import (
    CompletionBody,
    DeskBookingView,
    LeaveBody,
    LeavesView,
    LeaveTakenView,
    LeaveView,
    WalkInBody,
)
from handlers.hour_models import Day
from handlers.models import DIVISION_CODE, LONGEST_KEY, Answer, Done, Request
from handlers.operations import operation

STEP_ERRORS = (NotFound, NotAllowed, WrongBookingState, TooEarly, BookingChanged)


class StaffBookingsQuery(Request):
    """Of which day (today if none is named), with whom, from where."""

    on: Day | None = None
    provider_id: str | None = Field(None, max_length=64)
    within: str | None = Field(None, pattern=DIVISION_CODE, description="乡镇（街道）或村（社区）的区划代码")


class StaffBookingsView(Answer):
    """A day at the desks of a region."""

    on: date
    items: list[DeskBookingView]


class StaffDeskBase(StaffApiHandler):
    """Tells bookings to staff."""

    @property
    def desk(self) -> Desk:
        """The desks of the asker's region."""
        return Desk(staff=self.staff)

    async def tell(self, booking: Booking) -> DeskBookingView:
        """The booking with names for its ids."""
        return DeskBookingView.for_staff(await tell_booking(self.ctx, booking=booking), self.ctx.now(), self.staff)


class StaffBookingsHandler(StaffDeskBase):
    """/api/v1/staff/bookings"""

    @operation("本辖区一天的预约", errors=(NotFound,))
    async def get(self, query: StaffBookingsQuery) -> StaffBookingsView:
        """Everybody of the day, soonest first."""
        day = await provider_desk.list_region_day(
            self.ctx, staff=self.staff, on=query.on, provider_id=query.provider_id, within=query.within
        )
        items = [DeskBookingView.for_staff(one, self.ctx.now(), self.staff) for one in day.items]
        return StaffBookingsView(on=day.on, items=items)


class StaffCheckInHandler(StaffDeskBase):
    """/api/v1/staff/bookings/{booking_id}/check-in"""

    @operation("替法律服务人员登记到场", errors=STEP_ERRORS)
    async def post(self, booking_id: str) -> DeskBookingView:
        """Somebody has come."""
        return await self.tell(await provider_desk.check_in(self.ctx, desk=self.desk, booking_id=booking_id))


class StaffCompletionHandler(StaffDeskBase):
    """/api/v1/staff/bookings/{booking_id}/completion"""

    @operation("替法律服务人员办结预约", errors=STEP_ERRORS)
    async def post(self, booking_id: str, body: CompletionBody) -> DeskBookingView:
        """It is done."""
        booking = await provider_desk.complete_booking(
            self.ctx, desk=self.desk, booking_id=booking_id, result=body.result, minutes=body.minutes
        )
        return await self.tell(booking)


class StaffNoShowHandler(StaffDeskBase):
    """/api/v1/staff/bookings/{booking_id}/no-show"""

    @operation("替法律服务人员登记未到场", errors=STEP_ERRORS)
    async def post(self, booking_id: str) -> DeskBookingView:
        """Nobody has come."""
        return await self.tell(await provider_desk.mark_no_show(self.ctx, desk=self.desk, booking_id=booking_id))


class StaffWalkInBody(WalkInBody):
    """Who stands at whose desk."""

    provider_id: str = Field(min_length=1, max_length=64)


class StaffWalkInsHandler(StaffDeskBase):
    """/api/v1/staff/walk-ins"""

    @operation("现场登记", status=201, errors=(NotFound, NotAllowed, BadInput, TimeTaken), headers=("Idempotency-Key",))
    async def post(self, body: StaffWalkInBody) -> DeskBookingView:
        """Hold the time of a provider of the region from now."""
        self.desk.check_may_change()
        provider = await get_desk_provider(self.ctx, desk=self.desk, provider_id=body.provider_id)
        key = self.request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
        booking = await walk_in.take_walk_in(
            self.ctx, provider=provider, walk_in=body.walk_in(), request_key=key or None
        )
        return await self.tell(booking)


class StaffLeavesHandler(StaffDeskBase):
    """/api/v1/staff/providers/{provider_id}/leaves"""

    @operation("法律服务人员的请假", errors=(NotFound,))
    async def get(self, provider_id: str) -> LeavesView:
        """Those that are not over."""
        provider = await get_desk_provider(self.ctx, desk=self.desk, provider_id=provider_id)
        return LeavesView(items=[LeaveView.of(one) for one in take_leave.list_leaves(self.ctx, provider=provider)])

    @operation("登记请假，并安置受影响的预约", status=201, errors=(NotFound, NotAllowed, BadInput))
    async def post(self, provider_id: str, body: LeaveBody) -> LeaveTakenView:
        """The provider is away."""
        self.desk.check_may_change()
        provider = await get_desk_provider(self.ctx, desk=self.desk, provider_id=provider_id)
        affected = await take_leave.take_leave(self.ctx, provider=provider, leave=body.leave())
        return LeaveTakenView.of(body.leave(), affected)


class StaffLeaveHandler(StaffDeskBase):
    """/api/v1/staff/providers/{provider_id}/leaves/{leave_id}"""

    @operation("撤销请假；已经改期的预约不会改回", errors=(NotFound, NotAllowed))
    async def delete(self, provider_id: str, leave_id: str) -> Done:
        """The provider is there after all."""
        self.desk.check_may_change()
        provider = await get_desk_provider(self.ctx, desk=self.desk, provider_id=provider_id)
        await take_leave.end_leave(self.ctx, provider=provider, leave_id=leave_id)
        return Done()
