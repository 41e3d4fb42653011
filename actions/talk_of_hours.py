"""The memory of talks about hours: which villages an advisor serves, how far a talk has come."""

from collections.abc import Sequence
from datetime import date

from actions.context import Context
from domain.clock import civil_date
from domain.hour_talks import HoursTalk, talk_id
from domain.people import Provider


async def list_served_villages(
    ctx: Context, *, provider: Provider, on: date | None = None
) -> Sequence[tuple[str, str]]:
    """Code and spoken name of every village that the advisor serves that day (today if none is named), by code."""
    appointments = await ctx.store.appointments.list_of_provider(provider.id, on or civil_date(ctx.now()))
    found = [await ctx.store.divisions.find(code) for code in sorted({one.village_code for one in appointments})]
    return [(one.id, one.spoken_name) for one in found if one]


async def find_talk(ctx: Context, *, group_id: str, sender_id: str) -> HoursTalk | None:
    """The talk of this person in this chat, open or over."""
    return await ctx.store.hour_talks.find(talk_id(group_id, sender_id))


async def keep_talk(ctx: Context, *, talk: HoursTalk) -> None:
    """How the talk stands now."""
    await ctx.store.hour_talks.put(talk)
