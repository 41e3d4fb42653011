"""Who gets what, and when: told before anything is sent."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from actions.choose_content import Chosen, choose_content
from actions.context import Context
from actions.plan_pushes import list_groups_of
from actions.push_calendar import list_days
from domain.groups import PLAIN_CHINESE, Group
from domain.push_plans import PushPlan, Repeat, run_after
from domain.push_times import next_push_time

RUNS_AHEAD = 4


@dataclass(frozen=True)
class RunAhead:
    """A run that is to come; ``sent_from`` is later than ``at`` where that falls into the quiet hours."""

    at: datetime
    sent_from: datetime
    chosen: Chosen | None
    versions: dict[str, int]


@dataclass(frozen=True)
class Preview:
    """The groups that get it now, how many owners have to tap, and the next runs."""

    groups: tuple[Group, ...]
    owners: int
    runs: tuple[RunAhead, ...]


async def preview_plan(ctx: Context, *, plan: PushPlan) -> Preview:
    """What the plan would do, were it to run as it stands."""
    groups, days = await list_groups_of(ctx, plan=plan), await list_days(ctx, division_code=plan.division_code)
    runs, at, ahead = list[RunAhead](), plan.next_run_at, 0
    while at and len(runs) < RUNS_AHEAD:
        chosen = await choose_content(ctx, plan=plan, at=at, runs_ahead=ahead)
        runs.append(RunAhead(at, _sent_from(ctx, at), chosen, _versions(chosen, groups)))
        at, ahead = run_after(replace(plan, first_run_at=plan.first_run_at), at, days), ahead + 1
        if plan.repeat is Repeat.ONCE:
            break
    owners = {one.owner for one in groups if one.owner}
    return Preview(tuple(groups), len(owners), tuple(runs))


def _sent_from(ctx: Context, at: datetime) -> datetime:
    return next_push_time(at, ctx.settings.push_quiet_from_hour, ctx.settings.push_quiet_until_hour)


def _versions(chosen: Chosen | None, groups: list[Group]) -> dict[str, int]:
    """How many groups read it in which language."""
    if chosen is None:
        return {}
    counts = Counter(chosen.version_for(one).language for one in groups)
    return dict(sorted(counts.items(), key=lambda item: (item[0] != PLAIN_CHINESE, item[0])))
