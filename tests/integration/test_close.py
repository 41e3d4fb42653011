"""A closed month never changes: by no path, in no order, whatever crashes."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from actions.chain_hours import change_entry
from actions.close_month import adjust_entry, close_month, finish_closes, tell_month, unlock_month
from actions.context import Context
from actions.log_hours import correct_entry, log_entry
from actions.review_hours import approve_entry, return_entry
from actions.verify_chain import verify_chains
from domain.errors import BadInput, NotAllowed, NotFound, ServiceError
from domain.hour_chain import ChangeKind
from domain.hours import ActorKind, Entry, EntryEvent, EntryState
from domain.late_entries import LateCapReached
from domain.month_closes import CloseState, MonthAwaits, MonthClosed, NotClosed
from domain.people import Role, Staff
from domain.settings import ClosingOffice, HourRules
from domain.village_years import sum_up
from store.database import Database
from tests.builders import COUNTY, NEXT_TOWNSHIP, TOWNSHIP, VILLAGE, SettableClock, add_staff
from tests.integration.test_hours import DRAFT, prepare, sums_of

pytestmark = pytest.mark.gen_test(timeout=120)

OCTOBER = replace(DRAFT, on=date(2026, 10, 30))
MONTH = "2026-10"


async def prepare_october(ctx: Context, clock: SettableClock) -> tuple[Any, Staff, Entry]:
    """An approved entry of October, seen from late November; the advisor, the county's staff and the entry."""
    provider = await prepare(ctx)
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    clock.move(days=-20)  # early in November nothing of October is late
    entry = await log_entry(ctx, provider=provider, draft=OCTOBER, client_id="october")
    await approve_entry(ctx, staff=county, entry_id=entry.id)
    clock.move(days=20)
    return provider, county, entry


async def kept_of(ctx: Context, entry_id: str) -> Entry:
    """The entry as it is kept."""
    found = await ctx.store.entries.find(entry_id)
    assert found
    return found


async def test_a_closed_month_takes_no_change_by_any_path(ctx: Context, clock: SettableClock) -> None:
    provider, county, entry = await prepare_october(ctx, clock)
    other = replace(OCTOBER, from_time=time(14), to_time=time(15))
    second = await log_entry(ctx, provider=provider, draft=other, client_id=None)
    await return_entry(ctx, staff=county, entry_id=second.id, reason="村居不对")
    [row, _] = await close_month(ctx, staff=county, code=TOWNSHIP, month=MONTH)
    assert (row.village.id, row.state, row.approved_minutes) == (VILLAGE, CloseState.CLOSED, 150)
    before = await kept_of(ctx, entry.id)
    assert before.closed and before.history[-1].what == "封账"
    for refused in (
        log_entry(ctx, provider=provider, draft=replace(other, from_time=time(16), to_time=time(17)), client_id=None),
        correct_entry(ctx, provider=provider, entry_id=second.id, draft=other),
        correct_entry(ctx, provider=provider, entry_id=second.id, draft=replace(other, on=date(2026, 11, 20))),
    ):
        with pytest.raises(MonthClosed) as refusal:
            await refused
        assert "2026年10月已封账" in refusal.value.message
    event = EntryEvent(clock(), "lin", ActorKind.STAFF, "绕过封账")
    after = replace(before, minutes=600)
    assert not await change_entry(ctx, before=before, after=after, change=ChangeKind.CORRECTED, event=event)
    assert await kept_of(ctx, entry.id) == before
    assert await sums_of(ctx) == (150, 0, 1)
    assert [one.faults for one in await verify_chains(ctx)] == [()]


async def test_a_month_closes_only_when_it_is_over_and_reviewed(ctx: Context, clock: SettableClock) -> None:
    provider, county, _ = await prepare_october(ctx, clock)
    await log_entry(
        ctx, provider=provider, draft=replace(OCTOBER, from_time=time(14), to_time=time(15)), client_id=None
    )
    with pytest.raises(MonthAwaits) as refusal:
        await close_month(ctx, staff=county, code=VILLAGE, month=MONTH)
    assert refusal.value.message == "还有工时没有审核：桂花湾社区1条。请先审核，再封账。"
    for month in ("2026-11", "2026-12", "2026-13", "十月"):
        with pytest.raises(BadInput):
            await close_month(ctx, staff=county, code=VILLAGE, month=month)
    with pytest.raises(BadInput):
        await close_month(ctx, staff=county, code=COUNTY, month=MONTH)


async def test_who_closes_is_a_setting_and_only_the_county_unlocks(ctx: Context, clock: SettableClock) -> None:
    _, county, entry = await prepare_october(ctx, clock)
    township = await add_staff(ctx)
    with pytest.raises(NotAllowed):
        await close_month(ctx, staff=township, code=VILLAGE, month=MONTH)
    rules = HourRules(month_closed_by=ClosingOffice.TOWNSHIP)
    lenient = replace(ctx, settings=replace(ctx.settings, hours=rules))
    await close_month(lenient, staff=township, code=VILLAGE, month=MONTH)
    with pytest.raises(NotAllowed):
        await unlock_month(lenient, staff=township, village_code=VILLAGE, month=MONTH, reason="想改一下")
    with pytest.raises(BadInput):
        await unlock_month(ctx, staff=county, village_code=VILLAGE, month=MONTH, reason=" ")
    neighbour = await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    with pytest.raises(NotFound):
        await close_month(lenient, staff=neighbour, code=VILLAGE, month=MONTH)
    row = await unlock_month(ctx, staff=county, village_code=VILLAGE, month=MONTH, reason="漏记了一次讲座")
    assert row.state is CloseState.OPEN
    kept = await kept_of(ctx, entry.id)
    assert (kept.closed, kept.history[-1].what) == (False, "解封：漏记了一次讲座")
    with pytest.raises(NotClosed):
        await unlock_month(ctx, staff=county, village_code=VILLAGE, month=MONTH, reason="再来一次")
    await close_month(ctx, staff=county, code=VILLAGE, month=MONTH)
    assert (await kept_of(ctx, entry.id)).closed


async def test_what_is_closed_is_adjusted_by_a_new_entry_that_points_at_it(ctx: Context, clock: SettableClock) -> None:
    _, county, entry = await prepare_october(ctx, clock)
    with pytest.raises(NotClosed):
        await adjust_entry(ctx, staff=county, entry_id=entry.id, minutes=-30, reason="多记了")
    await close_month(ctx, staff=county, code=VILLAGE, month=MONTH)
    less = await adjust_entry(ctx, staff=county, entry_id=entry.id, minutes=-30, reason="多记了半小时")
    assert (less.corrects, less.minutes, less.on) == (entry.id, -30, date(2026, 11, 23))
    await adjust_entry(ctx, staff=county, entry_id=entry.id, minutes=10, reason="再核实少扣十分钟")
    totals = await ctx.store.hour_totals.find(2026, VILLAGE)
    assert totals and totals.sums.approved_by_month[9:11] == (150, -20)
    for minutes in (0, 7, -135, 600):
        with pytest.raises(BadInput):
            await adjust_entry(ctx, staff=county, entry_id=entry.id, minutes=minutes, reason="不合理的调整")
    with pytest.raises(NotClosed):
        await adjust_entry(ctx, staff=county, entry_id=less.id, minutes=30, reason="调整的调整")
    racing = [adjust_entry(ctx, staff=county, entry_id=entry.id, minutes=-130, reason="全部扣除") for _ in range(4)]
    await asyncio.gather(*racing, return_exceptions=True)
    totals = await ctx.store.hour_totals.find(2026, VILLAGE)
    assert totals and totals.sums.approved_minutes == 0
    assert [one.faults for one in await verify_chains(ctx)] == [()]


async def test_an_entry_logged_while_the_month_is_being_closed_is_in_it_or_refused(
    ctx: Context, clock: SettableClock
) -> None:
    provider, county, _ = await prepare_october(ctx, clock)
    drafts = [replace(OCTOBER, from_time=time(hour), to_time=time(hour, 30)) for hour in range(12, 18)]
    jobs: list[Any] = [log_entry(ctx, provider=provider, draft=one, client_id=None) for one in drafts]
    jobs.insert(3, close_month(ctx, staff=county, code=VILLAGE, month=MONTH))
    outcome = await asyncio.gather(*jobs, return_exceptions=True)
    assert all(isinstance(one, Entry | list | MonthClosed | MonthAwaits) for one in outcome), outcome
    [row] = await tell_month(ctx, staff=county, month=MONTH, within=VILLAGE)
    entries = await ctx.store.entries.list_of_village(VILLAGE, 2026)
    assert {entry.closed for entry in entries} == {row.state is CloseState.CLOSED} or row.awaiting_count


async def test_a_close_that_was_cut_off_is_carried_on(ctx: Context, clock: SettableClock, database: Database) -> None:
    _, county, entry = await prepare_october(ctx, clock)
    await close_month(ctx, staff=county, code=VILLAGE, month=MONTH)
    await database["month_closes"].update_one({}, {"$set": {"state": "unlocking", "reason": "程序中断之前的原因"}})
    assert await finish_closes(ctx) == 0
    clock.move(minutes=2)
    assert await finish_closes(ctx) == 1
    assert not (await kept_of(ctx, entry.id)).closed
    await database["month_closes"].update_one({}, {"$set": {"state": "closing"}})
    assert await finish_closes(ctx) == 1
    assert (await kept_of(ctx, entry.id)).closed
    assert await finish_closes(ctx) == 0
    assert [one.faults for one in await verify_chains(ctx)] == [()]


async def test_late_entries_are_limited_by_a_cap_that_racing_entries_cannot_pass(ctx: Context) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    strict = replace(ctx, settings=replace(ctx.settings, hours=HourRules(late_minutes_a_month=200)))
    late = replace(DRAFT, on=date(2026, 9, 1))
    drafts = [replace(late, from_time=time(hour), to_time=time(hour + 1)) for hour in range(8, 16)]
    racing = [log_entry(strict, provider=provider, draft=one, client_id=None) for one in drafts]
    outcome = await asyncio.gather(*racing, return_exceptions=True)
    kept = [one for one in outcome if isinstance(one, Entry)]
    assert 1 <= len(kept) <= 3
    assert all(isinstance(one, Entry | LateCapReached) for one in outcome), outcome
    for draft in drafts:
        with suppress(ServiceError):
            await log_entry(strict, provider=provider, draft=draft, client_id=None)
    entries = await ctx.store.entries.list_late("zhang", "2026-11")
    assert sum(one.minutes for one in entries) == 180
    with pytest.raises(LateCapReached) as refusal:
        await log_entry(strict, provider=provider, draft=replace(late, on=date(2026, 9, 2)), client_id=None)
    assert refusal.value.message == "超过期限才记的工时，一个月最多补记200分钟，本月还可补记20分钟。"
    await return_entry(strict, staff=staff, entry_id=entries[0].id, reason="请核对")
    short = replace(late, on=date(2026, 9, 2), to_time=time(10))
    await log_entry(strict, provider=provider, draft=short, client_id=None)  # what was returned is free again
    await log_entry(strict, provider=provider, draft=DRAFT, client_id=None)  # what is in time needs none of it


class Office:
    """Does random things to the entries of two months, as everybody in an office might."""

    def __init__(self, ctx: Context, provider: Any, county: Staff, seed: int) -> None:
        self.ctx, self.provider, self.county = ctx, provider, county
        self.chance = random.Random(seed)  # noqa: S311 -- a test that can be repeated

    def draft(self) -> Any:
        """Half an hour somewhere in October or November."""
        on = self.chance.choice([date(2026, 10, 29), date(2026, 10, 30), date(2026, 11, 20), date(2026, 11, 19)])
        hour = self.chance.randrange(8, 20)
        return replace(DRAFT, on=on, from_time=time(hour), to_time=time(hour, self.chance.choice([20, 30, 55])))

    async def act(self) -> None:
        """One step; refusals are everyday."""
        ctx, staff, chance = self.ctx, self.county, self.chance
        entries = await ctx.store.entries.list_of_village(VILLAGE, 2026)
        some = chance.choice(entries).id if entries else "none"
        steps: list[Any] = [
            lambda: log_entry(ctx, provider=self.provider, draft=self.draft(), client_id=None),
            lambda: log_entry(ctx, provider=self.provider, draft=self.draft(), client_id=None),
            lambda: approve_entry(ctx, staff=staff, entry_id=some),
            lambda: approve_entry(ctx, staff=staff, entry_id=some),
            lambda: return_entry(ctx, staff=staff, entry_id=some, reason="请核对"),
            lambda: correct_entry(ctx, provider=self.provider, entry_id=some, draft=self.draft()),
            lambda: close_month(ctx, staff=staff, code=VILLAGE, month=MONTH),
            lambda: unlock_month(ctx, staff=staff, village_code=VILLAGE, month=MONTH, reason="核对后更正"),
            lambda: adjust_entry(ctx, staff=staff, entry_id=some, minutes=chance.choice([-20, 15]), reason="复核"),
        ]
        with suppress(ServiceError):
            await chance.choice(steps)()


@pytest.mark.parametrize("seed", range(6))
async def test_in_whatever_order_sums_equal_entries_and_closed_ones_stay(ctx: Context, seed: int) -> None:
    provider = await prepare(ctx)
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    office = Office(ctx, provider, county, seed)
    for _ in range(40):
        before = {one.id: one for one in await ctx.store.entries.list_of_village(VILLAGE, 2026) if one.closed}
        await office.act()
        entries = {one.id: one for one in await ctx.store.entries.list_of_village(VILLAGE, 2026)}
        for name, closed in before.items():
            now = entries[name]
            unlocked = now.history[-1].what.startswith("解封")
            assert now == closed or (
                unlocked
                and replace(now, closed=True, history=closed.history, last_link=None) == replace(closed, last_link=None)
            )
        totals = await ctx.store.hour_totals.find(2026, VILLAGE)
        assert sum_up(entries.values()) == (totals.sums if totals else sum_up([]))
    assert [one.faults for one in await verify_chains(ctx)] in ([], [()])
    assert any(entry.state is EntryState.APPROVED for entry in entries.values())
