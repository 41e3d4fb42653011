"""Working days in China: weekends, public holidays and the weekend days worked to make up for them.

Source: for the years it knows, the package chinesecalendar, which follows the State Council's yearly notice. A year
whose notice is not out yet (or not in the package) gets the statutory holidays only, and no make-up days; after 2030
only those with a fixed date.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import chinese_calendar

SATURDAY = 5

# Statutory days off since 2025 (全国年节及纪念日放假办法): lunar festivals fall on other dates each year.
FIXED_DAYS_OFF = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
LUNAR_FESTIVALS = {  # year: (Spring Festival's first day, Qingming, Dragon Boat, Mid-Autumn)
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
}
DAYS_AROUND_SPRING_FESTIVAL = range(-1, 3)  # New Year's Eve and the first three days


class DayKind(StrEnum):
    """What sort of day it is for offices."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


def kind_of_day(day: date) -> DayKind:
    """What sort of day it is."""
    if is_announced(day.year):
        return _announced_kind(day)
    if day in _statutory_days_off(day.year):
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return kind_of_day(day) in (DayKind.WORKING, DayKind.MAKE_UP)


@cache
def is_announced(year: int) -> bool:
    """Whether the State Council's notice for the year is known here."""
    return min(chinese_calendar.constants.holidays).year <= year <= max(chinese_calendar.constants.holidays).year


def add_working_days(day: date, count: int) -> date:
    """The last day of a period of working days that begins the day after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


@cache
def _announced_kind(day: date) -> DayKind:
    if day in chinese_calendar.constants.workdays:
        return DayKind.MAKE_UP
    if day in chinese_calendar.constants.holidays:
        return DayKind.HOLIDAY
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING


@cache
def _statutory_days_off(year: int) -> frozenset[date]:
    days = {date(year, month, day) for month, day in FIXED_DAYS_OFF}
    if year in LUNAR_FESTIVALS:
        spring, *others = LUNAR_FESTIVALS[year]
        days |= {spring + timedelta(days=offset) for offset in DAYS_AROUND_SPRING_FESTIVAL}
        days |= set(others)
    return frozenset(days)
