"""Looking at bookings and letting them go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.context import Context
from actions.notices import forget_reminders
from actions.offer_waits import pass_on, settle_offer
from domain.booking_rules import BookingRules, check_cancellable, check_movable
from domain.bookings import Booking, BookingChanged, BookingState
from domain.divisions import Division
from domain.errors import NotFound, ServiceError
from domain.people import Provider, Resident
from domain.services import Service

LOOK_BACK = timedelta(days=366)


@dataclass(frozen=True)
class BookingTold:
    """A booking with what is needed to tell it to people."""

    booking: Booking
    service: Service | None
    provider: Provider | None
    village: Division | None
    resident: Resident | None
    can_cancel: bool
    can_move: bool


async def tell_booking(ctx: Context, *, booking: Booking, resident: Resident | None = None) -> BookingTold:
    """The booking with its service, provider, village and resident; a resident who is at hand is not asked for."""
    return BookingTold(
        booking,
        await ctx.store.services.find(booking.service_code, booking.village_code),
        await ctx.store.providers.find(booking.provider_id),
        await ctx.store.divisions.find(booking.village_code),
        resident or await ctx.store.residents.find(booking.resident_id),
        can_cancel=_may(check_cancellable, ctx, booking),
        can_move=_may(check_movable, ctx, booking),
    )


def _may(check: Callable[[Booking, BookingRules, datetime], None], ctx: Context, booking: Booking) -> bool:
    try:
        check(booking, ctx.settings.booking, ctx.now())
    except ServiceError:
        return False
    return True


async def list_my_bookings(ctx: Context, *, resident: Resident) -> list[Booking]:
    """The resident's bookings of a year back and all to come, latest first."""
    until = ctx.now() + timedelta(days=ctx.settings.booking.horizon_days + 1)
    return await ctx.store.bookings.list_of_resident(resident.id, ctx.now() - LOOK_BACK, until)


async def list_provider_bookings(ctx: Context, *, provider: Provider) -> list[Booking]:
    """What a provider has before them, from this morning on, soonest first."""
    until = ctx.now() + timedelta(days=ctx.settings.booking.horizon_days + 1)
    return await ctx.store.bookings.list_of_provider(provider.id, ctx.now() - timedelta(hours=12), until)


async def get_my_booking(ctx: Context, *, resident: Resident, booking_id: str) -> Booking:
    """Raises: NotFound, also when it is somebody else's."""
    booking = await ctx.store.bookings.find(booking_id)
    if booking is None or booking.resident_id != resident.id:
        raise NotFound("没有找到这个预约。", code="booking_not_found")
    return booking


async def cancel_booking(ctx: Context, *, resident: Resident, booking_id: str, reason: str | None) -> Booking:
    """Let the time go, to whoever waits for it. Cancelling twice is harmless.

    Raises: NotFound, NotCancellable, BookingChanged.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if booking.state is BookingState.CANCELLED:
        return booking
    check_cancellable(booking, ctx.settings.booking, ctx.now())
    note = {"cancelled_at": ctx.now(), "cancel_reason": reason}
    changed = await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **note)
    after = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if not changed and after.state is not BookingState.CANCELLED:
        raise BookingChanged()
    await forget_reminders(ctx, booking=booking)
    if after.waiting_id:
        await settle_offer(ctx, booking=after)
    await pass_on(ctx, booking=after)
    return after
