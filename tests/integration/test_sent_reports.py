"""Sent reports are frozen: the same bytes for ever, one version a number, and what has changed since is told."""

import asyncio
from datetime import date, time
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tornado.httpclient import AsyncHTTPClient

from actions.close_month import adjust_entry, close_month
from actions.context import Context
from actions.reports import ReportWish
from actions.review_hours import approve_entry
from actions.send_reports import compare_with_present, list_sent_reports, read_sent_report, send_report
from domain.errors import NotAllowed
from domain.report_periods import PeriodKind
from tests.builders import COUNTY, NEXT_TOWNSHIP, TOWNSHIP, VILLAGE, SettableClock, add_staff
from tests.callers import staff_caller
from tests.report_stage import log, log_some, set_up_reports

pytestmark = pytest.mark.gen_test(timeout=60)

OCTOBER = ReportWish(PeriodKind.MONTH, date(2026, 10, 1))
NOVEMBER = ReportWish(PeriodKind.MONTH, date(2026, 11, 1))
BODY = {"kind": "month", "on": "2026-11-20"}


async def test_what_was_sent_stays_the_same_bytes_whatever_is_corrected_later(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, county = await set_up_reports(ctx)
    await log_some(ctx, staff)
    call = await staff_caller(http_client, base_url)
    status, sent = await call("POST", "/api/v1/staff/sent-reports", BODY)
    assert (status, sent["version"], sent["row_count"], sent["minutes"]) == (201, 1, 3, 345)
    assert (sent["to_office"], sent["sent_by_name"], sent["fresh"]) == ("黄石港区司法局", "吴芳", True)
    path = f"/api/v1/staff/sent-reports/{sent['id']}/workbook"
    first = (await call.fetch("GET", path)).body
    page = f"/console/sent-reports/{sent['id']}"
    assert "这一期的工时没有改动" in (await call.fetch("GET", page)).body.decode()
    printed = (await call.fetch("GET", f"{page}/print")).body

    clock.move(days=3)
    call = await staff_caller(http_client, base_url)
    more = await log(ctx, on=date(2026, 11, 24), summary="报送以后补记的一条")
    await approve_entry(ctx, staff=staff, entry_id=more.id)
    assert (await call.fetch("GET", path)).body == first
    assert (await call.fetch("GET", f"{page}/print")).body == printed
    sheet = load_workbook(BytesIO(first)).active
    assert sheet is not None
    assert "制表日期：2026-11-23" in sheet["A2"].value
    told = (await call.fetch("GET", page)).body.decode()
    assert "报送以后有1条不同；报送时345分钟，现在495分钟。" in told
    assert "报送以后补记的一条" in told

    status, again = await call("POST", "/api/v1/staff/sent-reports", BODY)
    assert (status, again["version"], again["row_count"]) == (201, 2, 4)
    assert (await call.fetch("GET", path)).body == first
    assert [one.version for one in await list_sent_reports(ctx, staff=county)] == [2, 1]


@pytest.mark.both_stores
async def test_a_report_sent_twice_or_by_many_hands_at_once_is_one_version(ctx: Context) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    done = await asyncio.gather(*(send_report(ctx, staff=staff, wish=NOVEMBER) for _ in range(8)))
    assert {one.report.version for one in done} == {1}
    assert sum(one.fresh for one in done) == 1
    assert await ctx.store.database["sent_report_chunks"].count_documents({}) == 1


@pytest.mark.both_stores
async def test_versions_that_race_get_each_number_once(ctx: Context) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)

    async def change_and_send(number: int) -> int:
        entry = await log(ctx, on=date(2026, 11, 2 + number), from_time=time(8), to_time=time(9))
        await approve_entry(ctx, staff=staff, entry_id=entry.id)
        try:
            return (await send_report(ctx, staff=staff, wish=NOVEMBER)).report.version
        except Exception as refusal:
            assert getattr(refusal, "code", "") == "hours_changing", refusal
            return 0

    numbers = await asyncio.gather(*map(change_and_send, range(6)))
    kept = await ctx.store.sent_reports.list_of_period(TOWNSHIP, "2026-11")
    assert [one.version for one in kept] == list(range(1, len(kept) + 1))
    assert len({one.rows_hash for one in kept}) == len(kept)
    assert set(numbers) - {0} <= {one.version for one in kept}


async def test_a_long_report_is_compared_only_when_asked_for(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)
    monkeypatch.setattr("actions.send_reports.SMALL_ROWS", 2)
    sent = (await send_report(ctx, staff=staff, wish=NOVEMBER)).report
    call = await staff_caller(http_client, base_url)
    page = f"/console/sent-reports/{sent.id}"
    assert "与现在比较" in (await call.fetch("GET", page)).body.decode()
    assert "这一期的工时没有改动" in (await call.fetch("GET", f"{page}?compare=true")).body.decode()


async def test_an_adjustment_of_a_closed_month_shows_where_it_counts(ctx: Context) -> None:
    staff, county = await set_up_reports(ctx)
    entry = await log(ctx, on=date(2026, 10, 29))
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    await close_month(ctx, staff=county, code=VILLAGE, month="2026-10")
    october = (await send_report(ctx, staff=staff, wish=OCTOBER)).report
    november = (await send_report(ctx, staff=staff, wish=NOVEMBER)).report
    await adjust_entry(ctx, staff=staff, entry_id=entry.id, minutes=-30, reason="多记了半小时")
    assert (await compare_with_present(ctx, staff=staff, sent=october)).count == 0
    changed = await compare_with_present(ctx, staff=staff, sent=november)
    assert (changed.count, changed.minutes_now) == (1, -30)
    assert [one.kind for one in changed.changes] == ["新增"]


async def test_only_the_office_itself_sends_and_only_its_region_reads(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, county = await set_up_reports(ctx)
    await log_some(ctx, staff)
    sent = (await send_report(ctx, staff=staff, wish=NOVEMBER)).report
    for who, wish in ((county, TOWNSHIP), (staff, VILLAGE)):
        with pytest.raises(NotAllowed):
            await send_report(ctx, staff=who, wish=ReportWish(PeriodKind.MONTH, date(2026, 11, 1), wish))
    assert (await send_report(ctx, staff=county, wish=NOVEMBER)).report.scope_code == COUNTY
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    call = await staff_caller(http_client, base_url, "sun-login")
    for path in (f"/console/sent-reports/{sent.id}", f"/api/v1/staff/sent-reports/{sent.id}/workbook"):
        assert (await call.fetch("GET", path)).code == 404
    assert "还没有报送过台账。" in (await call.fetch("GET", "/console/sent-reports")).body.decode()


async def test_a_sending_that_breaks_off_leaves_nothing_and_can_be_tried_again(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff, _ = await set_up_reports(ctx)
    await log_some(ctx, staff)

    async def fail(*_: object) -> bool:
        raise ConnectionError("the process died here")

    with monkeypatch.context() as broken:
        broken.setattr(type(ctx.store.sent_reports), "add", fail)
        with pytest.raises(ConnectionError):
            await send_report(ctx, staff=staff, wish=NOVEMBER)
    assert await list_sent_reports(ctx, staff=staff) == []
    done = await send_report(ctx, staff=staff, wish=NOVEMBER)
    assert (done.report.version, done.fresh) == (1, True)
    assert len((await read_sent_report(ctx, sent=done.report)).rows) == 3
