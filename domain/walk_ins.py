"""Somebody who walks in or calls, as the desk writes them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clock import civil_date
from domain.errors import BadInput

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 240
LATE_START = timedelta(minutes=30)


@dataclass(frozen=True)
class WalkIn:
    """What is known of who walked in: the service and the village are enough.

    With a ``home_visit_reason`` somebody is to come to their home, today or on one of the days to come.
    """

    service_code: str
    village_code: str
    name: str | None = None
    phone: str | None = None
    starts_at: datetime | None = None
    minutes: int | None = None
    home_visit_reason: str | None = None


def check_start(starts_at: datetime, now: datetime, visit_days: int | None = None) -> None:
    """From half an hour ago to the end of today; a visit at home may be up to ``visit_days`` ahead.

    Raises: BadInput.
    """
    if visit_days is not None:
        if not now - LATE_START <= starts_at <= now + timedelta(days=visit_days):
            words = f"上门服务的时间应在今后{visit_days}天内。"
            raise BadInput(words, code="home_visit_time_not_valid", fields={"starts_at": words})
        return
    if starts_at < now - LATE_START or civil_date(starts_at) != civil_date(now):
        words = "现场登记的时间应在今天，最早是半小时前。"
        raise BadInput(words, code="walk_in_time_not_valid", fields={"starts_at": words})
