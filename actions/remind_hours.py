"""Reminding advisors, gently: before a month ends, and of a stopwatch left running. Told once, never at night."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from actions.context import Context
from actions.notify_advisors import tell_advisor
from actions.set_duties import tell_duties
from domain.clock import civil_date
from domain.divisions import Level, code_range
from domain.hour_reminders import (
    LAST_DAYS,
    days_left_in_month,
    is_daytime,
    still_lacking,
    words_of_forgotten,
    words_of_month_end,
)
from domain.notices import NoticeKind, fit_thing
from domain.people import Appointment
from domain.stopwatches import FORGOTTEN_AFTER

COUNTIES_AT_ONCE = 5
LOOK_BACK = timedelta(days=7)


async def remind_of_month_end(ctx: Context) -> int:
    """Go through some counties of which this month's reminders have not been written; how many were written."""
    today = civil_date(ctx.now())
    if days_left_in_month(today) > LAST_DAYS or not is_daytime(ctx.now()):
        return 0
    month = f"{today:%Y-%m}"
    done = await ctx.store.hour_reminders.list_done(month)
    counties = await ctx.store.divisions.list_all_of_level(Level.COUNTY)
    left = [one.id for one in counties if one.id not in done][:COUNTIES_AT_ONCE]
    written = 0
    for county_code in left:
        written += await _remind_county(ctx, county_code)
        await ctx.store.hour_reminders.mark_done(month, county_code)
    return written


async def ask_about_stopwatches(ctx: Context) -> int:
    """Ask about stopwatches that were left running; how many were asked about now."""
    if not is_daytime(ctx.now()):
        return 0
    now = ctx.now()
    left = await ctx.store.stopwatches.list_running_since(now - LOOK_BACK, now - FORGOTTEN_AFTER)
    asked = 0
    for watch in left:
        words = words_of_forgotten(await _name_of(ctx, watch.village_code), watch.started_at)
        occasion = f"stopwatch:{watch.id}"
        asked += await _tell(ctx, watch.provider_id, watch.village_code, occasion, ("计时还开着", words))
    return asked


async def _remind_county(ctx: Context, county_code: str) -> int:
    today = civil_date(ctx.now())
    found = await ctx.store.appointments.list_in_range(*code_range(county_code), today)
    found.sort(key=lambda one: (one.provider_id, one.village_code))
    of_provider = groupby(found, key=lambda one: one.provider_id)
    return sum([await _remind_advisor(ctx, list(appointments)) for _, appointments in of_provider])


async def _remind_advisor(ctx: Context, appointments: Sequence[Appointment]) -> int:
    today = civil_date(ctx.now())
    entries = await ctx.store.entries.list_of_provider(appointments[0].provider_id, today.year)
    duties = await tell_duties(ctx, appointments=appointments, entries=entries, year=today.year)
    told = 0
    for one in appointments:
        lacking = still_lacking(duties[one.id], today)
        if lacking:
            words = words_of_month_end(await _name_of(ctx, one.village_code), lacking, today)
            occasion = f"{one.provider_id}:{one.village_code}:{today:%Y-%m}"
            told += await _tell(ctx, one.provider_id, one.village_code, occasion, ("月底提醒", words))
    return told


async def _name_of(ctx: Context, village_code: str) -> str:
    village = await ctx.store.divisions.find(village_code)
    return village.spoken_name if village else village_code


async def _tell(ctx: Context, provider_id: str, village_code: str, occasion: str, words: tuple[str, str]) -> bool:
    """Whether anybody was told now."""
    provider = await ctx.store.providers.find(provider_id)
    if provider is None or not provider.active:
        return False
    title, text = words
    name = await _name_of(ctx, village_code)
    return await tell_advisor(
        ctx,
        provider=provider,
        kind=NoticeKind.HOURS_REMINDER,
        occasion=occasion,
        title=title,
        text=text,
        page="pages/hours/index",
        data={"thing1": fit_thing(name), "thing2": fit_thing(title)},
    )
