"""A person is told once, with their consent; whatever WeChat does, it stands in the inbox."""

from datetime import timedelta

import pytest

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from actions.notices import add_subscription, confirm_bookings, list_notices, remind_of_bookings, send_due_notices
from domain.notices import NoticeKind, NoticeState
from domain.people import Resident
from tests.builders import SettableClock, add_appointment, add_divisions, add_provider, add_resident, add_service
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

Sandbox = tuple[SandboxPlatform, str]


async def book(ctx: Context, sandbox: Sandbox) -> Resident:
    """A resident whom the platform knows, with a booking the next morning."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    resident = await add_resident(ctx, sandbox[0].openid_of("li"))
    tomorrow_ten = ctx.now() + timedelta(hours=26)
    await book_service(ctx, resident=resident, wish=Wish("find-lawyer", "zhang", tomorrow_ten))
    assert [await confirm_bookings(ctx) for _ in range(2)] == [1, 0], "it is confirmed once"
    return resident


async def states(ctx: Context, resident: Resident) -> dict[str, NoticeState]:
    """How far each kind has come."""
    return {one.kind.value: one.state for one in await list_notices(ctx, resident=resident)}


async def consent(ctx: Context, sandbox: Sandbox, resident: Resident, kind: NoticeKind) -> None:
    """One accepted subscription, on the platform and in our ledger."""
    key = f"{resident.openid}:{getattr(ctx.settings.templates, kind.value)}"
    sandbox[0].state["consents"][key] = 1
    await add_subscription(ctx, resident=resident, kind=kind)


async def test_without_consent_it_stays_in_the_inbox(ctx: Context, sandbox: Sandbox) -> None:
    resident = await book(ctx, sandbox)
    assert await send_due_notices(ctx) == 0
    assert await states(ctx, resident) == {"booking_confirmed": NoticeState.INBOX_ONLY}
    assert sandbox[0].records.listed("subscribe/send") == []


async def test_one_consent_sends_one_message(ctx: Context, sandbox: Sandbox) -> None:
    resident = await book(ctx, sandbox)
    await consent(ctx, sandbox, resident, NoticeKind.BOOKING_CONFIRMED)
    assert [await send_due_notices(ctx) for _ in range(3)] == [1, 0, 0]
    assert await states(ctx, resident) == {"booking_confirmed": NoticeState.SENT}


async def test_a_reminder_is_written_once_and_only_before_the_day(
    ctx: Context, sandbox: Sandbox, clock: SettableClock
) -> None:
    resident = await book(ctx, sandbox)
    assert await remind_of_bookings(ctx) == 0, "it is more than a day ahead"
    clock.move(hours=3)
    assert [await remind_of_bookings(ctx) for _ in range(2)] == [1, 0]
    texts = [one.text for one in await list_notices(ctx, resident=resident)]
    assert (
        "您预约的“找律师咨询”将于11月24日（周二）上午10:00在桂花湾社区公共法律服务室办理，请带齐材料，准时到场。"
        in texts
    )


async def test_a_cancelled_booking_reminds_nobody(ctx: Context, sandbox: Sandbox, clock: SettableClock) -> None:
    resident = await book(ctx, sandbox)
    await consent(ctx, sandbox, resident, NoticeKind.BOOKING_REMINDER)
    clock.move(hours=3)
    await remind_of_bookings(ctx)
    [booking] = await ctx.store.bookings.list_of_resident(resident.id, ctx.now(), ctx.now() + timedelta(days=9))
    await cancel_booking(ctx, resident=resident, booking_id=booking.id, reason=None)
    assert await send_due_notices(ctx) == 0


async def test_the_platform_knows_of_no_consent(ctx: Context, sandbox: Sandbox) -> None:
    resident = await book(ctx, sandbox)
    await add_subscription(ctx, resident=resident, kind=NoticeKind.BOOKING_CONFIRMED)
    assert await send_due_notices(ctx) == 0
    assert await states(ctx, resident) == {"booking_confirmed": NoticeState.INBOX_ONLY}
    assert not await ctx.store.subscriptions.take(resident.id, NoticeKind.BOOKING_CONFIRMED)


async def test_a_busy_platform_is_asked_again_and_an_unknown_outcome_is_not(
    ctx: Context, sandbox: Sandbox, clock: SettableClock
) -> None:
    resident = await book(ctx, sandbox)
    await consent(ctx, sandbox, resident, NoticeKind.BOOKING_CONFIRMED)
    sandbox[0].faults.add({"path": "message/subscribe/send", "kind": "fail", "errcode": 45009, "times": 1})
    assert await send_due_notices(ctx) == 0
    assert await states(ctx, resident) == {"booking_confirmed": NoticeState.DUE}
    clock.move(days=1)
    assert await send_due_notices(ctx) == 1


async def test_what_a_dead_process_was_sending_is_never_sent_again(
    ctx: Context, sandbox: Sandbox, clock: SettableClock
) -> None:
    resident = await book(ctx, sandbox)
    await consent(ctx, sandbox, resident, NoticeKind.BOOKING_CONFIRMED)
    [notice] = await ctx.store.notices.list_due(ctx.now())
    assert await ctx.store.notices.claim(notice, ctx.now())
    clock.move(minutes=11)
    assert await send_due_notices(ctx) == 0
    assert await states(ctx, resident) == {"booking_confirmed": NoticeState.UNKNOWN}
