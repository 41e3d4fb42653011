"""When to ask back, and how: rarely, shortly, and only what a yes can answer."""

from actions import ask_back
from actions.context import Context
from domain.groups import Group
from domain.inbox import InboundMessage
from domain.matters import MatterKind
from village_groups import replies
from village_groups.answering import reply
from village_groups.channels.descriptor import describe_channel
from village_groups.intents import MAYBE, Intent, IntentKind, Reading

# Uncalled, the bot asks only from here on: of 1,920 lines of chat in tests/data/intents six come so far (0.3 %).
ASK_UNCALLED = 0.45
MATTERS = {kind.value for kind in MatterKind}


async def ask_if_unsure(ctx: Context, message: InboundMessage, group: Group, reading: Reading) -> bool:
    """Ask one short question, where it is unsure and asking is allowed; true when it was asked."""
    if reading.is_sure or reading.intent.value not in MATTERS or not message.sender_id:
        return False
    if not describe_channel(group.channel).can_reply or not await _may_ask(ctx, message, group, reading):
        return False
    kind = MatterKind(reading.intent.value)
    await ask_back.remember_question(
        ctx,
        message=message,
        group_id=group.id,
        kind=kind,
        service_class=reading.service_class,
        self_harm=reading.self_harm,
    )
    name, harm = message.sender_name, reading.self_harm
    await reply(ctx, group, message, replies.ask_back(kind, reading.service_class, name, self_harm=harm))
    return True


async def take_yes(ctx: Context, message: InboundMessage, group: Group) -> tuple[str, Intent] | None:
    """The inbound id and the intent of the message to which this one says yes."""
    if not message.sender_id:
        return None
    question = await ask_back.take_yes(ctx, message=message, group_id=group.id)
    if question is None:
        return None
    return question.inbound_id, Intent(question.kind, question.service_class, question.self_harm)


async def _may_ask(ctx: Context, message: InboundMessage, group: Group, reading: Reading) -> bool:
    if reading.is_called:
        return reading.confidence >= MAYBE
    if reading.confidence < ASK_UNCALLED:
        return False
    if reading.intent is IntentKind.EMERGENCY:
        return True  # where somebody may be in danger, what was asked about an hour ago does not count
    return await ask_back.may_ask_uncalled(ctx, group_id=group.id, message=message)
