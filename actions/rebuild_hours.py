"""Making what is kept beside the entries true to them: sums, and links of entries older than the chain."""

from dataclasses import replace

from actions.chain_hours import change_entry
from actions.context import Context
from actions.hour_totals import changing_hours
from domain.hour_chain import ChangeKind, chain_of
from domain.hours import ActorKind, EntryEvent

ALL_CODES = ("0", ":")  # the character after the digits


async def rebuild_totals(ctx: Context, *, year: int) -> tuple[int, int]:
    """Sum up every village of a year that has entries or sums; how many, and how many sums were wrong."""
    entries = await ctx.store.entries.list_of_place_and_year(year, *ALL_CODES)
    kept = {one.village_code: one.sums for one in await ctx.store.hour_totals.list_in_range(year, *ALL_CODES)}
    villages = sorted({*kept, *(entry.village_code for entry in entries)})
    for village_code in villages:
        async with changing_hours(ctx, [(village_code, year, None)]):
            pass  # summing up follows every change, also none
    now = {one.village_code: one.sums for one in await ctx.store.hour_totals.list_in_range(year, *ALL_CODES)}
    return len(villages), sum(kept.get(code) != now[code] for code in villages)


async def adopt_entries(ctx: Context, *, year: int) -> int:
    """Begin the chain for entries that were logged before there was one; how many."""
    found = await ctx.store.entries.list_of_place_and_year(year, *ALL_CODES)
    older = [entry for entry in found if not entry.chain]
    for entry in older:
        event = EntryEvent(ctx.now(), "rebuild-hours", ActorKind.STAFF, "纳入留痕，此前的经过没有校验")
        after = replace(entry, chain=chain_of(entry.county_code, entry.year))
        await change_entry(ctx, before=entry, after=after, change=ChangeKind.ADOPTED, event=event)
    return len(older)
