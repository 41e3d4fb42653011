"""By hand: staff copy the words into the group and say so; only then does it count as sent."""

from actions.context import Context
from domain.groups import Group
from domain.pushes import Delivery, DeliveryState, MediaFile
from village_groups.channels.direct import DirectAdapter
from village_groups.channels.submitted import Outcome, Submitted


class ManualAdapter(DirectAdapter):
    """The console shows what waits to be copied (actions/manual_channel.py)."""

    async def submit(self, ctx: Context, delivery: Delivery, group: Group, image: MediaFile | None) -> Submitted:
        """It waits for staff."""
        return Submitted(delivery.id, DeliveryState.AWAITING_CONFIRM)

    async def poll(self, ctx: Context, delivery: Delivery, group: Group) -> Outcome:
        """Staff settle it themselves; until then it waits."""
        return Outcome(DeliveryState.AWAITING_CONFIRM)
