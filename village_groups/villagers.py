"""What a villager said: taken in where it is sure, asked back where it is not, left alone where it is none of ours."""

from dataclasses import replace

from actions import answer_question, inbox_work, take_matter
from actions.bind_group import find_village_of
from actions.context import Context
from domain.divisions import Division
from domain.groups import ChannelName, Group
from domain.inbox import InboundMessage
from domain.matters import Matter, MatterKind
from domain.people import Provider
from domain.services import ServiceClass
from village_groups import alarming, asking_back, privacy, replies
from village_groups.answering import reply
from village_groups.channels.descriptor import describe_channel
from village_groups.intents import MAYBE, Intent, Reading, intent_of, read_message
from village_groups.outcomes import ASKED, IGNORED, TOLD, UNBOUND


async def hear(ctx: Context, message: InboundMessage, group: Group) -> str:
    """What the message leads to: a matter's number or a word."""
    said_yes = await asking_back.take_yes(ctx, message, group)
    if said_yes:
        return await _serve_confirmed(ctx, message, group, *said_yes)
    called = message.is_called or describe_channel(group.channel).is_private
    reading = read_message(message.text, called=called)
    told = await privacy.hint_in_private(ctx, message, group)
    intent = intent_of(reading) or _cannot_be_asked(group, message, reading)
    if intent:
        return await serve(ctx, message, group, intent, is_called=reading.is_called, told_in_private=told)
    if await asking_back.ask_if_unsure(ctx, message, group, reading):
        return ASKED
    return await _greet(ctx, message, group, reading, told_in_private=told)


def _cannot_be_asked(group: Group, message: InboundMessage, reading: Reading) -> Intent | None:
    """Whoever spoke to us where nobody can be asked back is taken at what seems to be meant.

    What staff carry in by hand they hold for a request: where we cannot tell which, it is a question.
    """
    by_hand = group.channel is ChannelName.MANUAL
    if not by_hand and (describe_channel(group.channel).can_reply or not message.is_called):
        return None
    meant = intent_of(replace(reading, is_sure=reading.confidence >= MAYBE))
    return meant or (Intent(MatterKind.QUESTION, ServiceClass.ADVICE) if by_hand else None)


async def serve(
    ctx: Context,
    message: InboundMessage,
    group: Group,
    intent: Intent,
    *,
    answers: InboundMessage | None = None,
    is_called: bool = False,
    told_in_private: bool = False,
) -> str:
    """Answer, or take the matter in. ``answers`` is the message that the reply goes to, if it is another (a yes)."""
    to = answers or message
    village = await find_village_of(ctx, group=group)
    if village is None:
        await _tell_unbound(ctx, message, group, intent, to)
        return UNBOUND
    if intent.kind is MatterKind.QUESTION:
        found = await answer_question.find_answer(ctx, question=message.text, village=village)
        await answer_question.note_answer(ctx, message=message, village=village, found=found)
        if found.article:
            text = replies.quote_article(found.article, message.sender_name, found.in_plain_words, found.beside)
            await reply(ctx, group, to, text, replies.push_card(village.id))
            return f"answer:{found.article.citation}"
    matter = await _take(ctx, message, group, village, intent)
    advisor = await take_matter.find_advisor_of(ctx, village_code=village.id)
    text = _words(message, matter, advisor, intent)
    text = privacy.with_hint(text, message, told_in_private=told_in_private, is_called=is_called)
    await reply(ctx, group, to, text, replies.booking_card(matter), matter.id)
    if matter.urgent:
        await alarming.alarm_of_emergency(ctx, matter, village)
    return matter.id


async def _tell_unbound(
    ctx: Context, message: InboundMessage, group: Group, intent: Intent, to: InboundMessage
) -> None:
    """No village to turn to: the way to help that is open to everybody; of an emergency staff hear all the same."""
    if message.outcome != UNBOUND:  # else it was said before
        private = describe_channel(group.channel).is_private
        await reply(ctx, group, to, replies.unbound_words(intent.kind, private=private, self_harm=intent.self_harm))
    if intent.kind is MatterKind.EMERGENCY:
        await alarming.alarm_of_unplaced_emergency(ctx, message, group)


async def _serve_confirmed(ctx: Context, message: InboundMessage, group: Group, inbound_id: str, intent: Intent) -> str:
    """They said yes: the matter is that of the message which raised the question."""
    asked = await inbox_work.find_message(ctx, inbound_id=inbound_id)
    if asked is None:
        return IGNORED
    outcome = await serve(ctx, asked, group, intent, answers=message)
    if outcome != UNBOUND:
        return outcome
    await inbox_work.let_wait_after_all(ctx, inbound_id=inbound_id, outcome=UNBOUND)
    return TOLD


async def _take(ctx: Context, message: InboundMessage, group: Group, village: Division, intent: Intent) -> Matter:
    wish = take_matter.Wish(intent.kind, message.text, intent.service_class)
    return await take_matter.take_matter_from_group(ctx, message=message, group_id=group.id, village=village, wish=wish)


def _words(message: InboundMessage, matter: Matter, advisor: Provider | None, intent: Intent) -> str:
    if matter.inbound_id != message.id:
        return replies.repeat_matter(matter)
    words = replies.answer_matter(matter, advisor)
    return f"{replies.self_harm_words()}\n{words}" if intent.self_harm else words


async def _greet(
    ctx: Context, message: InboundMessage, group: Group, reading: Reading, *, told_in_private: bool
) -> str:
    """Nothing of ours: silence, but for somebody who writes to us alone or calls us by name."""
    if not reading.is_called:
        return IGNORED
    text = privacy.with_hint(replies.GREETING, message, told_in_private=told_in_private, is_called=True)
    await reply(ctx, group, message, text)
    return TOLD
