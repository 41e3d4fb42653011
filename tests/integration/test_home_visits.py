"""Visits at home: for the green channel alone, at every door of a resident; the desk may arrange others, saying why."""

from datetime import time
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.offer_waits import offer_freed_times
from actions.wait_for_time import WaitWish, join_waitlist
from domain.booking_rules import GreenReason
from domain.opening import MeetingWay, OpeningRule, OpeningSpan
from tests.builders import (
    VILLAGE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import Caller, resident_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

AT_NINE, AT_TEN = "2026-11-23T09:00:00+08:00", "2026-11-23T10:00:00+08:00"
VISIT = {"service_code": "find-lawyer", "way": "home_visit"}
REFUSED = (403, "home_visit_not_entitled")


async def prepare(ctx: Context, *ways: MeetingWay, spans: tuple[OpeningSpan, ...] = ()) -> None:
    """A village whose advisor meets people in these ways."""
    every_day = tuple(OpeningSpan(day, time(9), time(17)) for day in range(5))
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx, opening=OpeningRule(spans or every_day, ways=ways))
    await add_appointment(ctx)


async def caller(ctx: Context, client: AsyncHTTPClient, base_url: str, *, green: bool) -> Caller:
    """A resident's phone."""
    resident = await add_resident(ctx)
    await ctx.store.residents.set_green_reasons(resident, (GreenReason.AGED_70,) if green else ())
    return await resident_caller(ctx, client, base_url)


def refusal(answer: tuple[int, Any]) -> tuple[int, str]:
    """Status and code; the sentence says what to do instead."""
    status, body = answer
    assert "绿色通道" in body["error"]["message"]
    return status, body["error"]["code"]


async def test_one_tap_and_a_chosen_time_are_refused_to_who_is_not_entitled(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx, MeetingWay.HOME_VISIT, MeetingWay.OFFICE)
    call = await caller(ctx, http_client, base_url, green=False)
    chosen = {**VISIT, "provider_id": "zhang", "starts_at": AT_TEN}
    assert refusal(await call("POST", "/api/v1/bookings", VISIT)) == REFUSED
    assert refusal(await call("POST", "/api/v1/bookings", chosen)) == REFUSED
    status, booking = await call("POST", "/api/v1/bookings", {"service_code": "find-lawyer"})
    assert (status, booking["way"]) == (201, "office"), "the provider's usual way is a visit, which is not for all"


async def test_a_provider_who_only_visits_has_no_time_for_who_is_not_entitled(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx, MeetingWay.HOME_VISIT)
    call = await caller(ctx, http_client, base_url, green=False)
    assert (await call("GET", "/api/v1/services/find-lawyer/free-times"))[1]["items"] == []
    status, body = await call("POST", "/api/v1/bookings", {"service_code": "find-lawyer"})
    assert (status, body["error"]["code"]) == (409, "no_free_time")
    timed = {"service_code": "find-lawyer", "provider_id": "zhang", "starts_at": AT_TEN}
    status, body = await call("POST", "/api/v1/bookings", timed)
    assert (status, body["error"]["code"]) == (400, "way_not_offered")


async def test_who_is_entitled_is_visited_and_moves_the_visit_until_that_ends(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx, MeetingWay.OFFICE, MeetingWay.HOME_VISIT)
    call = await caller(ctx, http_client, base_url, green=True)
    status, booking = await call("POST", "/api/v1/bookings", {**VISIT, "provider_id": "zhang", "starts_at": AT_TEN})
    assert (status, booking["way"]) == (201, "home_visit")
    address = f"/api/v1/bookings/{booking['id']}/reschedule"
    status, booking = await call("POST", address, {"starts_at": "2026-11-23T11:00:00+08:00"})
    assert (status, booking["way"]) == (200, "home_visit")
    resident = await ctx.store.residents.find_by_openid("openid-li")
    assert resident
    await ctx.store.residents.set_green_reasons(resident, ())
    assert refusal(await call("POST", address, {"starts_at": AT_TEN})) == REFUSED
    kept = (await call("GET", f"/api/v1/bookings/{booking['id']}"))[1]
    assert kept["starts_at"] == booking["starts_at"], "a refusal keeps the old time"


async def test_nobody_waits_for_a_visit_that_is_not_for_them(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx, MeetingWay.OFFICE, MeetingWay.HOME_VISIT)
    call = await caller(ctx, http_client, base_url, green=False)
    assert refusal(await call("POST", "/api/v1/waits", VISIT)) == REFUSED


async def test_an_offered_visit_is_not_taken_by_who_is_entitled_no_more(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    tomorrow = (OpeningSpan(1, time(9), time(9, 30)),)
    await prepare(ctx, MeetingWay.OFFICE, MeetingWay.HOME_VISIT, spans=tomorrow)
    holder = await add_resident(ctx, "openid-holder", "13600000001")
    for _week in range(2):
        await book_service(ctx, resident=holder, wish=Wish("find-lawyer"))
    call = await caller(ctx, http_client, base_url, green=True)
    resident = await ctx.store.residents.find_by_openid("openid-li")
    assert resident
    wait = await join_waitlist(ctx, resident=resident, wish=WaitWish("find-lawyer", way=MeetingWay.HOME_VISIT))
    first = (await ctx.store.bookings.list_held_by(holder.id))[0]
    assert await ctx.store.bookings.change(first, type(first.state)("cancelled"), ctx.now())
    clock.move(minutes=2)
    await offer_freed_times(ctx)
    offered = await ctx.store.waits.find(wait.id)
    assert offered
    booking = await ctx.store.bookings.find(offered.offered_booking_id or "")
    assert booking
    assert booking.way is MeetingWay.HOME_VISIT, "what they wait for, not the usual way"
    await ctx.store.residents.set_green_reasons(resident, ())
    address = f"/api/v1/bookings/{booking.id}"
    assert refusal(await call("POST", f"{address}/acceptance", {})) == REFUSED
    await ctx.store.residents.set_green_reasons(resident, (GreenReason.DISABLED,))
    assert (await call("POST", f"{address}/acceptance", {}))[1]["way"] == "home_visit"


async def test_the_desk_arranges_a_visit_for_anybody_and_says_why(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx, MeetingWay.OFFICE)
    await add_staff(ctx)
    call = await staff_caller(http_client, base_url)
    visit = {
        "provider_id": "zhang",
        "service_code": "find-lawyer",
        "village_code": VILLAGE,
        "starts_at": "2026-11-25T09:00:00+08:00",
        "home_visit_reason": "腿伤未愈，出不了门",
    }
    status, made = await call("POST", "/api/v1/staff/walk-ins", visit)
    assert (status, made["way_name"], made["state"]) == (201, "上门服务", "booked")
    kept = await ctx.store.bookings.find(made["id"])
    assert kept
    assert (kept.desk_reason, kept.why) == (
        "腿伤未愈，出不了门",
        "经登记，由张明律师上门服务：腿伤未愈，出不了门。",
    )
    far = {**visit, "starts_at": "2027-11-25T09:00:00+08:00"}
    status, body = await call("POST", "/api/v1/staff/walk-ins", far)
    assert (status, body["error"]["code"]) == (400, "home_visit_time_not_valid")
    status, body = await call("POST", "/api/v1/staff/walk-ins", {**visit, "home_visit_reason": None})
    assert (status, body["error"]["code"]) == (400, "walk_in_time_not_valid"), "without a reason it is no visit"
