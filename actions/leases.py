"""One process at a time: a lease that is held, renewed, and taken over when its holder dies."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from actions.context import Context


@contextlib.asynccontextmanager
async def held_lease(ctx: Context, *, name: str, owner: str, seconds: float) -> AsyncIterator[bool]:
    """Hold the lease while the block runs, renewing it; yields false when another process holds it."""
    length = timedelta(seconds=seconds)
    if not await ctx.store.leases.take(name, owner, ctx.now(), length):
        yield False
        return
    renewing = asyncio.create_task(_renew(ctx, name, owner, length))
    try:
        yield True
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
        await ctx.store.leases.release(name, owner)


async def _renew(ctx: Context, name: str, owner: str, length: timedelta) -> None:
    while True:
        await asyncio.sleep(length.total_seconds() / 3)
        await ctx.store.leases.take(name, owner, ctx.now(), length)
