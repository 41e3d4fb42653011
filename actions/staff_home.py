"""What staff see first: what waits for them, and how the villages' year stands."""

from dataclasses import dataclass

from actions.context import Context
from actions.review_hours import list_entries
from actions.village_year import list_villages
from domain.clock import civil_date
from domain.hours import EntryState
from domain.people import Staff


@dataclass(frozen=True)
class StaffHome:
    """Counts only; each leads to the list behind it."""

    year: int
    awaiting_count: int
    late_count: int
    longest_wait_days: int
    village_count: int
    done_count: int
    behind_count: int
    without_advisor_count: int


async def tell_home(ctx: Context, *, staff: Staff) -> StaffHome:
    """The counts of the region of staff."""
    today = civil_date(ctx.now())
    awaiting = await list_entries(ctx, staff=staff, state=EntryState.SUBMITTED)
    rows = await list_villages(ctx, staff=staff)
    waits = [(today - civil_date(entry.submitted_at)).days for entry in awaiting]
    return StaffHome(
        year=today.year,
        awaiting_count=len(awaiting),
        late_count=sum(entry.late for entry in awaiting),
        longest_wait_days=max(waits, default=0),
        village_count=len(rows),
        done_count=sum(row.progress.sums.approved_minutes >= row.progress.target_minutes for row in rows),
        behind_count=sum(row.progress.behind_minutes > 0 for row in rows),
        without_advisor_count=sum(not row.advisors for row in rows),
    )
