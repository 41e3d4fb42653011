"""What the channels share whose sending needs nobody's tap."""

from actions.context import Context
from domain.errors import BadInput
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.submitted import Outcome, Submitted


class DirectAdapter:
    """Nothing waits for a person: there is nothing to remind of and nothing to take back."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """Raises: BadInput; a channel that can send says how."""
        raise BadInput("这个渠道不能发送消息。", code="channel_cannot_send")

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """Nothing waits here."""
        return Outcome(DeliveryState.SENT, ctx.now())

    async def remind(self, ctx: Context, delivery: Delivery) -> None:
        """Nobody has to confirm."""

    async def cancel(self, ctx: Context, delivery: Delivery) -> None:
        """What is said stays said."""
