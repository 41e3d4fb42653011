"""Reports of hours: what a question asks for, its sums, and its rows read place by place.

The page, the workbook and the print are all made of what is told here, so that they cannot differ.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.context import Context
from actions.log_hours import find_progress
from actions.regions import get_division_of
from actions.report_names import NameKeeper
from domain.clock import civil_date
from domain.divisions import Division, Level, code_range, level_of
from domain.errors import BadInput
from domain.people import Staff
from domain.report_periods import Period, PeriodKind, check_period
from domain.report_rows import Cells, ReportEntry, cells_of
from domain.reports import GroupCount, ReportFoot, ReportHead, ReportStates, add_up, make_foot, make_head, say_closed
from store.breathing import in_breaths
from store.report_entries import ReportQuestion

ROWS_A_PAGE = 50
MOST_PRINTED_ROWS = 2_000


@dataclass(frozen=True)
class ReportWish:
    """What staff ask for: which period, of which place (their own if none is named), in which states."""

    kind: PeriodKind
    on: date
    within: str | None = None
    states: ReportStates = ReportStates.APPROVED


@dataclass(frozen=True)
class Report:
    """A report without its rows: ``counts`` are by place, in the order in which the rows follow."""

    division: Division
    period: Period
    states: ReportStates
    head: ReportHead
    foot: ReportFoot
    counts: tuple[GroupCount, ...]

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return add_up(self.counts).count

    @property
    def counting_level(self) -> Level:
        """The size of the places by which it is read."""
        return Level.VILLAGE if self.division.level in (Level.VILLAGE, Level.TOWNSHIP) else Level.TOWNSHIP


@dataclass(frozen=True)
class ReportPage:
    """Some of a report's rows. Units: ``first`` counts rows from one."""

    report: Report
    rows: tuple[Cells, ...]
    first: int


async def tell_report(ctx: Context, *, staff: Staff, wish: ReportWish) -> Report:
    """The head, the sums and the words of a report.

    Raises: NotFound, BadInput.
    """
    division = await get_division_of(ctx, staff=staff, code=wish.within)
    today = civil_date(ctx.now())
    period = check_period(wish.kind, wish.on, today)
    head = make_head(division, period, wish.states, bureau_name=ctx.settings.bureau_name, today=today)
    bare = Report(division, period, wish.states, head, ReportFoot((), ()), ())
    counts = await count_by(ctx, bare, bare.counting_level)
    foot = make_foot(counts, wish.states, await _more_lines(ctx, bare))
    return replace(bare, foot=foot, counts=tuple(counts))


async def tell_report_page(ctx: Context, *, staff: Staff, wish: ReportWish, page: int = 1) -> ReportPage:
    """One page of a report, the last one if there are not so many; only the places on it are read.

    Raises: NotFound, BadInput.
    """
    report = await tell_report(ctx, staff=staff, wish=wish)
    last_page = max(1, -(-report.row_count // ROWS_A_PAGE))
    first = (min(page, last_page) - 1) * ROWS_A_PAGE + 1
    rows = await _rows_between(ctx, report, first, first + ROWS_A_PAGE - 1)
    return ReportPage(report, tuple(rows), first)


async def tell_whole_report(ctx: Context, *, staff: Staff, wish: ReportWish) -> ReportPage:
    """A report with all its rows, for paper.

    Raises: NotFound, BadInput when it is too long to be printed.
    """
    report = await tell_report(ctx, staff=staff, wish=wish)
    if report.row_count > MOST_PRINTED_ROWS:
        words = (
            f"这份台账有{report.row_count:,}条，一次最多打印{MOST_PRINTED_ROWS:,}条。请分乡镇、分月打印，或下载Excel。"
        )
        raise BadInput(words, code="report_too_long")
    rows = [row async for rows in read_rows(ctx, report) for row in rows]
    return ReportPage(report, tuple(rows), 1)


async def list_scopes(ctx: Context, *, staff: Staff, shown: Division) -> list[tuple[str, list[Division]]]:
    """The places below one's own for which there are reports, under headings; villages only around the one shown."""
    own = staff.division_code
    levels = (("县（市、区）", Level.COUNTY), ("乡镇（街道）", Level.TOWNSHIP))
    found = [(name, await ctx.store.divisions.list_level(level, own)) for name, level in levels]
    if shown.level in (Level.TOWNSHIP, Level.VILLAGE):
        villages = await ctx.store.divisions.list_level(Level.VILLAGE, shown.township_code)
        found.append(("村（社区）", villages))
    return [
        (name, [one for one in places if one.id != own]) for name, places in found if len(places) > 1 or name[0] == "村"
    ]


async def read_rows(ctx: Context, report: Report) -> AsyncIterator[list[Cells]]:
    """All rows, a place at a time, numbered from one."""
    async for rows in read_named_rows(ctx, report):
        yield [cells for _, cells in rows]


async def read_named_rows(ctx: Context, report: Report) -> AsyncIterator[list[tuple[str, Cells]]]:
    """The same with the id of each row's entry. While a place is being written, the next one is on its way."""
    keeper, number = NameKeeper(ctx), 1
    codes = list(dict.fromkeys(one.place_code for one in report.counts))
    coming = _set_out(ctx, report, codes[:1])
    try:
        for place, _ in enumerate(codes, start=1):
            [entries] = await asyncio.gather(*coming)
            coming = _set_out(ctx, report, codes[place : place + 1])
            rows = await _rows_of(keeper, entries, number)
            number += len(rows)
            yield rows
    finally:
        for one in coming:  # whoever wanted the rows has gone
            one.cancel()


def _set_out(ctx: Context, report: Report, codes: list[str]) -> list["asyncio.Task[list[ReportEntry]]"]:
    """Begin to read these places."""
    return [asyncio.create_task(list_report_entries(ctx, report, code)) for code in codes]


async def list_report_entries(ctx: Context, report: Report, place_code: str) -> list[ReportEntry]:
    """The entries of one of its townships or villages."""
    return await ctx.store.report_entries.list_of(_question(report, place_code))


async def _rows_of(keeper: NameKeeper, entries: list[ReportEntry], number: int) -> list[tuple[str, Cells]]:
    names = await keeper.book_for(entries)
    return await asyncio.to_thread(
        lambda: [(entry.id, cells_of(place, entry, names)) for place, entry in enumerate(in_breaths(entries), number)]
    )


async def _rows_between(ctx: Context, report: Report, first: int, last: int) -> list[Cells]:
    """The rows from one number to another, read from the villages in which they lie."""
    keeper, found = NameKeeper(ctx), list[Cells]()
    for code, number in await _villages_between(ctx, report, first, last):
        rows = await _rows_of(keeper, await list_report_entries(ctx, report, code), number)
        found += [cells for _, cells in rows if first <= int(cells[0]) <= last]
    return found


async def _villages_between(ctx: Context, report: Report, first: int, last: int) -> list[tuple[str, int]]:
    """The villages whose rows these are, and the number of the first row of each."""
    places = _places_between(report.counts, 1, first, last)
    if report.counting_level is Level.VILLAGE:
        return places
    found = []
    for code, number in places:
        counts = await ctx.store.report_entries.count(_question(report, code), Level.VILLAGE)
        found += _places_between(counts, number, first, last)
    return found


def _places_between(counts: Sequence[GroupCount], number: int, first: int, last: int) -> list[tuple[str, int]]:
    sizes: dict[str, int] = {}
    for one in counts:
        sizes[one.place_code] = sizes.get(one.place_code, 0) + one.count
    found = []
    for code in sorted(sizes):
        if number <= last and number + sizes[code] > first:
            found.append((code, number))
        number += sizes[code]
    return found


def _question(report: Report, place_code: str) -> ReportQuestion:
    place = Division(place_code, level_of(place_code), "", None, "")
    return ReportQuestion(place, report.states.states, report.period.first, report.period.last)


async def count_by(ctx: Context, report: Report, level: Level) -> list[GroupCount]:
    """The counts of a report by villages or townships, by code."""
    found = []
    for place in await _places(ctx, report.division):
        question = ReportQuestion(place, report.states.states, report.period.first, report.period.last)
        found += await ctx.store.report_entries.count(question, level)
    return sorted(found, key=lambda one: one.place_code)


async def _places(ctx: Context, division: Division) -> Sequence[Division]:
    """The division itself, or the counties of a larger one: no index reaches over counties."""
    if division.level in (Level.CITY, Level.PROVINCE):
        return await ctx.store.divisions.list_kept(Level.COUNTY, *code_range(division.id))
    return (division,)


async def _more_lines(ctx: Context, report: Report) -> list[str]:
    """Which months are closed; for a village's year, how it stands."""
    lines = [await _say_closed_months(ctx, report)]
    if report.division.level is Level.VILLAGE and report.period.kind is PeriodKind.YEAR:
        progress = await find_progress(ctx, village_code=report.division.id, year=report.period.first.year)
        lines.append(progress.sentence)
    return lines


async def _say_closed_months(ctx: Context, report: Report) -> str:
    first, beyond = code_range(report.division.id)
    closed: dict[tuple[int, int], int] = {}
    for year in sorted({year for year, _ in report.period.months}):
        counts = await ctx.store.hour_totals.count_closed(year, first, beyond)
        closed |= {(year, month): count for month, count in counts.items()}
    villages = 1
    if report.division.level is not Level.VILLAGE:
        villages = await ctx.store.divisions.count_level(Level.VILLAGE, report.division.id)
    return say_closed(report.period, closed, villages)
