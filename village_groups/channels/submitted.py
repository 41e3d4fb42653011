"""What a channel tells of a delivery."""

from dataclasses import dataclass
from datetime import datetime

from domain.pushes import DeliveryState


@dataclass(frozen=True)
class Submitted:
    """The platform has taken it; only ``DeliveryState.SENT`` means that the group has it."""

    platform_id: str
    state: DeliveryState


@dataclass(frozen=True)
class Outcome:
    """What the platform says now; ``problem`` is a Chinese sentence for staff."""

    state: DeliveryState
    at: datetime | None = None
    problem: str = ""
