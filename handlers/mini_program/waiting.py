"""A resident's waits (候补): stand in line, look, leave, and answer an offer."""

from datetime import date

from pydantic import Field

from actions import wait_for_time
from actions.wait_for_time import WaitTold, WaitWish
from domain.bookings import (
    BookingChanged,
    BookingPaused,
    NotEntitledToVisit,
    PhoneNeeded,
    VillageNeeded,
    WayNotOffered,
)
from domain.errors import NotFound
from domain.opening import MeetingWay
from domain.services import NotBookable
from domain.waiting import WAIT_STATE_NAMES, AlreadyWaiting, OfferOver, Wait, WaitOver, WaitState
from handlers.base import ResidentApiHandler
from handlers.mini_program.bookings import BookingHandlerBase, BookingView
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class WaitBody(Request):
    """Only the service is needed: without days, from today to the end of what can be booked."""

    service_code: str = Field(min_length=1, max_length=64)
    provider_id: str | None = Field(None, max_length=64, description="只等这一位时填写")
    first_day: date | None = Field(None, description="最早哪一天，不填为今天")
    last_day: date | None = Field(None, description="最晚哪一天，不填为可预约的最后一天")
    way: MeetingWay | None = Field(None, description="只等这种服务方式时填写；上门服务须已登记绿色通道")


class WaitView(Answer):
    """A place in line. ``ahead_count`` is how many stand before it for the same service in the county."""

    id: str
    state: WaitState
    state_name: str
    service_code: str
    service_name: str
    provider_id: str | None
    provider_name: str | None
    way: MeetingWay | None
    first_day: date
    last_day: date
    green: bool
    ahead_count: int | None
    declined_count: int
    booking_id: str | None = Field(description="为其保留或已约到的预约")
    offered_starts_at: ShanghaiTime | None
    answer_until: ShanghaiTime | None = Field(description="在此之前确认，逾期让给下一位")
    created_at: ShanghaiTime

    @classmethod
    def of(cls, told: WaitTold) -> "WaitView":
        """The wait as told to its resident."""
        wait, service, provider, offer = told.wait, told.service, told.provider, told.offer
        return cls(
            id=wait.id,
            state=wait.state,
            state_name=WAIT_STATE_NAMES[wait.state],
            service_code=wait.service_code,
            service_name=service.name if service else wait.service_code,
            provider_id=wait.provider_id,
            provider_name=provider.name if provider else None,
            way=wait.way,
            first_day=wait.first_day,
            last_day=wait.last_day,
            green=wait.green,
            ahead_count=told.ahead,
            declined_count=wait.declined_count,
            booking_id=offer.id if offer else None,
            offered_starts_at=offer.starts_at if offer else None,
            answer_until=offer.expires_at if offer else None,
            created_at=wait.created_at,
        )


class WaitHandlerBase(ResidentApiHandler):
    """Tells waits."""

    async def tell_wait(self, wait: Wait) -> WaitView:
        """The wait with names for its ids."""
        return WaitView.of(await wait_for_time.tell_wait(self.ctx, wait=wait))


class WaitsHandler(WaitHandlerBase):
    """/api/v1/waits"""

    @operation(
        "登记候补",
        status=201,
        errors=(
            PhoneNeeded,
            VillageNeeded,
            BookingPaused,
            NotEntitledToVisit,
            NotFound,
            NotBookable,
            WayNotOffered,
            AlreadyWaiting,
        ),
    )
    async def post(self, body: WaitBody) -> WaitView:
        """Stand in line; the same wish again gives the same place."""
        wish = WaitWish(body.service_code, body.provider_id, body.first_day, body.last_day, body.way)
        return await self.tell_wait(await wait_for_time.join_waitlist(self.ctx, resident=self.resident, wish=wish))

    @operation("我的候补")
    async def get(self, query: PageQuery) -> Page[WaitView]:
        """The asker's waits, latest first."""
        shown, next_cursor = cut_page(await wait_for_time.list_waits(self.ctx, resident=self.resident), query)
        return Page[WaitView](items=[await self.tell_wait(one) for one in shown], next_cursor=next_cursor)


class WaitCancellationHandler(WaitHandlerBase):
    """/api/v1/waits/{wait_id}/cancellation"""

    @operation("取消候补", errors=(NotFound, WaitOver))
    async def post(self, wait_id: str) -> WaitView:
        """Leave the line."""
        return await self.tell_wait(await wait_for_time.cancel_wait(self.ctx, resident=self.resident, wait_id=wait_id))


class AcceptanceHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}/acceptance"""

    @operation("接受候补名额", errors=(NotFound, OfferOver, NotEntitledToVisit))
    async def post(self, booking_id: str) -> BookingView:
        """Take the offered time."""
        return await self.tell(
            await wait_for_time.accept_offer(self.ctx, resident=self.resident, booking_id=booking_id)
        )


class RefusalHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}/refusal"""

    @operation("不接受候补名额", errors=(NotFound, OfferOver, BookingChanged))
    async def post(self, booking_id: str) -> BookingView:
        """Let the offered time go to the next in line."""
        return await self.tell(
            await wait_for_time.refuse_offer(self.ctx, resident=self.resident, booking_id=booking_id)
        )
