"""An advisor tells hours in a chat: read, shown back, confirmed by a word, corrected by saying what is wrong.

``talk_hours`` is for advisors alone: whoever calls it has found out which provider wrote. Working on a message twice
gives the same answer and keeps one entry.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from actions.context import Context
from actions.log_hours import log_entry
from actions.talk_of_hours import find_talk, keep_talk, list_served_villages
from domain.errors import ServiceError
from domain.groups import Group
from domain.hour_talks import KEPT_FOR, MOST_QUESTIONS, OPEN_FOR, HoursTalk, TalkState, talk_id
from domain.hours import EntryDraft, EntryOverlaps, check_draft
from domain.inbox import InboundMessage
from domain.people import Provider
from village_groups.channels.descriptor import describe_channel
from village_groups.hours_speech import saying
from village_groups.hours_speech.reading import (
    HoursSaid,
    Villages,
    complete,
    merge,
    read_correction,
    read_hours,
    reports_hours,
)
from village_groups.intents import IntentKind, read_message

Words = TypeVar("Words", str, None)

_SAID: TypeAdapter[HoursSaid] = TypeAdapter(HoursSaid)
_CORRECTS = re.compile(r"不对|不是|错了|改成|改为|更正|应该|应当|^是|^(?:内容|摘要|事情|说明|事由)")
LONGEST_CORRECTION, LONGEST_ANSWER = 14, 30


@dataclass(frozen=True)
class _Turn:
    """One message of an advisor with all that is needed to answer it."""

    ctx: Context
    message: InboundMessage
    group: Group
    provider: Provider
    villages: Villages
    before: HoursTalk | None

    @property
    def open_talk(self) -> HoursTalk | None:
        """The talk that waits for an answer."""
        return self.before if self.before and self.before.is_open(self.ctx.now()) else None


async def talk_hours(ctx: Context, message: InboundMessage, group: Group, provider: Provider) -> str | None:
    """What to answer an advisor's message about hours; None when it is not about hours."""
    before = await find_talk(ctx, group_id=group.id, sender_id=message.sender_id)
    if before and before.last_message_id == message.id:
        return before.last_answer
    villages = await list_served_villages(ctx, provider=provider)
    if not villages:
        return None
    turn = _Turn(ctx, message, group, provider, villages, before)
    said = read_hours(message.text, now=ctx.now(), villages=villages)
    if _tells_hours(turn, said):
        return await _show(turn, _new_talk(turn), said)
    return await _go_on(turn, turn.open_talk) if turn.open_talk else None


def _tells_hours(turn: _Turn, said: HoursSaid) -> bool:
    """Whether a message reports hours that were served.

    Among villagers the bot stays silent on what it was not asked: there, whoever does not call it must say a whole
    report that lies in the past, or else an announcement (下午两点到四点坐班) would be taken for one.
    """
    text = turn.message.text
    reading = read_message(text)
    if reading.is_called or not describe_channel(turn.group.channel).is_for_villagers:
        return reading.intent is IntentKind.HOURS_ENTRY or (turn.open_talk is None and reports_hours(said, text))
    whole = complete(said, now=turn.ctx.now(), villages=turn.villages, here=turn.group.village_code)
    return reading.intent is IntentKind.HOURS_ENTRY and isinstance(whole, EntryDraft)


async def _go_on(turn: _Turn, talk: HoursTalk) -> str | None:
    text = turn.message.text
    if saying.is_no(text):
        return await _end(turn, talk, saying.DROPPED)
    agrees = saying.is_clear_yes(text) or (talk.just_shown and saying.is_yes(text))
    if talk.draft and agrees:
        return await _submit(turn, talk, talk.draft)
    if not _may_concern(text, talk):
        return await _not_understood(turn, talk)
    news = read_correction(text, now=turn.ctx.now(), villages=turn.villages)
    known = _SAID.validate_json(talk.said)
    if merge(known, news) != known:
        return await _show(turn, talk, merge(known, news))
    return await _not_understood(turn, talk)


async def _show(turn: _Turn, talk: HoursTalk, said: HoursSaid) -> str:
    """Show the whole draft back, or ask for the one thing that is missing."""
    now = turn.ctx.now()
    found = complete(said, now=now, villages=turn.villages, here=turn.group.village_code)
    if not isinstance(found, EntryDraft):
        named = () if describe_channel(turn.group.channel).is_for_villagers else turn.villages
        return await _ask(turn, talk, said, saying.ask_for(found, named))
    try:
        check_draft(found, now)
    except ServiceError as refusal:
        return await _ask(turn, talk, said, refusal.message)
    words = saying.say_back(found, dict(turn.villages)[found.village_code])
    return await _keep(turn, talk, words, said=said, draft=found, state=TalkState.SHOWN, just_shown=True, questions=0)


async def _ask(turn: _Turn, talk: HoursTalk, said: HoursSaid, question: str) -> str:
    if talk.questions >= MOST_QUESTIONS:
        return await _end(turn, talk, saying.IN_THE_PROGRAM)
    asked = talk.questions + 1
    return await _keep(turn, talk, question, said=said, draft=None, state=TalkState.ASKING, questions=asked)


async def _submit(turn: _Turn, talk: HoursTalk, draft: EntryDraft) -> str:
    try:
        await log_entry(turn.ctx, provider=turn.provider, draft=draft, client_id=f"talk:{talk.started_by}")
    except EntryOverlaps as overlap:
        words = saying.OVERLAPS if describe_channel(turn.group.channel).is_for_villagers else overlap.message
        return await _keep(turn, talk, words, just_shown=False)
    except ServiceError as refusal:
        return await _keep(turn, talk, refusal.message, just_shown=False)
    return await _end(turn, talk, saying.DONE)


async def _not_understood(turn: _Turn, talk: HoursTalk) -> str | None:
    """An advisor who talks to somebody else meanwhile is not disturbed; whoever calls the bot gets an answer."""
    if read_message(turn.message.text).is_called:
        return await _keep(turn, talk, saying.NOT_UNDERSTOOD, just_shown=False)
    await _keep(turn, talk, None, just_shown=False)
    return None


def _may_concern(text: str, talk: HoursTalk) -> bool:
    """Whether a message can be meant for the talk: called, marked as a correction, or as short as an answer is."""
    if read_message(text).is_called or _CORRECTS.search(text):
        return True
    return len(text) <= (LONGEST_ANSWER if talk.state is TalkState.ASKING else LONGEST_CORRECTION)


def _new_talk(turn: _Turn) -> HoursTalk:
    now = turn.ctx.now()
    return HoursTalk(
        id=talk_id(turn.group.id, turn.message.sender_id),
        provider_id=turn.provider.id,
        state=TalkState.ASKING,
        said="{}",
        started_by=turn.message.id,
        last_message_id=turn.message.id,
        last_answer=None,
        open_until=now + OPEN_FOR,
        expires_at=now + KEPT_FOR,
    )


async def _end(turn: _Turn, talk: HoursTalk, words: str) -> str:
    return await _keep(turn, talk, words, state=TalkState.OVER, said=HoursSaid(), draft=None)


async def _keep(turn: _Turn, talk: HoursTalk, words: Words, **facts: Any) -> Words:
    """Note the answer with the state that it leaves behind, so that a message worked on twice is answered alike."""
    now = turn.ctx.now()
    if "said" in facts:
        facts["said"] = _write(facts["said"])
    facts |= {"last_message_id": turn.message.id, "last_answer": words}
    facts |= {"open_until": now + OPEN_FOR, "expires_at": now + KEPT_FOR}
    await keep_talk(turn.ctx, talk=replace(talk, **facts))
    return words


def _write(said: HoursSaid) -> str:
    known = {name: value for name, value in asdict(said).items() if value != getattr(HoursSaid(), name)}
    return json.dumps(known, ensure_ascii=False, default=str)
