"""Staff reviewing entries of hours."""

from pydantic import Field

from actions import review_hours, review_many
from actions.review_hours import EntryForReview
from actions.review_many import MOST_AT_ONCE, Outcome, Wanted
from domain.entry_words import COMMON_RETURN_REASONS
from domain.errors import BadInput, NotAllowed, NotFound
from domain.hours import (
    LONGEST_REASON,
    SHORTEST_REASON,
    Entry,
    EntryChanged,
    EntryNotAwaiting,
    EntryState,
    TooLateToTakeBack,
)
from domain.month_closes import MonthClosed
from domain.signals import SIGNAL_NAMES, Signal, SignalKind
from handlers.base import StaffApiHandler
from handlers.hour_models import EntryView, entry_facts
from handlers.models import DIVISION_CODE, Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class EntryEventView(Answer):
    """One line of an entry's history."""

    at: ShanghaiTime
    what: str


class SignalView(Answer):
    """Something unusual about an entry, and why; a hint to the reviewer and no verdict."""

    kind: SignalKind
    name: str
    sentence: str
    other_entry_id: str | None

    @classmethod
    def of(cls, signal: Signal) -> "SignalView":
        """The signal as found."""
        return cls(
            kind=signal.kind,
            name=SIGNAL_NAMES[signal.kind],
            sentence=signal.sentence,
            other_entry_id=signal.other.id if signal.other else None,
        )


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
    closed: bool
    corrects: str | None
    signals: list[SignalView]

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
            closed=entry.closed,
            corrects=entry.corrects,
            signals=[SignalView.of(one) for one in told.signals],
        )


class StaffEntriesQuery(PageQuery):
    """Which entries: those awaiting review if nothing is said."""

    state: EntryState = EntryState.SUBMITTED
    village_code: str | None = Field(None, pattern=DIVISION_CODE, description="村（社区）或乡镇（街道）的区划代码")
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
        told = await review_hours.tell_for_review(self.ctx, staff=self.staff, entries=shown, state=query.state)
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

    @operation("一分钟内撤回自己的通过", errors=(NotFound, NotAllowed, TooLateToTakeBack, EntryChanged, MonthClosed))
    async def delete(self, entry_id: str) -> StaffEntryView:
        """Take the approval back."""
        entry = await review_hours.take_back_approval(self.ctx, staff=self.staff, entry_id=entry_id)
        return await self.tell(entry)


class WantedBody(Request):
    """An entry to approve, in the correction that was read."""

    id: str = Field(min_length=1, max_length=80)
    revision: int = Field(ge=1)


class ApprovalsBody(Request):
    """Which entries to approve."""

    ids: list[WantedBody] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ApprovalOutcomeView(Answer):
    """What became of one of them; ``code`` and ``message`` say why it was not approved."""

    id: str
    approved: bool
    code: str | None
    message: str | None

    @classmethod
    def of(cls, outcome: Outcome) -> "ApprovalOutcomeView":
        """The outcome as told."""
        refusal = outcome.refusal
        return cls(
            id=outcome.id,
            approved=refusal is None,
            code=refusal.code if refusal else None,
            message=refusal.message if refusal else None,
        )


class ApprovalsView(Answer):
    """What became of all of them, in the order asked for."""

    approved_count: int
    outcomes: list[ApprovalOutcomeView]


class ApprovalsHandler(StaffApiHandler):
    """/api/v1/staff/entries/approvals"""

    @operation("一次通过多条工时，逐条给出结果", errors=(NotAllowed,))
    async def post(self, body: ApprovalsBody) -> ApprovalsView:
        """Approve what can be approved."""
        wanted = [Wanted(one.id, one.revision) for one in body.ids]
        outcomes = await review_many.approve_many(self.ctx, staff=self.staff, wanted=wanted)
        approved = sum(one.refusal is None for one in outcomes)
        return ApprovalsView(approved_count=approved, outcomes=[ApprovalOutcomeView.of(one) for one in outcomes])


class ReturnReasonsView(Answer):
    """Reasons that are often given, to choose from."""

    reasons: list[str]


class ReturnReasonsHandler(StaffApiHandler):
    """/api/v1/staff/return-reasons"""

    @operation("常用的退回原因")
    async def get(self) -> ReturnReasonsView:
        """The short list."""
        return ReturnReasonsView(reasons=list(COMMON_RETURN_REASONS))


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
