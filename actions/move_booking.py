"""Rescheduling: the old time is kept until the new one is held, because both are one document."""

from dataclasses import dataclass, replace
from datetime import datetime

from actions.book_service import get_service, wished_offer
from actions.context import Context
from actions.follow_bookings import get_my_booking
from actions.free_times import get_provider
from actions.hold_time import find_alternatives, free_day_number, is_busy, placed
from actions.notices import forget_reminders
from actions.recuse import find_recusal
from domain.booking_rules import check_movable
from domain.bookings import Booking, BookingChanged, DayFull, DeskNews, ResidentBusy, TimeTaken
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

    Raises: NotFound, NotMovable, NotEntitledToVisit, OutsideOpening, WayNotOffered, TimeTaken, ResidentBusy, DayFull,
    BookingChanged.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if booking.starts_at == to.starts_at and to.provider_id in (None, booking.provider_id):
        return booking
    check_movable(booking, ctx.settings.booking, ctx.now())
    Seeker(green=bool(resident.green_reasons), way=booking.way).check_entitled()
    return await move_booking(ctx, booking=booking, to=to)


async def move_booking(ctx: Context, *, booking: Booking, to: NewTime, desk_reason: str | None = None) -> Booking:
    """Put a booking elsewhere; ``desk_reason`` says why if the desk moves it and not its resident.

    Raises: NotFound, Recused, OutsideOpening, WayNotOffered, TimeTaken, ResidentBusy, DayFull, BookingChanged.
    """
    service = await get_service(ctx, code=booking.service_code, where=booking.village_code)
    recusal = await find_recusal(ctx, matter_number=booking.matter_number)
    seeker = Seeker(green=booking.green, way=booking.way, recusal=recusal, by_desk=True)  # whoever may not was refused
    provider = await get_provider(ctx, provider_id=to.provider_id or booking.provider_id, service=service)
    if recusal:
        recusal.check(provider)
    offer = wished_offer(provider, service, to.starts_at, seeker, ctx.settings.booking, ctx.now())
    try:
        return await _move_to_any_seat(ctx, booking, offer, desk_reason)
    except (TimeTaken, DayFull, ResidentBusy) as refusal:
        seeker = replace(seeker, busy=await _busy_elsewhere(ctx, booking))
        reason = ResidentBusy if is_busy(seeker, offer) else type(refusal)
        village = await _get_village(ctx, booking)
        raise reason(details=await find_alternatives(ctx, village, service, seeker, provider.id)) from refusal


async def _busy_elsewhere(ctx: Context, booking: Booking) -> frozenset[int]:
    """The resident's quarter-hours that other bookings take: this one leaves its own."""
    held = await ctx.store.bookings.list_held_by(booking.resident_id)
    return frozenset(quarter for one in held if one.id != booking.id for quarter in one.resident_quarters)


async def _move_to_any_seat(ctx: Context, booking: Booking, offer: Offer, desk_reason: str | None) -> Booking:
    for seat in range(offer.provider.opening.seats):
        try:
            return await _move(ctx, booking, replace(offer, seat=seat), desk_reason)
        except TimeTaken:
            continue
    raise TimeTaken()


async def _move(ctx: Context, booking: Booking, offer: Offer, desk_reason: str | None) -> Booking:
    cap = day_cap(offer.provider.opening, ctx.settings.booking, booking.green)
    for _ in range(1 + (cap or 0)):  # a number lost to somebody else is one number fewer
        moved = _moved(ctx, booking, offer, desk_reason, await _day_number(ctx, booking, offer, cap))
        try:
            changed = await ctx.store.bookings.move(booking, moved)
        except DayFull:
            continue
        if not changed:
            raise BookingChanged()
        await forget_reminders(ctx, booking=booking)
        kept = await ctx.store.bookings.find(booking.id)
        return kept or moved
    raise DayFull()


def _moved(ctx: Context, booking: Booking, offer: Offer, desk_reason: str | None, day_number: int) -> Booking:
    return replace(
        booking,
        provider_id=offer.provider.id,
        why=f"{desk_reason}，为您改到这个时间。" if desk_reason else explain(offer),
        day_number=day_number,
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


async def _day_number(ctx: Context, booking: Booking, offer: Offer, cap: int | None) -> int:
    """A number of the new day; on the same day with the same person the booking keeps its own.

    Raises: DayFull.
    """
    if booking.capped and (booking.provider_id, booking.on) == (offer.provider.id, civil_date(offer.starts_at)):
        return booking.day_number
    return await free_day_number(ctx, offer, cap)


async def _get_village(ctx: Context, booking: Booking) -> Division:
    village = await ctx.store.divisions.find(booking.village_code)
    if village is None:
        raise NotFound()
    return village
