"""Closing a month of hours, unlocking it, and adjusting what is closed.

First the village's kept sums take no more changes of that month (one guarded write, while none is under way), then
every entry of it is locked, link by link. What a crash cut off is carried on by ``finish_closes``.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from actions.chain_hours import add_entry, change_entry
from actions.context import Context
from actions.hour_totals import changing_hours, place_of
from actions.regions import get_division_of, list_villages_in_region, region_range
from actions.review_hours import get_entry
from domain.clock import civil_date
from domain.divisions import Division, Level
from domain.errors import BadInput, Conflict, Unavailable
from domain.hour_chain import ChangeKind
from domain.hours import ActorKind, Entry, EntryEvent, EntryState, check_reason
from domain.month_closes import (
    CloseState,
    MonthAwaits,
    MonthClose,
    NotClosed,
    adjustment_of,
    check_may_close,
    check_may_unlock,
    check_month,
    close_id,
)
from domain.people import Staff
from domain.staff_sign_in import check_may_change
from domain.village_years import HourSums
from store.entries import EntryRefused

TRIES, PAUSE_SECONDS = 100, 0.05
CUT_OFF_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class MonthRow:
    """A village's month: what was approved in it, what awaits review, whether it is closed."""

    village: Division
    township: Division | None
    approved_minutes: int
    awaiting_count: int
    close: MonthClose | None

    @property
    def state(self) -> CloseState:
        """Open unless it was closed."""
        return self.close.state if self.close else CloseState.OPEN


async def tell_month(ctx: Context, *, staff: Staff, month: str, within: str | None = None) -> list[MonthRow]:
    """The villages of the region in a month that is over, by code.

    Raises: NotFound, BadInput.
    """
    year, number = check_month(month, civil_date(ctx.now()))
    first, beyond = region_range(staff, within)
    villages = await list_villages_in_region(ctx, staff=staff, within=within)
    sums = (await ctx.store.hour_totals.tell_region(year, first, beyond)).sums
    closes = {one.village_code: one for one in await ctx.store.month_closes.list_of_month(month, first, beyond)}
    awaiting = await ctx.store.entries.list_in_state_and_year(EntryState.SUBMITTED, year, first, beyond)
    waits = [entry.village_code for entry in awaiting if entry.on.month == number]
    townships = {code: await ctx.store.divisions.find(code) for code in {one.township_code for one in villages}}
    return [
        MonthRow(
            one,
            townships[one.township_code],
            sums.get(one.id, HourSums()).approved_by_month[number - 1],
            waits.count(one.id),
            closes.get(one.id),
        )
        for one in villages
    ]


async def close_month(ctx: Context, *, staff: Staff, code: str, month: str) -> list[MonthRow]:
    """Close a month of a village, or of all villages of a township. Closing twice is harmless.

    Raises: NotFound, NotAllowed, BadInput, MonthAwaits, Unavailable.
    """
    check_may_change(staff)
    check_may_close(staff, ctx.settings.hours.month_closed_by)
    rows = await _rows(ctx, staff, code, month)
    _check_reviewed(rows)
    for row in rows:
        if row.state is not CloseState.CLOSED:
            await _begin(ctx, staff, row, month)
    return await _rows(ctx, staff, code, month)


async def unlock_month(ctx: Context, *, staff: Staff, village_code: str, month: str, reason: str) -> MonthRow:
    """Open a closed month of a village again.

    Raises: NotFound, NotAllowed, BadInput, NotClosed.
    """
    check_may_unlock(staff)
    reason = check_reason(reason, "解封原因")
    [row] = await _rows(ctx, staff, village_code, month, only=Level.VILLAGE)
    if row.close is None or row.state not in (CloseState.CLOSED, CloseState.UNLOCKING):
        raise NotClosed()
    facts = {"changed_by": staff.id, "changed_at": ctx.now(), "reason": reason}
    if row.state is CloseState.CLOSED:
        await ctx.store.month_closes.change(row.close, CloseState.UNLOCKING, **facts)
    await _carry_on(ctx, month, village_code)
    [row] = await _rows(ctx, staff, village_code, month)
    return row


async def adjust_entry(ctx: Context, *, staff: Staff, entry_id: str, minutes: int, reason: str) -> Entry:
    """Correct a closed entry by some minutes, as a new entry of today that points at it.

    Raises: NotFound, NotAllowed, BadInput, NotClosed, Conflict.
    """
    check_may_change(staff)
    reason = check_reason(reason, "调整原因")
    entry = await get_entry(ctx, staff=staff, entry_id=entry_id)
    earlier = await ctx.store.entries.list_adjustments(entry.id)
    now = ctx.now()
    today = civil_date(now)
    made = adjustment_of(entry, earlier, minutes=minutes, reason=reason, staff=staff, now=now, today=today)
    try:
        async with changing_hours(ctx, [place_of(made)]):
            return await add_entry(ctx, entry=made, change=ChangeKind.ADJUSTED)
    except EntryRefused:  # the same number was taken by another adjustment at the same moment
        raise Conflict("刚刚有人调整过这条工时，请刷新后再看。", code="entry_changed") from None


async def finish_closes(ctx: Context) -> int:
    """Carry on with closes and unlocks that were cut off; how many."""
    left = await ctx.store.month_closes.list_unfinished(ctx.now() - CUT_OFF_AFTER)
    for close in left:
        await _carry_on(ctx, close.month, close.village_code)
    return len(left)


async def _rows(ctx: Context, staff: Staff, code: str, month: str, only: Level | None = None) -> list[MonthRow]:
    division = await get_division_of(ctx, staff=staff, code=code)
    if division.level not in ((only,) if only else (Level.VILLAGE, Level.TOWNSHIP)):
        words = "请选择一个村（社区）。" if only else "请选择一个村（社区）或乡镇（街道）。"
        raise BadInput(words, code="division_not_valid", fields={"code": words})
    return await tell_month(ctx, staff=staff, month=month, within=code)


def _check_reviewed(rows: list[MonthRow]) -> None:
    waiting = [row for row in rows if row.awaiting_count]
    if waiting:
        named = "、".join(f"{row.village.spoken_name}{row.awaiting_count}条" for row in waiting)
        told = [{"code": row.village.id, "awaiting_count": row.awaiting_count} for row in waiting]
        raise MonthAwaits(f"还有工时没有审核：{named}。请先审核，再封账。", details={"villages": told})


async def _begin(ctx: Context, staff: Staff, row: MonthRow, month: str) -> None:
    name, now = close_id(month, row.village.id), ctx.now()
    if row.close is None:
        await ctx.store.month_closes.add(
            MonthClose(name, month, row.village.id, CloseState.CLOSING, staff.id, now),
        )
    elif row.state is CloseState.OPEN:
        await ctx.store.month_closes.change(row.close, CloseState.CLOSING, changed_by=staff.id, changed_at=now)
    await _carry_on(ctx, month, row.village.id)


async def _carry_on(ctx: Context, month: str, village_code: str) -> None:
    close = await ctx.store.month_closes.find(month, village_code)
    if close and close.state is CloseState.CLOSING:
        await _close(ctx, close)
    elif close and close.state is CloseState.UNLOCKING:
        await _unlock(ctx, close)


async def _close(ctx: Context, close: MonthClose) -> None:
    """Raises: MonthAwaits, Unavailable."""
    await _hold(ctx, close)
    entries = await _entries_of(ctx, close)
    if any(entry.state is EntryState.SUBMITTED for entry in entries):  # logged while we were beginning
        await ctx.store.hour_totals.open_month(close.year_and_month[0], close.village_code, close.year_and_month[1])
        await ctx.store.month_closes.change(close, CloseState.OPEN)
        raise MonthAwaits("刚刚又提交了新的工时，请先审核，再封账。")
    event = EntryEvent(ctx.now(), close.changed_by, ActorKind.STAFF, "封账")
    for entry in entries:
        if not entry.closed:
            after = replace(entry, closed=True)
            await change_entry(ctx, before=entry, after=after, change=ChangeKind.CLOSED, event=event)
    await ctx.store.month_closes.change(close, CloseState.CLOSED)


async def _hold(ctx: Context, close: MonthClose) -> None:
    year, month = close.year_and_month
    for _ in range(TRIES):
        if await ctx.store.hour_totals.close_month(year, close.village_code, month):
            return
        await asyncio.sleep(PAUSE_SECONDS)
    await ctx.store.month_closes.change(close, CloseState.OPEN)
    raise Unavailable("有人正在提交或审核这个村的工时，请过一会儿再封账。", code="village_busy")


async def _unlock(ctx: Context, close: MonthClose) -> None:
    """Unlock the entries while nothing can change, then let changes begin."""
    event = EntryEvent(ctx.now(), close.changed_by, ActorKind.STAFF, f"解封：{close.reason}")
    for entry in await _entries_of(ctx, close):
        if entry.closed:
            after = replace(entry, closed=False)
            await change_entry(ctx, before=entry, after=after, change=ChangeKind.UNLOCKED, event=event)
    year, month = close.year_and_month
    await ctx.store.hour_totals.open_month(year, close.village_code, month)
    await ctx.store.month_closes.change(close, CloseState.OPEN)


async def _entries_of(ctx: Context, close: MonthClose) -> list[Entry]:
    year, month = close.year_and_month
    found = await ctx.store.entries.list_of_village(close.village_code, year)
    return [entry for entry in found if entry.on.month == month and entry.state is not EntryState.DRAFT]
