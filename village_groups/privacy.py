"""Somebody typed a phone or identity number where others read along: told kindly, and in private where we can."""

from actions import privacy_hints
from actions.context import Context
from domain.groups import Group
from domain.inbox import InboundMessage
from village_groups import replies
from village_groups.channels.descriptor import describe_channel


async def hint_in_private(ctx: Context, message: InboundMessage, group: Group) -> bool:
    """A line in the sender's own inbox of the mini-program; true when it is there, or when nobody else reads along."""
    if describe_channel(group.channel).is_private:
        return True
    if not message.numbers_masked:
        return False
    return await privacy_hints.leave_privacy_hint(ctx, message=message, group_id=group.id, text=replies.PRIVATE_HINT)


def with_hint(text: str, message: InboundMessage, *, told_in_private: bool, is_called: bool) -> str:
    """The reply with one general line, where somebody called us and could not be told in private."""
    if not message.numbers_masked or told_in_private or not is_called:
        return text
    return f"{text}\n{replies.GENERAL_HINT}"
