"""What somebody in line is told: that a time is free for them until a moment, or that the wait is over."""

from actions.context import Context
from domain.bookings import Booking
from domain.notices import Notice, NoticeKind, fit_thing, notice_of_booking
from domain.people import Provider
from domain.services import Service
from domain.waiting import Wait, WaitState
from domain.wording import say_moment, write_moment


async def tell_offer(ctx: Context, *, booking: Booking) -> None:
    """A time is held for them: where, with whom, and until when to answer. Told once for each offer."""
    service = await ctx.store.services.find(booking.service_code, booking.village_code)
    provider = await ctx.store.providers.find(booking.provider_id)
    if service is None or provider is None or booking.expires_at is None:
        return
    notice = notice_of_booking(
        booking,
        NoticeKind.WAIT_OFFERED,
        "候补有空位，请确认",
        _offer_text(booking, service, provider),
        occasion=_occasion(booking),
        at=ctx.now(),
        data={
            "thing1": fit_thing(service.name),
            "time2": write_moment(booking.starts_at),
            "thing3": fit_thing(booking.place),
            "time4": write_moment(booking.expires_at),
        },
    )
    await ctx.store.notices.add_once(notice)


async def tell_end(ctx: Context, *, wait: Wait) -> None:
    """The wait ended without a booking and not by the resident's own doing."""
    service = await ctx.store.services.find(wait.service_code, wait.village_code)
    if service is None or wait.state is not WaitState.EXPIRED:
        return
    why = "空位未在时限内确认，已让给下一位" if wait.offered_booking_id else "候补日期内没有空出的时间"
    notice = Notice(
        id=f"{NoticeKind.WAIT_ENDED.value}:{wait.id}",
        resident_id=wait.resident_id,
        kind=NoticeKind.WAIT_ENDED,
        title="候补已结束",
        text=f"您候补的“{service.name}”已结束：{why}。仍需办理的，可以再次预约或登记候补；急事请拨打12348。",
        page="pages/waits/list",
        created_at=ctx.now(),
        due_at=ctx.now(),
        data={"thing1": fit_thing(service.name), "thing2": why},
        booking_id=wait.offered_booking_id,
    )
    await ctx.store.notices.add_once(notice)


async def tell_withdrawn(ctx: Context, *, booking: Booking) -> None:
    """The provider cannot come after all: the offer is gone, the place in line is not."""
    service = await ctx.store.services.find(booking.service_code, booking.village_code)
    if service is None:
        return
    when = say_moment(booking.starts_at)
    notice = Notice(
        id=f"wait_withdrawn:{booking.id}",
        resident_id=booking.resident_id,
        kind=NoticeKind.WAIT_ENDED,
        title="候补空位已取消",
        text=f"接待人员临时有事，为您保留的{when}“{service.name}”取消了。您的候补位置不变，有空位会再通知您。",
        page="pages/waits/list",
        created_at=ctx.now(),
        due_at=ctx.now(),
        data={"thing1": fit_thing(service.name), "thing2": "空位取消，您的候补位置不变"},
        booking_id=booking.id,
    )
    await ctx.store.notices.add_once(notice)


async def forget_offer(ctx: Context, *, booking: Booking) -> None:
    """The offer is answered: a message that was not sent yet stays in the program."""
    await ctx.store.notices.drop_due(_occasion(booking), ctx.now())


def _offer_text(booking: Booking, service: Service, provider: Provider) -> str:
    until = say_moment(booking.expires_at) if booking.expires_at else ""
    return (
        f"您候补的“{service.name}”有了空位：{say_moment(booking.starts_at)}，{booking.place}，{provider.name}接待。"
        f"请在{until}前确认，逾期将让给下一位。"
    )


def _occasion(booking: Booking) -> str:
    return f"{NoticeKind.WAIT_OFFERED.value}:{booking.id}"
