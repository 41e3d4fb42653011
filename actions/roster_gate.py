"""Changing a roll: one at a time, and never while an import of it is under way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from actions.context import Context
from domain.divisions import PREFIX_DIGITS, Level
from domain.roster_imports import RosterBusy
from domain.rosters import Roster
from store.roster_gates import Seen

PUT_OUT_AFTER = timedelta(seconds=30)
TRIES, PAUSE_SECONDS = 100, 0.05


def county_key(code: str) -> str:
    """Under which county's edition a division's changes are counted; a city's own are counted by themselves."""
    return code[: PREFIX_DIGITS[Level.COUNTY]]


@contextlib.asynccontextmanager
async def changing_roster(ctx: Context, roster: Roster, codes: Iterable[str] = ()) -> AsyncIterator[None]:
    """Be the only one who changes the roll while the block runs. ``codes`` are the divisions that it changes.

    Raises: RosterBusy when somebody else stays in for five seconds.
    """
    holder = f"edit:{ctx.new_id()}"
    counties = sorted({county_key(code) for code in codes})
    for _ in range(TRIES):
        now = ctx.now()
        if await ctx.store.roster_gates.enter(roster, holder, counties, now, now + PUT_OUT_AFTER):
            break
        await asyncio.sleep(PAUSE_SECONDS)
    else:
        raise RosterBusy()
    try:
        yield
    finally:
        await ctx.store.roster_gates.leave(roster, holder)


async def look_until_free(ctx: Context, roster: Roster) -> Seen:
    """The gate at a moment when nobody is in.

    Raises: RosterBusy when somebody stays in for five seconds.
    """
    for _ in range(TRIES):
        seen = await ctx.store.roster_gates.look(roster, ctx.now())
        if seen.free:
            return seen
        await asyncio.sleep(PAUSE_SECONDS)
    raise RosterBusy()
