"""What an advisor or a member of staff said in a chat: a command, hours, or nothing of ours."""

from actions import bind_by_code
from actions.context import Context
from domain.divisions import Division
from domain.errors import ServiceError
from domain.groups import Group
from domain.inbox import InboundMessage
from village_groups import replies
from village_groups.answering import reply
from village_groups.channels.descriptor import describe_channel
from village_groups.commands import wording
from village_groups.commands.carrying_out import carry_out
from village_groups.commands.reading import read_command
from village_groups.hours_talk import talk_hours
from village_groups.outcomes import COMMAND, IGNORED, TOLD


async def hear(ctx: Context, message: InboundMessage, group: Group) -> str:
    """What the message leads to; in an internal group the bot was called and always answers."""
    words = await _answer(ctx, message, group)
    if words is None and not describe_channel(group.channel).is_for_villagers:
        words = wording.HELP
    if words is None:
        return IGNORED
    await reply(ctx, group, message, words)
    return COMMAND


async def bind(ctx: Context, message: InboundMessage, group: Group, code: str) -> str:
    """Somebody says a binding code."""
    try:
        bound = await bind_by_code.use_code(ctx, message=message, group=group, code=code)
    except ServiceError as refusal:
        await reply(ctx, group, message, refusal.message)
        return TOLD
    said = replies.village_bound(bound) if isinstance(bound, Division) else replies.advisor_bound(bound)
    await reply(ctx, group, message, said)
    return TOLD


async def _answer(ctx: Context, message: InboundMessage, group: Group) -> str | None:
    command = read_command(message.text)
    provider = await bind_by_code.find_provider_behind(ctx, message=message)
    if provider is None:
        return wording.NEED_BINDING if command else None
    if command:
        return await carry_out(ctx, command, provider, group)
    return await talk_hours(ctx, message, group, provider)
