"""Matters at a glance: when each came and when it was answered, to see how consultations are replied to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.matters import MatterKind


@dataclass(frozen=True)
class MatterGlance:
    """The little of a matter that counting needs; ``id`` is its number."""

    id: str
    village_code: str
    kind: MatterKind
    created_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    @property
    def is_consultation(self) -> bool:
        """Whether a question was asked online that somebody must reply to."""
        return self.kind is MatterKind.QUESTION

    def in_time(self, reply_minutes: int) -> bool:
        """Whether it was replied to within so many minutes."""
        replied_at = self.answered_at or self.closed_at
        return replied_at is not None and replied_at <= self.created_at + timedelta(minutes=reply_minutes)

    def overdue(self, reply_minutes: int, now: datetime) -> bool:
        """Whether the time has passed, with a late reply or none."""
        return not self.in_time(reply_minutes) and now > self.created_at + timedelta(minutes=reply_minutes)
