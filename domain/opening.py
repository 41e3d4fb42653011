"""Opening rules (出诊规则) and the free times that follow from them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from domain.calendar import DayKind, kind_of_day
from domain.clock import at_civil, civil_date
from domain.quarter_hours import QUARTER_MINUTES, Quarters, first_quarter_of, moments_of, quarters_in

ONE_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]


class MeetingWay(StrEnum):
    """Where one meets."""

    OFFICE = "office"
    VILLAGE = "village"
    PHONE = "phone"
    VIDEO = "video"
    HOME_VISIT = "home_visit"


MEETING_WAY_NAMES = {
    MeetingWay.OFFICE: "到办公地点",
    MeetingWay.VILLAGE: "到村法律顾问室",
    MeetingWay.PHONE: "电话",
    MeetingWay.VIDEO: "视频",
    MeetingWay.HOME_VISIT: "上门服务",
}


@dataclass(frozen=True)
class OpeningSpan:
    """On a weekday (0 is Monday), from one wall-clock time to another."""

    weekday: int
    from_time: time
    to_time: time


@dataclass(frozen=True)
class OpeningException:
    """Other hours on one date, in place of the weekly ones; no hours at all means closed."""

    on: date
    hours: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True)
class Leave:
    """Away from the first day to the last one, both included.

    ``offer`` says that residents are asked before their bookings are moved.
    """

    first_day: date
    last_day: date
    reason: str = ""
    offer: bool = False

    @property
    def id(self) -> str:
        """The same days are the same leave."""
        return f"{self.first_day.isoformat()}_{self.last_day.isoformat()}"

    def covers(self, day: date) -> bool:
        """Whether it is a day away."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class OpeningRule:
    """When somebody can be booked, how, and how often.

    On public holidays it is closed, and on days that make up for them (调休上班) it opens as on ``make_up_weekday``,
    unless ``keeps_holidays`` is false. ``lengths`` are minutes by service code where they differ from the service's.
    ``lead_minutes`` and ``horizon_days`` narrow the bureau's own.
    Units: minutes and days as named; ``daily_cap`` counts bookings of a civil day over all seats.
    """

    spans: tuple[OpeningSpan, ...]
    exceptions: tuple[OpeningException, ...] = ()
    leaves: tuple[Leave, ...] = ()
    keeps_holidays: bool = True
    make_up_weekday: int = 0
    seats: int = 1
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    lead_minutes: int = 0
    horizon_days: int | None = None
    daily_cap: int | None = None
    ways: tuple[MeetingWay, ...] = (MeetingWay.OFFICE,)
    lengths: dict[str, int] | None = None

    def is_away(self, day: date) -> bool:
        """Whether the provider is on leave."""
        return any(leave.covers(day) for leave in self.leaves)

    def spans_on(self, day: date) -> list[Span]:
        """The open stretches of one civil date, as UTC moments, in order."""
        return [(at_civil(day, opens), at_civil(day, closes)) for opens, closes in sorted(self._hours_on(day))]

    def _hours_on(self, day: date) -> list[tuple[time, time]]:
        if self.is_away(day):
            return []
        for exception in self.exceptions:
            if exception.on == day:
                return list(exception.hours)
        weekday = day.weekday()
        if self.keeps_holidays:
            kind = kind_of_day(day)
            if kind is DayKind.HOLIDAY:
                return []
            weekday = self.make_up_weekday if kind is DayKind.MAKE_UP else weekday
        return [(span.from_time, span.to_time) for span in self.spans if span.weekday == weekday]

    def starts_on(self, day: date, minutes: int) -> int:
        """The quarter-hours of a civil day on which a booking of this length can begin, as bits counted from midnight.

        Worked out once for each rule, because every search asks for the same days again.
        """
        known = self._starts.get((day, minutes))
        if known is None:
            known = 0
            for opens, closes in self._hours_on(day):
                last = (_minute_of(closes) - minutes) // QUARTER_MINUTES
                known |= _bits_between(quarters_in(_minute_of(opens)), last)
            self._starts[day, minutes] = known
        return known

    @cached_property
    def _starts(self) -> dict[tuple[date, int], int]:
        return {}

    def minutes_for(self, service_code: str, usual_minutes: int) -> int:
        """How long this provider takes for a service."""
        return (self.lengths or {}).get(service_code, usual_minutes)

    def held_span(self, starts_at: datetime, length: timedelta) -> Span:
        """The stretch that a booking holds, buffers included."""
        before, after = timedelta(minutes=self.buffer_before_minutes), timedelta(minutes=self.buffer_after_minutes)
        return starts_at - before, starts_at + length + after


def open_starts(rule: OpeningRule, length: timedelta, earliest: datetime, latest: datetime) -> Iterator[datetime]:
    """Every moment at which a booking of this length fits into the opening hours, soonest first, on quarter-hours."""
    return free_starts(rule, length, earliest, latest)


def free_starts(
    rule: OpeningRule,
    length: timedelta,
    earliest: datetime,
    latest: datetime,
    *,
    taken: Quarters | Iterable[int] = (),
    busy: Collection[int] = (),
    is_full: Callable[[date], bool] | None = None,
) -> Iterator[datetime]:
    """Those open starts that are free: beside the seat's ``taken`` quarters (buffers held too), beside the resident's
    own ``busy`` ones, and on days that are not full."""
    minutes = int(length.total_seconds()) // 60
    before, after = quarters_in(rule.buffer_before_minutes), quarters_in(minutes + rule.buffer_after_minutes)
    barred = [_as_quarters(taken).touched_by(before, after)]
    if busy:
        barred.append(Quarters.of(busy).touched_by(0, quarters_in(minutes)))
    stretch = Quarters.within(earliest, latest)
    day, last_day = civil_date(earliest), civil_date(latest)
    while day <= last_day:
        free = rule.starts_on(day, minutes) & stretch.of_day(day)
        for touched in barred:
            free &= ~touched.of_day(day)
        if free and not (is_full and is_full(day)):
            yield from moments_of(free, first_quarter_of(day))
        day += ONE_DAY


def _as_quarters(numbers: Quarters | Iterable[int]) -> Quarters:
    return numbers if isinstance(numbers, Quarters) else Quarters.of(numbers)


def _minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def _bits_between(first: int, last: int) -> int:
    return (1 << last + 1) - (1 << first) if first <= last else 0
