"""An advisor's year over the villages that staff may see: what was done in each, and the entries behind it."""

from collections import defaultdict
from dataclasses import dataclass

from actions.context import Context
from actions.regions import is_in_region
from actions.review_hours import EntryForReview, tell_entries
from actions.village_year import check_year
from domain.clock import civil_date
from domain.divisions import Division
from domain.errors import NotFound
from domain.hour_cells import cells_of
from domain.hours import REVIEWED_STATES, Entry
from domain.people import Provider, Staff
from domain.village_years import HourSums, Progress, day_in_year, sum_up, sum_up_cells, target_of


@dataclass(frozen=True)
class AdvisorVillage:
    """The advisor's own part of a village's year, beside how the village stands with everybody's."""

    village: Division
    township: Division | None
    serving: bool
    own: HourSums
    progress: Progress


@dataclass(frozen=True)
class AdvisorYear:
    """``entries`` by date, with names; only those of villages that staff may see."""

    provider: Provider
    year: int
    own: HourSums
    villages: tuple[AdvisorVillage, ...]
    entries: tuple[EntryForReview, ...]


async def tell_advisor_year(ctx: Context, *, staff: Staff, provider_id: str, year: int) -> AdvisorYear:
    """An advisor's year.

    Raises: NotFound, also when they serve and served no village that staff may see; BadInput.
    """
    today = civil_date(ctx.now())
    check_year(year, today)
    provider = await ctx.store.providers.find(provider_id)
    appointments = await ctx.store.appointments.list_of_provider(provider_id, day_in_year(year, today))
    serving = {one.village_code for one in appointments if is_in_region(staff, one.village_code)}
    kept = await ctx.store.entries.list_of_provider(provider_id, year)
    entries = [one for one in kept if one.state in REVIEWED_STATES and is_in_region(staff, one.village_code)]
    codes = sorted({*serving, *(one.village_code for one in entries)})
    if provider is None or not codes:
        raise NotFound("没有找到这位法律顾问。", code="advisor_not_found")
    groups = defaultdict[str, list[Entry]](list)
    for one in entries:
        groups[one.village_code].append(one)
    villages = [await _tell_village(ctx, code, year, groups[code], serving=code in serving) for code in codes]
    own = sum_up_cells(cells_of(entries))
    told = tuple(await tell_entries(ctx, entries=entries))
    return AdvisorYear(provider, year, own, tuple(one for one in villages if one), told)


async def _tell_village(
    ctx: Context, code: str, year: int, entries: list[Entry], *, serving: bool
) -> AdvisorVillage | None:
    village = await ctx.store.divisions.find(code)
    if village is None:
        return None
    today = civil_date(ctx.now())
    appointments = await ctx.store.appointments.list_of_village(code, day_in_year(year, today))
    target = target_of(appointments, ctx.settings.targets.village_year_minutes)
    kept = await ctx.store.hour_totals.find(year, code)
    progress = Progress(year, today, target, kept.sums if kept else HourSums())
    township = await ctx.store.divisions.find(village.township_code)
    return AdvisorVillage(village, township, serving, sum_up(entries), progress)
