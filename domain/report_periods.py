"""Periods of reports: a day, a week from Monday on, a month, a quarter, a year."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import quarter_of
from domain.entry_words import say_date
from domain.errors import BadInput

FIRST_YEAR = 2018
QUARTERS = "一二三四"
MONTHS_A_QUARTER = 3


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_KIND_NAMES = {
    PeriodKind.DAY: "日报",
    PeriodKind.WEEK: "周报",
    PeriodKind.MONTH: "月报",
    PeriodKind.QUARTER: "季报",
    PeriodKind.YEAR: "年报",
}


@dataclass(frozen=True)
class Period:
    """From its first day to its last one, both included."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def key(self) -> str:
        """Names it for good: ``2026-11-23``, ``2026-W48``, ``2026-11``, ``2026-Q4``, ``2026``."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        quarter = f"{self.first.year}-Q{quarter_of(self.first)}"
        formats = {PeriodKind.DAY: "%Y-%m-%d", PeriodKind.MONTH: "%Y-%m", PeriodKind.YEAR: "%Y"}
        return quarter if self.kind is PeriodKind.QUARTER else f"{self.first:{formats[self.kind]}}"

    @property
    def name(self) -> str:
        """As it stands in a title: ``2026年第四季度``."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"{year}年第{week}周"
        names = {
            PeriodKind.DAY: say_date(self.first),
            PeriodKind.MONTH: f"{self.first.year}年{self.first.month}月",
            PeriodKind.QUARTER: f"{self.first.year}年第{QUARTERS[quarter_of(self.first) - 1]}季度",
            PeriodKind.YEAR: f"{self.first.year}年",
        }
        return names[self.kind]

    @property
    def span(self) -> str:
        """``2026年10月1日至12月31日``; a year is said only where it differs."""
        if self.first == self.last:
            return say_date(self.first)
        same_year = self.first.year == self.last.year
        last = f"{self.last.month}月{self.last.day}日" if same_year else say_date(self.last)
        return f"{say_date(self.first)}至{last}"

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The years and months that it touches, earliest first."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.first, self.last))
        return tuple((number // 12, number % 12 + 1) for number in range(first, last + 1))

    @property
    def before(self) -> "Period":
        """The one before."""
        return period_of(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """The one after."""
        return period_of(self.kind, self.last + timedelta(days=1))


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of this kind in which a day lies."""
    if kind is PeriodKind.DAY:
        return Period(kind, day, day)
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    first_month, last_month = _months_of(kind, day)
    last_day = monthrange(day.year, last_month)[1]
    return Period(kind, date(day.year, first_month, 1), date(day.year, last_month, last_day))


def check_period(kind: PeriodKind, day: date, today: date) -> Period:
    """The same, unless it has not begun or lies before all records.

    Raises: BadInput.
    """
    if not FIRST_YEAR <= day.year <= today.year + 1:
        raise _refused(f"日期应在{FIRST_YEAR}年到今天之间。")
    period = period_of(kind, day)
    if period.first > today:
        raise _refused("这个期间还没有开始，请选择今天或更早的日期。")
    return period


def _months_of(kind: PeriodKind, day: date) -> tuple[int, int]:
    if kind is PeriodKind.MONTH:
        return day.month, day.month
    if kind is PeriodKind.YEAR:
        return 1, 12
    last = quarter_of(day) * MONTHS_A_QUARTER
    return last - MONTHS_A_QUARTER + 1, last


def _refused(words: str) -> BadInput:
    return BadInput(words, code="period_not_valid", fields={"on": words})
