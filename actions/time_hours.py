"""An advisor times the work: start, stop, look over the draft. One runs at a time, whichever phone is at hand."""

from dataclasses import dataclass
from datetime import datetime, time

from actions.context import Context
from actions.log_hours import draft_entry
from domain.clock import civil_date
from domain.divisions import Division
from domain.hours import Entry, EntryDraft, EntryKind, EntryWay, NotAppointed
from domain.people import Provider
from domain.stopwatches import (
    NoStopwatch,
    Stopwatch,
    StopwatchEnd,
    StopwatchForgotten,
    StopwatchRuns,
    check_end,
    span_of,
)


@dataclass(frozen=True)
class StopwatchTold:
    """A stopwatch with its village, and whether its advisor has to be asked when it ended."""

    watch: Stopwatch
    village: Division | None
    forgotten: bool


async def start_stopwatch(
    ctx: Context, *, provider: Provider, village_code: str, client_id: str | None = None
) -> StopwatchTold:
    """Start, for a village that the advisor serves today. Twice for the same village is harmless.

    Raises: NotAppointed, StopwatchRuns.
    """
    appointments = await ctx.store.appointments.list_of_provider(provider.id, civil_date(ctx.now()))
    if village_code not in {one.village_code for one in appointments}:
        raise NotAppointed(fields={"village_code": NotAppointed.message})
    watch = Stopwatch(f"{provider.id}:{client_id or ctx.new_id()}", provider.id, village_code, ctx.now())
    if await ctx.store.stopwatches.start(watch):
        return await _tell(ctx, watch)
    running = await ctx.store.stopwatches.find_running(provider.id)
    kept = running or await ctx.store.stopwatches.find(watch.id)
    if kept is None:  # it was ended between the two looks
        return await start_stopwatch(ctx, provider=provider, village_code=village_code, client_id=client_id)
    if kept.village_code != village_code:
        village = await ctx.store.divisions.find(kept.village_code)
        name = village.spoken_name if village else kept.village_code
        raise StopwatchRuns(f"您在{name}的计时还没有结束，请先结束它。", details={"village_name": name})
    return await _tell(ctx, kept)


async def find_stopwatch(ctx: Context, *, provider: Provider) -> StopwatchTold | None:
    """The one that runs."""
    running = await ctx.store.stopwatches.find_running(provider.id)
    return await _tell(ctx, running) if running else None


async def stop_stopwatch(ctx: Context, *, provider: Provider, to_time: time | None = None) -> Entry:
    """Stop it and draft an entry of it; ``to_time`` says when the work of a forgotten one ended, on its own day.

    The draft is made first and once: a crash in between leaves the stopwatch running, and stopping again finds it.

    Raises: NoStopwatch, StopwatchForgotten, TooShort, BadInput, NotAppointed.
    """
    watch = await ctx.store.stopwatches.find_running(provider.id)
    if watch is None:
        raise NoStopwatch()
    entry = await draft_entry(
        ctx,
        provider=provider,
        draft=_draft_of(watch, _ended_at(watch, to_time, ctx.now())),
        client_id=f"stopwatch:{watch.id}",
        what="计时结束，生成草稿",
    )
    await ctx.store.stopwatches.end(watch, StopwatchEnd.STOPPED, ctx.now(), entry.id)
    return entry


async def drop_stopwatch(ctx: Context, *, provider: Provider) -> None:
    """Forget about it; nothing is logged. Twice is harmless."""
    watch = await ctx.store.stopwatches.find_running(provider.id)
    if watch:
        await ctx.store.stopwatches.end(watch, StopwatchEnd.DROPPED, ctx.now(), None)


def _ended_at(watch: Stopwatch, to_time: time | None, now: datetime) -> datetime:
    """Raises: StopwatchForgotten, BadInput."""
    if to_time is not None:
        return check_end(watch, to_time, now)
    if watch.is_forgotten(now):
        raise StopwatchForgotten()
    return now


def _draft_of(watch: Stopwatch, ended_at: datetime) -> EntryDraft:
    start, end = span_of(watch.started_at, ended_at)
    on, kind = civil_date(watch.started_at), EntryKind.CONSULTATION
    return EntryDraft(
        watch.village_code, on, start, end, kind, EntryWay.ON_SITE, "", 1
    )  # what was done is still to be told


async def _tell(ctx: Context, watch: Stopwatch) -> StopwatchTold:
    village = await ctx.store.divisions.find(watch.village_code)
    return StopwatchTold(watch, village, watch.is_forgotten(ctx.now()))
