"""One tap books; nobody is ever booked twice."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from actions import sessions
from actions.book_service import Wish, book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from actions.move_booking import NewTime, reschedule_booking
from domain.booking_rules import BookingRules, GreenReason
from domain.bookings import BookingState, KeyReused, TimeTaken, TooManyHeld
from domain.clock import iso_shanghai
from domain.errors import ServiceError
from domain.people import Resident
from domain.sessions import SubjectKind
from tests.builders import (
    NEXT_TOWNSHIP,
    WEEKDAYS_NINE_TO_FIVE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
)

pytestmark = pytest.mark.gen_test(timeout=60)


async def prepare(ctx: Context) -> None:
    """A village with its own advisor, who can be booked."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)


async def token_of(ctx: Context, resident: Resident) -> str:
    """A bearer token."""
    opened = await sessions._open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=1))
    return opened.token


class Caller:
    """A resident's phone."""

    def __init__(self, client: AsyncHTTPClient, base_url: str, token: str) -> None:
        self.client, self.base_url, self.token = client, base_url, token

    async def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and decoded answer."""
        response: HTTPResponse = await self.client.fetch(
            f"{self.base_url}{path}",
            method=method,
            body=json.dumps(body) if body is not None else ("" if method == "POST" else None),
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            raise_error=False,
        )
        return response.code, json.loads(response.body)


async def test_one_request_with_only_the_service_says_where_when_who_and_why(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = Caller(http_client, base_url, await token_of(ctx, await add_resident(ctx)))
    status, booking = await call("POST", "/api/v1/bookings", {"service_code": "find-lawyer"})
    assert status == 201, booking
    assert booking["starts_at"] == "2026-11-23T09:00:00+08:00"
    assert booking["ends_at"] == "2026-11-23T09:30:00+08:00"
    assert booking["place"] == "桂花湾社区公共法律服务室"
    assert booking["provider"]["name"] == "张明"
    assert booking["why"] == "张明律师是您村的法律顾问，最早可约的时间是11月23日（周一）上午9:00。"
    status, mine = await call("GET", "/api/v1/bookings")
    assert [one["id"] for one in mine["items"]] == [booking["id"]]


async def test_without_own_advisor_the_nearest_is_booked(ctx: Context) -> None:
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx, "far", name="王远", township_code=NEXT_TOWNSHIP, phone="13800000002")
    resident = await add_resident(ctx)
    first = await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert (first.provider_id, first.nearness) == ("far", "same_county")
    await add_provider(ctx, "near", name="李近")
    second = await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert (second.provider_id, second.nearness) == ("near", "same_township")
    assert second.starts_at >= first.ends_at, "nobody is in two places at once"


async def test_the_same_key_gives_the_same_booking_and_another_wish_is_refused(ctx: Context) -> None:
    await prepare(ctx)
    resident = await add_resident(ctx)
    wish = Wish("find-lawyer")
    made = await asyncio.gather(
        *(book_service(ctx, resident=resident, wish=wish, request_key="once") for _ in range(10))
    )
    assert len({one.id for one in made}) == 1
    with pytest.raises(KeyReused):
        await book_service(ctx, resident=resident, wish=Wish("find-lawyer", "zhang"), request_key="once")


async def test_cancelling_frees_the_time_and_twice_is_harmless(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    call = Caller(http_client, base_url, await token_of(ctx, await add_resident(ctx)))
    _, booking = await call("POST", "/api/v1/bookings", {"service_code": "find-lawyer"})
    for _ in range(2):
        status, cancelled = await call("POST", f"/api/v1/bookings/{booking['id']}/cancellation", {})
        assert (status, cancelled["state"]) == (200, BookingState.CANCELLED)
    other = await add_resident(ctx, "openid-wang", "13900000002")
    again = await book_service(ctx, resident=other, wish=Wish("find-lawyer"))
    assert iso_shanghai(again.starts_at) == booking["starts_at"]


async def test_a_booking_of_somebody_else_is_not_found(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    made = await book_service(ctx, resident=await add_resident(ctx), wish=Wish("find-lawyer"))
    stranger = await add_resident(ctx, "openid-stranger", "13900000009")
    call = Caller(http_client, base_url, await token_of(ctx, stranger))
    for method, path in (("GET", ""), ("POST", "/cancellation")):
        status, answer = await call(method, f"/api/v1/bookings/{made.id}{path}", {} if method == "POST" else None)
        assert (status, answer["error"]["code"]) == (404, "booking_not_found")


async def test_what_is_missing_is_said_in_chinese(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    await prepare(ctx)
    newcomer = await ctx.store.residents.add_or_find(
        Resident(id=ctx.new_id(), openid="openid-new", created_at=ctx.now())
    )
    call = Caller(http_client, base_url, await token_of(ctx, newcomer))
    status, answer = await call("POST", "/api/v1/bookings", {"service_code": "find-lawyer"})
    assert (status, answer["error"]["code"]) == (409, "phone_needed")
    status, answer = await call("POST", "/api/v1/bookings", {"surprise": 1})
    assert status == 400
    assert answer["error"]["fields"] == {"service_code": "此项必填。", "surprise": "没有这一项。"}
    assert answer["error"]["request_id"]
    call.token = "nobody's"
    status, answer = await call("GET", "/api/v1/bookings")
    assert (status, answer["error"]["code"]) == (401, "sign_in_needed")


@pytest.mark.both_stores
async def test_a_race_of_50_has_one_winner_and_49_clean_conflicts(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    residents = [await add_resident(ctx, f"openid-{n}", f"139{n:08d}") for n in range(50)]
    callers = [Caller(http_client, base_url, await token_of(ctx, one)) for one in residents]
    wish = {"service_code": "find-lawyer", "provider_id": "zhang", "starts_at": "2026-11-23T10:00:00+08:00"}
    answers = await asyncio.gather(*(call("POST", "/api/v1/bookings", wish) for call in callers))
    assert sorted(status for status, _ in answers) == [201] + [409] * 49
    for status, answer in answers:
        if status == 409:
            assert answer["error"]["code"] == "time_taken"
            assert len(answer["error"]["alternatives"]) == 3
            assert all(one["starts_at"] != wish["starts_at"] for one in answer["error"]["alternatives"])
    assert len(await ctx.store.bookings.list_of_provider("zhang", ctx.now(), ctx.now() + timedelta(days=9))) == 1


@pytest.mark.both_stores
async def test_50_taps_for_20_free_times_give_20_bookings_that_never_overlap(ctx: Context) -> None:
    await prepare(ctx)
    residents = [await add_resident(ctx, f"openid-{n}", f"139{n:08d}") for n in range(50)]
    short = replace(ctx, settings=replace(ctx.settings, booking=BookingRules(horizon_days=1)))

    async def tap(resident: Resident) -> str:
        try:
            return (await book_service(short, resident=resident, wish=Wish("find-lawyer"))).id
        except ServiceError as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*(tap(one) for one in residents))
    kept = await ctx.store.bookings.list_of_provider("zhang", ctx.now(), ctx.now() + timedelta(days=9))
    quarters = [quarter for booking in kept for quarter in booking.quarters]
    assert len(quarters) == len(set(quarters)), "two bookings share a quarter-hour"
    won = [one for one in outcomes if one not in ("time_taken", "no_free_time")]
    assert sorted(won) == sorted(one.id for one in kept), outcomes


@pytest.mark.both_stores
async def test_a_longer_booking_cannot_cover_a_shorter_one(ctx: Context, clock: SettableClock) -> None:
    await prepare(ctx)
    await add_service(ctx, "long-talk", duration_minutes=90)
    await add_provider(ctx, service_codes=("find-lawyer", "long-talk"))
    first, second = await add_resident(ctx), await add_resident(ctx, "openid-two", "13900000002")
    ten = ctx.now() + timedelta(hours=2)
    await book_service(ctx, resident=first, wish=Wish("find-lawyer", "zhang", ten))
    with pytest.raises(TimeTaken):
        await book_service(ctx, resident=second, wish=Wish("long-talk", "zhang", ten - timedelta(hours=1)))
    clear = await book_service(ctx, resident=second, wish=Wish("long-talk", "zhang", ten + timedelta(minutes=30)))
    assert clear.active


async def test_rescheduling_keeps_the_old_time_until_the_new_one_is_held(ctx: Context) -> None:
    await prepare(ctx)
    first, second = await add_resident(ctx), await add_resident(ctx, "openid-two", "13900000002")
    nine, ten = ctx.now() + timedelta(hours=1), ctx.now() + timedelta(hours=2)
    mine = await book_service(ctx, resident=first, wish=Wish("find-lawyer", "zhang", nine + timedelta(days=1)))
    theirs = await book_service(ctx, resident=second, wish=Wish("find-lawyer", "zhang", ten + timedelta(days=1)))
    with pytest.raises(TimeTaken) as refused:
        await reschedule_booking(ctx, resident=first, booking_id=mine.id, to=NewTime(theirs.starts_at))
    assert refused.value.details["alternatives"], "who is too late is offered other times"
    kept = await ctx.store.bookings.find(mine.id)
    assert kept and kept.active and kept.starts_at == mine.starts_at
    moved = await reschedule_booking(
        ctx, resident=first, booking_id=mine.id, to=NewTime(mine.starts_at + timedelta(minutes=15))
    )
    assert moved.starts_at == mine.starts_at + timedelta(minutes=15), "its own old time does not stand in its way"
    again = await book_service(ctx, resident=second, wish=Wish("find-lawyer", "zhang", ten + timedelta(days=2)))
    assert again.active


async def test_a_resident_holds_only_so_many_and_is_told_why(ctx: Context) -> None:
    await prepare(ctx)
    resident = await add_resident(ctx)
    made = [await book_service(ctx, resident=resident, wish=Wish("find-lawyer")) for _ in range(3)]
    assert [one.held_number for one in made] == [0, 1, 2]
    assert len({one.starts_at for one in made}) == 3, "one is never in two places"
    with pytest.raises(TooManyHeld) as refused:
        await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
    assert refused.value.message == "您已有3个未办结的预约（最多3个），请先办完或取消一个，再约新的。"
    await cancel_booking(ctx, resident=resident, booking_id=made[1].id, reason=None)
    assert (await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))).held_number == 1


@pytest.mark.both_stores
async def test_a_daily_cap_holds_in_a_race_and_the_green_channel_goes_above_it(ctx: Context) -> None:
    await prepare(ctx)
    await add_provider(ctx, opening=replace(WEEKDAYS_NINE_TO_FIVE, daily_cap=5, horizon_days=1))
    residents = [await add_resident(ctx, f"openid-{n}", f"139{n:08d}") for n in range(20)]

    async def tap(resident: Resident) -> Any:
        try:
            return await book_service(ctx, resident=resident, wish=Wish("find-lawyer"))
        except ServiceError as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*(tap(one) for one in residents))
    today = [one for one in outcomes if not isinstance(one, str) and f"{one.on}" == "2026-11-23"]
    assert len(today) == 5, outcomes
    green = await ctx.store.residents.set_green_reasons(
        await add_resident(ctx, "openid-aged", "13700000001"), (GreenReason.AGED_70,)
    )
    first = await book_service(ctx, resident=green, wish=Wish("find-lawyer"))
    assert (f"{first.on}", first.green, first.day_number) == ("2026-11-23", True, 5)
