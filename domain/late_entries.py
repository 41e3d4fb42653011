"""Entries written down too late: a marked path, up to a cap of minutes a month."""

from collections.abc import Iterable

from domain.errors import Conflict
from domain.hours import STEP_MINUTES


class LateCapReached(Conflict):
    """Too much was logged late this month. ``details["left_minutes"]`` says what may still be."""

    code = "late_cap_reached"
    message = "本月补记的分钟数已到上限。"


def take_late_slots(minutes: int, taken: Iterable[int], cap_minutes: int) -> tuple[int, ...]:
    """Free parts of the month's cap for a late entry.

    Raises: LateCapReached.
    """
    used = set(taken)
    free = [slot for slot in range(cap_minutes // STEP_MINUTES) if slot not in used]
    if minutes > len(free) * STEP_MINUTES:
        left = len(free) * STEP_MINUTES
        words = f"超过期限才记的工时，一个月最多补记{cap_minutes}分钟，本月还可补记{left}分钟。"
        raise LateCapReached(words, details={"left_minutes": left})
    return tuple(free[: minutes // STEP_MINUTES])
