"""Closing months of hours, unlocking them, adjusting what is closed."""

from pydantic import Field

from actions import close_month
from actions.close_month import MonthRow
from domain.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from domain.hours import LONGEST_ENTRY_MINUTES
from domain.month_closes import CLOSE_STATE_NAMES, CloseState, MonthAwaits, NotClosed
from handlers.base import StaffApiHandler
from handlers.console.staff_entries import ReviewBase, StaffEntryView
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class MonthRowView(Answer):
    """A village's month."""

    code: str
    name: str
    township_name: str
    approved_minutes: int
    awaiting_count: int
    state: CloseState
    state_name: str
    changed_at: ShanghaiTime | None
    reason: str

    @classmethod
    def of(cls, row: MonthRow) -> "MonthRowView":
        """The row as told."""
        return cls(
            code=row.village.id,
            name=row.village.spoken_name,
            township_name=row.township.name if row.township else "",
            approved_minutes=row.approved_minutes,
            awaiting_count=row.awaiting_count,
            state=row.state,
            state_name=CLOSE_STATE_NAMES[row.state],
            changed_at=row.close.changed_at if row.close else None,
            reason=row.close.reason if row.close else "",
        )


class MonthQuery(PageQuery):
    """Of which township."""

    within: str | None = Field(None, pattern=DIVISION_CODE, description="乡镇（街道）的区划代码")


class MonthHandler(StaffApiHandler):
    """/api/v1/staff/months/{month}"""

    @operation("一个月里各村居的工时与封账情况", errors=(BadInput, NotFound))
    async def get(self, month: str, query: MonthQuery) -> Page[MonthRowView]:
        """The villages of the asker's region, by code."""
        found = await close_month.tell_month(self.ctx, staff=self.staff, month=month, within=query.within)
        shown, next_cursor = cut_page(found, query)
        return Page[MonthRowView](items=[MonthRowView.of(one) for one in shown], next_cursor=next_cursor)


class CloseBody(Request):
    """What to close."""

    code: str = Field(pattern=DIVISION_CODE, description="村（社区）或乡镇（街道）的区划代码")


class ClosedView(Answer):
    """The villages whose month was closed."""

    villages: list[MonthRowView]


class ClosesHandler(StaffApiHandler):
    """/api/v1/staff/months/{month}/closes"""

    @operation(
        "封账：锁定一个村居或乡镇一个月的工时", errors=(BadInput, NotFound, NotAllowed, MonthAwaits, Unavailable)
    )
    async def post(self, month: str, body: CloseBody) -> ClosedView:
        """Close."""
        rows = await close_month.close_month(self.ctx, staff=self.staff, code=body.code, month=month)
        return ClosedView(villages=[MonthRowView.of(one) for one in rows])


class UnlockBody(Request):
    """What to unlock, and why."""

    code: str = Field(pattern=DIVISION_CODE, description="村（社区）的区划代码")
    reason: str = Field("", max_length=2_000, description="必填，写入留痕")


class UnlocksHandler(StaffApiHandler):
    """/api/v1/staff/months/{month}/unlocks"""

    @operation("解封一个村居已封账的月份", errors=(BadInput, NotFound, NotAllowed, NotClosed))
    async def post(self, month: str, body: UnlockBody) -> MonthRowView:
        """Unlock."""
        row = await close_month.unlock_month(
            self.ctx, staff=self.staff, village_code=body.code, month=month, reason=body.reason
        )
        return MonthRowView.of(row)


class AdjustmentBody(Request):
    """By how many minutes, and why; fewer is negative."""

    minutes: int = Field(ge=-LONGEST_ENTRY_MINUTES, le=LONGEST_ENTRY_MINUTES)
    reason: str = Field("", max_length=2_000)


class AdjustmentsHandler(ReviewBase):
    """/api/v1/staff/entries/{entry_id}/adjustments"""

    @operation(
        "调整一条已封账的工时：在本月新记一条差额",
        status=201,
        errors=(BadInput, NotFound, NotAllowed, NotClosed, Conflict),
    )
    async def post(self, entry_id: str, body: AdjustmentBody) -> StaffEntryView:
        """Adjust."""
        entry = await close_month.adjust_entry(
            self.ctx, staff=self.staff, entry_id=entry_id, minutes=body.minutes, reason=body.reason
        )
        return await self.tell(entry)
