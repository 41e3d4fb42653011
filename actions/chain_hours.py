"""Changing entries so that every change stands in the chain first.

The link says what will be; then the entry follows in one guarded write that also names the link in its history; then
the link is settled. What a crash left between these steps is finished or voided by ``settle_chain``.
"""

from dataclasses import replace

from actions.context import Context
from domain.chain_checks import UNDER_WAY
from domain.errors import Unavailable
from domain.hour_chain import ChangeKind, Link, describe, describe_void, place
from domain.hours import Entry, EntryEvent
from store.entries import EntryRefused
from store.hour_chain import LinkTaken

TRIES = 200  # of many writers of one county at once, one succeeds in every round


async def add_entry(ctx: Context, *, entry: Entry, change: ChangeKind = ChangeKind.SUBMITTED) -> Entry:
    """Keep a new entry whose history holds one event.

    Raises: EntryRefused.
    """
    [event] = entry.history
    link = await _append(ctx, describe(None, entry, change, event))
    chained = replace(entry, history=(replace(event, link=link.id),), last_link=link.id)
    try:
        await ctx.store.entries.add(chained)
    except EntryRefused:
        await _void(ctx, link)
        raise
    await ctx.store.hour_chain.settle(link.id)
    return chained


async def change_entry(ctx: Context, *, before: Entry, after: Entry, change: ChangeKind, event: EntryEvent) -> bool:
    """Turn the entry as it was read into what it shall be; false if it has changed since.

    Raises: EntryRefused.
    """
    link = await _append(ctx, describe(before, after, change, event))
    try:
        done = await _write(ctx, before, after, change, replace(event, link=link.id))
    except EntryRefused:
        await _void(ctx, link)
        raise
    if not done:
        await _void(ctx, link)
        return False
    await ctx.store.hour_chain.settle(link.id)
    return True


async def _write(ctx: Context, before: Entry, after: Entry, change: ChangeKind, event: EntryEvent) -> bool:
    if change is ChangeKind.UNLOCKED:
        return await ctx.store.entries.unlock(before, event)
    return await ctx.store.entries.change(before, after, event)


async def settle_chain(ctx: Context) -> int:
    """Settle links that a crash left open: the entry has followed, or the link is voided; how many there were."""
    left = await ctx.store.hour_chain.list_unsettled(ctx.now() - UNDER_WAY)
    for link in left:
        if link.change is ChangeKind.VOIDED or await _was_followed(ctx, link):
            await ctx.store.hour_chain.settle(link.id)
        else:
            await _void(ctx, link)
    return len(left)


async def _was_followed(ctx: Context, link: Link) -> bool:
    entry = await ctx.store.entries.find(link.entry_id)
    voided = any(one.voids == link.id for one in await ctx.store.hour_chain.list_of_entry(link.entry_id))
    return voided or (entry is not None and any(event.link == link.id for event in entry.history))


async def _void(ctx: Context, link: Link) -> None:
    void = await _append(ctx, describe_void(link, ctx.now(), "未生效：提交时情况已有变化，或程序中断"))
    await ctx.store.hour_chain.settle(link.id)
    await ctx.store.hour_chain.settle(void.id)


async def _append(ctx: Context, link: Link) -> Link:
    """Raises: Unavailable when others keep being faster."""
    for _ in range(TRIES):
        placed = place(link, await ctx.store.hour_chain.find_head(link.chain))
        try:
            await ctx.store.hour_chain.add(placed)
        except LinkTaken:
            continue
        return placed
    raise Unavailable("同时提交的人太多，请稍后再试。", code="chain_busy")
