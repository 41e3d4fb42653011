"""Sending a report to the office above (报送): frozen once, read back as it was, compared with the present."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from actions.context import Context
from actions.frozen_rows import Freezer, NamedRow, Thawer, digests_of
from actions.make_workbook import SMALL_ROWS, Workbook, file_name_of, turn_for, write_workbook
from actions.regions import get_division_of, is_in_region, region_range
from actions.reports import MOST_PRINTED_ROWS, Report, ReportPage, ReportWish, read_named_rows, tell_report
from domain.errors import BadInput, NotFound
from domain.people import Staff
from domain.report_periods import PeriodKind, period_of
from domain.report_rows import Cells
from domain.reports import ReportFoot, ReportHead, ReportStates, add_up
from domain.sent_reports import (
    Differences,
    HoursChanging,
    RowChange,
    SentReport,
    check_may_send,
    differing_ids,
    office_above,
    sent_report_id,
)
from domain.staff_sign_in import check_may_change

MOST_CHANGES_TOLD = 200


@dataclass(frozen=True)
class Sending:
    """What became of sending: the report that the office above has; not ``fresh`` if it had the same already."""

    report: SentReport
    fresh: bool


async def send_report(ctx: Context, *, staff: Staff, wish: ReportWish) -> Sending:
    """Freeze the approved entries of one's own place and hand them up. The same rows again are no new version.

    Who finds the next version taken reads anew: what was read before it may be older than what it holds.

    Raises: NotFound, NotAllowed, BadInput, HoursChanging.
    """
    check_may_change(staff)
    while True:
        done = await _try_to_send(ctx, staff, replace(wish, states=ReportStates.APPROVED))
        if done:
            return done


async def _try_to_send(ctx: Context, staff: Staff, wish: ReportWish) -> Sending | None:
    """None when another version came in between."""
    division = await get_division_of(ctx, staff=staff, code=wish.within)
    check_may_send(staff, division)
    period = period_of(wish.kind, wish.on)
    earlier = await ctx.store.sent_reports.list_of_period(division.id, period.key)
    last = earlier[-1] if earlier else None
    report = await tell_report(ctx, staff=staff, wish=wish)
    async with turn_for(report.row_count):
        made = await _freeze(ctx, await _describe(ctx, staff, report), report)
    if last is None or last.rows_hash != made.rows_hash:
        version = last.version + 1 if last else 1
        made = replace(made, id=sent_report_id(made.scope_code, period, version), version=version)
        if await ctx.store.sent_reports.add(made):
            return Sending(made, fresh=True)
        last = None
    await ctx.store.sent_reports.drop_chunks(made.upload, made.chunk_count)
    return Sending(last, fresh=False) if last else None


async def list_sent_reports(ctx: Context, *, staff: Staff) -> list[SentReport]:
    """What the offices of one's region have sent, latest first."""
    return await ctx.store.sent_reports.list_in_range(*region_range(staff))


async def get_sent_report(ctx: Context, *, staff: Staff, report_id: str) -> SentReport:
    """Raises: NotFound, also when it is another region's."""
    found = await ctx.store.sent_reports.find(report_id)
    if found is None or not is_in_region(staff, found.scope_code):
        raise NotFound("没有找到这份报送。", code="sent_report_not_found")
    return found


async def read_sent_report(ctx: Context, *, sent: SentReport) -> ReportPage:
    """A sent report as it was, with all its rows, for paper.

    Raises: BadInput when it is too long to be printed.
    """
    if sent.row_count > MOST_PRINTED_ROWS:
        words = f"这份台账有{sent.row_count:,}条，一次最多打印{MOST_PRINTED_ROWS:,}条，请下载Excel。"
        raise BadInput(words, code="report_too_long")
    thawer, rows = Thawer(), list[Cells]()
    async for some in _thaw(ctx, sent, thawer):
        rows += [cells for _, cells in some]
    return ReportPage(await _as_report(ctx, sent, thawer.head, thawer.foot), tuple(rows), 1)


async def make_sent_workbook(ctx: Context, *, sent: SentReport) -> Workbook:
    """The workbook of a sent report: the same bytes whenever it is asked for."""
    thawer = Thawer()
    parts = _thaw(ctx, sent, thawer)
    first = await anext(parts)

    async def rows() -> AsyncIterator[list[Cells]]:
        yield [cells for _, cells in first]
        async for some in parts:
            yield [cells for _, cells in some]

    async with turn_for(sent.row_count):
        content = await write_workbook(sent.period_name, thawer.head, rows(), thawer.foot)
    report = await _as_report(ctx, sent, thawer.head, thawer.foot)
    name = file_name_of(report).removesuffix(".xlsx")
    return Workbook(f"{name}第{sent.version}版.xlsx", content)


def is_long(sent: SentReport) -> bool:
    """Whether a comparison takes so long that it is made only when asked for."""
    return sent.row_count > SMALL_ROWS


async def compare_with_present(ctx: Context, *, staff: Staff, sent: SentReport) -> Differences:
    """What has changed in the entries since: added, no longer in it, said otherwise.

    Raises: NotFound.
    """
    async with turn_for(sent.row_count):
        return await _compare(ctx, sent, await tell_report(ctx, staff=staff, wish=_wish_of(sent)))


async def _compare(ctx: Context, sent: SentReport, present: Report) -> Differences:
    """By short digests of all rows; only those that differ are read once more."""
    then, now = dict[str, str](), dict[str, str]()
    async for some in _thaw(ctx, sent, Thawer()):
        then |= await asyncio.to_thread(digests_of, some)
    async for some in read_named_rows(ctx, present):
        now |= await asyncio.to_thread(digests_of, some)
    differing = differing_ids(then, now)
    told = dict.fromkeys(differing[:MOST_CHANGES_TOLD])
    old = await _pick(_thaw(ctx, sent, Thawer()), told) if told else {}
    new = await _pick(read_named_rows(ctx, present), told) if told else {}
    changes = tuple(RowChange(old.get(key), new.get(key)) for key in told)
    return Differences(len(differing), sent.minutes, add_up(present.counts).minutes, changes)


async def _freeze(ctx: Context, made: SentReport, report: Report) -> SentReport:
    """Write the rows' pieces; the report with what is known of them.

    Raises: HoursChanging.
    """
    freezer, count = Freezer(report.head, report.foot), 0
    async for rows in read_named_rows(ctx, report):
        for piece in await asyncio.to_thread(freezer.add, rows):
            await ctx.store.sent_reports.add_chunk(made.upload, count, piece)
            count += 1
    last, rows_hash = await asyncio.to_thread(freezer.finish)
    if (freezer.row_count, freezer.minutes) != (made.row_count, made.minutes):
        await ctx.store.sent_reports.drop_chunks(made.upload, count)
        raise HoursChanging()
    await ctx.store.sent_reports.add_chunk(made.upload, count, last)
    return replace(made, chunk_count=count + 1, rows_hash=rows_hash)


async def _describe(ctx: Context, staff: Staff, report: Report) -> SentReport:
    division, period = report.division, report.period
    parent = await ctx.store.divisions.find(division.parent_code) if division.parent_code else None
    return SentReport(
        id="",
        scope_code=division.id,
        scope_name=division.name,
        period_kind=period.kind,
        period_first=period.first,
        period_key=period.key,
        period_name=period.name,
        version=0,
        to_office=office_above(parent),
        row_count=report.row_count,
        minutes=add_up(report.counts).minutes,
        rows_hash="",
        upload=ctx.new_id(),
        chunk_count=0,
        sent_by=staff.id,
        sent_by_name=staff.name,
        sent_at=ctx.now(),
    )


async def _thaw(ctx: Context, sent: SentReport, thawer: Thawer) -> AsyncIterator[list[NamedRow]]:
    async for piece in ctx.store.sent_reports.read_chunks(sent):
        yield await asyncio.to_thread(thawer.add, piece)


async def _pick(rows: AsyncIterator[list[NamedRow]], wanted: dict[str, None]) -> dict[str, Cells]:
    return {key: cells async for some in rows for key, cells in some if key in wanted}


async def _as_report(ctx: Context, sent: SentReport, head: ReportHead, foot: ReportFoot) -> Report:
    division = await ctx.store.divisions.find(sent.scope_code)
    if division is None:
        raise NotFound("没有找到这个区划。", code="division_not_found")
    period = period_of(sent.period_kind, sent.period_first)
    return Report(division, period, ReportStates.APPROVED, head, foot, ())


def _wish_of(sent: SentReport) -> ReportWish:
    return ReportWish(PeriodKind(sent.period_kind), sent.period_first, sent.scope_code)
