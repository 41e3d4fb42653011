"""Drafts the quarter's circular (通报) from the same counts that reports are made of."""

from collections.abc import Sequence
from datetime import date

from actions.context import Context
from actions.reports import ReportWish, count_by, tell_report
from actions.village_year import VillageRow, list_villages
from domain.circulars import Circular, CircularFacts, VillageFacts, draft_text, lectures_by_place
from domain.clock import civil_date
from domain.divisions import Level
from domain.people import Staff
from domain.report_periods import Period, PeriodKind
from domain.reports import GroupCount, ReportStates, Sums, add_up, office_of
from domain.village_years import expected_minutes


async def draft_circular(ctx: Context, *, staff: Staff, on: date, within: str | None = None) -> Circular:
    """The circular of the quarter in which a day lies.

    Raises: NotFound, BadInput.
    """
    report = await tell_report(ctx, staff=staff, wish=ReportWish(PeriodKind.QUARTER, on, within))
    waiting = await tell_report(
        ctx, staff=staff, wish=ReportWish(PeriodKind.QUARTER, on, within, ReportStates.SUBMITTED)
    )
    counts = await count_by(ctx, report, Level.VILLAGE)
    rows = await list_villages(ctx, staff=staff, year=report.period.first.year, within=within)
    today = civil_date(ctx.now())
    facts = CircularFacts(
        division=report.division,
        period=report.period,
        office=office_of(report.division, ctx.settings.bureau_name),
        today=today,
        counts=tuple(counts),
        villages=tuple(_facts_of(rows, counts, report.period, today)),
        awaiting_count=waiting.row_count,
    )
    return draft_text(facts)


def _facts_of(
    rows: Sequence[VillageRow], counts: Sequence[GroupCount], period: Period, today: date
) -> list[VillageFacts]:
    lectures = lectures_by_place(counts)
    by_place: dict[str, list[GroupCount]] = {}
    for one in counts:
        by_place.setdefault(one.place_code, []).append(one)
    until = min(today, period.last)
    return [
        VillageFacts(
            code=row.village.id,
            name=row.village.spoken_name,
            township_name=row.township.name if row.township else "",
            advised=bool(row.advisors),
            target_minutes=row.progress.target_minutes,
            done_minutes=sum(row.progress.sums.approved_by_month[: until.month]),
            expected_minutes=expected_minutes(row.progress.target_minutes, period.first.year, until),
            quarter=add_up(by_place[row.village.id]) if row.village.id in by_place else Sums(),
            lectures=lectures.get(row.village.id, 0),
        )
        for row in rows
    ]
