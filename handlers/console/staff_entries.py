"""Staff reviewing entries of hours."""

from pydantic import Field

from actions import review_hours
from actions.review_hours import EntryForReview
from domain.errors import BadInput, NotAllowed, NotFound
from domain.hours import LONGEST_REASON, SHORTEST_REASON, Entry, EntryChanged, EntryNotAwaiting, EntryState
from handlers.base import StaffApiHandler
from handlers.hour_models import EntryView, entry_facts
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class EntryEventView(Answer):
    """One line of an entry's history."""

    at: ShanghaiTime
    what: str


class StaffEntryView(EntryView):
    """An entry as staff see it."""

    township_name: str
    provider_name: str
    organisation: str
    days_until_logged: int
    submitted_at: ShanghaiTime
    reviewed_by_name: str | None
    reviewed_at: ShanghaiTime | None
    history: list[EntryEventView]

    @classmethod
    def of_review(cls, told: EntryForReview) -> "StaffEntryView":
        """The entry as told to staff."""
        entry = told.entry
        return cls(
            **entry_facts(entry, told.village),
            township_name=told.township.name if told.township else "",
            provider_name=told.provider.name if told.provider else "",
            organisation=told.provider.organisation if told.provider else "",
            days_until_logged=entry.days_until_logged,
            submitted_at=entry.submitted_at,
            reviewed_by_name=told.reviewer.name if told.reviewer else None,
            reviewed_at=entry.reviewed_at,
            history=[EntryEventView(at=event.at, what=event.what) for event in entry.history],
        )


class StaffEntriesQuery(PageQuery):
    """Which entries: those awaiting review if nothing is said."""

    state: EntryState = EntryState.SUBMITTED
    village_code: str | None = Field(None, pattern=r"^\d{12}$", description="村（社区）或乡镇（街道）的区划代码")
    year: int | None = Field(None, ge=2018, le=2100)


class StaffEntriesHandler(StaffApiHandler):
    """/api/v1/staff/entries"""

    @operation("本辖区的工时记录", errors=(NotFound,))
    async def get(self, query: StaffEntriesQuery) -> Page[StaffEntryView]:
        """Entries of the asker's region."""
        found = await review_hours.list_entries(
            self.ctx, staff=self.staff, state=query.state, within=query.village_code, year=query.year
        )
        shown, next_cursor = cut_page(found, query)
        told = await review_hours.tell_entries(self.ctx, entries=shown)
        return Page[StaffEntryView](items=[StaffEntryView.of_review(one) for one in told], next_cursor=next_cursor)


class ReviewBase(StaffApiHandler):
    """Tells the entry that was reviewed."""

    async def tell(self, entry: Entry) -> StaffEntryView:
        """The entry with names."""
        [told] = await review_hours.tell_entries(self.ctx, entries=[entry])
        return StaffEntryView.of_review(told)


class ApprovalBody(Request):
    """Which correction was read; if it is named, a later one is not approved unread."""

    revision: int | None = Field(None, ge=1)


class ApprovalHandler(ReviewBase):
    """/api/v1/staff/entries/{entry_id}/approval"""

    @operation("通过一条工时", errors=(NotFound, NotAllowed, EntryNotAwaiting, EntryChanged))
    async def post(self, entry_id: str, body: ApprovalBody) -> StaffEntryView:
        """Approve."""
        entry = await review_hours.approve_entry(self.ctx, staff=self.staff, entry_id=entry_id, revision=body.revision)
        return await self.tell(entry)


class ReturnBody(ApprovalBody):
    """Why it is returned: the advisor reads it."""

    reason: str = Field("", max_length=2_000, description=f"必填，{SHORTEST_REASON}到{LONGEST_REASON}个字")


class ReturnHandler(ReviewBase):
    """/api/v1/staff/entries/{entry_id}/return"""

    @operation("退回一条工时并说明原因", errors=(BadInput, NotFound, NotAllowed, EntryNotAwaiting, EntryChanged))
    async def post(self, entry_id: str, body: ReturnBody) -> StaffEntryView:
        """Return."""
        entry = await review_hours.return_entry(
            self.ctx, staff=self.staff, entry_id=entry_id, reason=body.reason, revision=body.revision
        )
        return await self.tell(entry)
