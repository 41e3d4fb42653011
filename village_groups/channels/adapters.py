"""The one small interface behind which channels differ: submit a delivery, then ask what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from actions.context import Context
from domain.groups import ChannelName, Group
from domain.pushes import Delivery, MediaFile
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.kf import KfAdapter
from village_groups.channels.manual import ManualAdapter
from village_groups.channels.simulator import SimulatorAdapter
from village_groups.channels.smart_bot import SmartBotAdapter
from village_groups.channels.submitted import Outcome, Submitted, TaskCreated
from village_groups.channels.webhook import WebhookAdapter
from village_groups.channels.wecom_customer_group import WeComCustomerGroupAdapter


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


def task_adapter_for(name: ChannelName) -> TaskAdapter | None:
    """The adapter of a channel that serves many groups by one task; None for the others."""
    return WeComCustomerGroupAdapter() if name is ChannelName.WECOM_CUSTOMER_GROUP else None


ADAPTERS: dict[ChannelName, type[Adapter]] = {
    ChannelName.SIMULATOR: SimulatorAdapter,
    ChannelName.WECOM_CUSTOMER_GROUP: WeComCustomerGroupAdapter,
    ChannelName.KF: KfAdapter,
    ChannelName.SMART_BOT: SmartBotAdapter,
    ChannelName.WEBHOOK: WebhookAdapter,
    ChannelName.MANUAL: ManualAdapter,
    # Nothing can be said there: an order that strays there fails with a sentence.
    ChannelName.RESIDENT_REPORT: DirectAdapter,
    ChannelName.MINI_PROGRAM_CARD: DirectAdapter,
}


def adapter_for(name: ChannelName) -> Adapter:
    """The adapter of a channel; adapters keep nothing, so they are made when needed."""
    return ADAPTERS[name]()
