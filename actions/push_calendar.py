"""The days of law popularization that a region follows: the common ones and its own."""

import hashlib
from datetime import date

from actions.context import Context
from domain.divisions import county_of
from domain.errors import BadInput, Conflict, NotFound
from domain.people import Staff
from domain.push_calendar import CALENDAR_DAYS, CalendarDay
from domain.staff_sign_in import check_may_change
from store.calendar_days import OwnDay

LEAP_YEAR = 2028


async def list_days(ctx: Context, *, division_code: str) -> list[CalendarDay]:
    """The common days, then those of the county and of the division itself."""
    return [*CALENDAR_DAYS, *await list_own_days(ctx, division_code=division_code)]


async def list_own_days(ctx: Context, *, division_code: str) -> list[CalendarDay]:
    """The days that the county or the division has added."""
    return await ctx.store.calendar_days.list_of(sorted({county_of(division_code), division_code}))


async def add_own_day(
    ctx: Context, *, staff: Staff, name: str, month: int, day: int, days: int, basis: str
) -> CalendarDay:
    """Raises: NotAllowed, BadInput (no such date), Conflict (there is one of that name)."""
    check_may_change(staff)
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        raise BadInput(fields={"day": "没有这一天，请检查日期。"}) from None
    code = "own-" + hashlib.sha256(f"{staff.division_code}:{name}".encode()).hexdigest()[:12]
    made = CalendarDay(code, name, month, min(day, 28) if month == 2 else day, basis, days)
    if not await ctx.store.calendar_days.add(OwnDay(made, staff.division_code, staff.id, ctx.now())):
        raise Conflict("已有同名的宣传日。", code="calendar_day_exists")
    return made


async def remove_own_day(ctx: Context, *, staff: Staff, code: str) -> None:
    """Raises: NotAllowed, NotFound."""
    check_may_change(staff)
    if not await ctx.store.calendar_days.remove(code, staff.division_code):
        raise NotFound("没有找到这个宣传日。", code="calendar_day_not_found")
