"""Who deals with an inbound message: by its channel, and by who wrote it."""

from datetime import timedelta

from actions import inbox_work, pull_kf
from actions.context import Context
from actions.keep_inbound import KF_EVENT, MESSAGE, WECOM
from domain.bindings import read_binding_code
from domain.groups import ChannelName
from domain.inbox import InboundMessage, SenderRole
from village_groups import advisors, customer_service, villagers
from village_groups.outcomes import GROUP, IGNORED, KEPT, PULLED

GROUP_EVENT = "change_external_chat"
TOKEN_GOOD_FOR = timedelta(minutes=9)


async def handle(ctx: Context, message: InboundMessage) -> str:
    """What the message leads to: a matter's number or a word."""
    if message.channel == WECOM:
        return await _handle_event(ctx, message)
    if message.channel == ChannelName.KF and message.event != MESSAGE:
        return await customer_service.handle_other(ctx, message)
    if message.channel not in set(ChannelName) or message.event != MESSAGE:
        return KEPT
    channel = ChannelName(message.channel)
    group = await inbox_work.find_or_note_group(ctx, channel=channel, chat_id=message.chat_id, name=message.chat_name)
    code = read_binding_code(message.text)
    if code:
        return await advisors.bind(ctx, message, group, code)
    if message.sender_role is SenderRole.VILLAGER:
        return await villagers.hear(ctx, message, group)
    if message.sender_role in (SenderRole.ADVISOR, SenderRole.STAFF):
        return await advisors.hear(ctx, message, group)
    return IGNORED


async def _handle_event(ctx: Context, message: InboundMessage) -> str:
    """What WeCom tells of groups and of customer service."""
    if message.event.startswith(GROUP_EVENT):
        change = message.event.partition(":")[2]
        await inbox_work.follow_customer_group(ctx, chat_id=message.chat_id, change=change)
        return GROUP
    if message.event == KF_EVENT:
        await pull_kf.pull_account(ctx, open_kfid=message.chat_id, callback_token=_fresh_token(ctx, message))
        return PULLED
    return KEPT


def _fresh_token(ctx: Context, message: InboundMessage) -> str:
    """The callback's token is good for ten minutes; without one the platform lets us pull less often."""
    return message.text if ctx.now() - message.received_at < TOKEN_GOOD_FOR else ""
