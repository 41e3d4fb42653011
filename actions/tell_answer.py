"""An advisor's answer goes to whoever asked in customer service; in a group all would read it, so nothing is said."""

from actions.context import Context
from actions.deliveries import new_delivery, order_delivery
from domain.groups import PRIVATE_CHANNELS
from domain.matters import Matter
from domain.pushes import DeliveryKind


async def tell_answer_in_private(ctx: Context, *, matter: Matter, text: str) -> bool:
    """Order it once; the outbox sends it while the platform still allows. False where there is no private chat."""
    group = await ctx.store.groups.find(matter.group_id) if matter.group_id else None
    if group is None or group.channel not in PRIVATE_CHANNELS:
        return False
    words = f"您的诉求 {matter.id} 有了答复：\n{text}\n还想问什么，直接在这里说。"
    order = new_delivery(ctx, group, f"answer:{matter.id}", DeliveryKind.NOTICE, text=words, matter_number=matter.id)
    return await order_delivery(ctx, delivery=order)
