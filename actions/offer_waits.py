"""The waitlist at work: free times are offered in order, offers end, and what a crash cut short is finished.

The booking that holds an offered time is the truth; the wait follows it. Every step may be repeated.
"""

from dataclasses import replace

from actions.context import Context
from actions.hold_time import Attempt, Wish, hold_soonest
from actions.look_for_free import Look
from actions.tell_waits import forget_offer, tell_end, tell_offer, tell_withdrawn
from domain.booking_rules import check_not_paused
from domain.bookings import Booking, BookingPaused, BookingState, NoFreeTime, TimeTaken, TooManyHeld
from domain.choosing import Seeker
from domain.clock import civil_date
from domain.errors import NotFound
from domain.waiting import LOOK_AGAIN_AFTER, Wait, WaitState, after_offer, ended, in_line, was_withdrawn
from store.booking_inserts import RequestRepeated

MOST_OFFERS_A_RUN = 100
TRIES = 5


async def offer_freed_times(ctx: Context) -> int:
    """Offer what is free to those who wait, in their order; how many offers were made."""
    await _finish_what_was_cut_short(ctx)
    await _end_outlived(ctx)
    made = 0
    for county_code in await ctx.store.waits.list_counties():
        made += await _offer_line(ctx, await ctx.store.waits.list_line(county_code))
    return made


async def expire_offers(ctx: Context) -> int:
    """End the offers that nobody accepted in time, and pass their times on; how many ended."""
    count = 0
    for booking in await ctx.store.bookings.list_expired_offers(ctx.now()):
        if await ctx.store.bookings.change(booking, BookingState.EXPIRED, ctx.now()):
            await settle_offer(ctx, booking=replace(booking, state=BookingState.EXPIRED, active=False))
            await pass_on(ctx, booking=booking)
            count += 1
    return count


async def pass_on(ctx: Context, *, booking: Booking) -> None:
    """A time was let go: offer it right away to whoever is first among those it may suit."""
    provider = await ctx.store.providers.find(booking.provider_id)
    village = await ctx.store.divisions.find(booking.village_code)
    if provider and village:
        await _offer_line(ctx, await ctx.store.waits.list_line(village.county_code, provider.service_codes))


async def offer_to(ctx: Context, *, wait: Wait) -> None:
    """Somebody came to the line: if there is something free, it need not wait for the next run."""
    await _offer_line(ctx, await ctx.store.waits.list_line(wait.county_code, (wait.service_code,)))


async def settle_offer(ctx: Context, *, booking: Booking) -> None:
    """Let the wait follow the booking that was offered to it; an offer to nobody is let go."""
    for _ in range(TRIES):
        wait = await ctx.store.waits.find(booking.waiting_id) if booking.waiting_id else None
        if wait is None or not wait.standing or wait.request_key != booking.request_key:
            await _let_go(ctx, booking)
            return
        after = after_offer(wait, booking, ctx.now())
        if (after.state, after.offered_booking_id) == (wait.state, wait.offered_booking_id):
            return
        await _tell(ctx, after, booking)  # before the change, so that a crash in between leaves nobody untold
        if await ctx.store.waits.change(wait, after):
            return


async def hold_for(ctx: Context, *, wait: Wait) -> Booking | None:
    """Hold the best free time for somebody in line; None when there is none that they can take.

    However often it is asked for the same offer, the store makes one booking of it.
    """
    attempt = await _attempt_of(ctx, wait)
    return await _hold(ctx, wait, attempt) if attempt else None


async def _offer_line(ctx: Context, waits: list[Wait]) -> int:
    look, made = Look(ctx), 0
    for wait in in_line(waits):
        if wait.look_at > ctx.now() or made >= MOST_OFFERS_A_RUN or look.is_hopeless(wait):
            continue
        attempt = await _attempt_of(ctx, wait)
        if attempt is None or not await look.may_suit(wait, attempt):
            continue
        booking = await _hold(ctx, wait, attempt)
        if booking:
            await settle_offer(ctx, booking=booking)
            made += 1
    return made


async def _attempt_of(ctx: Context, wait: Wait) -> Attempt | None:
    """What is tried for a wait; None when the service, the village or the resident is gone."""
    village = await ctx.store.divisions.find(wait.village_code)
    service = await ctx.store.services.find_published(wait.service_code, wait.village_code)
    resident = await ctx.store.residents.find(wait.resident_id)
    if village is None or service is None or resident is None:
        return None
    seeker = Seeker(
        green=wait.green,
        way=wait.way,
        busy=frozenset(wait.refused_quarters),
        not_before=wait.earliest(ctx.settings.booking, ctx.now()),
        not_after=wait.latest,
    )
    wish = Wish(wait.service_code, wait.provider_id, way=wait.way)
    return Attempt(resident, village, service, wish, wait.request_key, seeker, fresh=True, waiting_id=wait.id)


async def _hold(ctx: Context, wait: Wait, attempt: Attempt) -> Booking | None:
    try:
        check_not_paused(attempt.resident.no_show_times, ctx.settings.booking, ctx.now())
        if await _has_booked_since(ctx, wait):
            await ctx.store.waits.change(wait, ended(wait, WaitState.TAKEN, ctx.now()))
            return None
        return await hold_soonest(ctx, attempt)
    except RequestRepeated:
        return await ctx.store.bookings.find_by_request(wait.resident_id, wait.request_key)
    except (TooManyHeld, BookingPaused):
        await ctx.store.waits.put_off(wait, ctx.now() + LOOK_AGAIN_AFTER)
        return None
    except (NoFreeTime, TimeTaken, NotFound):
        return None


async def _has_booked_since(ctx: Context, wait: Wait) -> bool:
    """Whether the resident found a time without us: scarce times are for those who have none."""
    held = await ctx.store.bookings.list_held_by(wait.resident_id)
    mine = [one for one in held if one.service_code == wait.service_code and one.waiting_id != wait.id]
    return any(one.created_at > wait.created_at for one in mine)


async def _tell(ctx: Context, after: Wait, booking: Booking) -> None:
    if after.state is WaitState.OFFERED:
        await tell_offer(ctx, booking=booking)
        return
    await forget_offer(ctx, booking=booking)
    await tell_end(ctx, wait=after)
    if was_withdrawn(booking):
        await tell_withdrawn(ctx, booking=booking)


async def _let_go(ctx: Context, booking: Booking) -> None:
    if booking.state is BookingState.OFFERED:
        note = {"cancelled_at": ctx.now(), "cancel_reason": "候补已取消"}
        await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **note)
        await forget_offer(ctx, booking=booking)


async def _finish_what_was_cut_short(ctx: Context) -> None:
    """A booking without its wait, or a wait whose booking has moved on: the second half is still to be done."""
    waits = {wait.id: wait for wait in await ctx.store.waits.list_offered()}
    for booking in await ctx.store.bookings.list_offered():
        wait = waits.pop(booking.waiting_id or "", None)
        if wait is None or wait.offered_booking_id != booking.id:
            await settle_offer(ctx, booking=booking)
    for wait in waits.values():
        answered = await ctx.store.bookings.find(wait.offered_booking_id or "")
        if answered:
            await settle_offer(ctx, booking=answered)


async def _end_outlived(ctx: Context) -> None:
    for wait in await ctx.store.waits.list_outlived(civil_date(ctx.now())):
        after = ended(wait, WaitState.EXPIRED, ctx.now())
        await tell_end(ctx, wait=after)
        await ctx.store.waits.change(wait, after)
