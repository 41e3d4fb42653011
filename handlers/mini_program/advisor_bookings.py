"""What an advisor has before them."""

from actions import follow_bookings
from actions.follow_bookings import BookingTold
from domain.bookings import BookingState
from handlers.base import ProviderApiHandler
from handlers.models import Answer, Page, PageQuery, ShanghaiTime, cut_page
from handlers.operations import operation


class AdvisorBookingView(Answer):
    """A booking as its provider sees it: whom they meet is masked."""

    id: str
    state: BookingState
    service_name: str
    village_name: str
    phone_masked: str | None
    place: str
    starts_at: ShanghaiTime
    ends_at: ShanghaiTime
    matter_number: str | None

    @classmethod
    def of(cls, told: BookingTold) -> "AdvisorBookingView":
        """The booking as told to its provider."""
        booking = told.booking
        return cls(
            id=booking.id,
            state=booking.state,
            service_name=told.service.name if told.service else booking.service_code,
            village_name=told.village.spoken_name if told.village else "",
            phone_masked=told.resident.phone_masked if told.resident else None,
            place=booking.place,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            matter_number=booking.matter_number,
        )


class AdvisorBookingsHandler(ProviderApiHandler):
    """/api/v1/advisor/bookings"""

    @operation("我要接待的预约")
    async def get(self, query: PageQuery) -> Page[AdvisorBookingView]:
        """From this morning on, soonest first."""
        found = await follow_bookings.list_provider_bookings(self.ctx, provider=self.provider)
        shown, next_cursor = cut_page(found, query)
        told = [await follow_bookings.tell_booking(self.ctx, booking=one) for one in shown]
        return Page[AdvisorBookingView](items=[AdvisorBookingView.of(one) for one in told], next_cursor=next_cursor)
