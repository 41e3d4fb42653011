"""What a channel tells of a delivery."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import ServiceError
from domain.pushes import DeliveryState


@dataclass(frozen=True)
class Submitted:
    """The platform has taken it; only ``DeliveryState.SENT`` means that the group has it."""

    platform_id: str
    state: DeliveryState


@dataclass(frozen=True)
class TaskCreated:
    """A task that waits for its owner, and the chats that it leaves out."""

    task_id: str
    refused_chat_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What the platform says now; ``problem`` is a Chinese sentence for staff."""

    state: DeliveryState
    at: datetime | None = None
    problem: str = ""


class PartlySent(Exception):
    """The first ``parts`` messages of a delivery are there, the next one failed."""

    def __init__(self, parts: int, failure: ServiceError) -> None:
        self.parts = parts
        self.failure = failure
        super().__init__(f"{parts} parts sent, then {failure.code}")
