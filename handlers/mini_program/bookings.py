"""A resident's bookings: one tap, follow, cancel."""

from datetime import UTC, datetime

from pydantic import AwareDatetime, Field

from actions import book_service, follow_bookings
from actions.book_service import Wish
from actions.follow_bookings import BookingTold
from domain.bookings import (
    Booking,
    BookingState,
    KeyReused,
    Nearness,
    NoFreeTime,
    NotCancellable,
    OutsideOpening,
    PhoneNeeded,
    ResidentBusy,
    TimeTaken,
    VillageNeeded,
)
from domain.errors import BadInput, NotFound
from domain.people import PROVIDER_KIND_NAMES
from handlers.base import ResidentApiHandler
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation

LONGEST_KEY = 100
BOOKING_ERRORS = (
    PhoneNeeded,
    VillageNeeded,
    NotFound,
    OutsideOpening,
    NoFreeTime,
    TimeTaken,
    ResidentBusy,
    KeyReused,
)


class BookBody(Request):
    """Only the service is needed: person and time are found if not given."""

    service_code: str = Field(min_length=1, max_length=64)
    provider_id: str | None = Field(None, max_length=64)
    starts_at: AwareDatetime | None = Field(None, description="要指定时间时，须同时给出 provider_id")
    matter_number: str | None = Field(None, max_length=40, description="由哪件诉求而来")

    def wish(self) -> Wish:
        """What the resident wishes for, time in UTC."""
        start: datetime | None = self.starts_at.astimezone(UTC) if self.starts_at else None
        return Wish(self.service_code, self.provider_id, start, self.matter_number)


class BookingProviderView(Answer):
    """Whom one meets."""

    id: str
    name: str
    kind_name: str
    organisation: str


class BookingView(Answer):
    """Where, when, who and why."""

    id: str
    state: BookingState
    service_code: str
    service_name: str
    materials: list[str]
    provider: BookingProviderView | None
    place: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    nearness: Nearness
    why: str
    matter_number: str | None
    created_at: ShanghaiTime

    @classmethod
    def of(cls, told: BookingTold) -> "BookingView":
        """The booking as told to its resident."""
        booking, service, provider = told.booking, told.service, told.provider
        return cls(
            id=booking.id,
            state=booking.state,
            service_code=booking.service_code,
            service_name=service.name if service else booking.service_code,
            materials=list(service.materials) if service else [],
            provider=BookingProviderView(
                id=provider.id,
                name=provider.name,
                kind_name=PROVIDER_KIND_NAMES[provider.kind],
                organisation=provider.organisation,
            )
            if provider
            else None,
            place=booking.place,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            nearness=booking.nearness,
            why=booking.why,
            matter_number=booking.matter_number,
            created_at=booking.created_at,
        )


class BookingHandlerBase(ResidentApiHandler):
    """Tells bookings."""

    async def tell(self, booking: Booking) -> BookingView:
        """The booking with names for its ids."""
        return BookingView.of(await follow_bookings.tell_booking(self.ctx, booking=booking))


class BookingsHandler(BookingHandlerBase):
    """/api/v1/bookings"""

    @operation("一键预约", status=201, errors=BOOKING_ERRORS, headers=("Idempotency-Key",))
    async def post(self, body: BookBody) -> BookingView:
        """Book; with an Idempotency-Key a retry gives the same booking."""
        key = self.request.headers.get("Idempotency-Key")
        if key and len(key) > LONGEST_KEY:
            raise BadInput(fields={"Idempotency-Key": f"最多{LONGEST_KEY}个字符。"})
        booking = await book_service.book_service(
            self.ctx, resident=self.resident, wish=body.wish(), request_key=key or None
        )
        return await self.tell(booking)

    @operation("我的预约")
    async def get(self, query: PageQuery) -> Page[BookingView]:
        """The asker's bookings, latest first."""
        found = await follow_bookings.list_my_bookings(self.ctx, resident=self.resident)
        shown, next_cursor = cut_page(found, query)
        return Page[BookingView](items=[await self.tell(one) for one in shown], next_cursor=next_cursor)


class BookingHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}"""

    @operation("一个预约", errors=(NotFound,))
    async def get(self, booking_id: str) -> BookingView:
        """One of the asker's bookings."""
        booking = await follow_bookings.get_my_booking(self.ctx, resident=self.resident, booking_id=booking_id)
        return await self.tell(booking)


class CancelBody(Request):
    """Why, if one likes to say."""

    reason: str | None = Field(None, max_length=200)


class CancellationHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}/cancellation"""

    @operation("取消预约", errors=(NotFound, NotCancellable))
    async def post(self, booking_id: str, body: CancelBody) -> BookingView:
        """Let the time go."""
        booking = await follow_bookings.cancel_booking(
            self.ctx, resident=self.resident, booking_id=booking_id, reason=body.reason
        )
        return await self.tell(booking)
