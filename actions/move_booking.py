"""Rescheduling: the old time is kept until the new one is held, because both are one document."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.book_service import get_service, wished_offer
from actions.context import Context
from actions.follow_bookings import get_my_booking
from actions.free_times import get_provider
from actions.hold_time import find_alternatives, placed
from actions.notices import forget_reminders
from domain.booking_rules import check_movable
from domain.bookings import Booking, BookingChanged, DayFull, DeskNews, TimeTaken
from domain.choosing import Offer, Seeker, day_cap, explain
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotFound
from domain.people import Resident


@dataclass(frozen=True)
class NewTime:
    """Where a booking should go; without a provider it stays with the same person."""

    starts_at: datetime
    provider_id: str | None = None


async def reschedule_booking(ctx: Context, *, resident: Resident, booking_id: str, to: NewTime) -> Booking:
    """Move a booking to another time, or to another person too.

    Raises: NotFound, NotMovable, OutsideOpening, WayNotOffered, TimeTaken, ResidentBusy, DayFull, BookingChanged.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if booking.starts_at == to.starts_at and to.provider_id in (None, booking.provider_id):
        return booking
    check_movable(booking, ctx.settings.booking, ctx.now())
    return await move_booking(ctx, booking=booking, to=to)


async def move_booking(ctx: Context, *, booking: Booking, to: NewTime, desk_reason: str | None = None) -> Booking:
    """Put a booking elsewhere; ``desk_reason`` says why if the desk moves it and not its resident.

    Raises: NotFound, OutsideOpening, WayNotOffered, TimeTaken, ResidentBusy, DayFull, BookingChanged.
    """
    service = await get_service(ctx, code=booking.service_code, where=booking.village_code)
    seeker = Seeker(green=booking.green, way=booking.way)
    provider = await get_provider(ctx, provider_id=to.provider_id or booking.provider_id, service=service)
    offer = wished_offer(provider, service, to.starts_at, seeker, ctx.settings.booking, ctx.now())
    for seat in range(provider.opening.seats):
        try:
            return await _move(ctx, booking, replace(offer, seat=seat), desk_reason)
        except TimeTaken:
            continue
    village = await _get_village(ctx, booking)
    raise TimeTaken(details=await find_alternatives(ctx, village, service, seeker, provider.id))


async def _move(ctx: Context, booking: Booking, offer: Offer, desk_reason: str | None) -> Booking:
    number = await _day_number(ctx, booking, offer)
    moved = replace(
        booking,
        provider_id=offer.provider.id,
        why=f"{desk_reason}，为您改到这个时间。" if desk_reason else explain(offer),
        day_number=number,
        moved_from=booking.starts_at,
        changed_at=ctx.now(),
        told=desk_reason is not None,  # the desk tells of its own moves
        desk_news=DeskNews.MOVED if desk_reason else None,
        desk_due=desk_reason is not None,
        desk_reason=desk_reason,
        awaits_answer=False,
        answer_by=None,
        proposed_starts_at=None,
        proposed_provider_id=None,
        **placed(offer),
    )
    if not await ctx.store.bookings.move(booking, moved):
        raise BookingChanged()
    await forget_reminders(ctx, booking=booking)
    kept = await ctx.store.bookings.find(booking.id)
    return kept or moved


async def _day_number(ctx: Context, booking: Booking, offer: Offer) -> int:
    """A number of the new day; on the same day with the same person the booking keeps its own.

    Raises: DayFull.
    """
    on = civil_date(offer.starts_at)
    if (booking.provider_id, booking.on) == (offer.provider.id, on):
        return booking.day_number
    cap = day_cap(offer.provider.opening, ctx.settings.booking, booking.green)
    if cap is None:
        return 0
    ctx.store.bookings.forget_held(offer.provider.id)
    number = (await ctx.store.bookings.held_of(offer.provider.id, ctx.now())).free_number(on, cap)
    if number is None:
        raise DayFull()
    return number


async def _get_village(ctx: Context, booking: Booking) -> Division:
    village = await ctx.store.divisions.find(booking.village_code)
    if village is None:
        raise NotFound()
    return village
