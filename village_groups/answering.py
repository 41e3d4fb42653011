"""One reply to one message: ordered once, sent at once; should sending fail, the outbox tries again."""

from actions import deliveries
from actions.context import Context
from domain.groups import Group
from domain.inbox import InboundMessage
from domain.pushes import Card, Delivery
from village_groups import outbox, replies
from village_groups.channels.descriptor import MessageFormat, describe_channel
from village_groups.outcomes import UNBOUND


async def reply(
    ctx: Context,
    group: Group,
    message: InboundMessage,
    text: str,
    card: Card | None = None,
    matter_number: str | None = None,
) -> Delivery | None:
    """Order the reply and send it; a channel that carries no cards is told the way in words."""
    descriptor = describe_channel(group.channel)
    if not descriptor.can_reply:
        return None
    if MessageFormat.CARD not in descriptor.formats:
        text, card = replies.without_card(text), None
    inbound_id = message.id if message.outcome != UNBOUND else f"{message.id}:bound"  # it was told once that we cannot
    delivery = await deliveries.order_reply(
        ctx, group=group, inbound_id=inbound_id, text=text, card=card, matter_number=matter_number
    )
    await outbox.deliver_one(ctx, delivery)
    return delivery
