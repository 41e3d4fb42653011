"""One booking of somebody who will be away: moved, proposed another time, or, if there is none, cancelled."""

from actions.context import Context
from actions.desk_aftermath import follow_up
from actions.free_times import TIERS, look_around
from actions.move_booking import NewTime, move_booking
from actions.notices import forget_reminders
from actions.offer_waits import settle_offer
from actions.recuse import find_recusal
from domain.bookings import (
    Booking,
    BookingChanged,
    BookingState,
    DayFull,
    DeskNews,
    Nearness,
    OutsideOpening,
    ResidentBusy,
    TimeTaken,
    WayNotOffered,
)
from domain.choosing import Offer, Seeker, offers_of
from domain.desk_rules import answer_deadline, say_leave
from domain.errors import NotFound
from domain.opening import Leave
from domain.people import PROVIDER_KIND_NAMES, Provider

TRIES = 8
NO_PROPOSAL = {"awaits_answer": False, "answer_by": None, "proposed_starts_at": None, "proposed_provider_id": None}
LOST = (TimeTaken, DayFull, ResidentBusy, OutsideOpening, WayNotOffered, NotFound)


async def clear_booking(ctx: Context, *, provider: Provider, leave: Leave, booking: Booking) -> bool:
    """Do what the leave demands of one booking now; false when nothing was to be done.

    Whoever has come already, or whose time has begun, is served; an offer from the waitlist is
    withdrawn, and who waits keeps the place.
    """
    now = ctx.now()
    if booking.state is BookingState.OFFERED and (booking.expires_at is None or booking.expires_at > now):
        return await _withdraw_offer(ctx, booking)
    if booking.state is not BookingState.BOOKED or booking.starts_at <= now:
        return False
    if leave.offer and answer_deadline(booking, ctx.settings.booking) > now:
        return not booking.awaits_answer and await propose(ctx, provider=provider, leave=leave, booking=booking)
    return await _move(ctx, provider, leave, booking)


async def _withdraw_offer(ctx: Context, booking: Booking) -> bool:
    news = {"desk_news": DeskNews.CANCELLED.value, "cancelled_at": ctx.now()}
    if not await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **news):
        return False
    withdrawn = await ctx.store.bookings.find(booking.id)
    if withdrawn:
        await settle_offer(ctx, booking=withdrawn)
    return True


async def propose(ctx: Context, *, provider: Provider, leave: Leave, booking: Booking) -> bool:
    """Keep the booking, and ask whether another time would do."""
    offer = await find_place(ctx, provider=provider, booking=booking)
    if offer is None:
        return await _cancel(ctx, provider, leave, booking)
    facts = {
        "awaits_answer": True,
        "answer_by": answer_deadline(booking, ctx.settings.booking),
        "proposed_starts_at": offer.starts_at,
        "proposed_provider_id": offer.provider.id,
        "desk_reason": _reason(provider, leave),
        "desk_news": DeskNews.PROPOSED.value,
        "desk_due": True,
    }
    if not await ctx.store.bookings.change(booking, BookingState.BOOKED, ctx.now(), **facts):
        return False
    await _finish(ctx, booking)
    return True


async def find_place(ctx: Context, *, provider: Provider, booking: Booking) -> Offer | None:
    """The soonest time from the old one on: of the nearest others, or of the same person when they are back.

    Never earlier than was booked: nobody should miss what they did not know of.
    """
    service = await ctx.store.services.find_published(booking.service_code, booking.village_code)
    village = await ctx.store.divisions.find(booking.village_code)
    if service is None or village is None:
        return None
    seeker = await _seeker(ctx, booking)
    ctx.store.bookings.forget_held(provider.id)
    held = await ctx.store.bookings.held_of(provider.id, ctx.now())
    serves = provider.active and service.id in provider.service_codes and seeker.may_meet(provider)
    own = offers_of(provider, Nearness.CHOSEN, service, held, seeker, ctx.settings.booking, ctx.now(), 1)
    found = list(own) if serves else []
    around = await look_around(ctx, village, service, seeker, 1)
    for nearness in TIERS:
        other = next((one for one in await around.offers(nearness) if one.provider.id != provider.id), None)
        if other:
            found.append(other)
            break
    return min(found, key=lambda one: (one.starts_at, one.provider.id != provider.id), default=None)


async def _seeker(ctx: Context, booking: Booking) -> Seeker:
    held = await ctx.store.bookings.list_held_by(booking.resident_id)
    busy = frozenset(quarter for one in held if one.id != booking.id for quarter in one.resident_quarters)
    recusal = await find_recusal(ctx, matter_number=booking.matter_number)
    return Seeker(booking.green, busy, booking.way, booking.starts_at, recusal=recusal, by_desk=True)


async def _move(ctx: Context, provider: Provider, leave: Leave, booking: Booking) -> bool:
    """Move; when somebody is faster, look again. What cannot be settled now is tried again by the job."""
    for _ in range(TRIES):
        offer = await find_place(ctx, provider=provider, booking=booking)
        if offer is None:
            return await _cancel(ctx, provider, leave, booking)
        to = NewTime(offer.starts_at, offer.provider.id)
        try:
            moved = await move_booking(ctx, booking=booking, to=to, desk_reason=_reason(provider, leave))
        except BookingChanged:
            return False
        except LOST:
            ctx.store.bookings.forget_held(offer.provider.id)
            continue
        await follow_up(ctx, booking=moved)
        return True
    return False


async def _cancel(ctx: Context, provider: Provider, leave: Leave, booking: Booking) -> bool:
    reason = _reason(provider, leave)
    facts = {
        **NO_PROPOSAL,
        "cancelled_at": ctx.now(),
        "cancel_reason": f"{reason}，近期没有可改的时间",
        "desk_reason": reason,
        "desk_news": DeskNews.CANCELLED.value,
        "desk_due": True,
    }
    if not await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **facts):
        return False
    await _finish(ctx, booking)
    return True


async def _finish(ctx: Context, booking: Booking) -> None:
    await forget_reminders(ctx, booking=booking)
    changed = await ctx.store.bookings.find(booking.id)
    if changed:
        await follow_up(ctx, booking=changed)


def _reason(provider: Provider, leave: Leave) -> str:
    return say_leave(f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}", leave)
