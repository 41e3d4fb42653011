"""The kept sums of hours are what the entries add up to: whatever the order of changes, and after a crash."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tornado.ioloop import IOLoop

from actions.close_month import adjust_entry, close_month, unlock_month
from actions.context import Context
from actions.hour_totals import roll_up_hours
from actions.log_hours import correct_entry, log_entry
from actions.rebuild_hours import list_wrong_totals, rebuild_totals
from actions.review_hours import approve_entry, return_entry, take_back_approval
from domain.divisions import code_range
from domain.errors import ServiceError
from domain.hour_cells import HourCell
from domain.hours import Entry, EntryKind, EntryState, EntryWay
from domain.people import Provider, Role, Staff
from domain.village_years import HourSums, sum_up
from migrations.m0015_hour_cells import up as bring_cells
from store.database import Database
from tests.builders import COUNTY, VILLAGE, SettableClock, add_appointment, add_provider, add_staff
from tests.integration.test_hours import DRAFT, prepare

SECOND_VILLAGE = "420202006001"
MONTHS = (9, 10, 11)
CLEARED = ("entries", "hour_totals", "hour_chain", "hour_chain_heads", "month_closes")

# What to do, and which of several: the advisor, the village, the month, the hour, the entry.
steps = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 999)), min_size=4, max_size=16)


class Office:
    """Two advisors of two villages and their county, who do one thing after another."""

    def __init__(self, ctx: Context, advisors: tuple[Provider, ...], county: Staff) -> None:
        self.ctx, self.advisors, self.county = ctx, advisors, county

    async def entries(self) -> list[Entry]:
        """All there are, in both villages."""
        found = [await self.ctx.store.entries.list_of_village(code, 2026) for code in (VILLAGE, SECOND_VILLAGE)]
        return [one for village in found for one in village]

    async def act(self, what: int, which: int) -> None:
        """One step; refusals are everyday."""
        ctx, county, advisor = self.ctx, self.county, self.advisors[which % 2]
        entries = await self.entries()
        chosen = entries[which % len(entries)].id if entries else "none"
        village, month = (VILLAGE, SECOND_VILLAGE)[which // 2 % 2], MONTHS[which % len(MONTHS)]
        todo: list[Callable[[], Awaitable[Any]]] = [
            lambda: log_entry(ctx, provider=advisor, draft=draft_of(which), client_id=None),
            lambda: log_entry(ctx, provider=advisor, draft=draft_of(which), client_id=None),
            lambda: log_entry(ctx, provider=advisor, draft=draft_of(which + 1), client_id=None),
            lambda: approve_entry(ctx, staff=county, entry_id=chosen),
            lambda: approve_entry(ctx, staff=county, entry_id=chosen),
            lambda: return_entry(ctx, staff=county, entry_id=chosen, reason="请核对"),
            lambda: take_back_approval(ctx, staff=county, entry_id=chosen),
            lambda: correct_entry(ctx, provider=advisor, entry_id=chosen, draft=draft_of(which + 7)),
            lambda: close_month(ctx, staff=county, code=village, month=f"2026-{month:02d}"),
            lambda: self.adjust_or_unlock(chosen, village, month, which),
        ]
        with suppress(ServiceError):
            await todo[what]()

    async def adjust_or_unlock(self, entry_id: str, village: str, month: int, which: int) -> None:
        """Both are for closed months only."""
        if which % 2:
            await adjust_entry(self.ctx, staff=self.county, entry_id=entry_id, minutes=15, reason="复核")
        else:
            closed = f"2026-{month:02d}"
            await unlock_month(self.ctx, staff=self.county, village_code=village, month=closed, reason="核对后更正")


def draft_of(which: int) -> Any:
    """One of many entries that may be logged."""
    return replace(
        DRAFT,
        village_code=(VILLAGE, SECOND_VILLAGE)[which % 2],
        on=date(2026, MONTHS[which // 2 % len(MONTHS)], 10 + which % 5),
        from_time=time(8 + which % 9),
        to_time=time(8 + which % 9, 30),
        kind=(EntryKind.LECTURE, EntryKind.CONSULTATION, EntryKind.MEDIATION)[which % 3],
        way=(EntryWay.ON_SITE, EntryWay.PHONE)[which // 3 % 2],
    )


def plainly(entries: Iterable[Entry]) -> HourSums:
    """The sums of entries, counted in another way than the program does."""
    cells: dict[tuple[str, int], dict[str, int]] = {}
    names = {EntryState.APPROVED: "approved", EntryState.SUBMITTED: "awaiting", EntryState.RETURNED: "returned"}
    for one in entries:
        if one.state is EntryState.DRAFT:
            continue
        cell = cells.setdefault((one.provider_id, one.on.month), {})
        approved = one.state is EntryState.APPROVED
        groups = [names[one.state]]
        groups += ["on_site"] if approved and one.way == "on_site" else []
        groups += ["lecture"] if approved and one.kind == "lecture" and one.corrects is None else []
        for group in groups:
            cell[f"{group}_minutes"] = cell.get(f"{group}_minutes", 0) + one.minutes
            cell[f"{group}_count"] = cell.get(f"{group}_count", 0) + 1
    kept = tuple(HourCell(*where, **cell) for where, cell in sorted(cells.items()))

    def months(what: str) -> tuple[int, ...]:
        return tuple(sum(getattr(one, what) for one in kept if one.month == month) for month in range(1, 13))

    return HourSums(
        approved_minutes=sum(months("approved_minutes")),
        awaiting_minutes=sum(months("awaiting_minutes")),
        awaiting_count=sum(months("awaiting_count")),
        returned_count=sum(months("returned_count")),
        approved_by_month=months("approved_minutes"),
        awaiting_by_month=months("awaiting_minutes"),
        on_site_by_month=months("on_site_minutes"),
        lectures_by_month=months("lecture_count"),
        cells=kept,
    )


async def prepare_office(ctx: Context) -> Office:
    """Two advisors who both serve both villages."""
    first = await prepare(ctx)
    second = await add_provider(ctx, "wang", name="王丽", phone="13800000002")
    for provider_id, code in (("zhang", SECOND_VILLAGE), ("wang", VILLAGE), ("wang", SECOND_VILLAGE)):
        await add_appointment(ctx, provider_id, code)
    ctx = replace(ctx, settings=replace(ctx.settings, hours=replace(ctx.settings.hours, late_minutes_a_month=60_000)))
    county = await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    return Office(ctx, (first, second), county)


@pytest.mark.both_stores
def test_whatever_the_order_sums_equal_entries_and_closed_months_stay(
    ctx: Context, database: Database, clock: SettableClock, io_loop: IOLoop
) -> None:
    loop = asyncio.get_event_loop_policy().get_event_loop()
    office = loop.run_until_complete(prepare_office(ctx))
    seen = {"closed": 0, "approved": 0}

    async def play(story: list[tuple[int, int]]) -> None:
        for name in CLEARED:
            await database[name].delete_many({})
        for what, which in story:
            before = await closed_cells(ctx)
            await office.act(what, which)
            after = await closed_cells(ctx)
            assert {key: after[key] for key in before if key in after} == {
                key: cells for key, cells in before.items() if key in after
            }
            seen["closed"] += bool(before)
        await check_sums(ctx, office)
        seen["approved"] += any(one.state is EntryState.APPROVED for one in await office.entries())

    @settings(max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(steps)
    def run(story: list[tuple[int, int]]) -> None:
        loop.run_until_complete(play(story))

    run()
    assert seen["closed"] and seen["approved"]


async def closed_cells(ctx: Context) -> dict[tuple[str, int], tuple[HourCell, ...]]:
    """What stands in the cells of every closed month."""
    kept = [await ctx.store.hour_totals.find(2026, code) for code in (VILLAGE, SECOND_VILLAGE)]
    return {
        (one.village_code, month): tuple(cell for cell in one.sums.cells if cell.month == month)
        for one in kept
        if one
        for month in one.closed_months
    }


async def check_sums(ctx: Context, office: Office) -> None:
    """Village by village, over the county, and as the commands see it."""
    entries = await office.entries()
    region = await ctx.store.hour_totals.tell_region(2026, *code_range(COUNTY))
    counted = await ctx.store.hour_totals.count_cells(2026, code_range(COUNTY), "approved", range(1, 13), None)
    lone = await ctx.store.hour_totals.count_cells(2026, code_range(COUNTY), "on_site", MONTHS[:2], "wang")
    for code in (VILLAGE, SECOND_VILLAGE):
        own = plainly(one for one in entries if one.village_code == code)
        kept = await ctx.store.hour_totals.find(2026, code)
        assert (kept.sums if kept else HourSums()) == own
        assert replace(region.sums.get(code, HourSums()), cells=own.cells) == own
        count, minutes = counted.get(code, (0, 0))
        assert (count, minutes) == (sum(one.approved_count for one in own.cells), own.approved_minutes)
        few = [one for one in own.cells if one.provider_id == "wang" and one.month in MONTHS[:2]]
        assert lone.get(code, (0, 0))[1] == sum(one.on_site_minutes for one in few)
    assert region.due == 0
    assert (await list_wrong_totals(ctx, year=2026))[1] == []
    approved = sum(one.minutes for one in entries if one.state is EntryState.APPROVED)
    assert sum(one.approved_minutes for one in region.sums.values()) == approved


@pytest.mark.both_stores
@pytest.mark.gen_test(timeout=60)
async def test_an_entry_whose_sums_a_crash_left_behind_is_counted_in_the_end(
    ctx: Context, database: Database, clock: SettableClock
) -> None:
    office = await prepare_office(ctx)
    entry = await log_entry(office.ctx, provider=office.advisors[0], draft=draft_of(0), client_id=None)
    await ctx.store.hour_totals.mark(2026, VILLAGE, "of a process that dies", clock(), [entry.on.month])
    await database["entries"].update_one({"_id": entry.id}, {"$set": {"state": "approved"}})
    assert await list_wrong_totals(ctx, year=2026) == (1, [VILLAGE])
    assert (await ctx.store.hour_totals.tell_region(2026, *code_range(COUNTY))).due == 1
    clock.move(minutes=5)
    assert await roll_up_hours(ctx) == 1
    await check_sums(ctx, office)
    kept = await ctx.store.hour_totals.find(2026, VILLAGE)
    assert kept
    [cell] = kept.sums.cells
    assert (cell.month, cell.approved_minutes, cell.lecture_count, cell.on_site_minutes) == (9, 30, 1, 30)


@pytest.mark.gen_test(timeout=60)
async def test_sums_kept_without_cells_are_summed_up_anew_after_the_migration(ctx: Context, database: Database) -> None:
    office = await prepare_office(ctx)
    for which in (0, 1, 5):
        await log_entry(office.ctx, provider=office.advisors[which % 2], draft=draft_of(which), client_id=None)
    await database["hour_totals"].update_many({}, {"$unset": {"sums.cells": "", "sums.awaiting_by_month": ""}})
    await database["hour_totals"].update_one({"village_code": VILLAGE}, {"$set": {"sums.approved_minutes": 7}})
    assert sum(one.awaiting_count for one in (await region_sums(ctx)).values()) == 3
    await bring_cells(database)
    assert await roll_up_hours(ctx) == 2
    await check_sums(ctx, office)
    await bring_cells(database)
    assert await roll_up_hours(ctx) == 0


async def region_sums(ctx: Context) -> dict[str, HourSums]:
    """The county's bare sums, also where they were kept by an older version."""
    return (await ctx.store.hour_totals.tell_region(2026, *code_range(COUNTY))).sums


@pytest.mark.gen_test(timeout=60)
async def test_rebuilding_one_division_leaves_the_others(ctx: Context, database: Database) -> None:
    office = await prepare_office(ctx)
    for which in (0, 1):
        await log_entry(office.ctx, provider=office.advisors[0], draft=draft_of(which), client_id=None)
    await database["hour_totals"].update_many({}, {"$set": {"sums.approved_minutes": 7}})
    assert await list_wrong_totals(ctx, year=2026) == (2, [VILLAGE, SECOND_VILLAGE])
    assert await rebuild_totals(ctx, year=2026, within="420202006000") == (1, 1)
    assert await list_wrong_totals(ctx, year=2026) == (2, [VILLAGE])
    assert await rebuild_totals(ctx, year=2026) == (2, 1)
    await check_sums(ctx, office)
    assert sum_up([]) == HourSums()
