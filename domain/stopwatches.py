"""The stopwatch of an advisor: started with a tap, stopped with a tap, and then a draft to look over.

It runs on the server: a phone may be restarted or another one taken. Both ends go down to the whole five minutes, so
that a draft never ends in the future and lengths come out even on average. One that was forgotten is asked about;
nobody's hours are guessed.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import BadInput, Conflict
from domain.hours import STEP_MINUTES

FORGOTTEN_AFTER = timedelta(hours=8)


class StopwatchEnd(StrEnum):
    """What became of one that no longer runs."""

    STOPPED = "stopped"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Stopwatch:
    """One run; ``entry_id`` is the draft that came of it."""

    id: str
    provider_id: str
    village_code: str
    started_at: datetime
    running: bool = True
    ended: StopwatchEnd | None = None
    ended_at: datetime | None = None
    entry_id: str | None = None

    def is_forgotten(self, now: datetime) -> bool:
        """Whether somebody has to say when it really ended: after a long day, or when the day is over."""
        return now - self.started_at > FORGOTTEN_AFTER or civil_date(self.started_at) != civil_date(now)


class StopwatchRuns(Conflict):
    """One runs already, for another village. ``details["village_name"]`` names it."""

    code = "stopwatch_runs"
    message = "您还有一个计时没有结束，请先结束它。"


class NoStopwatch(Conflict):
    """None runs."""

    code = "no_stopwatch"
    message = "现在没有正在进行的计时。"


class StopwatchForgotten(Conflict):
    """It has run so long that only the advisor knows when the work ended."""

    code = "stopwatch_forgotten"
    message = "这个计时开得太久了，请告诉我们实际几点结束的。"


class TooShort(Conflict):
    """Less than a step."""

    code = "stopwatch_too_short"
    message = f"还不到{STEP_MINUTES}分钟，没有生成记录。可以接着计时，也可以不要了。"


def span_of(started_at: datetime, ended_at: datetime) -> tuple[time, time]:
    """Both ends on the clock in China, down to the whole five minutes.

    Raises: TooShort.
    """
    start, end = (_floor(one.astimezone(SHANGHAI).time()) for one in (started_at, ended_at))
    if end <= start:
        raise TooShort()
    return start, end


def check_end(watch: Stopwatch, to_time: time, now: datetime) -> datetime:
    """When the advisor says that it ended, on the day on which it began.

    Raises: BadInput.
    """
    ended_at = at_civil(civil_date(watch.started_at), to_time)
    if ended_at <= watch.started_at or ended_at > now:
        words = "结束时间应在开始之后，也不能晚于现在。"
        raise BadInput(words, code="end_not_valid", fields={"to_time": words})
    return ended_at


def _floor(at: time) -> time:
    return time(at.hour, at.minute // STEP_MINUTES * STEP_MINUTES)
