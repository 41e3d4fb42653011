"""Gentle reminders to advisors: before a month ends, what it still lacks; and a stopwatch that was left running.

Only by day, and of a month at most once for a village. Warm words: an advisor is helped to lose no hour, not driven.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain.clock import SHANGHAI
from domain.duties import DutyMeasure, DutyPeriod, DutyProgress
from domain.wording import say_minutes, say_moment

LAST_DAYS = 6
DAYTIME = range(9, 18)


def is_daytime(now: datetime) -> bool:
    """Whether people may be written to."""
    return now.astimezone(SHANGHAI).hour in DAYTIME


def days_left_in_month(today: date) -> int:
    """Today included."""
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - today).days


def still_lacking(duties: Iterable[DutyProgress], today: date) -> tuple[DutyProgress, ...]:
    """Whose period ends with this month and which are not done, even when all that awaits review is approved."""
    ending = {DutyPeriod.MONTH: True, DutyPeriod.QUARTER: today.month % 3 == 0, DutyPeriod.YEAR: today.month == 12}
    return tuple(one for one in duties if ending[one.duty.period] and one.done + one.awaiting < one.duty.amount)


def words_of_month_end(village_name: str, lacking: Iterable[DutyProgress], today: date) -> str:
    """What the month still lacks in a village, and that saying so is fine too."""
    left = "；".join(f"{one.duty.name}还差{_say(one, one.duty.amount - one.done - one.awaiting)}" for one in lacking)
    return (
        f"{today.month}月还有{days_left_in_month(today)}天。{village_name}：{left}。"
        "已经做了、还没记的，现在补上就行，十秒一条；这个月确实排不开，跟司法所说一声就好。辛苦了！"
    )


def words_of_forgotten(village_name: str, started_at: datetime) -> str:
    """That a stopwatch still runs; when the work ended only the advisor knows."""
    return f"您{say_moment(started_at)}在{village_name}开始的计时还开着。方便时告诉我们实际几点结束，或者点“不要了”。"


def _say(one: DutyProgress, amount: int) -> str:
    return say_minutes(amount) if one.duty.measure is DutyMeasure.MINUTES else f"{amount}次"
