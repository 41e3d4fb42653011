"""Matters at a glance: when each came, was due and was replied to, to see how consultations are answered."""

from dataclasses import dataclass
from datetime import datetime

from domain.matters import MatterKind


@dataclass(frozen=True)
class MatterGlance:
    """The little of a matter that its place in a count needs; ``id`` is its number."""

    id: str
    village_code: str
    kind: MatterKind
    created_at: datetime
    deadline_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    @property
    def is_consultation(self) -> bool:
        """Whether a question was asked online that somebody must reply to."""
        return self.kind is MatterKind.QUESTION

    @property
    def in_time(self) -> bool:
        """Whether it was replied to by its deadline."""
        replied_at = self.answered_at or self.closed_at
        return replied_at is not None and replied_at <= self.deadline_at

    def overdue(self, now: datetime) -> bool:
        """Whether its deadline has passed, with a late reply or none."""
        return not self.in_time and now > self.deadline_at


@dataclass(frozen=True)
class MatterCounts:
    """How many matters came in a village in a stretch of time, and how its consultations were replied to."""

    matters: int = 0
    consultations: int = 0
    in_time: int = 0
    overdue: int = 0
