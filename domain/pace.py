"""Pace: where a village's year will end if it goes on as so far, and what is missing each month.

Hours are said whole and so that they add up: what is reached is rounded down, what is owed rounded up.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

FEWEST_DAYS = 14
"""Before so many days of a year nothing can be said of its end."""


@dataclass(frozen=True)
class Pace:
    """How a year goes. Work that awaits review counts for its end: it is done, if not yet signed.

    Units: minutes, and days of the year; ``days_done`` includes today.
    """

    target_minutes: int
    approved_minutes: int
    awaiting_minutes: int
    days_done: int
    days_of_year: int

    @property
    def days_left(self) -> int:
        """Days of the year after today."""
        return self.days_of_year - self.days_done

    @property
    def forecast_minutes(self) -> int | None:
        """The year's minutes if every day to come brings as much as those so far; None while it is too early."""
        if self.days_done < min(FEWEST_DAYS, self.days_of_year):
            return None
        worked = self.approved_minutes + self.awaiting_minutes
        return worked * self.days_of_year // self.days_done

    @property
    def short_minutes(self) -> int:
        """What the forecast lacks of the target; nothing while there is no forecast."""
        forecast = self.forecast_minutes
        return max(0, self.target_minutes - forecast) if forecast is not None else 0

    @property
    def months_left(self) -> float:
        """The rest of the year in months of its own mean length."""
        return self.days_left * 12 / self.days_of_year

    @property
    def extra_hours_a_month(self) -> int | None:
        """Whole hours that each month to come must bring beyond the pace so far; None with no whole month left."""
        if self.months_left < 1:
            return None
        return -(-self.short_hours * self.days_of_year // (12 * self.days_left))

    @property
    def target_hours(self) -> int:
        """Rounded up."""
        return -(-self.target_minutes // 60)

    @property
    def forecast_hours(self) -> int:
        """Rounded down; never fewer than the target once that is reached."""
        forecast = self.forecast_minutes or 0
        return self.target_hours if self.short_minutes == 0 and forecast < self.target_hours * 60 else forecast // 60

    @property
    def short_hours(self) -> int:
        """What is missing, so that it adds up with the forecast."""
        return self.target_hours - self.forecast_hours if self.short_minutes else 0

    @property
    def sentence(self) -> str:
        """The year's end in plain words; empty once the year is over or its task is done."""
        if self.approved_minutes >= self.target_minutes or self.days_left <= 0:
            return ""
        if self.forecast_minutes is None:
            return "新年刚开始，全年进度要过两周再估计。"
        begins = f"照此进度{'（含待审核）' if self.awaiting_minutes else ''}全年约{self.forecast_hours}小时"
        if not self.short_minutes:
            return f"{begins}，能完成全年{self.target_hours}小时的任务。"
        extra = self.extra_hours_a_month
        if extra is None:
            return f"{begins}，还差{self.short_hours}小时，今年只剩{self.days_left}天。"
        return f"{begins}，还差{self.short_hours}小时，每月需多{extra}小时。"


def pace_of(year: int, today: date, target_minutes: int, approved_minutes: int, awaiting_minutes: int) -> Pace:
    """The pace of a year as seen on a day; a year that is over is seen from its end, one to come from its start."""
    days_of_year = 366 if isleap(year) else 365
    passed = (today - date(year, 1, 1)).days + 1
    return Pace(target_minutes, approved_minutes, awaiting_minutes, min(max(passed, 0), days_of_year), days_of_year)
