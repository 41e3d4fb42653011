"""The desk of a provider and of staff: today's list, coming, done, absent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from actions.context import Context
from actions.desk_access import Desk, get_desk_booking, is_home_of, list_region_providers
from actions.desk_aftermath import follow_up
from actions.follow_bookings import BookingTold, tell_booking
from actions.notices import forget_reminders
from actions.regions import check_in_region, is_in_region
from actions.reveal_phone import Looker, reveal_phone_of
from domain.bookings import Booking, BookingChanged, BookingState, DeskNews
from domain.clock import civil_date
from domain.desk_rules import STATE_AFTER, DeskStep, check_step
from domain.divisions import lies_within
from domain.errors import NotFound
from domain.people import Provider, Staff

REVEAL_LENGTH = timedelta(days=7)
NEWS_AFTER = {DeskStep.COMPLETE: DeskNews.COMPLETED, DeskStep.NO_SHOW: DeskNews.NO_SHOW}


@dataclass(frozen=True)
class DeskDay:
    """A day at the desk."""

    on: date
    items: list[BookingTold]
    away: bool


async def list_provider_day(ctx: Context, *, provider: Provider, on: date | None) -> DeskDay:
    """A provider's day: everything but what was let go, soonest first."""
    on = on or civil_date(ctx.now())
    found = await ctx.store.desk_bookings.list_of_provider_on(provider.id, on)
    return DeskDay(on, await _tell(ctx, found), provider.opening.is_away(on))


async def list_region_day(
    ctx: Context, *, staff: Staff, on: date | None, provider_id: str | None = None, within: str | None = None
) -> DeskDay:
    """The day of all desks of a region, or of one of them: of its villages' residents and of its providers.

    Raises: NotFound when ``within`` lies elsewhere.
    """
    if within:
        check_in_region(staff, within)
    on = on or civil_date(ctx.now())
    found = await ctx.store.desk_bookings.list_on(on)
    home = {one.id for one in await list_region_providers(ctx, staff=staff)}
    shown = [
        one
        for one in found
        if (is_in_region(staff, one.village_code) or one.provider_id in home)
        and (not provider_id or one.provider_id == provider_id)
        and (not within or lies_within(one.village_code, within))
    ]
    return DeskDay(on, await _tell(ctx, shown), away=False)


async def check_in(ctx: Context, *, desk: Desk, booking_id: str) -> Booking:
    """Somebody has come. Twice is harmless.

    Raises: NotFound, NotAllowed, WrongBookingState, TooEarly, BookingChanged.
    """
    return await _take(ctx, desk, booking_id, DeskStep.CHECK_IN, checked_in_at=ctx.now())


async def complete_booking(
    ctx: Context, *, desk: Desk, booking_id: str, result: str | None = None, minutes: int | None = None
) -> Booking:
    """It is done; an advisor's hours entry is drafted from it. Twice is harmless.

    Raises: NotFound, NotAllowed, WrongBookingState, TooEarly, BookingChanged.
    """
    facts = {"ended_at": ctx.now(), "result": result or None, "spent_minutes": minutes}
    return await _take(ctx, desk, booking_id, DeskStep.COMPLETE, **facts)


async def mark_no_show(ctx: Context, *, desk: Desk, booking_id: str) -> Booking:
    """Nobody has come: it counts for the rule on not coming, and the resident is told how that works.

    Raises: NotFound, NotAllowed, WrongBookingState, TooEarly, BookingChanged.
    """
    return await _take(ctx, desk, booking_id, DeskStep.NO_SHOW, ended_at=ctx.now())


async def reveal_phone(ctx: Context, *, desk: Desk, booking_id: str) -> str:
    """The phone number behind a booking; the look is written down first.

    Raises: NotFound, TooMany.
    """
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    resident = await ctx.store.residents.find(booking.resident_id)
    holder = booking.visitor or resident
    recent = booking.active or booking.ends_at > ctx.now() - REVEAL_LENGTH
    if not recent or holder is None or not holder.phone_sealed:
        raise NotFound("这个预约没有可以查看的电话号码。", code="phone_not_found")
    who = Looker(desk.actor_id, "provider" if desk.provider else "staff")
    return await reveal_phone_of(ctx, holder=holder, whose=booking.resident_id, who=who, why=f"booking:{booking.id}")


async def tell_region_providers(ctx: Context, *, staff: Staff, shown: list[BookingTold]) -> list[Provider]:
    """The providers of the region and whoever else receives somebody on the list, by name."""
    home = {one.id: one for one in await list_region_providers(ctx, staff=staff)}
    others = {one.provider.id: one.provider for one in shown if one.provider and not is_home_of(staff, one.provider)}
    return sorted({**others, **home}.values(), key=lambda one: (one.name, one.id))


async def _take(ctx: Context, desk: Desk, booking_id: str, step: DeskStep, **facts: Any) -> Booking:
    desk.check_may_change()
    booking = await get_desk_booking(ctx, desk=desk, booking_id=booking_id)
    after = STATE_AFTER[step]
    if booking.state is not after:
        booking = await _change(ctx, desk, booking, step, facts)
    if booking.desk_due:
        await follow_up(ctx, booking=booking)
    return booking


async def _change(ctx: Context, desk: Desk, booking: Booking, step: DeskStep, facts: dict[str, Any]) -> Booking:
    check_step(booking, step, ctx.now())
    news = NEWS_AFTER.get(step)
    desk_facts = {"desk_news": news.value if news else None, "desk_due": news is not None, "awaits_answer": False}
    done = await ctx.store.bookings.change(booking, STATE_AFTER[step], ctx.now(), **desk_facts, **facts)
    changed = await get_desk_booking(ctx, desk=desk, booking_id=booking.id)
    if not done and changed.state is not STATE_AFTER[step]:
        raise BookingChanged()
    await forget_reminders(ctx, booking=booking)
    return changed


async def _tell(ctx: Context, bookings: list[Booking]) -> list[BookingTold]:
    let_go = (BookingState.CANCELLED, BookingState.OFFERED)
    shown = [one for one in bookings if one.state not in let_go]
    return [await tell_booking(ctx, booking=one) for one in shown]
