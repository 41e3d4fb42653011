"""Keeping the sums of hours true to the entries, whatever crashes in between.

A change marks the village and year first, writes the entry, then sums up the entries anew and takes its own mark
away. Sums are written only if nobody wrote or marked since they were begun; a mark left by a crash is found by
``roll_up_hours``.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from actions.context import Context
from domain.hours import Entry
from domain.month_closes import month_closed
from domain.village_years import HourTotals, sum_up

TRIES = 40  # of many changes of one village at once, one succeeds in every round
LONGEST_CHANGE = timedelta(seconds=60)

Place = tuple[str, int, int | None]
"""Village, year and month; no month when nothing but the sums is written."""


@asynccontextmanager
async def changing_hours(ctx: Context, places: Iterable[Place]) -> AsyncIterator[None]:
    """Around every write of entries: names the villages, years and months that it touches, before and after it.

    Raises: MonthClosed.
    """
    mark, marked = ctx.new_id(), list[tuple[str, int]]()
    try:
        for (village_code, year), months in _months_by_village(places).items():
            if not await ctx.store.hour_totals.mark(year, village_code, mark, ctx.now(), months):
                totals = await ctx.store.hour_totals.find(year, village_code)
                raise month_closed(year, [one for one in months if totals and one in totals.closed_months] or months)
            marked.append((village_code, year))
        yield
    finally:
        for village_code, year in marked:
            await _sum_up(ctx, village_code, year, mark)


def place_of(entry: Entry) -> Place:
    """Where an entry counts."""
    return entry.village_code, entry.year, entry.on.month


def _months_by_village(places: Iterable[Place]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for village_code, year, month in sorted(set(places), key=str):
        found.setdefault((village_code, year), []).extend([month] if month else [])
    return found


async def roll_up_hours(ctx: Context) -> int:
    """Sum up again where a change was cut off before it could; how many there were."""
    due = await ctx.store.hour_totals.list_due(ctx.now() - LONGEST_CHANGE)
    for totals in due:
        await _rewrite(ctx, totals, left=())
    return len(due)


async def _sum_up(ctx: Context, village_code: str, year: int, mark: str) -> None:
    """Rewrite the sums; when others keep being faster, the mark stays and the scheduler sums up."""
    for _ in range(TRIES):
        totals = await ctx.store.hour_totals.find(year, village_code)
        if totals is None:
            return
        left = tuple(one for one in totals.marks if one != mark)
        if await _rewrite(ctx, totals, left):
            return


async def _rewrite(ctx: Context, totals: HourTotals, left: tuple[str, ...]) -> bool:
    entries = await ctx.store.entries.list_of_village(totals.village_code, totals.year)
    return await ctx.store.hour_totals.rewrite(totals, sum_up(entries), left)
