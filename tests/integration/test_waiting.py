"""The waitlist: an offer that expires, in order, and never two winners."""

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions import sessions
from actions.book_service import Wish, book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from actions.move_booking import NewTime, reschedule_booking
from actions.notices import confirm_bookings, list_notices, remind_of_bookings
from actions.offer_waits import expire_offers, hold_for, offer_freed_times
from actions.take_leave import take_leave
from actions.wait_for_time import WaitWish, accept_offer, cancel_wait, join_waitlist, list_waits, refuse_offer
from domain.booking_rules import BookingRules, GreenReason
from domain.bookings import Booking, BookingState, DeskNews, NotMovable
from domain.errors import ServiceError
from domain.opening import Leave, OpeningRule, OpeningSpan
from domain.people import Resident
from domain.sessions import SubjectKind
from domain.waiting import OfferOver, Wait, WaitState, in_line
from tests.builders import SettableClock, add_appointment, add_divisions, add_provider, add_resident, add_service

pytestmark = pytest.mark.gen_test(timeout=90)

HALF_HOUR = timedelta(minutes=30)


async def prepare(ctx: Context, *, places: int = 1, **provider: Any) -> tuple[Context, list[Booking]]:
    """A service with a few places in the week, tomorrow from nine, all of them booked."""
    end = time(9 + places // 2, places % 2 * 30)
    rules = OpeningRule((OpeningSpan(1, time(9), end),))
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx, opening=rules, **provider)
    await add_appointment(ctx)
    week = replace(ctx, settings=replace(ctx.settings, booking=BookingRules(horizon_days=7)))
    holders = [await add_resident(ctx, f"openid-holder-{n}", f"136{n:08d}") for n in range(places)]
    return week, [await book_service(week, resident=one, wish=Wish("find-lawyer")) for one in holders]


async def people(ctx: Context, count: int, name: str = "wait", prefix: str = "137") -> list[Resident]:
    """Some residents of the village."""
    return [await add_resident(ctx, f"openid-{name}-{n}", f"{prefix}{n:08d}") for n in range(count)]


async def queue_up(ctx: Context, clock: SettableClock, residents: list[Resident]) -> list[Wait]:
    """They come one after the other."""
    waits = []
    for one in residents:
        clock.move(seconds=1)
        waits.append(await join_waitlist(ctx, resident=one, wish=WaitWish("find-lawyer")))
    return waits


async def let_go(ctx: Context, booking: Booking) -> None:
    """Whoever holds the booking cancels it."""
    holder = await ctx.store.residents.find(booking.resident_id)
    assert holder
    await cancel_booking(ctx, resident=holder, booking_id=booking.id, reason=None)


async def states(ctx: Context, waits: list[Wait]) -> list[str]:
    """Where these waits stand now."""
    found = [await ctx.store.waits.find(one.id) for one in waits]
    return [one.state.value for one in found if one]


async def offer_of(ctx: Context, wait: Wait) -> Booking:
    """What is offered to a wait."""
    now = await ctx.store.waits.find(wait.id)
    booking = await ctx.store.bookings.find(now.offered_booking_id) if now and now.offered_booking_id else None
    assert booking, f"nothing is offered: {now}"
    return booking


async def standing(ctx: Context) -> list[Booking]:
    """What holds the provider's time."""
    return await ctx.store.bookings.list_of_provider("zhang", ctx.now(), ctx.now() + timedelta(days=9))


async def titles(ctx: Context, resident: Resident) -> list[str]:
    """What a resident was told, first to last."""
    return [one.title for one in reversed(await list_notices(ctx, resident=resident))]


@pytest.mark.both_stores
@pytest.mark.parametrize("first", ["cancel", "line", "taps"])
async def test_one_freed_time_20_waits_and_20_taps_have_one_winner_and_nobody_loses_a_place(
    ctx: Context, clock: SettableClock, first: str
) -> None:
    ctx, (booked,) = await prepare(ctx)
    waits = await queue_up(ctx, clock, await people(ctx, 20))
    tappers = await people(ctx, 20, "tap", "135")

    async def tap(resident: Resident) -> Booking | str:
        try:
            return await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
        except ServiceError as refusal:
            return refusal.code

    works: dict[str, list[Awaitable[Any]]] = {
        "cancel": [let_go(ctx, booked)],
        "line": [offer_freed_times(ctx) for _ in range(3)],
        "taps": [tap(one) for one in tappers],
    }
    order = [first, *(name for name in works if name != first)]
    outcomes = await asyncio.gather(*(work for name in order for work in works[name]))
    await offer_freed_times(ctx)

    (winner,) = await standing(ctx)
    booked_directly = [one for one in outcomes if isinstance(one, Booking)]
    kept = [one for wait in waits if (one := await ctx.store.waits.find(wait.id))]
    assert [one.place for one in kept] == [one.place for one in waits], "everybody keeps their place"
    offered = [one for one in kept if one.state is WaitState.OFFERED]
    assert [one.id for one in booked_directly] + [one.offered_booking_id for one in offered] == [winner.id]
    assert {one.state for one in kept if one not in offered} == {WaitState.WAITING}
    assert [one.id for one in offered] in ([], [waits[0].id]), "nobody is offered a time before the first in line"


@pytest.mark.both_stores
async def test_freed_times_go_down_the_line_green_channel_first(ctx: Context, clock: SettableClock) -> None:
    ctx, booked = await prepare(ctx, places=3)
    residents = await people(ctx, 6)
    for number in (3, 5):
        residents[number] = await ctx.store.residents.set_green_reasons(residents[number], (GreenReason.AGED_70,))
    waits = await queue_up(ctx, clock, residents)
    line = in_line(waits)
    assert [waits.index(one) for one in line] == [3, 5, 0, 1, 2, 4]
    for number, booking in enumerate(reversed(booked), start=1):
        await let_go(ctx, booking)
        now = await states(ctx, line)
        assert now == ["offered"] * number + ["waiting"] * (6 - number)
    assert len({quarter for one in await standing(ctx) for quarter in one.quarters}) == 6


async def test_who_joins_while_something_is_free_is_offered_it_at_once(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    await let_go(ctx, booked)
    (resident,) = await people(ctx, 1)
    (wait,) = await queue_up(ctx, clock, [resident])
    offer = await offer_of(ctx, wait)
    assert (wait.state, offer.state, offer.starts_at) == (WaitState.OFFERED, BookingState.OFFERED, booked.starts_at)
    assert offer.expires_at == ctx.now() + timedelta(hours=2)
    (told,) = await list_notices(ctx, resident=resident)
    assert told.text == (
        "您候补的“找律师咨询”有了空位：11月24日（周二）上午9:00，桂花湾社区公共法律服务室，张明接待。"
        "请在11月23日（周一）上午10:00前确认，逾期将让给下一位。"
    )
    assert await confirm_bookings(ctx) == await remind_of_bookings(ctx) == 0, "an offer is not a booking yet"


@pytest.mark.both_stores
async def test_an_offer_that_nobody_answers_goes_to_the_next_who_takes_it(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    first, second = await people(ctx, 2)
    waits = await queue_up(ctx, clock, [first, second])
    await let_go(ctx, booked)
    late = await offer_of(ctx, waits[0])
    clock.move(hours=2, seconds=1)
    assert [await expire_offers(ctx) for _ in range(2)] == [1, 0]
    assert await states(ctx, waits) == ["expired", "offered"]
    assert await titles(ctx, first) == ["候补有空位，请确认", "候补已结束"]
    with pytest.raises(OfferOver):
        await accept_offer(ctx, resident=first, booking_id=late.id)
    offer = await offer_of(ctx, waits[1])
    assert offer.starts_at == booked.starts_at
    accepted = [await accept_offer(ctx, resident=second, booking_id=offer.id) for _ in range(2)]
    assert [one.state for one in accepted] == [BookingState.BOOKED] * 2
    assert await states(ctx, waits) == ["expired", "taken"]
    assert await confirm_bookings(ctx) == 1, "an accepted offer is confirmed like any booking"
    assert await expire_offers(ctx) == 0
    clock.move(hours=3)
    assert [await expire_offers(ctx), await offer_freed_times(ctx), len(await standing(ctx))] == [0, 0, 1]


@pytest.mark.both_stores
async def test_at_the_last_moment_one_write_decides(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    (resident,) = await people(ctx, 1)
    waits = await queue_up(ctx, clock, [resident])
    await let_go(ctx, booked)
    offer = await offer_of(ctx, waits[0])
    assert offer.expires_at
    clock.moment = offer.expires_at

    async def accept() -> str:
        try:
            return (await accept_offer(ctx, resident=resident, booking_id=offer.id)).state.value
        except OfferOver as refusal:
            return refusal.code

    said, ended, _ = await asyncio.gather(accept(), expire_offers(ctx), accept())
    assert (said, ended, await states(ctx, waits)) in [("booked", 0, ["taken"]), ("offer_over", 1, ["expired"])]
    assert len(await standing(ctx)) == 1 - ended


async def test_who_refuses_keeps_the_place_once_and_is_not_asked_for_the_same_time_again(
    ctx: Context, clock: SettableClock
) -> None:
    ctx, booked = await prepare(ctx, places=2)
    first, second = await people(ctx, 2)
    waits = await queue_up(ctx, clock, [first, second])
    await let_go(ctx, booked[0])
    refused = await offer_of(ctx, waits[0])
    with pytest.raises(NotMovable):
        to = NewTime(refused.starts_at + HALF_HOUR)
        await reschedule_booking(ctx, resident=first, booking_id=refused.id, to=to)
    for _ in range(2):
        assert not (await refuse_offer(ctx, resident=first, booking_id=refused.id)).active
    assert await states(ctx, waits) == ["waiting", "offered"]
    await cancel_booking(ctx, resident=second, booking_id=(await offer_of(ctx, waits[1])).id, reason=None)
    assert await offer_freed_times(ctx) == 0, "to cancel an offer is to refuse it; both know that time already"
    await let_go(ctx, booked[1])
    other = await offer_of(ctx, waits[0])
    assert other.starts_at == booked[1].starts_at
    await refuse_offer(ctx, resident=first, booking_id=other.id)
    assert await states(ctx, waits) == ["cancelled", "offered"]


@pytest.mark.both_stores
async def test_a_crash_between_booking_and_wait_is_healed(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    resident, behind = await people(ctx, 2)
    (wait,) = await queue_up(ctx, clock, [resident])
    await ctx.store.bookings.change(booked, BookingState.CANCELLED, ctx.now())
    made = await asyncio.gather(*(hold_for(ctx, wait=wait) for _ in range(3)))
    (held,) = {one.id for one in made if one}
    assert await states(ctx, [wait]) == ["waiting"], "the first half alone"
    clock.move(seconds=1)
    await join_waitlist(ctx, resident=behind, wish=WaitWish("find-lawyer"))
    assert [await offer_freed_times(ctx) for _ in range(2)] == [0, 0]
    assert (await offer_of(ctx, wait)).id == held
    assert await titles(ctx, resident) == ["候补有空位，请确认"]
    assert len(await standing(ctx)) == 1

    await ctx.store.bookings.change(await offer_of(ctx, wait), BookingState.BOOKED, ctx.now(), expires_at=None)
    await offer_freed_times(ctx)
    assert await states(ctx, [wait]) == ["taken"], "accepted, and the wait had not heard of it"


async def test_a_crash_while_an_offer_ends_is_healed(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    residents = await people(ctx, 3)
    waits = await queue_up(ctx, clock, residents)
    await let_go(ctx, booked)
    clock.move(seconds=1)
    await ctx.store.bookings.change(await offer_of(ctx, waits[0]), BookingState.EXPIRED, ctx.now())
    assert await offer_freed_times(ctx) == 1
    assert await states(ctx, waits) == ["expired", "offered", "waiting"]
    assert await titles(ctx, residents[0]) == ["候补有空位，请确认", "候补已结束"]
    left = await ctx.store.waits.find(waits[1].id)
    assert left
    await ctx.store.waits.change(left, replace(left, state=WaitState.CANCELLED, standing=False))
    assert await offer_freed_times(ctx) == 1, "its offer is let go, and the next in line has it"
    assert await states(ctx, waits) == ["expired", "cancelled", "offered"]


@pytest.mark.both_stores
async def test_who_leaves_the_line_while_an_offer_is_made_holds_nothing(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    residents = await people(ctx, 2)
    waits = await queue_up(ctx, clock, residents)
    await asyncio.gather(
        let_go(ctx, booked),
        cancel_wait(ctx, resident=residents[0], wait_id=waits[0].id),
        cancel_wait(ctx, resident=residents[0], wait_id=waits[0].id),
    )
    await offer_freed_times(ctx)
    assert await states(ctx, waits) == ["cancelled", "offered"]
    assert [one.resident_id for one in await standing(ctx)] == [residents[1].id]


async def test_an_offer_that_the_desk_takes_back_costs_nobody_the_place(ctx: Context, clock: SettableClock) -> None:
    ctx, booked = await prepare(ctx, places=2)
    (resident,) = await people(ctx, 1)
    waits = await queue_up(ctx, clock, [resident])
    await let_go(ctx, booked[0])
    withdrawn = {"desk_news": DeskNews.CANCELLED.value}
    clock.move(seconds=1)
    await ctx.store.bookings.change(await offer_of(ctx, waits[0]), BookingState.CANCELLED, ctx.now(), **withdrawn)
    await offer_freed_times(ctx)
    kept = await ctx.store.waits.find(waits[0].id)
    assert kept and (kept.state, kept.place, kept.declined_count) == (WaitState.WAITING, waits[0].place, 0)
    assert await titles(ctx, resident) == ["候补有空位，请确认", "候补空位已取消"]
    await let_go(ctx, booked[1])
    assert (await offer_of(ctx, waits[0])).starts_at == booked[1].starts_at


async def test_who_holds_too_much_is_passed_over_and_keeps_the_place(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    await add_service(ctx, "mediation")
    await add_provider(ctx, "wang", service_codes=("mediation",), phone="13800000002")
    full, other = await people(ctx, 2)
    held = [await book_service(ctx, resident=full, wish=Wish("mediation")) for _ in range(3)]
    waits = await queue_up(ctx, clock, [full, other])
    await let_go(ctx, booked)
    assert await states(ctx, waits) == ["waiting", "offered"]
    await let_go(ctx, held[0])
    await refuse_offer(ctx, resident=other, booking_id=(await offer_of(ctx, waits[1])).id)
    clock.move(minutes=2)
    await offer_freed_times(ctx)
    assert await states(ctx, waits) == ["offered", "waiting"]
    assert (await offer_of(ctx, waits[0])).held_number == 0


async def test_who_found_a_time_alone_waits_no_more(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    residents = await people(ctx, 2)
    waits = await queue_up(ctx, clock, residents)
    clock.move(seconds=1)
    await ctx.store.bookings.change(booked, BookingState.CANCELLED, ctx.now())
    await book_service(ctx, resident=residents[0], wish=Wish("find-lawyer"))
    await add_provider(ctx, "li", phone="13800000003", opening=OpeningRule((OpeningSpan(2, time(9), time(9, 30)),)))
    await offer_freed_times(ctx)
    assert await states(ctx, waits) == ["taken", "offered"]


async def test_a_wait_ends_with_its_last_day(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    (resident,) = await people(ctx, 1)
    today = ctx.now().date()
    wait = await join_waitlist(ctx, resident=resident, wish=WaitWish("find-lawyer", last_day=today))
    await let_go(ctx, booked)
    assert await states(ctx, [wait]) == ["waiting"], "tomorrow does not suit"
    clock.move(days=1)
    for _ in range(2):
        await offer_freed_times(ctx)
    assert await states(ctx, [wait]) == ["expired"]
    assert await titles(ctx, resident) == ["候补已结束"]


async def test_only_the_named_person_will_do(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    only, anybody = await people(ctx, 2)
    waits = [await join_waitlist(ctx, resident=only, wish=WaitWish("find-lawyer", "zhang"))]
    clock.move(seconds=1)
    waits.append(await join_waitlist(ctx, resident=anybody, wish=WaitWish("find-lawyer")))
    await add_provider(ctx, "li", phone="13800000003", opening=booked_rule())
    await offer_freed_times(ctx)
    assert await states(ctx, waits) == ["waiting", "offered"]
    await let_go(ctx, booked)
    assert (await offer_of(ctx, waits[0])).provider_id == "zhang"


def booked_rule() -> OpeningRule:
    """One place on Wednesday."""
    return OpeningRule((OpeningSpan(2, time(9), time(9, 30)),))


async def test_by_http_one_waits_looks_answers_and_leaves(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    _, (booked,) = await prepare(ctx)
    residents = await people(ctx, 2)
    opened = [await sessions._open_session(ctx, SubjectKind.RESIDENT, one.id, timedelta(days=1)) for one in residents]

    async def call(who: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = await http_client.fetch(
            f"{base_url}/api/v1/{path}",
            method=method,
            body=None if method == "GET" else json.dumps(body or {}),
            headers={"Authorization": f"Bearer {opened[who].token}"},
            raise_error=False,
        )
        return response.code, json.loads(response.body)

    wish = {"service_code": "find-lawyer", "first_day": "2026-11-24", "last_day": "2026-11-24"}
    made = []
    for who in (0, 1):
        clock.move(seconds=1)
        status, wait = await call(who, "POST", "waits", wish)
        assert (status, wait["state"], wait["ahead_count"]) == (201, "waiting", who), wait
        made.append(wait)
    assert (await call(0, "POST", "waits", wish))[1]["id"] == made[0]["id"], "a second tap changes nothing"
    status, answer = await call(0, "POST", "waits", {**wish, "last_day": "2026-11-25"})
    assert (status, answer["error"]["code"]) == (409, "already_waiting")
    status, answer = await call(0, "POST", "waits", {**wish, "first_day": "2026-11-01"})
    assert (status, answer["error"]["fields"]) == (400, {"first_day": "不能早于今天。"})
    assert (await call(1, "POST", f"waits/{made[0]['id']}/cancellation"))[0] == 404

    await let_go(ctx, booked)
    _, mine = await call(0, "GET", "waits")
    (wait,) = mine["items"]
    assert (wait["state_name"], wait["offered_starts_at"]) == ("有空位，待您确认", "2026-11-24T09:00:00+08:00")
    offer = f"bookings/{wait['booking_id']}"
    _, booking = await call(0, "GET", offer)
    assert (booking["state_name"], booking["can_cancel"], booking["can_move"]) == ("待您确认", True, False)
    assert (await call(1, "POST", f"{offer}/acceptance"))[0] == 404
    assert (await call(0, "POST", f"{offer}/refusal"))[1]["state"] == "cancelled"
    _, theirs = await call(1, "GET", "waits")
    status, booking = await call(1, "POST", f"bookings/{theirs['items'][0]['booking_id']}/acceptance")
    assert (status, booking["state"], booking["expires_at"]) == (200, "booked", None)
    assert (await call(0, "POST", f"waits/{made[0]['id']}/cancellation"))[1]["state"] == "cancelled"
    assert (await call(1, "POST", f"waits/{made[1]['id']}/cancellation"))[1]["error"]["code"] == "wait_over"
    assert [one.state for one in await list_waits(ctx, resident=residents[1])] == [WaitState.TAKEN]


async def test_a_leave_takes_an_offer_back_and_leaves_the_place(ctx: Context, clock: SettableClock) -> None:
    ctx, (booked,) = await prepare(ctx)
    (resident,) = await people(ctx, 1)
    (wait,) = await queue_up(ctx, clock, [resident])
    await let_go(ctx, booked)
    await offer_of(ctx, wait)
    provider = await ctx.store.providers.find("zhang")
    assert provider
    await take_leave(ctx, provider=provider, leave=Leave(booked.on, booked.on, "家中有事"))
    kept = await ctx.store.waits.find(wait.id)
    assert kept and (kept.state, kept.place, kept.declined_count) == (WaitState.WAITING, wait.place, 0)
    assert "候补空位已取消" in await titles(ctx, resident)
