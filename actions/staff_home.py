"""What staff see first: what waits for them, and how the villages' year stands."""

from dataclasses import dataclass

from actions.context import Context
from actions.gather_figures import gather_figures, period_of
from actions.regions import get_division_of, region_range
from domain.clock import civil_date
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
    """The counts of the region of staff: the year's from the kept sums, what waits from the entries that wait."""
    period = period_of(ctx, None, None)
    division = await get_division_of(ctx, staff=staff)
    gathered = await gather_figures(ctx, staff=staff, division=division, period=period)
    standing = [one for one in gathered.villages if one.standing]
    waiting = await ctx.store.entries.list_waiting(*region_range(staff))
    waits = [(period.today - civil_date(one.submitted_at)).days for one in waiting]
    return StaffHome(
        year=period.year,
        awaiting_count=len(waiting),
        late_count=sum(one.late for one in waiting),
        longest_wait_days=max(waits, default=0),
        village_count=len(standing),
        done_count=sum(one.sums.approved_minutes >= one.target_minutes for one in standing),
        behind_count=sum(one.behind_minutes > 0 for one in standing),
        without_advisor_count=sum(not one.advisor_ids for one in standing),
    )
