"""An adapter whose successes and failures are noted as the channel's health."""

from collections.abc import Sequence
from datetime import datetime

from actions.channel_health import watched
from actions.context import Context
from domain.groups import ChannelName, Group
from domain.pushes import Delivery, MediaFile
from village_groups.channels.interface import Adapter, TaskAdapter
from village_groups.channels.submitted import Outcome, Submitted, TaskCreated


class WatchedAdapter:
    """Does what the adapter does; ``channel`` is whose health it is."""

    def __init__(self, channel: ChannelName, adapter: Adapter) -> None:
        self._channel = channel
        self._adapter = adapter

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Hand the delivery to the platform. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            return await self._adapter.submit(ctx, delivery, group, image)

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """What became of it. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            return await self._adapter.poll(ctx, delivery, group)

    async def remind(self, ctx: Context, delivery: Delivery) -> None:
        """Nudge whoever has to confirm. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            await self._adapter.remind(ctx, delivery)

    async def cancel(self, ctx: Context, delivery: Delivery) -> None:
        """Take it back. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            await self._adapter.cancel(ctx, delivery)


class WatchedTaskAdapter(WatchedAdapter):
    """The same for one task of many groups."""

    def __init__(self, channel: ChannelName, adapter: TaskAdapter) -> None:
        super().__init__(channel, adapter)
        self._tasks = adapter

    async def create_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, image: MediaFile | None
    ) -> TaskCreated:
        """One task for all of them. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            return await self._tasks.create_task(ctx, together, owner, image)

    async def poll_task(self, ctx: Context, task_id: str, owner: str) -> dict[str, Outcome]:
        """What came of it so far, by chat. Raises: ServiceError."""
        async with watched(ctx, self._channel):
            return await self._tasks.poll_task(ctx, task_id, owner)

    async def find_task(
        self, ctx: Context, together: Sequence[Delivery], owner: str, since: datetime
    ) -> TaskCreated | None:
        """The task that was made though we never heard of it. Raises: ServiceError."""
        return await self._tasks.find_task(ctx, together, owner, since)
