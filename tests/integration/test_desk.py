"""The desk of a provider and of staff: who comes, who came, who did not."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.desk_access import Desk
from actions.desk_aftermath import finish_desk_work
from actions.log_hours import find_progress
from actions.provider_desk import complete_booking, mark_no_show
from domain.booking_rules import GreenReason
from domain.bookings import BookingState
from domain.clock import iso_shanghai
from domain.errors import ServiceError
from domain.people import Role
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    VILLAGE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import advisor_caller, resident_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)

NEXT_VILLAGE = "420202006001"


async def prepare(ctx: Context) -> Any:
    """A village with its advisor, and a booking at nine."""
    await add_divisions(ctx)
    await add_service(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    return await book_service(ctx, resident=await add_resident(ctx), wish=Wish("find-lawyer"))


async def test_a_day_goes_from_the_list_over_coming_to_done_and_drafts_the_hours_once(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    booking = await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    status, day = await call("GET", "/api/v1/advisor/day")
    assert (status, day["on"], day["leave"]) == (200, "2026-11-23", False)
    [item] = day["items"]
    assert (item["id"], item["phone_masked"], item["can"]) == (
        booking.id,
        "139****0001",
        ["check_in", "complete", "phone_reveal"],
    )
    clock.move(hours=1, minutes=3)
    for _ in range(2):
        status, item = await call("POST", f"/api/v1/advisor/bookings/{booking.id}/check-in", {})
        assert (status, item["state_name"]) == (200, "已到场")
    clock.move(minutes=41)
    for _ in range(2):
        done = {"result": "解释了征地补偿的程序。", "minutes": 40}
        status, item = await call("POST", f"/api/v1/advisor/bookings/{booking.id}/completion", done)
        assert (status, item["state"], item["can"]) == (200, "completed", ["phone_reveal"])
    status, entries = await call("GET", "/api/v1/advisor/entries")
    [entry] = entries["items"]
    assert (entry["state_name"], entry["from_time"], entry["to_time"]) == ("草稿", "09:00", "09:40")
    assert entry["summary"] == "接待预约：找律师咨询。解释了征地补偿的程序。"
    assert (await find_progress(ctx, village_code=VILLAGE, year=2026)).sums.awaiting_minutes == 0, "a draft is no hours"


async def test_a_draft_is_submitted_like_a_correction_and_staff_see_it_only_then(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    booking = await prepare(ctx)
    await add_staff(ctx)
    clock.move(hours=2)
    provider = await ctx.store.providers.find("zhang")
    await complete_booking(ctx, desk=Desk(provider=provider), booking_id=booking.id)
    call, staff = await advisor_caller(ctx, http_client, base_url), await staff_caller(http_client, base_url)
    _, entries = await call("GET", "/api/v1/advisor/entries")
    [draft] = entries["items"]
    status, answer = await staff("GET", "/api/v1/staff/entries?state=draft")
    assert (status, answer["error"]["code"]) == (400, "draft_not_shown")
    status, _ = await staff("POST", f"/api/v1/staff/entries/{draft['id']}/approval", {})
    assert status == 404
    status, year = await staff("GET", f"/api/v1/staff/villages/{VILLAGE}/years/2026")
    assert (status, year["entries"]) == (200, [])
    wanted = ("village_code", "on", "from_time", "to_time", "kind", "way", "summary", "people_count")
    body = {name: draft[name] for name in wanted}
    for _ in range(2):
        status, entry = await call("PUT", f"/api/v1/advisor/entries/{draft['id']}", body)
        assert (status, entry["state"], entry["revision"]) == (200, "submitted", 1)
    _, awaiting = await staff("GET", "/api/v1/staff/entries")
    assert [one["minutes"] for one in awaiting["items"]] == [30]


async def test_a_crash_after_completing_still_drafts_the_entry(ctx: Context, clock: SettableClock) -> None:
    booking = await prepare(ctx)
    clock.move(hours=2)
    facts = {"desk_news": "completed", "desk_due": True, "ended_at": ctx.now()}
    assert await ctx.store.bookings.change(booking, BookingState.COMPLETED, ctx.now(), **facts)
    assert await finish_desk_work(ctx) == 1
    assert await finish_desk_work(ctx) == 0
    assert len(await ctx.store.entries.list_of_provider("zhang", 2026)) == 1


async def test_not_coming_counts_once_after_the_start_and_is_told_kindly(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    booking = await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    status, answer = await call("POST", f"/api/v1/advisor/bookings/{booking.id}/no-show", {})
    assert (status, answer["error"]["code"]) == (409, "too_early")
    clock.move(hours=1, minutes=20)
    for _ in range(2):
        status, item = await call("POST", f"/api/v1/advisor/bookings/{booking.id}/no-show", {})
        assert (status, item["state"]) == (200, "no_show")
    resident = await ctx.store.residents.find_fresh(booking.resident_id)
    assert resident and resident.no_show_times == (booking.starts_at,)
    me = await resident_caller(ctx, http_client, base_url)
    _, notices = await me("GET", "/api/v1/me/notices")
    [notice] = [one for one in notices["items"] if one["kind"] == "booking_missed"]
    assert "90天内有3次未到场，会暂停在线预约30天" in notice["text"]
    status, item = await call("POST", f"/api/v1/advisor/bookings/{booking.id}/completion", {})
    assert (status, item["state"]) == (200, "completed"), "a wrong tap can be put right"
    resident = await ctx.store.residents.find_fresh(booking.resident_id)
    assert resident and resident.no_show_times == ()


@pytest.mark.both_stores
async def test_of_coming_and_not_coming_at_once_one_holds(ctx: Context, clock: SettableClock) -> None:
    booking = await prepare(ctx)
    clock.move(hours=2)
    desk = Desk(provider=await ctx.store.providers.find("zhang"))

    async def attempt(step: Any) -> str:
        try:
            return str((await step(ctx, desk=desk, booking_id=booking.id)).state)
        except ServiceError as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*(attempt(step) for step in (mark_no_show, complete_booking) for _ in range(5)))
    kept = await ctx.store.bookings.find(booking.id)
    assert kept and kept.state.value in outcomes
    assert len(await ctx.store.entries.list_of_provider("zhang", 2026)) <= 1


async def test_the_desk_is_nobody_elses(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    booking = await prepare(ctx)
    await add_provider(ctx, "wang", name="王远", phone="13800000002")
    await add_staff(ctx, "far", division_code=NEXT_TOWNSHIP)
    stranger = await advisor_caller(ctx, http_client, base_url, "13800000002")
    for step in ("check-in", "completion", "no-show", "phone-reveal"):
        status, answer = await stranger("POST", f"/api/v1/advisor/bookings/{booking.id}/{step}", {})
        assert (status, answer["error"]["code"]) == (404, "booking_not_found"), step
    far = await staff_caller(http_client, base_url, "far-login")
    status, day = await far("GET", "/api/v1/staff/bookings")
    assert (status, day["items"]) == (200, [])
    status, _ = await far("POST", f"/api/v1/staff/bookings/{booking.id}/check-in", {})
    assert status == 404
    status, _ = await far("GET", f"/api/v1/staff/bookings?within={VILLAGE}")
    assert status == 404


async def test_looking_at_a_phone_is_written_down_and_limited(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking = await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    path = f"/api/v1/advisor/bookings/{booking.id}/phone-reveal"
    status, answer = await call("POST", path, {})
    assert (status, answer) == (200, {"phone": "13900000001"})
    [look] = await ctx.store.access_log.list_of(booking.resident_id, ctx.now())
    assert (look.who, look.what, look.why, look.granted) == ("zhang", "phone", f"booking:{booking.id}", True)
    assert [(await call("POST", path, {}))[0] for _ in range(59)] == [200] * 59
    answers = await asyncio.gather(*(call("POST", path, {}) for _ in range(5)))
    assert {status for status, _ in answers} == {429}


async def test_a_walk_in_holds_the_time_from_now_once_and_never_overlaps(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    booking = await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    clock.move(minutes=40)
    body = {"service_code": "find-lawyer", "village_code": VILLAGE, "name": "王大爷", "phone": "13700000009"}
    status, answer = await call("POST", "/api/v1/advisor/walk-ins", body)
    assert (status, answer["error"]["code"]) == (409, "time_taken"), "nine o'clock is promised"
    assert "11月23日（周一）上午9:00已有预约" in answer["error"]["message"]
    for _ in range(2):
        short = {**body, "minutes": 20}
        response = await call.fetch("POST", "/api/v1/advisor/walk-ins", short, **{"Idempotency-Key": "once"})
        assert response.code == 201, response.body
    status, day = await call("GET", "/api/v1/advisor/day")
    first, second = day["items"]
    assert (first["state"], first["walked_in"], first["resident_name"], first["phone_masked"]) == (
        "checked_in",
        True,
        "王大爷",
        "137****0009",
    )
    assert second["id"] == booking.id
    status, answer = await call("POST", f"/api/v1/advisor/bookings/{first['id']}/phone-reveal", {})
    assert answer == {"phone": "13700000009"}
    status, _ = await call("POST", f"/api/v1/advisor/bookings/{first['id']}/completion", {})
    assert status == 200
    assert len(await ctx.store.entries.list_of_provider("zhang", 2026)) == 1
    other = await add_resident(ctx, "openid-two", "13900000002")
    held = await book_service(ctx, resident=other, wish=Wish("find-lawyer"))
    assert iso_shanghai(held.starts_at) == "2026-11-23T09:30:00+08:00"


@pytest.mark.both_stores
async def test_of_walk_ins_at_the_same_moment_one_gets_the_desk(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    await prepare(ctx)
    call = await advisor_caller(ctx, http_client, base_url)
    clock.move(hours=2)
    body = {"service_code": "find-lawyer", "village_code": VILLAGE}
    answers = await asyncio.gather(*(call("POST", "/api/v1/advisor/walk-ins", body) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [201] + [409] * 7


async def test_staff_run_the_desks_of_their_region_and_auditors_only_look(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking = await prepare(ctx)
    await add_provider(ctx, "wang", name="王远", phone="13800000002", township_code=NEXT_TOWNSHIP)
    await add_staff(ctx)
    await add_staff(ctx, "audit", role=Role.AUDITOR, division_code=COUNTY)
    call = await staff_caller(http_client, base_url)
    status, day = await call("GET", "/api/v1/staff/bookings")
    [item] = day["items"]
    assert (item["provider_name"], item["can"]) == ("张明", ["check_in", "complete"])
    status, item = await call("POST", f"/api/v1/staff/bookings/{booking.id}/check-in", {})
    assert (status, item["state"]) == (200, "checked_in")
    walk_in = {"provider_id": "wang", "service_code": "find-lawyer", "village_code": NEXT_VILLAGE}
    status, answer = await call("POST", "/api/v1/staff/walk-ins", walk_in)
    assert (status, answer["error"]["code"]) == (404, "provider_not_found"), "another township's"
    status, item = await call("POST", "/api/v1/staff/walk-ins", {**walk_in, "provider_id": "zhang"})
    assert (status, item["state"]) == (201, "checked_in")
    status, _ = await call("POST", f"/api/v1/staff/bookings/{booking.id}/completion", {})
    assert status == 200
    auditor = await staff_caller(http_client, base_url, "audit-login")
    status, day = await auditor("GET", "/api/v1/staff/bookings")
    assert len(day["items"]) == 2 and all(one["can"] == [] for one in day["items"])
    status, _ = await auditor("POST", "/api/v1/staff/walk-ins", walk_in)
    assert status == 403


async def test_the_green_channel_needs_its_own_consent_and_is_seen_at_the_desk(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking = await prepare(ctx)
    provider = await ctx.store.providers.find("zhang")
    assert provider
    ways = ("office", "home_visit")
    await ctx.store.providers.put(replace(provider, opening=replace(provider.opening, ways=ways)))
    me = await resident_caller(ctx, http_client, base_url)
    times = "/api/v1/services/find-lawyer/free-times"
    _, free = await me("GET", times)
    assert [one["code"] for one in free["items"][0]["ways"]] == ["office"]
    status, answer = await me("PUT", "/api/v1/me/green-channel", {"reasons": ["aged_70"]})
    assert (status, answer["error"]["code"]) == (400, "consent_needed")
    wish = {"reasons": ["aged_70", "disabled", "aged_70"], "consent": True}
    status, profile = await me("PUT", "/api/v1/me/green-channel", wish)
    assert (status, profile["green_reasons"], profile["consents"]) == (200, ["aged_70", "disabled"], ["green_channel"])
    _, free = await me("GET", times)
    assert [one["name"] for one in free["items"][0]["ways"]] == ["到办公地点", "上门服务"]
    call = await advisor_caller(ctx, http_client, base_url)
    _, day = await call("GET", "/api/v1/advisor/day")
    assert (day["items"][0]["id"], day["items"][0]["green"]) == (booking.id, True)
    assert day["items"][0]["green_reasons"] == ["年满70周岁", "残疾人"]
    status, profile = await me("PUT", "/api/v1/me/green-channel", {"reasons": []})
    assert (status, profile["green_reasons"], profile["consents"]) == (200, [], [])
    kept = await ctx.store.residents.find_fresh(booking.resident_id)
    assert kept and GreenReason.AGED_70 not in kept.green_reasons


async def test_what_everybody_forgot_no_longer_holds_the_resident_back(ctx: Context, clock: SettableClock) -> None:
    booking = await prepare(ctx)
    clock.move(days=3)
    await finish_desk_work(ctx)
    kept = await ctx.store.bookings.find(booking.id)
    assert kept and (kept.state, kept.active) == (BookingState.EXPIRED, False)
    resident = await ctx.store.residents.find_fresh(booking.resident_id)
    assert resident and resident.no_show_times == (), "nobody is blamed for a forgotten tap"
    desk = Desk(provider=await ctx.store.providers.find("zhang"))
    assert (await complete_booking(ctx, desk=desk, booking_id=booking.id)).state is BookingState.COMPLETED


async def test_the_page_shows_each_desk_with_its_buttons_and_auditors_none(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    booking = await prepare(ctx)
    resident = await ctx.store.residents.find(booking.resident_id)
    assert resident
    await ctx.store.residents.set_green_reasons(resident, (GreenReason.HURT_AT_WORK,))
    await add_provider(ctx, "wang", name="王<b>远", phone="13800000002")
    await add_staff(ctx)
    await add_staff(ctx, "audit", role=Role.AUDITOR)
    call, auditor = await staff_caller(http_client, base_url), await staff_caller(http_client, base_url, "audit-login")
    page = (await call.fetch("GET", "/console/bookings")).body.decode()
    for part in ("绿色通道：务工受伤", "139****0001", f"/api/v1/staff/bookings/{booking.id}/check-in", "王&lt;b&gt;远"):
        assert part in page, part
    assert "13900000001" not in page
    tomorrow = (await call.fetch("GET", "/console/bookings?on=2026-11-24")).body.decode()
    assert "这一天没有预约" in tomorrow and "139****0001" not in tomorrow
    assert (await call.fetch("GET", "/console/bookings?on=someday")).code == 400
    read_only = (await auditor.fetch("GET", "/console/bookings")).body.decode()
    assert "139****0001" in read_only and "/check-in" not in read_only and "data-dialog=" not in read_only
