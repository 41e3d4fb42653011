"""Telling people: written down once, sent at most once, read in the program in any case."""

import logging
from datetime import timedelta

from actions.context import Context
from domain.bookings import Booking, BookingState
from domain.errors import PlatformFailure, ServiceError
from domain.notices import (
    MOST_ATTEMPTS,
    Notice,
    NoticeKind,
    NoticeState,
    fit_thing,
    next_try_after,
    notice_of_booking,
)
from domain.people import Resident
from domain.platform_errors import ConfigurationFault, ConsentMissing, TemplateDataWrong, TokenRefused
from domain.services import Service
from domain.wording import say_moment, write_moment

log = logging.getLogger("notices")

INBOX_LENGTH = timedelta(days=180)
STUCK_AFTER = timedelta(minutes=10)


async def list_notices(ctx: Context, *, resident: Resident) -> list[Notice]:
    """What a resident was told in the last half-year, latest first."""
    return await ctx.store.notices.list_of_resident(resident.id, ctx.now() - INBOX_LENGTH)


async def add_subscription(ctx: Context, *, resident: Resident, kind: NoticeKind) -> None:
    """The resident accepted one message of this kind."""
    await ctx.store.subscriptions.add(resident.id, kind, ctx.now())


async def confirm_bookings(ctx: Context) -> int:
    """Write the confirmation of every booking that has none yet; how many were new.

    A booking is kept with the mark that its confirmation is missing, so that a crash between the two loses none.
    """
    written = 0
    for booking in await ctx.store.bookings.list_untold():
        if booking.active:
            written += await _confirm(ctx, booking)
        await ctx.store.bookings.mark_told(booking.id)
    return written


async def remind_of_bookings(ctx: Context) -> int:
    """Write the reminder of every booking that starts soon, once each; how many were new."""
    until = ctx.now() + timedelta(minutes=ctx.settings.booking.reminder_lead_minutes)
    written = 0
    for booking in await ctx.store.bookings.list_starting(ctx.now(), until):
        written += await _remind(ctx, booking)
    return written


async def send_due_notices(ctx: Context) -> int:
    """Send what is due, each at most once; how many were sent."""
    await ctx.store.notices.give_up_stuck(ctx.now() - STUCK_AFTER, ctx.now())
    sent = 0
    for notice in await ctx.store.notices.list_due(ctx.now()):
        if await ctx.store.notices.claim(notice, ctx.now()):
            sent += await _send(ctx, notice) is NoticeState.SENT
    return sent


async def forget_reminders(ctx: Context, *, booking: Booking) -> None:
    """The booking is gone: whatever was not sent yet stays in the program."""
    for kind in (NoticeKind.BOOKING_CONFIRMED, NoticeKind.BOOKING_REMINDER):
        await ctx.store.notices.drop_due(_occasion(kind, booking), ctx.now())


async def _confirm(ctx: Context, booking: Booking) -> bool:
    service = await ctx.store.services.find(booking.service_code, booking.village_code)
    provider = await ctx.store.providers.find(booking.provider_id)
    if service is None or provider is None:
        return False
    title = "改期成功" if booking.moved_from else "预约成功"
    text = f"{title}：{service.name}，{say_moment(booking.starts_at)}，{booking.place}，{provider.name}接待。"
    notice = _booking_notice(ctx, booking, service, NoticeKind.BOOKING_CONFIRMED, title, text)
    return await ctx.store.notices.add_once(notice)


async def _remind(ctx: Context, booking: Booking) -> bool:
    service = await ctx.store.services.find(booking.service_code, booking.village_code)
    if booking.awaits_answer or booking.visitor:
        return False  # another time is proposed; or they walked in without the program
    if service is None or booking.state is BookingState.OFFERED:
        return False
    if booking.created_at > booking.starts_at - timedelta(hours=2):
        return False  # who booked two hours before needs no reminder
    text = f"您预约的“{service.name}”将于{say_moment(booking.starts_at)}在{booking.place}办理，请带齐材料，准时到场。"
    notice = _booking_notice(ctx, booking, service, NoticeKind.BOOKING_REMINDER, "预约提醒", text)
    return await ctx.store.notices.add_once(notice)


async def _send(ctx: Context, notice: Notice) -> NoticeState:
    template_id = getattr(ctx.settings.templates, notice.kind.value)
    resident = await ctx.store.residents.find(notice.resident_id)
    allowed = template_id and resident and await ctx.store.subscriptions.take(notice.resident_id, notice.kind)
    if not resident or not allowed:
        await ctx.store.notices.settle(notice, NoticeState.INBOX_ONLY, ctx.now())
        return NoticeState.INBOX_ONLY
    try:
        await ctx.wechat.mini_program.send_subscribe_message(resident.openid, template_id, notice.data, notice.page)
    except ServiceError as failure:
        return await _after_failure(ctx, notice, failure)
    await ctx.store.notices.settle(notice, NoticeState.SENT, ctx.now())
    return NoticeState.SENT


async def _after_failure(ctx: Context, notice: Notice, failure: ServiceError) -> NoticeState:
    log.warning("notice not sent", extra={"kind": notice.kind.value, "code": failure.code})
    if isinstance(failure, ConsentMissing):
        await ctx.store.subscriptions.clear(notice.resident_id, notice.kind)
        return await _settled(ctx, notice, NoticeState.INBOX_ONLY)
    if isinstance(failure, PlatformFailure) and failure.outcome == "unknown":
        return await _settled(ctx, notice, NoticeState.UNKNOWN)
    await ctx.store.subscriptions.add(notice.resident_id, notice.kind, ctx.now())  # it was not used after all
    hopeless = isinstance(failure, TemplateDataWrong | ConfigurationFault) and not isinstance(failure, TokenRefused)
    if hopeless or notice.attempts + 1 >= MOST_ATTEMPTS:
        return await _settled(ctx, notice, NoticeState.FAILED)
    await ctx.store.notices.put_back(notice, ctx.now() + next_try_after(notice.attempts + 1), ctx.now())
    return NoticeState.DUE


async def _settled(ctx: Context, notice: Notice, state: NoticeState) -> NoticeState:
    await ctx.store.notices.settle(notice, state, ctx.now())
    return state


def _booking_notice(
    ctx: Context, booking: Booking, service: Service, kind: NoticeKind, title: str, text: str
) -> Notice:
    data = {
        "thing1": fit_thing(service.name),
        "time2": write_moment(booking.starts_at),
        "thing3": fit_thing(booking.place),
    }
    occasion = _occasion(kind, booking)
    return notice_of_booking(booking, kind, title, text, occasion=occasion, at=ctx.now(), data=data)


def _occasion(kind: NoticeKind, booking: Booking) -> str:
    """Each time of a booking is an occasion of its own: after a move one is told again."""
    return f"{kind.value}:{booking.id}:{int(booking.starts_at.timestamp())}"
