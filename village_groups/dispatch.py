"""Who deals with an inbound message: by its channel, and by who wrote it."""

from actions import inbox_work
from actions.context import Context
from actions.keep_inbound import MESSAGE, WECOM
from domain.groups import ChannelName
from domain.inbox import InboundMessage, SenderRole
from village_groups import villagers
from village_groups.outcomes import GROUP, IGNORED, KEPT

GROUP_EVENT = "change_external_chat"


async def handle(ctx: Context, message: InboundMessage) -> str:
    """What the message leads to: a matter's number or a word."""
    if message.channel == WECOM:
        return await _handle_event(ctx, message)
    if message.channel not in set(ChannelName) or message.event != MESSAGE:
        return KEPT
    channel = ChannelName(message.channel)
    group = await inbox_work.find_or_note_group(ctx, channel=channel, chat_id=message.chat_id)
    if message.sender_role is SenderRole.VILLAGER:
        return await villagers.hear(ctx, message, group)
    return IGNORED


async def _handle_event(ctx: Context, message: InboundMessage) -> str:
    """What WeCom tells of groups and of customer service."""
    if message.event.startswith(GROUP_EVENT):
        change = message.event.partition(":")[2]
        await inbox_work.follow_customer_group(ctx, chat_id=message.chat_id, change=change)
        return GROUP
    return KEPT
