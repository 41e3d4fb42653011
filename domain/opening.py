"""Opening rules (出诊规则) and the free times that follow from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.clock import at_civil, civil_date

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class OpeningSpan:
    """On a weekday (0 is Monday), from one wall-clock time to another."""

    weekday: int
    from_time: time
    to_time: time


@dataclass(frozen=True)
class OpeningRule:
    """When somebody can be booked: weekly spans, less the dates closed; seats side by side."""

    spans: tuple[OpeningSpan, ...]
    closed_dates: tuple[date, ...] = ()
    seats: int = 1

    def spans_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open stretches of one civil date, as UTC moments, in order."""
        if day in self.closed_dates:
            return []
        today = sorted((s for s in self.spans if s.weekday == day.weekday()), key=lambda s: s.from_time)
        return [(at_civil(day, span.from_time), at_civil(day, span.to_time)) for span in today]


def quarters_between(starts_at: datetime, ends_at: datetime) -> tuple[int, ...]:
    """The quarter-hours that a stretch touches, as numbers counted from 1970.

    Two stretches overlap on the clock of quarter-hours exactly if they share a number.
    """
    first = int(starts_at.timestamp()) // 900
    last = -(-int(ends_at.timestamp()) // 900)
    return tuple(range(first, last))


def free_starts(
    rule: OpeningRule, taken_quarters: frozenset[int], length: timedelta, earliest: datetime, latest: datetime
) -> Iterator[datetime]:
    """Every moment, soonest first, at which ``length`` fits into the rule beside the quarters taken.

    One seat's quarters are given; call once for each seat. Starts lie on quarter-hours.
    """
    day = civil_date(earliest)
    while day <= civil_date(latest):
        for opens_at, closes_at in rule.spans_on(day):
            start = opens_at
            while start + length <= closes_at:
                if earliest <= start <= latest and taken_quarters.isdisjoint(quarters_between(start, start + length)):
                    yield start
                start += QUARTER
        day += timedelta(days=1)
