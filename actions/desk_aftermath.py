"""What follows from what the desk did: notices, drafts of hours, the count of absences.

A booking is changed together with the mark that this is still to be done; the mark goes when it is. A crash between
the two is made good by ``finish_desk_work``, and everything here may be done twice.
"""

from datetime import datetime, timedelta

from actions.context import Context
from actions.hold_time import find_alternatives
from actions.log_hours import draft_entry
from actions.show_services import name_of
from domain.bookings import Booking, BookingState, DeskNews
from domain.choosing import Seeker
from domain.desk_rules import entry_draft_of
from domain.desk_words import (
    words_of_absence,
    words_of_cancellation,
    words_of_completion,
    words_of_move,
    words_of_proposal,
    words_of_withdrawal,
)
from domain.hours import NotAppointed
from domain.notices import NoticeKind, fit_thing, notice_of_booking
from domain.people import PROVIDER_KIND_NAMES
from domain.wording import say_moment, write_moment

FORGOTTEN_AFTER = timedelta(hours=36)


async def finish_desk_work(ctx: Context) -> int:
    """Do what a crash left undone and close what everybody forgot; how many bookings."""
    await _close_forgotten(ctx)
    due = await ctx.store.desk_bookings.list_due()
    for booking in due:
        await follow_up(ctx, booking=booking)
    return len(due)


async def follow_up(ctx: Context, *, booking: Booking) -> None:
    """Do what follows from the last step, unless the booking has gone on since."""
    if booking.desk_news is DeskNews.COMPLETED:
        await _follow_completion(ctx, booking)
    elif booking.desk_news is DeskNews.NO_SHOW:
        await _follow_absence(ctx, booking)
    elif booking.desk_news and _still_holds(booking):
        await _tell_change(ctx, booking)
    await ctx.store.desk_bookings.settle(booking)


def _still_holds(booking: Booking) -> bool:
    """Whether what should be told is still so."""
    if booking.desk_news is DeskNews.PROPOSED:
        return booking.active and booking.awaits_answer
    return booking.active or booking.desk_news is DeskNews.CANCELLED


async def _follow_completion(ctx: Context, booking: Booking) -> None:
    """Draft an advisor's entry, ask for a rating; take an absence back if one was noted."""
    if booking.visitor is None:
        await ctx.store.residents.remove_no_show(booking.resident_id, booking.starts_at)
        words = words_of_completion(booking, await name_of(ctx, booking=booking), await _who(ctx, booking.provider_id))
        await _add(ctx, booking, NoticeKind.RATING_ASKED, booking.id, words)
    provider = await ctx.store.providers.find(booking.provider_id)
    draft = entry_draft_of(booking, await ctx.store.services.find(booking.service_code, booking.village_code))
    if provider is None or draft is None:
        return
    try:
        await draft_entry(ctx, provider=provider, draft=draft, client_id=f"booking:{booking.id}")
    except NotAppointed:
        return  # only an advisor's hours are counted


async def _follow_absence(ctx: Context, booking: Booking) -> None:
    if booking.visitor is None:
        await ctx.store.residents.add_no_show(booking.resident_id, booking.starts_at)
    words = words_of_absence(booking, await name_of(ctx, booking=booking), ctx.settings.booking)
    await _add(ctx, booking, NoticeKind.BOOKING_MISSED, booking.id, words)


async def _tell_change(ctx: Context, booking: Booking) -> None:
    """What the desk moved, proposed, took back or cancelled."""
    name = await name_of(ctx, booking=booking)
    if booking.desk_news is DeskNews.MOVED:
        words = words_of_move(booking, name, await _who(ctx, booking.provider_id))
    elif booking.desk_news is DeskNews.PROPOSED:
        words = words_of_proposal(booking, name, await _who(ctx, booking.proposed_provider_id))
    elif booking.desk_news is DeskNews.CANCELLED:
        words = words_of_cancellation(booking, name, await _alternatives(ctx, booking))
    else:
        words = words_of_withdrawal(booking, name)
    await _add(ctx, booking, NoticeKind.BOOKING_MOVED, f"{booking.id}:{booking.version}", words)


async def _who(ctx: Context, provider_id: str | None) -> str:
    provider = await ctx.store.providers.find(provider_id) if provider_id else None
    return f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}" if provider else "值班人员"


async def _alternatives(ctx: Context, booking: Booking) -> list[str]:
    """Free times near the resident, whatever the way of meeting."""
    village = await ctx.store.divisions.find(booking.village_code)
    service = await ctx.store.services.find_published(booking.service_code, booking.village_code)
    if village is None or service is None:
        return []
    found = await find_alternatives(ctx, village, service, Seeker(green=booking.green), None)
    return [
        f"{say_moment(datetime.fromisoformat(one['starts_at']))}，{one['provider_name']}"
        for one in found["alternatives"]
    ]


async def _add(ctx: Context, booking: Booking, kind: NoticeKind, occasion: str, words: tuple[str, str]) -> None:
    """Write the notice once. Whoever walked in has no inbox: the desk rings them up."""
    if booking.visitor:
        return
    title, text = words
    data = {
        "thing1": fit_thing(await name_of(ctx, booking=booking)),
        "time2": write_moment(booking.proposed_starts_at or booking.starts_at),
        "thing3": fit_thing(title),
    }
    notice = notice_of_booking(booking, kind, title, text, occasion=f"{kind.value}:{occasion}", at=ctx.now(), data=data)
    await ctx.store.notices.add_once(notice)


async def _close_forgotten(ctx: Context) -> None:
    """Whoever came was served; who was never marked is not blamed, but no longer holds one of their few bookings."""
    for booking in await ctx.store.desk_bookings.list_forgotten(ctx.now() - FORGOTTEN_AFTER):
        if booking.state is BookingState.CHECKED_IN:
            facts = {"desk_news": DeskNews.COMPLETED.value, "desk_due": True, "ended_at": booking.ends_at}
            await ctx.store.bookings.change(booking, BookingState.COMPLETED, ctx.now(), **facts)
        elif booking.state is BookingState.BOOKED:
            await ctx.store.bookings.change(booking, BookingState.EXPIRED, ctx.now(), desk_due=False)
