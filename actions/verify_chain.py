"""Reading the chains of hours against themselves and against the entries; nothing is changed here."""

import re
from dataclasses import dataclass

from actions.context import Context
from domain.chain_checks import ChainWalk, Fault, check_entry
from domain.divisions import code_range
from domain.hour_chain import Head, Link
from domain.hours import Entry

CHAIN = re.compile(r"\d{12}:\d{4}")


@dataclass(frozen=True)
class ChainReport:
    """What was found in one chain. ``seen`` answers whether a hash noted earlier still stands where it stood."""

    chain: str
    head: Head
    entry_count: int
    faults: tuple[Fault, ...]
    seen: bool | None = None


async def verify_chains(
    ctx: Context, *, county_code: str | None = None, year: int | None = None, noted: Head | None = None
) -> list[ChainReport]:
    """A report for every chain, or for those of a county or a year."""
    chains = {*await ctx.store.hour_chain.list_chains(), *await ctx.store.entries.list_counties_and_years()}
    wanted = [
        chain
        for chain in sorted(chains)
        if (county_code is None or chain.startswith(f"{county_code}:")) and (year is None or chain.endswith(f":{year}"))
    ]
    return [await _verify(ctx, chain, noted) for chain in wanted]


async def _verify(ctx: Context, chain: str, noted: Head | None) -> ChainReport:
    """The links first, the entries after: what changed in between is read once more by itself."""
    walk, faults, seen = ChainWalk(chain), list[Fault](), None
    of_entry: dict[str, list[Link]] = {}
    async for link in ctx.store.hour_chain.walk(chain):
        if isinstance(link, int):
            faults += walk.skip(link)
            continue
        faults += walk.step(link)
        of_entry.setdefault(link.entry_id, []).append(link)
        if noted and noted.seq == link.seq:
            seen = link.hash.startswith(noted.hash)
    faults += walk.finish(await ctx.store.hour_chain.noted_seq(chain))
    entries = await _entries_of(ctx, chain)
    for entry_id in sorted({*of_entry, *entries}):
        entry = entries.get(entry_id)
        unreadable = entry_id in entries and entry is None
        if unreadable or check_entry(entry, of_entry.get(entry_id, []), ctx.now()):
            faults += await _look_again(ctx, entry_id)
    return ChainReport(chain, walk.head, len(entries), tuple(faults), bool(seen) if noted else None)


async def _entries_of(ctx: Context, chain: str) -> dict[str, Entry | None]:
    """Those kept in this chain; and those of its county and year that say they are kept elsewhere, or nowhere."""
    kept = await ctx.store.entries.scan_of_chain(chain)
    county_code, _, year = chain.partition(":")
    if not CHAIN.fullmatch(chain):
        return kept
    of_place = await ctx.store.entries.scan_of_place_and_year(int(year), *code_range(county_code))
    elsewhere = {entry_id: entry for entry_id, entry in of_place.items() if entry is None or entry.chain != chain}
    return {**elsewhere, **kept}


async def _look_again(ctx: Context, entry_id: str) -> list[Fault]:
    links = await ctx.store.hour_chain.scan_of_entry(entry_id)
    found = await ctx.store.entries.scan(entry_id)
    if entry_id in found and found[entry_id] is None:
        return [Fault("内容读不出来，被改过。", entry_id)]
    if links is None:
        return [Fault("留痕读不出来，被改过。", entry_id)]
    return [Fault(words, entry_id) for words in check_entry(found.get(entry_id), links, ctx.now())]
