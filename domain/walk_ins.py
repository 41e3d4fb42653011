"""Somebody who walks in, as the desk writes them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clock import civil_date
from domain.errors import BadInput

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 240
LATE_START = timedelta(minutes=30)


@dataclass(frozen=True)
class WalkIn:
    """What is known of who walked in: the service and the village are enough."""

    service_code: str
    village_code: str
    name: str | None = None
    phone: str | None = None
    starts_at: datetime | None = None
    minutes: int | None = None


def check_start(starts_at: datetime, now: datetime) -> None:
    """From half an hour ago to the end of today.

    Raises: BadInput.
    """
    if starts_at < now - LATE_START or civil_date(starts_at) != civil_date(now):
        words = "现场登记的时间应在今天，最早是半小时前。"
        raise BadInput(words, code="walk_in_time_not_valid", fields={"starts_at": words})
