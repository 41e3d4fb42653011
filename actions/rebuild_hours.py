"""Making what is kept beside the entries true to them: sums, and links of entries older than the chain."""

from dataclasses import replace

from actions.chain_hours import change_entry
from actions.context import Context
from actions.hour_totals import changing_hours
from domain.divisions import code_range
from domain.hour_chain import ChangeKind, chain_of
from domain.hours import ActorKind, EntryEvent
from domain.village_years import HourSums, sum_up

ALL_CODES = ("0", ":")  # the character after the digits


async def rebuild_totals(ctx: Context, *, year: int, within: str | None = None) -> tuple[int, int]:
    """Sum up every village of a year that has entries or sums; how many, and how many sums were wrong.

    Village by village, so that the memory it takes does not grow with the county. ``within`` is a division.
    """
    villages = await _villages(ctx, year, within)
    differed = 0
    for village_code in villages:
        before = await ctx.store.hour_totals.find(year, village_code)
        async with changing_hours(ctx, [(village_code, year, None)]):
            pass  # summing up follows every change, also none
        after = await ctx.store.hour_totals.find(year, village_code)
        differed += (before and before.sums) != (after and after.sums)
    return len(villages), differed


async def list_wrong_totals(ctx: Context, *, year: int, within: str | None = None) -> tuple[int, list[str]]:
    """How many villages have entries or sums, and those whose sums are not what their entries add up to."""
    villages = await _villages(ctx, year, within)
    wrong = []
    for village_code in villages:
        kept = await ctx.store.hour_totals.find(year, village_code)
        entries = await ctx.store.entries.list_of_village(village_code, year)
        if (kept.sums if kept else HourSums()) != sum_up(entries):
            wrong.append(village_code)
    return len(villages), wrong


async def _villages(ctx: Context, year: int, within: str | None) -> list[str]:
    codes = code_range(within) if within else ALL_CODES
    kept = (await ctx.store.hour_totals.tell_region(year, *codes)).sums
    return sorted({*kept, *await ctx.store.entries.list_villages_of_year(year, *codes)})


async def adopt_entries(ctx: Context, *, year: int) -> int:
    """Begin the chain for entries that were logged before there was one; how many."""
    found = await ctx.store.entries.list_of_place_and_year(year, *ALL_CODES)
    older = [entry for entry in found if not entry.chain]
    for entry in older:
        event = EntryEvent(ctx.now(), "rebuild-hours", ActorKind.STAFF, "纳入留痕，此前的经过没有校验")
        after = replace(entry, chain=chain_of(entry.county_code, entry.year))
        await change_entry(ctx, before=entry, after=after, change=ChangeKind.ADOPTED, event=event)
    return len(older)
