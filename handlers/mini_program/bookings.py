"""A resident's bookings: one tap, follow, cancel."""

from datetime import UTC, datetime

from pydantic import AwareDatetime, Field

from actions import book_service, follow_bookings
from actions.book_service import Wish
from actions.follow_bookings import BookingTold
from actions.move_booking import NewTime, reschedule_booking
from domain.bookings import (
    BOOKING_STATE_NAMES,
    Beneficiary,
    Booking,
    BookingChanged,
    BookingPaused,
    BookingState,
    ConsentNeeded,
    DayFull,
    KeyReused,
    Nearness,
    NoFreeTime,
    NotCancellable,
    NotEntitledToVisit,
    NotMovable,
    OutsideOpening,
    PhoneNeeded,
    ResidentBusy,
    TimeTaken,
    TooManyHeld,
    VillageNeeded,
    WayNotOffered,
)
from domain.errors import BadInput, NotFound
from domain.opening import MEETING_WAY_NAMES, MeetingWay
from domain.people import PROVIDER_KIND_NAMES, Provider
from domain.recusal import Recused
from domain.services import NotBookable
from handlers.base import ResidentApiHandler
from handlers.mini_program.language import LanguageView
from handlers.models import LONGEST_KEY, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation

BOOKING_ERRORS = (
    PhoneNeeded,
    VillageNeeded,
    NotFound,
    OutsideOpening,
    NoFreeTime,
    TimeTaken,
    ResidentBusy,
    KeyReused,
    DayFull,
    TooManyHeld,
    BookingPaused,
    ConsentNeeded,
    WayNotOffered,
    NotEntitledToVisit,
    NotBookable,
    Recused,
)


class BeneficiaryBody(Request):
    """A family member for whom one books."""

    name: str = Field(min_length=1, max_length=30)
    relation: str = Field(min_length=1, max_length=20, description="与预约人的关系，如父亲、母亲")
    consent: bool = Field(description="本人是否同意代为预约")

    def beneficiary(self) -> Beneficiary:
        """As the domain keeps it."""
        return Beneficiary(self.name, self.relation, self.consent)


class BookBody(Request):
    """Only the service is needed: person and time are found if not given."""

    service_code: str = Field(min_length=1, max_length=64)
    provider_id: str | None = Field(None, max_length=64)
    starts_at: AwareDatetime | None = Field(None, description="要指定时间时，须同时给出 provider_id")
    matter_number: str | None = Field(None, max_length=40, description="由哪件诉求而来")
    way: MeetingWay | None = Field(None, description="服务方式，不填为该人员的常用方式")
    beneficiary: BeneficiaryBody | None = Field(None, description="替家人预约时填写")
    language: str | None = Field(None, max_length=20, description="希望使用的语言，不填为资料中选择的语言")

    def wish(self) -> Wish:
        """What the resident wishes for, time in UTC."""
        start: datetime | None = self.starts_at.astimezone(UTC) if self.starts_at else None
        beneficiary = self.beneficiary.beneficiary() if self.beneficiary else None
        return Wish(
            self.service_code, self.provider_id, start, self.matter_number, self.way, beneficiary, self.language
        )


class BookingProviderView(Answer):
    """Whom one meets."""

    id: str
    name: str
    kind_name: str
    organisation: str
    languages: list[LanguageView]

    @classmethod
    def of(cls, provider: Provider) -> "BookingProviderView":
        """The provider as told to a resident."""
        return cls(
            id=provider.id,
            name=provider.name,
            kind_name=PROVIDER_KIND_NAMES[provider.kind],
            organisation=provider.organisation,
            languages=LanguageView.all_of(provider.languages),
        )


class DirectionsView(Answer):
    """The way there: latitude, longitude, name and address are what wx.openLocation takes."""

    latitude: float
    longitude: float
    name: str
    address: str

    @classmethod
    def of(cls, booking: Booking, provider: Provider | None) -> "DirectionsView | None":
        """The way to the place, where it is known and one goes there."""
        if provider is None or provider.latitude is None or provider.longitude is None:
            return None
        if booking.way not in (MeetingWay.OFFICE, MeetingWay.VILLAGE):
            return None
        return cls(
            latitude=provider.latitude,
            longitude=provider.longitude,
            name=booking.place,
            address=provider.address or booking.place,
        )


class ProposedView(Answer):
    """Another time that is proposed because the provider will be away."""

    reason: str | None
    starts_at: ShanghaiTime
    answer_by: ShanghaiTime

    @classmethod
    def of(cls, booking: Booking) -> "ProposedView | None":
        """The proposal that waits for an answer."""
        if not (booking.active and booking.awaits_answer and booking.proposed_starts_at and booking.answer_by):
            return None
        return cls(reason=booking.desk_reason, starts_at=booking.proposed_starts_at, answer_by=booking.answer_by)


class BookingView(Answer):
    """Where, when, who and why."""

    id: str
    state: BookingState
    state_name: str
    service_code: str
    service_name: str
    materials: list[str]
    provider: BookingProviderView | None
    place: str
    way: MeetingWay
    way_name: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    nearness: Nearness
    why: str
    green: bool
    beneficiary_name: str | None
    matter_number: str | None
    expires_at: ShanghaiTime | None
    can_cancel: bool
    can_move: bool
    created_at: ShanghaiTime
    directions: DirectionsView | None
    proposal: ProposedView | None
    cancel_reason: str | None

    @classmethod
    def of(cls, told: BookingTold) -> "BookingView":
        """The booking as told to its resident."""
        booking, service, provider = told.booking, told.service, told.provider
        return cls(
            id=booking.id,
            state=booking.state,
            state_name=BOOKING_STATE_NAMES[booking.state],
            service_code=booking.service_code,
            service_name=service.name if service else booking.service_code,
            materials=list(service.materials) if service else [],
            provider=BookingProviderView.of(provider) if provider else None,
            place=booking.place,
            way=booking.way,
            way_name=MEETING_WAY_NAMES[booking.way],
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            nearness=booking.nearness,
            why=booking.why,
            green=booking.green,
            beneficiary_name=booking.beneficiary.name if booking.beneficiary else None,
            matter_number=booking.matter_number,
            expires_at=booking.expires_at,
            can_cancel=told.can_cancel,
            can_move=told.can_move,
            created_at=booking.created_at,
            directions=DirectionsView.of(booking, provider),
            proposal=ProposedView.of(booking),
            cancel_reason=booking.cancel_reason,
        )


class BookingHandlerBase(ResidentApiHandler):
    """Tells bookings."""

    async def tell(self, booking: Booking) -> BookingView:
        """The booking with names for its ids."""
        return BookingView.of(await follow_bookings.tell_booking(self.ctx, booking=booking, resident=self.resident))


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

    @operation("取消预约", errors=(NotFound, NotCancellable, BookingChanged))
    async def post(self, booking_id: str, body: CancelBody) -> BookingView:
        """Let the time go."""
        booking = await follow_bookings.cancel_booking(
            self.ctx, resident=self.resident, booking_id=booking_id, reason=body.reason
        )
        return await self.tell(booking)


class MoveBody(Request):
    """The new time, and another person if one likes."""

    starts_at: AwareDatetime
    provider_id: str | None = Field(None, max_length=64)


class RescheduleHandler(BookingHandlerBase):
    """/api/v1/bookings/{booking_id}/reschedule"""

    @operation(
        "改期",
        errors=(
            NotFound,
            Recused,
            NotMovable,
            NotEntitledToVisit,
            OutsideOpening,
            WayNotOffered,
            TimeTaken,
            ResidentBusy,
            DayFull,
            BookingChanged,
        ),
    )
    async def post(self, booking_id: str, body: MoveBody) -> BookingView:
        """Move the booking; the old time is kept until the new one is held."""
        to = NewTime(body.starts_at.astimezone(UTC), body.provider_id)
        booking = await reschedule_booking(self.ctx, resident=self.resident, booking_id=booking_id, to=to)
        return await self.tell(booking)
