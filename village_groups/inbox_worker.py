"""Works through the inbox: understand, take the matter in, answer, mark done. Every step may be repeated.

A crash between any two steps leaves the message due again: the matter is found by its inbound id, the reply
has the message's id in its own, and the room keeps a message id once.
"""

import asyncio
import logging

from actions import answer_question, deliveries, inbox_work, take_matter
from actions.bind_group import find_village_of
from actions.context import Context
from actions.keep_inbound import MESSAGE, WECOM
from domain.groups import ChannelName, Group
from domain.inbox import InboundMessage, SenderRole
from domain.matters import Matter, MatterKind
from domain.people import Provider
from domain.pushes import Card, Delivery
from village_groups import outbox, replies
from village_groups.channels.descriptor import describe_channel
from village_groups.intents import Intent, classify

log = logging.getLogger("inbox")

IGNORED = "ignored"
GROUP_EVENT = "change_external_chat"


async def handle_due_messages(ctx: Context) -> int:
    """Work through what is due; how many messages were worked on."""
    handled = 0
    for message in await inbox_work.list_due_messages(ctx):
        if await inbox_work.claim_message(ctx, message=message):
            await _handle_safely(ctx, message)
            handled += 1
    return handled


class InboxWaker:
    """Lets a callback start the worker at once. One run at a time in this process; a wake during it runs once more."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self) -> None:
        """There is something in the inbox."""
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def drain(self) -> None:
        """Wait until nothing is being worked on; for shutting down and for tests."""
        while self._task and not self._task.done():
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._again:
            self._again = False
            try:
                await handle_due_messages(self._ctx)
            except Exception:
                # The periodic job tries again; a task that nobody awaits must not end in silence.
                log.exception("the inbox could not be worked through")


async def _handle_safely(ctx: Context, message: InboundMessage) -> None:
    try:
        outcome = await _handle(ctx, message)
    except Exception as failure:
        log.exception("inbound not handled", extra={"channel": message.channel, "tries": message.tries + 1})
        await inbox_work.retry_message(ctx, message=message, outcome=type(failure).__name__)
        return
    await inbox_work.finish_message(ctx, message=message, outcome=outcome, keep_text=outcome != IGNORED)


async def _handle(ctx: Context, message: InboundMessage) -> str:
    """What the message leads to: a matter's number or a word."""
    if message.channel == WECOM and message.event.startswith(GROUP_EVENT):
        change = message.event.partition(":")[2]
        await inbox_work.follow_customer_group(ctx, chat_id=message.chat_id, change=change)
        return "group"
    if message.channel not in set(ChannelName) or message.event != MESSAGE:
        return "kept"
    channel = ChannelName(message.channel)
    group = await inbox_work.find_or_note_group(ctx, channel=channel, chat_id=message.chat_id)
    intent = classify(message.text) if message.sender_role is SenderRole.VILLAGER else None
    return await _serve(ctx, message, group, intent) if intent else IGNORED


async def _serve(ctx: Context, message: InboundMessage, group: Group, intent: Intent) -> str:
    village = await find_village_of(ctx, group=group)
    if village is None:
        text = replies.UNBOUND_GROUP if intent.kind is not MatterKind.EMERGENCY else replies.URGENT_UNBOUND
        await _reply(ctx, group, message, text)
        return "unbound"
    if intent.kind is MatterKind.QUESTION:
        found = await answer_question.find_answer(ctx, question=message.text)
        await answer_question.note_answer(ctx, message=message, village=village, found=found)
        if found:
            text = replies.quote_article(found.article, message.sender_name)
            await _reply(ctx, group, message, text, replies.push_card(village.id))
            return f"answer:{found.article.citation}"
    wish = take_matter.Wish(intent.kind, message.text, intent.service_class)
    matter = await take_matter.take_matter_from_group(
        ctx, message=message, group_id=group.id, village=village, wish=wish
    )
    advisor = await take_matter.find_advisor_of(ctx, village_code=village.id)
    text = _words(message, matter, advisor, intent)
    await _reply(ctx, group, message, text, replies.booking_card(matter), matter.id)
    return matter.id


def _words(message: InboundMessage, matter: Matter, advisor: Provider | None, intent: Intent) -> str:
    if matter.inbound_id != message.id:
        return replies.repeat_matter(matter)
    words = replies.answer_matter(matter, advisor)
    return f"{replies.self_harm_words()}\n{words}" if intent.self_harm else words


async def _reply(
    ctx: Context,
    group: Group,
    message: InboundMessage,
    text: str,
    card: Card | None = None,
    matter_number: str | None = None,
) -> Delivery | None:
    """Order the reply and send it at once; should sending fail, the outbox tries again."""
    if not describe_channel(group.channel).can_reply:
        return None
    delivery = await deliveries.order_reply(
        ctx, group=group, inbound_id=message.id, text=text, card=card, matter_number=matter_number
    )
    await outbox.deliver_one(ctx, delivery)
    return delivery
