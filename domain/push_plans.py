"""Push plans (推送计划): what goes to whom, and when the next run is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import Conflict
from domain.push_calendar import CALENDAR_DAYS, CalendarDay, days_from

LOOKED_AHEAD = timedelta(days=400)


class Repeat(StrEnum):
    """How often a plan runs."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    CALENDAR = "calendar"


REPEAT_NAMES = {
    Repeat.ONCE: "仅一次",
    Repeat.DAILY: "每天",
    Repeat.WEEKLY: "每周",
    Repeat.CALENDAR: "按宣传日",
}


class PlanState(StrEnum):
    """Whether a plan still runs."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"


PLAN_STATE_NAMES = {
    PlanState.DRAFT: "待启用",
    PlanState.ACTIVE: "执行中",
    PlanState.PAUSED: "已暂停",
    PlanState.DONE: "已完成",
}


@dataclass(frozen=True)
class PushPlan:
    """What goes to the groups of a region, and when. Without ``article_id`` each run takes the next article.

    ``topic`` narrows what is taken in turn to a column; ``tags`` narrows the groups to those that bear one of them;
    ``calendar_codes`` names the days of a plan that follows the calendar (none: all days).
    """

    id: str
    name: str
    article_id: str | None
    division_code: str
    first_run_at: datetime
    repeat: Repeat
    state: PlanState
    next_run_at: datetime | None
    created_by: str
    created_at: datetime
    run_count: int = 0
    topic: str = ""
    tags: tuple[str, ...] = ()
    calendar_codes: tuple[str, ...] = ()


def run_after(plan: PushPlan, now: datetime, days: Sequence[CalendarDay] = CALENDAR_DAYS) -> datetime | None:
    """The first run after now, at the same time of day as the first one; runs missed meanwhile are not made up."""
    if plan.repeat is Repeat.ONCE:
        return None
    if plan.repeat is Repeat.CALENDAR:
        return _calendar_run_after(plan, max(now, plan.first_run_at), days)
    step = timedelta(days=1 if plan.repeat is Repeat.DAILY else 7)
    at = plan.first_run_at.astimezone(SHANGHAI).time()
    day = civil_date(plan.first_run_at)
    behind = (civil_date(now) - day) // step
    day += step * max(behind, 0)
    while at_civil(day, at) <= now or at_civil(day, at) <= plan.first_run_at:
        day += step
    return at_civil(day, at)


def days_of(plan: PushPlan, days: Sequence[CalendarDay]) -> list[CalendarDay]:
    """The days that a plan follows."""
    return [one for one in days if not plan.calendar_codes or one.code in plan.calendar_codes]


def _calendar_run_after(plan: PushPlan, now: datetime, days: Sequence[CalendarDay]) -> datetime | None:
    at, today = plan.first_run_at.astimezone(SHANGHAI).time(), civil_date(now)
    coming = days_from(days_of(plan, days), today, today + LOOKED_AHEAD)
    return next((run_at for on, _ in coming if (run_at := at_civil(on, at)) > now), None)


def run_key_of(moment: datetime) -> str:
    """Names one run of a plan: ``20260103T0900``."""
    return moment.astimezone(SHANGHAI).strftime("%Y%m%dT%H%M")


class PlanNotRunning(Conflict):
    """The plan's state does not allow this."""

    code = "wrong_plan_state"
    message = "推送计划的状态已有变化，请刷新后再试。"
