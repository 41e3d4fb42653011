"""A provider's desk: the day, coming and going, walk-ins, leave."""

from datetime import date

from actions import provider_desk, take_leave, walk_in
from actions.desk_access import Desk, get_desk_provider
from actions.follow_bookings import tell_booking
from domain.bookings import Booking, BookingChanged, TimeTaken, WrongBookingState
from domain.desk_rules import TooEarly
from domain.errors import BadInput, NotFound, TooMany
from handlers.base import ProviderApiHandler
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
from handlers.models import LONGEST_KEY, Answer, Done, Request
from handlers.operations import operation

STEP_ERRORS = (NotFound, WrongBookingState, TooEarly, BookingChanged)


class DayQuery(Request):
    """Which day; today if none is named."""

    on: Day | None = None


class DeskDayView(Answer):
    """A day at the desk."""

    on: date
    items: list[DeskBookingView]
    leave: bool


class DeskHandlerBase(ProviderApiHandler):
    """Tells bookings to their desk."""

    @property
    def desk(self) -> Desk:
        """The asker's own."""
        return Desk(provider=self.provider)

    async def tell(self, booking: Booking) -> DeskBookingView:
        """The booking with names for its ids."""
        return DeskBookingView.of(await tell_booking(self.ctx, booking=booking), self.ctx.now())


class DayHandler(DeskHandlerBase):
    """/api/v1/advisor/day"""

    @operation("我一天的接待")
    async def get(self, query: DayQuery) -> DeskDayView:
        """Everybody of the day, soonest first."""
        provider = await get_desk_provider(self.ctx, desk=self.desk)
        day = await provider_desk.list_provider_day(self.ctx, provider=provider, on=query.on)
        items = [DeskBookingView.of(one, self.ctx.now()) for one in day.items]
        return DeskDayView(on=day.on, items=items, leave=day.away)


class CheckInHandler(DeskHandlerBase):
    """/api/v1/advisor/bookings/{booking_id}/check-in"""

    @operation("登记到场", errors=STEP_ERRORS)
    async def post(self, booking_id: str) -> DeskBookingView:
        """Somebody has come."""
        return await self.tell(await provider_desk.check_in(self.ctx, desk=self.desk, booking_id=booking_id))


class CompletionHandler(DeskHandlerBase):
    """/api/v1/advisor/bookings/{booking_id}/completion"""

    @operation("办结预约；村法律顾问同时得到一条工时草稿", errors=STEP_ERRORS)
    async def post(self, booking_id: str, body: CompletionBody) -> DeskBookingView:
        """It is done."""
        booking = await provider_desk.complete_booking(
            self.ctx, desk=self.desk, booking_id=booking_id, result=body.result, minutes=body.minutes
        )
        return await self.tell(booking)


class NoShowHandler(DeskHandlerBase):
    """/api/v1/advisor/bookings/{booking_id}/no-show"""

    @operation("登记未到场", errors=STEP_ERRORS)
    async def post(self, booking_id: str) -> DeskBookingView:
        """Nobody has come."""
        return await self.tell(await provider_desk.mark_no_show(self.ctx, desk=self.desk, booking_id=booking_id))


class RevealedPhoneView(Answer):
    """A phone number in clear; that it was shown is in the log."""

    phone: str


class PhoneRevealHandler(DeskHandlerBase):
    """/api/v1/advisor/bookings/{booking_id}/phone-reveal"""

    @operation("查看完整电话，每次查看都会留下记录", errors=(NotFound, TooMany))
    async def post(self, booking_id: str) -> RevealedPhoneView:
        """The number, after the look is written down."""
        phone = await provider_desk.reveal_phone(self.ctx, desk=self.desk, booking_id=booking_id)
        return RevealedPhoneView(phone=phone)


class WalkInsHandler(DeskHandlerBase):
    """/api/v1/advisor/walk-ins"""

    @operation("现场登记", status=201, errors=(NotFound, BadInput, TimeTaken), headers=("Idempotency-Key",))
    async def post(self, body: WalkInBody) -> DeskBookingView:
        """Hold the time from now; with an Idempotency-Key a retry gives the same booking."""
        key = self.request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
        booking = await walk_in.take_walk_in(
            self.ctx, provider=self.provider, walk_in=body.walk_in(), request_key=key or None
        )
        return await self.tell(booking)


class LeavesHandler(DeskHandlerBase):
    """/api/v1/advisor/leaves"""

    @operation("我的请假")
    async def get(self) -> LeavesView:
        """Those that are not over."""
        provider = await get_desk_provider(self.ctx, desk=self.desk)
        return LeavesView(items=[LeaveView.of(one) for one in take_leave.list_leaves(self.ctx, provider=provider)])

    @operation("请假，并安置受影响的预约", status=201, errors=(BadInput,))
    async def post(self, body: LeaveBody) -> LeaveTakenView:
        """Be away."""
        provider = await get_desk_provider(self.ctx, desk=self.desk)
        affected = await take_leave.take_leave(self.ctx, provider=provider, leave=body.leave())
        return LeaveTakenView.of(body.leave(), affected)


class LeaveHandler(DeskHandlerBase):
    """/api/v1/advisor/leaves/{leave_id}"""

    @operation("撤销请假；已经改期的预约不会改回", errors=(NotFound,))
    async def delete(self, leave_id: str) -> Done:
        """Be there after all."""
        provider = await get_desk_provider(self.ctx, desk=self.desk)
        await take_leave.end_leave(self.ctx, provider=provider, leave_id=leave_id)
        return Done()
