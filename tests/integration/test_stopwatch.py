"""The stopwatch of an advisor, and the gentle reminders."""

import asyncio
from datetime import UTC, datetime, time

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.log_hours import log_entry
from actions.notices import list_notices
from actions.remind_hours import ask_about_stopwatches, remind_of_month_end
from actions.time_hours import start_stopwatch, stop_stopwatch
from domain.errors import ServiceError
from domain.hours import Entry
from tests.builders import VILLAGE, SettableClock, add_appointment, add_resident
from tests.callers import advisor_caller
from tests.integration.test_hours import DRAFT, prepare

pytestmark = pytest.mark.gen_test(timeout=60)

WATCH = "/api/v1/advisor/stopwatch"
STOP = f"{WATCH}/stop"
OTHER = "420202005002"


async def test_two_taps_make_a_draft_with_both_ends_on_whole_five_minutes(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await prepare(ctx)
    phone = await advisor_caller(ctx, http_client, base_url)
    other_phone = await advisor_caller(ctx, http_client, base_url)
    clock.moment = datetime(2026, 11, 23, 1, 4, tzinfo=UTC)  # 9:04 in China
    status, watch = await phone("POST", WATCH, {"village_code": VILLAGE})
    assert (status, watch["running"], watch["village_name"]) == (201, True, "桂花湾社区")
    clock.move(minutes=89)
    assert (await other_phone("GET", WATCH))[1]["started_at"] == "2026-11-23T09:04:00+08:00"
    status, draft = await other_phone("POST", STOP, {})
    assert (status, draft["state"], draft["from_time"], draft["to_time"]) == (200, "draft", "09:00", "10:30")
    assert (await phone("GET", WATCH))[1]["running"] is False
    status, refusal = await phone("POST", STOP, {})
    assert (status, refusal["error"]["code"]) == (409, "no_stopwatch")


async def test_one_runs_at_a_time_whatever_races(ctx: Context) -> None:
    provider = await prepare(ctx)
    await add_appointment(ctx, village_code=OTHER)
    starts = [start_stopwatch(ctx, provider=provider, village_code=VILLAGE) for _ in range(6)]
    starts += [start_stopwatch(ctx, provider=provider, village_code=OTHER) for _ in range(6)]
    outcome = await asyncio.gather(*starts, return_exceptions=True)
    running = await ctx.store.stopwatches.find_running("zhang")
    assert running
    assert {one.watch.id for one in outcome if not isinstance(one, BaseException)} == {running.id}
    refused = [one for one in outcome if isinstance(one, ServiceError)]
    assert len(refused) == 6 and {one.code for one in refused} == {"stopwatch_runs"}


async def test_stopped_by_two_phones_at_once_it_makes_one_draft(ctx: Context, clock: SettableClock) -> None:
    provider = await prepare(ctx)
    await start_stopwatch(ctx, provider=provider, village_code=VILLAGE)
    clock.move(minutes=50)
    stops = await asyncio.gather(*(stop_stopwatch(ctx, provider=provider) for _ in range(4)), return_exceptions=True)
    assert len({one.id for one in stops if isinstance(one, Entry)}) == 1
    assert len(await ctx.store.entries.list_of_provider(provider.id, 2026)) == 1


async def test_a_forgotten_one_asks_and_invents_nothing(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider = await prepare(ctx)
    advisor = await add_resident(ctx, openid="openid-13800000001", phone="13800000001")
    phone = await advisor_caller(ctx, http_client, base_url)
    await phone("POST", WATCH, {"village_code": VILLAGE})  # Monday, 8:00
    clock.move(hours=20)  # Tuesday, 4:00
    assert (await phone("GET", WATCH))[1]["forgotten"] is True
    status, refusal = await phone("POST", STOP, {})
    assert (status, refusal["error"]["code"]) == (409, "stopwatch_forgotten")
    assert await ctx.store.entries.list_of_provider(provider.id, 2026) == []
    assert await ask_about_stopwatches(ctx) == 0  # nobody is woken
    clock.move(hours=6)
    assert [await ask_about_stopwatches(ctx) for _ in range(2)] == [1, 0]
    [notice] = await list_notices(ctx, resident=advisor)
    assert notice.text.startswith("您11月23日（周一）上午8:00在桂花湾社区开始的计时还开着。")
    phone = await advisor_caller(ctx, http_client, base_url)  # the session of yesterday is over
    assert (await phone("POST", STOP, {"to_time": "07:00"}))[0] == 400
    _, draft = await phone("POST", STOP, {"to_time": "11:32"})
    assert (draft["on"], draft["from_time"], draft["to_time"]) == ("2026-11-23", "08:00", "11:30")


async def test_too_short_or_dropped_leaves_nothing(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider = await prepare(ctx)
    phone = await advisor_caller(ctx, http_client, base_url)
    await phone("POST", WATCH, {"village_code": VILLAGE, "client_id": "a"})
    clock.move(minutes=3)
    status, refusal = await phone("POST", STOP, {})
    assert (status, refusal["error"]["code"]) == (409, "stopwatch_too_short")
    assert (await phone("GET", WATCH))[1]["running"] is True
    for _ in range(2):
        assert (await phone("DELETE", WATCH))[1]["running"] is False
    assert (await phone("POST", WATCH, {"village_code": VILLAGE, "client_id": "a"}))[1]["running"] is False
    assert await ctx.store.entries.list_of_provider(provider.id, 2026) == []


async def test_before_the_month_ends_what_it_lacks_is_told_once_and_by_day(ctx: Context, clock: SettableClock) -> None:
    provider = await prepare(ctx)
    await add_appointment(ctx, village_code=OTHER)
    advisor = await add_resident(ctx, openid="openid-zhang", phone="13800000001")
    await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)  # 150 of 240 minutes in the first village
    assert await remind_of_month_end(ctx) == 0  # the 23rd
    clock.moment = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)  # the 27th, 6:00
    assert await remind_of_month_end(ctx) == 0
    clock.move(hours=4)
    assert [await remind_of_month_end(ctx) for _ in range(2)] == [2, 0]
    told = sorted(one.text for one in await list_notices(ctx, resident=advisor))
    assert told[1] == (
        "11月还有4天。桂花湾社区：到村服务还差1小时30分钟。"
        "已经做了、还没记的，现在补上就行，十秒一条；这个月确实排不开，跟司法所说一声就好。辛苦了！"
    )
    assert "师院社区：到村服务还差4小时。" in told[0]


async def test_a_crash_between_draft_and_stop_makes_no_second_draft(
    ctx: Context, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = await prepare(ctx)
    await start_stopwatch(ctx, provider=provider, village_code=VILLAGE)
    clock.move(minutes=50)

    async def crash(*given: object) -> bool:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(type(ctx.store.stopwatches), "end", crash)
        await stop_stopwatch(ctx, provider=provider)
    clock.move(minutes=30)
    again = await stop_stopwatch(ctx, provider=provider)
    assert [one.id for one in await ctx.store.entries.list_of_provider(provider.id, 2026)] == [again.id]
    assert again.to_time == time(8, 50)
    assert await ctx.store.stopwatches.find_running(provider.id) is None


async def test_a_draft_can_be_thrown_away_and_what_was_submitted_cannot(
    ctx: Context, clock: SettableClock, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider = await prepare(ctx)
    phone = await advisor_caller(ctx, http_client, base_url)
    await start_stopwatch(ctx, provider=provider, village_code=VILLAGE)
    clock.move(minutes=50)
    draft = await stop_stopwatch(ctx, provider=provider)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    for _ in range(2):
        assert (await phone.fetch("DELETE", f"/api/v1/advisor/entries/{draft.id}")).code == 200
    status, refusal = await phone("DELETE", f"/api/v1/advisor/entries/{entry.id}")
    assert (status, refusal["error"]["message"]) == (409, "只有草稿可以不要；提交过的会留痕。")
    assert [one.id for one in await ctx.store.entries.list_of_provider(provider.id, 2026)] == [entry.id]
