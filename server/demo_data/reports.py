"""What the demo's offices have sent: last month's ledger and last quarter's, and one entry that came after it."""

from dataclasses import replace
from datetime import date, time, timedelta

from actions.context import Context
from actions.log_hours import log_entry
from actions.reports import ReportWish
from actions.review_hours import approve_entry
from actions.send_reports import send_report
from domain.clock import at_civil, civil_date
from domain.divisions import Division
from domain.hours import EntryDraft, EntryKind, EntryWay
from domain.people import Role, Staff
from domain.report_periods import PeriodKind, period_of
from server.demo_data import world


async def add_sent_reports(ctx: Context, county: Division, township: Division, village: Division) -> None:
    """The township sends a month, the county a quarter; then something is written down late."""
    office = Staff("demo-sifasuo", "sifasuo", "刘芳", Role.TOWNSHIP, township.id, password_hash="")
    bureau = Staff("demo-sifaju", "sifaju", "吴强", Role.COUNTY, county.id, password_hash="")
    today = civil_date(ctx.now())
    month = period_of(PeriodKind.MONTH, today).before
    quarter = period_of(PeriodKind.QUARTER, today).before
    await send_report(ctx, staff=office, wish=ReportWish(month.kind, month.first))
    await send_report(ctx, staff=bureau, wish=ReportWish(quarter.kind, quarter.first))
    await _add_late_entry(ctx, office, village, month.last)


async def _add_late_entry(ctx: Context, office: Staff, village: Division, last_day: date) -> None:
    provider = await ctx.store.providers.find(next(one.id for one in world.PROVIDERS if 0 in one.villages))
    if provider is None or last_day.year != civil_date(ctx.now()).year:
        return
    summary = "月底补记：到村解答村民建房审批的问题。"
    draft = EntryDraft(village.id, last_day, time(19), time(20), EntryKind.CONSULTATION, EntryWay.ON_SITE, summary, 2)
    written = min(at_civil(last_day + timedelta(days=2), time(20)), ctx.now())
    then = replace(ctx, now=lambda: written)
    entry = await log_entry(then, provider=provider, draft=draft, client_id="demo:late")
    await approve_entry(then, staff=office, entry_id=entry.id)
