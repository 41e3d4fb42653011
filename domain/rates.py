"""How often somebody may be called in any sliding window, counted in small steps of time. Pure.

A permit is counted for a step (a second for a window of a minute) and is free again only when the window, the
step and ``travel_seconds`` have passed: a call may be under way that long, and the platform counts arrivals.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

STEPS_A_WINDOW = 60
MINUTE_SECONDS = 60


@dataclass(frozen=True)
class CallRate:
    """At most ``most`` calls under this key in any window. The key names a conversation or a credential."""

    key: str
    most: int
    window_seconds: int = MINUTE_SECONDS

    @property
    def step_seconds(self) -> int:
        """The grain of the count."""
        return max(self.window_seconds // STEPS_A_WINDOW, 1)


@dataclass(frozen=True)
class Spent:
    """The permits taken lately: step number and count, oldest first."""

    steps: tuple[tuple[int, int], ...] = ()

    @property
    def count(self) -> int:
        """How many are not free yet."""
        return sum(count for _, count in self.steps)


def forget_free(spent: Spent, rate: CallRate, now: datetime, travel_seconds: float) -> Spent:
    """Without what is outside every window that a call made now can fall into."""
    moment = now.timestamp()
    return Spent(tuple((step, count) for step, count in spent.steps if _free_at(step, rate, travel_seconds) > moment))


def spend_one(spent: Spent, rate: CallRate, now: datetime) -> Spent:
    """With one more taken now."""
    step = int(now.timestamp() // rate.step_seconds)
    counts = dict(spent.steps)
    counts[step] = counts.get(step, 0) + 1
    return Spent(tuple(sorted(counts.items())))


def next_free_at(spent: Spent, rate: CallRate, travel_seconds: float) -> datetime:
    """When the first permit is free again."""
    return datetime.fromtimestamp(_free_at(spent.steps[0][0], rate, travel_seconds), UTC)


def _free_at(step: int, rate: CallRate, travel_seconds: float) -> float:
    return (step + 1) * rate.step_seconds + rate.window_seconds + travel_seconds
