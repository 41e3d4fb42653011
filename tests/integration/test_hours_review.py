"""Reviewing many entries before lunch: all at once, with signals, and a minute to think again."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.log_hours import log_entry
from actions.verify_chain import verify_chains
from domain.hours import Entry, EntryState
from domain.people import Role
from tests.builders import COUNTY, NEXT_TOWNSHIP, VILLAGE, SettableClock, add_appointment, add_staff
from tests.callers import staff_caller
from tests.integration.test_hours import DRAFT, prepare, sums_of

pytestmark = pytest.mark.gen_test(timeout=60)

APPROVALS = "/api/v1/staff/entries/approvals"


async def log_some(ctx: Context, provider: Any, count: int) -> list[Entry]:
    """Entries of half an hour each, one after another."""
    starts = [(8 + step // 2, 30 * (step % 2)) for step in range(count)]
    drafts = [
        replace(DRAFT, from_time=time(hour, minute), to_time=time(hour + minute // 30, 30 - minute))
        for hour, minute in starts
    ]
    return [await log_entry(ctx, provider=provider, draft=draft, client_id=None) for draft in drafts]


async def test_many_are_approved_at_once_each_with_its_outcome(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider, _ = await prepare(ctx), await add_staff(ctx)
    first, second, third = await log_some(ctx, provider, 3)
    call = await staff_caller(http_client, base_url)
    await call("POST", f"/api/v1/staff/entries/{third.id}/return", {"reason": "请核对"})
    wanted = [
        {"id": second.id, "revision": 1},
        {"id": "nobody", "revision": 1},
        {"id": first.id, "revision": 2},
        {"id": third.id, "revision": 1},
    ]
    status, told = await call("POST", APPROVALS, {"ids": wanted})
    assert status == 200, told
    assert told["approved_count"] == 1
    assert [(one["id"], one["approved"], one["code"]) for one in told["outcomes"]] == [
        (second.id, True, None),
        ("nobody", False, "entry_not_found"),
        (first.id, False, "entry_changed"),
        (third.id, False, "entry_not_awaiting"),
    ]
    assert all(one["approved"] or one["message"].endswith("。") for one in told["outcomes"])
    again = {"ids": [{"id": second.id, "revision": 1}, {"id": first.id, "revision": 1}]}
    assert (await call("POST", APPROVALS, again))[1]["approved_count"] == 2
    assert await sums_of(ctx) == (60, 0, 1)
    assert [one.faults for one in await verify_chains(ctx)] == [()]
    assert (await call("POST", APPROVALS, {"ids": []}))[0] == 400
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    neighbour = await staff_caller(http_client, base_url, "sun-login")
    told = (await neighbour("POST", APPROVALS, again))[1]
    assert {one["code"] for one in told["outcomes"]} == {"entry_not_found"}
    await add_staff(ctx, "he", division_code=COUNTY, role=Role.AUDITOR)
    auditor = await staff_caller(http_client, base_url, "he-login")
    assert (await auditor("POST", APPROVALS, again))[0] == 403


async def test_an_approval_can_be_taken_back_for_a_minute_by_whoever_gave_it(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, clock: SettableClock
) -> None:
    provider, _ = await prepare(ctx), await add_staff(ctx)
    [entry] = await log_some(ctx, provider, 1)
    path = f"/api/v1/staff/entries/{entry.id}/approval"
    call = await staff_caller(http_client, base_url)
    assert (await call("DELETE", path))[1]["error"]["code"] == "too_late_to_take_back"  # nothing to take back yet
    await call("POST", path, {})
    await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    county = await staff_caller(http_client, base_url, "lin-login")
    assert (await county("DELETE", path))[1]["error"]["code"] == "too_late_to_take_back"
    clock.move(seconds=60)
    for _ in range(2):
        status, told = await call("DELETE", path)
        assert (status, told["state"], told["reviewed_by_name"]) == (200, "submitted", None)
    assert [one["what"] for one in told["history"]] == ["提交", "审核通过", "撤回通过"]
    assert await sums_of(ctx) == (0, 30, 0)
    await call("POST", path, {})
    clock.move(seconds=61)
    assert (await call("DELETE", path))[1]["error"]["code"] == "too_late_to_take_back"
    assert await sums_of(ctx) == (30, 0, 0)
    assert [one.faults for one in await verify_chains(ctx)] == [()]


async def test_signals_stand_beside_the_line_and_refuse_nothing(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider, _ = await prepare(ctx), await add_staff(ctx)
    await add_appointment(ctx, village_code="420202006001")
    first = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    there = replace(DRAFT, village_code="420202006001", from_time=time(11, 35), to_time=time(18), summary="调解赡养")
    await log_entry(ctx, provider=provider, draft=there, client_id=None)
    call = await staff_caller(http_client, base_url)
    [shown] = (await call("GET", "/api/v1/staff/entries"))[1]["items"]
    assert [(one["kind"], one["sentence"]) for one in shown["signals"]] == [
        ("long_day", "这一天共记2条、8小时55分钟，超过8小时。"),
        ("far_apart", "与当天11:35至18:00在天桥社区的到村记录只隔5分钟，两地不在同一个乡镇。"),
    ]
    status, approved = await call("POST", f"/api/v1/staff/entries/{first.id}/approval", {})
    assert (status, approved["state"]) == (200, EntryState.APPROVED)
    assert len((await call("GET", "/api/v1/staff/return-reasons"))[1]["reasons"]) >= 3


async def test_months_are_closed_unlocked_and_adjusted_over_the_api(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider = await prepare(ctx)
    await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    october = replace(DRAFT, on=date(2026, 10, 30))
    entry = await log_entry(ctx, provider=provider, draft=october, client_id=None)
    call = await staff_caller(http_client, base_url, "lin-login")
    path = "/api/v1/staff/months/2026-10"
    rows = (await call("GET", path))[1]["items"]
    assert (rows[0]["name"], rows[0]["awaiting_count"], rows[0]["state"]) == ("桂花湾社区", 1, "open")
    status, refused = await call("POST", f"{path}/closes", {"code": VILLAGE})
    assert (status, refused["error"]["code"]) == (409, "month_awaits_review")
    assert refused["error"]["villages"] == [{"code": VILLAGE, "awaiting_count": 1}]
    await call("POST", f"/api/v1/staff/entries/{entry.id}/approval", {})
    assert (await call("POST", f"{path}/closes", {"code": VILLAGE}))[1]["villages"][0]["state_name"] == "已封账"
    body = {"minutes": -30, "reason": "多记了半小时"}
    status, adjusted = await call("POST", f"/api/v1/staff/entries/{entry.id}/adjustments", body)
    assert (status, adjusted["minutes"], adjusted["corrects"]) == (201, -30, entry.id)
    assert (await call("POST", f"{path}/unlocks", {"code": VILLAGE}))[1]["error"]["code"] == "reason_needed"
    status, opened = await call("POST", f"{path}/unlocks", {"code": VILLAGE, "reason": "漏记一次讲座"})
    assert (status, opened["state"], opened["reason"]) == (200, "open", "漏记一次讲座")
