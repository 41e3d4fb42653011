"""Customer service beside its messages: the welcome, and what we cannot read."""

from actions import inbox_work, welcome_customer
from actions.context import Context
from actions.pull_kf import ENTERED
from domain.groups import ChannelName
from domain.inbox import InboundMessage
from village_groups import replies
from village_groups.answering import reply
from village_groups.outcomes import KEPT, TOLD

UNREADABLE = ("voice", "image", "video", "file", "location")


async def handle_other(ctx: Context, message: InboundMessage) -> str:
    """Somebody opened the chat, or sent what is no text."""
    if message.event == ENTERED:
        await welcome_customer.welcome_customer(ctx, code=message.text, words=replies.KF_WELCOME)
        return TOLD
    if message.event in UNREADABLE:
        group = await inbox_work.find_or_note_group(ctx, channel=ChannelName.KF, chat_id=message.chat_id)
        await reply(ctx, group, message, replies.KF_TEXT_ONLY)
        return TOLD
    return KEPT
