"""Time as the program keeps it: aware UTC cut to milliseconds; civil dates are those of Asia/Shanghai."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Now = Callable[[], datetime]


def cut_to_milliseconds(moment: datetime) -> datetime:
    """The same moment as the store will give it back (MongoDB keeps milliseconds)."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def now_utc() -> datetime:
    """The present, aware, in UTC, in whole milliseconds."""
    return cut_to_milliseconds(datetime.now(UTC))


def civil_date(moment: datetime) -> date:
    """The date on a wall calendar in China at that moment."""
    return moment.astimezone(SHANGHAI).date()


@lru_cache(4096)  # opening hours ask for the same few moments of the same few weeks
def at_civil(day: date, at: time) -> datetime:
    """The UTC moment of a wall-clock time in China."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def iso_shanghai(moment: datetime) -> str:
    """ISO 8601 with +08:00, to the second: ``2026-01-03T09:00:00+08:00``."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
