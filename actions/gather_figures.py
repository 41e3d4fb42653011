"""Gathering the figures of every village of a region for the overview.

Hours come from the kept sums, so that this costs as much as there are villages, however many entries lie behind them;
matters and bookings are read by the month.
"""

import asyncio
from dataclasses import dataclass

from actions.context import Context
from actions.regions import list_villages_in_region, region_range
from actions.village_year import check_year
from domain.advisor_roll import lectures_of, on_site_minutes_of
from domain.clock import civil_date
from domain.divisions import Division, Level, code_range
from domain.matter_glances import MatterCounts, MatterGlance
from domain.overview import NO_MATTERS, USUALLY_OWED, Owed, Period, VillageFigures, figures_of
from domain.people import Staff
from domain.village_years import HourSums, day_in_year
from store.providers import Serving

LAST_MONTH = 12
NO_SUMS = HourSums()


@dataclass(frozen=True)
class Gathered:
    """The figures of every village of a region, by code; ``settling`` counts those whose sums are being written."""

    villages: tuple[VillageFigures, ...]
    standing: dict[str, Division]
    settling: int


def period_of(ctx: Context, year: int | None, month: int | None) -> Period:
    """The period asked for; this year and this month where nothing is said, December of a year that is over.

    Raises: BadInput.
    """
    today = civil_date(ctx.now())
    year = year or today.year
    check_year(year, today)
    latest = today.month if year == today.year else LAST_MONTH
    return Period(year, min(month or latest, latest), today)


async def gather_figures(ctx: Context, *, staff: Staff, division: Division, period: Period) -> Gathered:
    """The figures of all villages of a division; of those that vanished too, where they have left some.

    Raises: NotFound when it lies elsewhere.
    """
    first, beyond = region_range(staff, division.id)
    villages, hours, serving, counts, bookings = await asyncio.gather(
        list_villages_in_region(ctx, staff=staff, within=division.id),
        ctx.store.hour_totals.tell_region(period.year, first, beyond),
        ctx.store.appointments.list_serving(first, beyond, day_in_year(period.year, period.today)),
        _count_matters(ctx, division, period),
        ctx.store.desk_bookings.count_by_village(period.first_day, period.beyond_day),
    )
    standing = {one.id: one for one in ([division] if division.level is Level.VILLAGE else villages)}
    usual = ctx.settings.targets.village_year_minutes
    owed = await _owed(ctx, serving)

    def tell(code: str) -> VillageFigures:
        own = serving.get(code, [])
        target = max((one.target_minutes for one in own), default=usual)
        return figures_of(
            code,
            period,
            hours.sums.get(code, NO_SUMS),
            target_minutes=target if code in standing else None,
            owed=owed.get(code, USUALLY_OWED),
            advisor_ids=tuple(dict.fromkeys(one.provider_id for one in own)),
            counts=counts.get(code, NO_MATTERS),
            bookings=bookings.get(code, 0),
        )

    known = {*standing, *hours.sums, *counts, *(code for code in bookings if first <= code < beyond)}
    return Gathered(tuple(tell(code) for code in sorted(known)), standing, hours.due)


async def _owed(ctx: Context, serving: dict[str, list[Serving]]) -> dict[str, Owed]:
    """What is owed where the duties of an appointment were set: advisors of one village share it."""
    kept = await ctx.store.duties.find_many(one.appointment_id for own in serving.values() for one in own)

    def owed_by(one: Serving) -> Owed:
        if one.appointment_id not in kept:
            return USUALLY_OWED
        duties = kept[one.appointment_id].duties
        return Owed(on_site_minutes_of(duties), lectures_of(duties))

    return {
        code: Owed(max(one.on_site_minutes for one in each), max(one.lectures for one in each))
        for code, own in serving.items()
        if any(one.appointment_id in kept for one in own)
        for each in [[owed_by(one) for one in own]]
    }


async def list_glances(ctx: Context, *, division: Division, period: Period) -> list[MatterGlance]:
    """The matters of the month in a division, at a glance, soonest first."""
    return await ctx.store.matters.list_glances(await _place_of(ctx, division), period.since, period.until)


async def _count_matters(ctx: Context, division: Division, period: Period) -> dict[str, MatterCounts]:
    place = await _place_of(ctx, division)
    return await ctx.store.matters.count_by_village(place, period.since, period.until, ctx.now())


async def _place_of(ctx: Context, division: Division) -> tuple[str, str, list[str]]:
    """Its codes, and the counties that make it up; none where it is smaller than one."""
    first, beyond = code_range(division.id)
    if division.level in (Level.TOWNSHIP, Level.VILLAGE):
        return first, beyond, []
    if division.level is Level.COUNTY:
        return first, beyond, [division.id]
    return first, beyond, [one.id for one in await ctx.store.divisions.list_level(Level.COUNTY, division.id)]
