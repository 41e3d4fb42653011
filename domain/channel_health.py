"""How the channels fare (渠道状态): when each last worked, when it last failed and why, how far pulling has come."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ChannelHealth:
    """One channel; ``id`` is its name. ``problem`` is the Chinese sentence of the last failure."""

    id: str
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    problem: str = ""

    @property
    def is_failing(self) -> bool:
        """Whether the last thing that happened was a failure."""
        if self.last_failure_at is None:
            return False
        return self.last_success_at is None or self.last_failure_at > self.last_success_at


@dataclass(frozen=True)
class PullCursor:
    """How far a channel has been pulled: all before ``value`` is stored. ``asked_at``: the last pull that worked."""

    id: str
    value: str
    moved_at: datetime
    asked_at: datetime
