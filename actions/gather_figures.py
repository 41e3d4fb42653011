"""Gathering the figures of every village of a region for the overview.

Hours come from the kept sums, so that this costs as much as there are villages, however many entries lie behind them;
matters and bookings are read by the month.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from actions.context import Context
from actions.regions import list_villages_in_region, region_range
from actions.village_year import check_year
from domain.clock import civil_date
from domain.divisions import Division, Level, code_range
from domain.matter_glances import MatterGlance
from domain.overview import Period, VillageFigures
from domain.people import Staff
from domain.village_years import HourSums, Progress, day_in_year
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
    villages, hours, serving, glances, bookings = await asyncio.gather(
        list_villages_in_region(ctx, staff=staff, within=division.id),
        ctx.store.hour_totals.tell_region(period.year, first, beyond),
        ctx.store.appointments.list_serving(first, beyond, day_in_year(period.year, period.today)),
        list_glances(ctx, division=division, period=period),
        ctx.store.desk_bookings.count_by_village(period.first_day, period.beyond_day),
    )
    standing = {one.id: one for one in ([division] if division.level is Level.VILLAGE else villages)}
    teller = _Teller(ctx, period, hours.sums, serving, _by_village(glances), bookings)
    booked = {code for code in bookings if first <= code < beyond}
    known = sorted({*standing, *hours.sums, *teller.glances, *booked})
    return Gathered(tuple(teller.tell(code, standing=code in standing) for code in known), standing, hours.due)


async def list_glances(ctx: Context, *, division: Division, period: Period) -> list[MatterGlance]:
    """The matters of the month in a division, at a glance, soonest first."""
    first, beyond = code_range(division.id)
    found = await ctx.store.matters.list_glances(await _counties_of(ctx, division), period.since, period.until)
    return [one for one in found if first <= one.village_code < beyond]


@dataclass(frozen=True)
class _Teller:
    """Everything that was read, and how a village's figures are made of it."""

    ctx: Context
    period: Period
    sums: dict[str, HourSums]
    serving: dict[str, list[Serving]]
    glances: dict[str, list[MatterGlance]]
    bookings: dict[str, int]

    def tell(self, code: str, *, standing: bool) -> VillageFigures:
        """The figures of one village."""
        targets, period = self.ctx.settings.targets, self.period
        serving = self.serving.get(code, [])
        target = max((one.target_minutes for one in serving), default=targets.village_year_minutes)
        glances, reply = self.glances.get(code, []), targets.consultation_reply_minutes
        asked = [one for one in glances if one.is_consultation]
        return VillageFigures(
            code,
            standing,
            tuple(dict.fromkeys(one.provider_id for one in serving)),
            Progress(period.year, period.today, target if standing else 0, self.sums.get(code, NO_SUMS)),
            matters=len(glances),
            consultations=len(asked),
            in_time=sum(one.in_time(reply) for one in asked),
            overdue=sum(one.overdue(reply, self.ctx.now()) for one in asked),
            bookings=self.bookings.get(code, 0),
        )


async def _counties_of(ctx: Context, division: Division) -> list[str]:
    """The county that a division lies in, or all counties of it."""
    if division.level not in (Level.PROVINCE, Level.CITY):
        return [division.county_code]
    return [one.id for one in await ctx.store.divisions.list_level(Level.COUNTY, division.id)]


def _by_village(glances: Iterable[MatterGlance]) -> dict[str, list[MatterGlance]]:
    found = defaultdict[str, list[MatterGlance]](list)
    for one in glances:
        found[one.village_code].append(one)
    return found
