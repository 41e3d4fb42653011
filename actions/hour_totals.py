"""Keeping the sums of hours true to the entries, whatever crashes in between.

A change marks the village and year first, writes the entry, then sums up the entries anew and takes its own mark
away. Sums are written only if nobody wrote or marked since they were begun; a mark left by a crash is found by
``roll_up_hours``.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from actions.context import Context
from domain.village_years import HourTotals, sum_up

TRIES = 40  # of many changes of one village at once, one succeeds in every round
LONGEST_CHANGE = timedelta(seconds=60)

VillageAndYear = tuple[str, int]


@asynccontextmanager
async def changing_hours(ctx: Context, places: Iterable[VillageAndYear]) -> AsyncIterator[None]:
    """Around every write of entries: names the villages and years that it touches, before and after it."""
    mark, touched = ctx.new_id(), sorted(set(places))
    for village_code, year in touched:
        await ctx.store.hour_totals.mark(year, village_code, mark, ctx.now())
    try:
        yield
    finally:
        for village_code, year in touched:
            await _sum_up(ctx, village_code, year, mark)


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
