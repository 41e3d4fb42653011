"""Leave never loses a booking, tells everybody, and survives a crash between any two steps."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.move_booking import NewTime, reschedule_booking
from actions.notices import confirm_bookings, list_notices, remind_of_bookings
from actions.take_leave import answer_proposal, end_leave, list_leaves, move_for_leave, take_leave
from domain.bookings import Booking, BookingState, NothingProposed, TimeTaken
from domain.clock import iso_shanghai
from domain.errors import BadInput
from domain.opening import Leave
from domain.people import Provider, Resident
from tests.builders import (
    WEEKDAYS_NINE_TO_FIVE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import advisor_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

TUESDAY = date(2026, 11, 24)
ON_TUESDAY = Leave(TUESDAY, TUESDAY, "家中有事")
ASKING = replace(ON_TUESDAY, offer=True)


async def prepare(ctx: Context) -> tuple[Provider, Resident, Booking]:
    """An advisor, a colleague in the township, and a booking with the advisor on Tuesday at ten."""
    await add_divisions(ctx)
    await add_service(ctx)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    await add_provider(ctx, "wang", name="王远", phone="13800000002")
    resident = await add_resident(ctx)
    return provider, resident, await book(ctx, resident, hours=26)


async def book(ctx: Context, resident: Resident, hours: float, provider_id: str = "zhang") -> Booking:
    """A booking so many hours after Monday, eight o'clock."""
    wish = Wish("find-lawyer", provider_id, ctx.now() + timedelta(hours=hours))
    return await book_service(ctx, resident=resident, wish=wish)


async def kept(ctx: Context, booking: Booking) -> Booking:
    """The booking as it is now."""
    found = await ctx.store.bookings.find(booking.id)
    assert found
    return found


async def told(ctx: Context, resident: Resident) -> list[str]:
    """What the resident was told of changes."""
    return [one.text for one in await list_notices(ctx, resident=resident) if one.kind == "booking_moved"]


async def test_a_booking_goes_to_a_colleague_at_the_very_same_time_and_its_resident_is_told(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    await confirm_bookings(ctx)
    for _ in range(2):
        await take_leave(ctx, provider=provider, leave=ON_TUESDAY)
        await move_for_leave(ctx)
    moved = await kept(ctx, booking)
    assert (moved.provider_id, moved.starts_at, moved.active) == ("wang", booking.starts_at, True)
    [text] = await told(ctx, resident)
    assert text == (
        "张明律师11月24日不能接待。您预约的“找律师咨询”时间不变，仍是11月24日（周二）上午10:00，"
        "改在桂花湾社区公共法律服务室，由王远律师接待。时间不合适的话，可以在“我的预约”里改期或取消。"
    )
    assert await confirm_bookings(ctx) == 0, "one is not told twice"
    away = await ctx.store.providers.find_fresh("zhang")
    assert away and away.opening.leaves == (ON_TUESDAY,)


async def test_nobody_is_moved_to_an_earlier_time_than_they_know_of(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    wang = await ctx.store.providers.find("wang")
    assert wang
    await ctx.store.providers.put(replace(wang, opening=replace(wang.opening, daily_cap=1)))
    await book(ctx, await add_resident(ctx, "openid-two", "13900000002"), 29, "wang")
    await take_leave(ctx, provider=provider, leave=ON_TUESDAY)
    moved = await kept(ctx, booking)
    assert iso_shanghai(moved.starts_at) == "2026-11-25T09:00:00+08:00"
    assert moved.provider_id == "zhang", "of two that are free at once, the one they know"
    [text] = await told(ctx, resident)
    assert "原定11月24日（周二）上午10:00，现改到11月25日（周三）上午9:00，" in text


async def test_without_any_time_it_is_cancelled_with_a_reason_and_an_offer_to_book_again(ctx: Context) -> None:
    await add_divisions(ctx)
    await add_service(ctx)
    opening = replace(WEEKDAYS_NINE_TO_FIVE, ways=("phone",), horizon_days=2)
    provider = await add_provider(ctx, opening=opening)
    await add_appointment(ctx)
    resident = await add_resident(ctx)
    booking = await book(ctx, resident, 26)
    await add_provider(ctx, "wang", name="王远", phone="13800000002")
    await take_leave(ctx, provider=provider, leave=replace(ON_TUESDAY, last_day=date(2026, 11, 27)))
    gone = await kept(ctx, booking)
    assert (gone.state, gone.cancel_reason) == (
        BookingState.CANCELLED,
        "张明律师11月24日至11月27日不能接待，近期没有可改的时间",
    )
    [text] = await told(ctx, resident)
    assert "现在可以约：11月23日（周一）上午9:00，张明；" in text


async def test_asked_first_the_booking_stays_until_the_answer(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    for _ in range(2):
        await take_leave(ctx, provider=provider, leave=ASKING)
        await move_for_leave(ctx)
    waiting = await kept(ctx, booking)
    assert (waiting.provider_id, waiting.starts_at, waiting.awaits_answer) == ("zhang", booking.starts_at, True)
    [text] = await told(ctx, resident)
    assert "建议时间不变，改由王远律师接待。请在11月24日（周二）上午9:00前" in text
    for _ in range(2):
        moved = await answer_proposal(ctx, resident=resident, booking_id=booking.id, accept=True)
        assert (moved.provider_id, moved.awaits_answer) == ("wang", False)
    assert await confirm_bookings(ctx) == 1


async def test_a_no_cancels_and_another_time_of_ones_own_is_as_good(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    second = await book(ctx, resident, 27)
    await take_leave(ctx, provider=provider, leave=ASKING)
    for _ in range(2):
        gone = await answer_proposal(ctx, resident=resident, booking_id=booking.id, accept=False)
        assert gone.state is BookingState.CANCELLED
    to = NewTime(second.starts_at + timedelta(days=1))
    moved = await reschedule_booking(ctx, resident=resident, booking_id=second.id, to=to)
    assert not moved.awaits_answer
    with pytest.raises(NothingProposed):
        await answer_proposal(ctx, resident=resident, booking_id=second.id, accept=False)


async def test_without_an_answer_it_is_moved_at_the_cut_off_and_not_reminded_of_the_old_time(
    ctx: Context, clock: SettableClock
) -> None:
    provider, resident, booking = await prepare(ctx)
    await take_leave(ctx, provider=provider, leave=ASKING)
    clock.move(hours=24, minutes=59)
    assert await remind_of_bookings(ctx) == 0
    assert await move_for_leave(ctx) == 0
    clock.move(minutes=1)
    assert await move_for_leave(ctx) == 1
    moved = await kept(ctx, booking)
    assert (moved.provider_id, moved.active) == ("wang", True)
    assert len(await told(ctx, resident)) == 2


async def test_a_proposal_that_was_taken_meanwhile_is_replaced(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    await take_leave(ctx, provider=provider, leave=ASKING)
    await book(ctx, await add_resident(ctx, "openid-two", "13900000002"), 26, "wang")
    with pytest.raises(TimeTaken):
        await answer_proposal(ctx, resident=resident, booking_id=booking.id, accept=True)
    waiting = await kept(ctx, booking)
    assert waiting.active and waiting.proposed_starts_at == booking.starts_at + timedelta(minutes=30)
    moved = await answer_proposal(ctx, resident=resident, booking_id=booking.id, accept=True)
    assert (moved.provider_id, moved.starts_at) == ("wang", waiting.proposed_starts_at)


async def test_who_comes_back_takes_open_proposals_back(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    await take_leave(ctx, provider=provider, leave=ASKING)
    away = await ctx.store.providers.find_fresh("zhang")
    assert away
    await end_leave(ctx, provider=away, leave_id=ASKING.id)
    back = await kept(ctx, booking)
    assert (back.awaits_answer, back.starts_at, back.provider_id) == (False, booking.starts_at, "zhang")
    assert any("照常在11月24日（周二）上午10:00办理" in text for text in await told(ctx, resident))
    again = await ctx.store.providers.find_fresh("zhang")
    assert again and list_leaves(ctx, provider=again) == []


async def test_a_crash_right_after_writing_the_leave_is_made_good(ctx: Context) -> None:
    provider, resident, booking = await prepare(ctx)
    await ctx.store.providers.put_leave(provider, ON_TUESDAY)
    assert await move_for_leave(ctx) == 1
    assert await move_for_leave(ctx) == 0
    assert (await kept(ctx, booking)).provider_id == "wang"
    assert len(await told(ctx, resident)) == 1


@pytest.mark.both_stores
async def test_a_full_day_is_moved_without_losing_or_doubling_anybody(ctx: Context) -> None:
    provider, _, _ = await prepare(ctx)
    made = []
    for number in range(10):
        resident = await add_resident(ctx, f"openid-{number}", f"137{number:08d}")
        made.append(await book(ctx, resident, 27 + number / 2))
        await book(ctx, await add_resident(ctx, f"other-{number}", f"136{number:08d}"), 26 + number / 2, "wang")
    affected = await take_leave(ctx, provider=provider, leave=ON_TUESDAY)
    assert len(affected) == 11
    after = [await kept(ctx, one) for one in made]
    assert all(one.active and one.starts_at >= old.starts_at for one, old in zip(after, made, strict=True))
    standing = [
        one
        for name in ("zhang", "wang")
        for one in await ctx.store.bookings.list_of_provider(name, ctx.now(), ctx.now() + timedelta(days=30))
    ]
    places = [(one.provider_id, one.seat, quarter) for one in standing for quarter in one.quarters]
    assert len(places) == len(set(places))
    assert len(standing) == 21
    away = await ctx.store.bookings.list_of_provider("zhang", ctx.now(), ctx.now() + timedelta(days=30))
    assert all(one.on != TUESDAY for one in away)


async def test_nothing_new_is_booked_into_a_leave_and_impossible_days_are_refused(ctx: Context) -> None:
    provider, _, _ = await prepare(ctx)
    await take_leave(ctx, provider=provider, leave=ON_TUESDAY)
    newcomer = await add_resident(ctx, "openid-two", "13900000002")
    with pytest.raises(BadInput):
        await book(ctx, newcomer, 28)
    for first, last in ((TUESDAY, date(2026, 11, 23)), (date(2026, 11, 1), date(2026, 11, 2))):
        with pytest.raises(BadInput):
            await take_leave(ctx, provider=provider, leave=Leave(first, last))


async def test_leave_through_the_doors_of_advisor_resident_and_staff(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    _, _, booking = await prepare(ctx)
    await add_staff(ctx)
    call, staff = await advisor_caller(ctx, http_client, base_url), await staff_caller(http_client, base_url)
    days = {"first_day": "2026-11-24", "last_day": "2026-11-24", "move": "offer"}
    status, taken = await call("POST", "/api/v1/advisor/leaves", days)
    assert status == 201, taken
    assert taken["bookings"] == [
        {
            "booking_id": booking.id,
            "outcome": "asked",
            "old_starts_at": "2026-11-24T10:00:00+08:00",
            "new_starts_at": "2026-11-24T10:00:00+08:00",
            "call_needed": False,
        }
    ]
    status, day = await call("GET", "/api/v1/advisor/day?on=2026-11-24")
    assert day["leave"] is True
    status, leaves = await call("GET", "/api/v1/advisor/leaves")
    [leave] = leaves["items"]
    status, _ = await staff("DELETE", f"/api/v1/staff/providers/zhang/leaves/{leave['id']}")
    assert status == 200
    status, taken = await staff("POST", "/api/v1/staff/providers/zhang/leaves", {**days, "move": "move"})
    assert (status, taken["bookings"][0]["outcome"]) == (201, "moved")
    status, answer = await staff("POST", "/api/v1/staff/providers/nobody/leaves", days)
    assert (status, answer["error"]["code"]) == (404, "provider_not_found")
    wrong: dict[str, Any] = {**days, "last_day": "2026-11-20"}
    status, answer = await staff("POST", "/api/v1/staff/providers/zhang/leaves", wrong)
    assert (status, answer["error"]["fields"]) == (400, {"last_day": "最后一天不能早于第一天。"})
