"""Quarter-hours, numbered from 1970, as the bits of whole numbers: a calendar of weeks is compared in one step."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Self

QUARTER = timedelta(minutes=15)
QUARTER_MINUTES = 15
QUARTER_SECONDS = 900
QUARTERS_A_DAY = 96
ALL_DAY = (1 << QUARTERS_A_DAY) - 1
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
SHANGHAI_AHEAD = 32  # quarter-hours, all year round


def quarter_range(starts_at: datetime, ends_at: datetime) -> range:
    """The quarter-hours that a stretch touches, as numbers counted from 1970.

    Two stretches overlap on the clock of quarter-hours exactly if they share a number.
    """
    return range(int(starts_at.timestamp()) // QUARTER_SECONDS, -(-int(ends_at.timestamp()) // QUARTER_SECONDS))


def quarters_between(starts_at: datetime, ends_at: datetime) -> tuple[int, ...]:
    """The same, to be kept."""
    return tuple(quarter_range(starts_at, ends_at))


def quarters_in(minutes: int) -> int:
    """How many quarter-hours so many minutes touch, beginning on one."""
    return -(-minutes // QUARTER_MINUTES)


def first_quarter_of(day: date) -> int:
    """The number of the quarter-hour at midnight in China."""
    return (day.toordinal() - EPOCH_ORDINAL) * QUARTERS_A_DAY - SHANGHAI_AHEAD


def moments_of(bits: int, first: int) -> Iterator[datetime]:
    """When the quarter-hours begin whose bits are set, soonest first; the lowest bit stands for ``first``."""
    while bits:
        lowest = bits & -bits
        yield datetime.fromtimestamp((first + lowest.bit_length() - 1) * QUARTER_SECONDS, UTC)
        bits ^= lowest


class Quarters:
    """A set of quarter-hours, none of them before ``first``."""

    __slots__ = ("_bits", "_first")

    def __init__(self, first: int, bits: int = 0) -> None:
        self._first, self._bits = first, bits

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Exactly these."""
        kept = list(numbers)
        found = cls(min(kept, default=0))
        found.add(kept)
        return found

    @classmethod
    def within(cls, earliest: datetime, latest: datetime) -> Self:
        """Those that begin in a stretch, its first and last moment included."""
        first = -(-earliest.timestamp() // QUARTER_SECONDS)
        last = latest.timestamp() // QUARTER_SECONDS
        return cls(int(first), (1 << int(last - first) + 1) - 1 if first <= last else 0)

    def __len__(self) -> int:
        """How many there are."""
        return self._bits.bit_count()

    def add(self, numbers: Iterable[int]) -> None:
        """These too; what lies before the first is left aside."""
        for number in numbers:
            if number >= self._first:
                self._bits |= 1 << number - self._first

    def touched_by(self, before: int, after: int) -> "Quarters":
        """Where a stretch may not begin that reaches so far back, and so far on, counted in quarter-hours."""
        touched = 0
        for step in range(before + after):
            touched |= self._bits << step
        return Quarters(self._first - after + 1, touched)

    def of_day(self, day: date) -> int:
        """Those of one civil day; the lowest bit stands for midnight."""
        gone = first_quarter_of(day) - self._first
        return (self._bits >> gone if gone >= 0 else self._bits << -gone) & ALL_DAY
