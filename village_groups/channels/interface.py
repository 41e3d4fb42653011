"""The one small interface behind which channels differ: submit a delivery, then ask what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from actions.context import Context
from domain.groups import Group
from domain.pushes import Delivery, MediaFile
from village_groups.channels.submitted import Outcome, Submitted, TaskCreated


class Adapter(Protocol):
    """A way into a group."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Hand the delivery to the platform. Raises: ServiceError; its ``outcome`` says what is known."""

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """What became of a delivery that waits for a person."""

    async def remind(self, ctx: Context, delivery: Delivery) -> None:
        """Nudge the person who has to confirm."""

    async def cancel(self, ctx: Context, delivery: Delivery) -> None:
        """Take back what nobody has confirmed."""


class TaskAdapter(Adapter, Protocol):
    """A way into many groups of one owner by a single task."""

    async def create_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, image: MediaFile | None
    ) -> TaskCreated:
        """One task for all of them. Raises: ServiceError."""

    async def poll_task(self, ctx: Context, task_id: str, owner: str) -> dict[str, Outcome]:
        """What came of it so far, by chat."""

    async def find_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, since: datetime
    ) -> TaskCreated | None:
        """The task that was made though we never heard of it."""
