"""Leave: a provider is away, and every booking that this touches is moved, or its resident asked first.

The leave is written into the opening rule first, so that nothing new is booked. Then each booking is moved in one
guarded write: its old time is kept until the new one is held. ``move_for_leave`` looks again and again for standing
bookings that lie in a leave, so a crash between the two, a booking made in the same second elsewhere, and a proposal
that nobody answered all end the same way.
"""

from dataclasses import dataclass
from datetime import time

from actions.context import Context
from actions.desk_aftermath import follow_up
from actions.follow_bookings import get_my_booking
from actions.leave_moves import LOST, NO_PROPOSAL, clear_booking, propose
from actions.move_booking import NewTime, move_booking
from actions.notices import forget_reminders
from domain.bookings import (
    Booking,
    BookingChanged,
    BookingState,
    DeskNews,
    NothingProposed,
    TimeTaken,
)
from domain.clock import at_civil, civil_date
from domain.desk_rules import check_leave, end_of_day
from domain.errors import NotFound
from domain.opening import Leave
from domain.people import Provider, Resident


@dataclass(frozen=True)
class Affected:
    """A booking that a leave touched, as it was and as it is."""

    before: Booking
    after: Booking


async def take_leave(ctx: Context, *, provider: Provider, leave: Leave) -> list[Affected]:
    """Be away, and settle every booking that lies in it; which they were. The same leave twice is harmless.

    Raises: BadInput.
    """
    check_leave(leave, civil_date(ctx.now()))
    await ctx.store.providers.put_leave(provider, leave)
    away = await ctx.store.providers.find_fresh(provider.id)
    if away is None:
        raise NotFound("没有找到这位法律服务人员。", code="provider_not_found")
    found = await _list_in(ctx, away, leave)
    for booking in found:
        await clear_booking(ctx, provider=away, leave=leave, booking=booking)
    after = [await ctx.store.bookings.find(booking.id) or booking for booking in found]
    return [Affected(*both) for both in zip(found, after, strict=True)]


async def end_leave(ctx: Context, *, provider: Provider, leave_id: str) -> None:
    """Be there after all: proposals that nobody answered yet are taken back; what was moved stays moved.

    Raises: NotFound.
    """
    leave = next((one for one in provider.opening.leaves if one.id == leave_id), None)
    if leave is None:
        raise NotFound("没有找到这次请假。", code="leave_not_found")
    await ctx.store.providers.drop_leave(provider, leave)
    await ctx.store.providers.find_fresh(provider.id)
    for booking in await _list_in(ctx, provider, leave):
        await _withdraw_if_back(ctx, booking)


def list_leaves(ctx: Context, *, provider: Provider) -> list[Leave]:
    """The leaves that are not over, soonest first."""
    today = civil_date(ctx.now())
    return sorted((one for one in provider.opening.leaves if one.last_day >= today), key=lambda one: one.id)


async def move_for_leave(ctx: Context) -> int:
    """Settle whatever still lies in a leave; how many bookings."""
    settled = 0
    for provider in await ctx.store.providers.list_with_leaves(civil_date(ctx.now())):
        for leave in list_leaves(ctx, provider=provider):
            for booking in await _list_in(ctx, provider, leave):
                settled += await clear_booking(ctx, provider=provider, leave=leave, booking=booking)
    for booking in await ctx.store.desk_bookings.list_awaiting():
        settled += await _withdraw_if_back(ctx, booking)
    return settled


async def answer_proposal(ctx: Context, *, resident: Resident, booking_id: str, accept: bool) -> Booking:
    """The resident's yes moves the booking, the no cancels it. The same answer twice is harmless.

    Raises: NotFound, NothingProposed, TimeTaken, BookingChanged.
    """
    booking = await get_my_booking(ctx, resident=resident, booking_id=booking_id)
    if not booking.awaits_answer or not booking.active:
        return _answered_before(booking, accept)
    if accept:
        return await _accept(ctx, booking)
    note = {**NO_PROPOSAL, "cancelled_at": ctx.now(), "cancel_reason": "不接受改期", "desk_due": False}
    if not await ctx.store.bookings.change(booking, BookingState.CANCELLED, ctx.now(), **note):
        raise BookingChanged()
    await forget_reminders(ctx, booking=booking)
    return await get_my_booking(ctx, resident=resident, booking_id=booking_id)


def _answered_before(booking: Booking, accept: bool) -> Booking:
    same = booking.active and booking.moved_from if accept else booking.state is BookingState.CANCELLED
    if not same:
        raise NothingProposed()
    return booking


async def _accept(ctx: Context, booking: Booking) -> Booking:
    if booking.proposed_starts_at is None:
        raise NothingProposed()
    try:
        return await move_booking(
            ctx, booking=booking, to=NewTime(booking.proposed_starts_at, booking.proposed_provider_id)
        )
    except LOST as lost:
        await _propose_again(ctx, booking)
        words = "建议的时间刚刚被约走了，我们另找了一个时间，请刷新后再确认。"
        raise TimeTaken(words, details=lost.details) from lost


async def _propose_again(ctx: Context, booking: Booking) -> None:
    provider = await ctx.store.providers.find_fresh(booking.provider_id)
    leave = _leave_over(provider, booking) if provider else None
    if provider and leave:
        await propose(ctx, provider=provider, leave=leave, booking=booking)


def _leave_over(provider: Provider, booking: Booking) -> Leave | None:
    return next((one for one in provider.opening.leaves if one.covers(booking.on)), None)


async def _list_in(ctx: Context, provider: Provider, leave: Leave) -> list[Booking]:
    since = at_civil(leave.first_day, time.min)
    return await ctx.store.bookings.list_of_provider(provider.id, max(since, ctx.now()), end_of_day(leave.last_day))


async def _withdraw_if_back(ctx: Context, booking: Booking) -> bool:
    provider = await ctx.store.providers.find_fresh(booking.provider_id)
    if provider is None or not booking.awaits_answer or _leave_over(provider, booking):
        return False
    facts = {**NO_PROPOSAL, "desk_news": DeskNews.WITHDRAWN.value, "desk_due": True, "desk_reason": None}
    if not await ctx.store.bookings.change(booking, BookingState.BOOKED, ctx.now(), **facts):
        return False
    changed = await ctx.store.bookings.find(booking.id)
    if changed:
        await follow_up(ctx, booking=changed)
    return True
