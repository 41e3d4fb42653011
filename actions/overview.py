"""The overview of a region, from city down to advisor. Rows stand by code, never by rank."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from actions.context import Context
from actions.gather_figures import Gathered, gather_figures, period_of
from actions.regions import get_division_of
from domain.divisions import CODE_DIGITS, PREFIX_DIGITS, Division, Level, pad_code, significant_prefix
from domain.hour_cells import HourCell
from domain.overview import Period, RegionFigures, VillageFigures, add_up, join, need_of
from domain.people import Provider, Staff
from domain.village_years import HourSums, sum_up_cells

MOST_NEEDS, MOST_UNSERVED = 6, 2


@dataclass(frozen=True)
class OverviewRow:
    """A division right below, with what it adds up to; ``advisors`` where it is a village."""

    division: Division
    figures: RegionFigures
    advisors: tuple[Provider, ...] = ()


@dataclass(frozen=True)
class AdvisorRow:
    """One advisor's part of a village's year; ``serving`` says whether the appointment is in force."""

    provider_id: str
    provider: Provider | None
    serving: bool
    sums: HourSums


@dataclass(frozen=True)
class Need:
    """A village that could do with help, and what it lacks."""

    village: Division
    township: Division | None
    advisors: tuple[Provider, ...]
    sentence: str


@dataclass(frozen=True)
class Overview:
    """One page of it. ``path`` leads from the staff's own division to this one; ``settling`` counts the villages
    whose sums are being written at this moment."""

    division: Division
    path: tuple[Division, ...]
    period: Period
    figures: RegionFigures
    rows: tuple[OverviewRow, ...]
    advisors: tuple[AdvisorRow, ...]
    needs: tuple[Need, ...]
    settling: int


async def tell_overview(
    ctx: Context, *, staff: Staff, code: str | None = None, year: int | None = None, month: int | None = None
) -> Overview:
    """The overview of the division of staff, or of one below it.

    Raises: NotFound, BadInput.
    """
    division = await get_division_of(ctx, staff=staff, code=code)
    period = period_of(ctx, year, month)
    gathered = await gather_figures(ctx, staff=staff, division=division, period=period)
    rows, figures = await _rows_and_sum(ctx, division, gathered)
    return Overview(
        division,
        await path_to(ctx, staff=staff, division=division),
        period,
        figures,
        rows,
        await _advisor_rows(ctx, division, period, gathered),
        await _needs(ctx, period, gathered),
        gathered.settling,
    )


async def path_to(ctx: Context, *, staff: Staff, division: Division) -> tuple[Division, ...]:
    """The divisions from the staff's own down to this one."""
    own = len(significant_prefix(staff.division_code))
    digits = [one for one in PREFIX_DIGITS.values() if own <= one <= len(significant_prefix(division.id))]
    found = [await ctx.store.divisions.find(pad_code(division.id[:one])) for one in digits]
    return tuple(one for one in found if one)


async def _rows_and_sum(
    ctx: Context, division: Division, gathered: Gathered
) -> tuple[tuple[OverviewRow, ...], RegionFigures]:
    """The divisions right below by code, and all together, with what lies in none that stands."""
    if division.level is Level.VILLAGE:
        return (), add_up(gathered.villages)
    children = await ctx.store.divisions.list_children(division.id)
    digits = len(significant_prefix(children[0].id)) if children else CODE_DIGITS
    groups = defaultdict[str, list[VillageFigures]](list)
    for one in gathered.villages:
        groups[one.code[:digits]].append(one)
    people = await _people(ctx, gathered.villages) if division.level is Level.TOWNSHIP else {}
    figures = {prefix: add_up(villages) for prefix, villages in groups.items()}
    rows = [
        OverviewRow(
            child,
            figures.get(child.id[:digits], RegionFigures()),
            _advisors_of(groups.get(child.id[:digits], ()), people),
        )
        for child in children
    ]
    return tuple(rows), join(figures.values())


async def _advisor_rows(ctx: Context, division: Division, period: Period, gathered: Gathered) -> tuple[AdvisorRow, ...]:
    if division.level is not Level.VILLAGE:
        return ()
    kept = await ctx.store.hour_totals.find(period.year, division.id)
    groups = defaultdict[str, list[HourCell]](list)
    for cell in kept.sums.cells if kept else ():
        groups[cell.provider_id].append(cell)
    serving = [key for one in gathered.villages for key in one.advisor_ids]
    known = list(dict.fromkeys([*serving, *groups]))
    people = {one.id: one for one in await ctx.store.providers.find_many(known)}
    return tuple(AdvisorRow(key, people.get(key), key in serving, sum_up_cells(tuple(groups[key]))) for key in known)


async def _needs(ctx: Context, period: Period, gathered: Gathered) -> tuple[Need, ...]:
    """Where help is missing most: some villages without an advisor, then those that lack most."""
    chosen = _most_wanting(one for one in gathered.villages if one.standing)
    people = await _people(ctx, chosen)
    villages = [gathered.standing[one.code] for one in chosen]
    townships = [await ctx.store.divisions.find(one.township_code) for one in villages]
    return tuple(
        Need(village, township, _advisors_of([one], people), need_of(one, period))
        for one, village, township in zip(chosen, villages, townships, strict=True)
    )


def _most_wanting(villages: Iterable[VillageFigures]) -> list[VillageFigures]:
    every = list(villages)
    unserved = [one for one in every if not one.advisor_ids][:MOST_UNSERVED]
    behind = sorted(
        (one for one in every if one.advisor_ids and one.behind_minutes),
        key=lambda one: (-one.behind_minutes, one.code),
    )
    return [*unserved, *behind][:MOST_NEEDS]


async def _people(ctx: Context, villages: Iterable[VillageFigures]) -> dict[str, Provider]:
    wanted = {key for one in villages for key in one.advisor_ids}
    return {one.id: one for one in await ctx.store.providers.find_many(wanted)} if wanted else {}


def _advisors_of(villages: Iterable[VillageFigures], people: dict[str, Provider]) -> tuple[Provider, ...]:
    return tuple(people[key] for one in villages for key in one.advisor_ids if key in people)
