"""The smart bot's callback: keep what was said, answer at once that it is in work, and hand over the answer when asked.

The platform asks again every second or so, for six minutes, until the answer is finished (a stream).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from actions.context import Context
from actions.keep_inbound import SMART_BOT, keep_event, msgid_of, smart_bot_keys, text_of
from domain.bot_streams import BotStream
from domain.inbox import inbound_id_of
from wechat import callbacks

MOST_AT_ONCE = 3
LASTS = timedelta(minutes=6)
KEPT_FOR = timedelta(hours=2)
SPOKEN = ("text", "mixed", "voice", "image", "file")


@dataclass(frozen=True)
class BotWords:
    """What is said before there is an answer."""

    in_work: str
    too_many: str
    gone: str
    welcome: str


@dataclass(frozen=True)
class BotAnswer:
    """The sealed answer; ``is_new``: something has come in that has to be worked on."""

    sealed: dict[str, str] | None
    is_new: bool = False


async def answer_smart_bot(ctx: Context, *, args: Mapping[str, str], body: bytes, words: BotWords) -> BotAnswer:
    """Raises: NotFound, NotAllowed, BadInput."""
    pushed = callbacks.read_smart_bot_push(smart_bot_keys(ctx), args, body)
    kind = text_of(pushed, "msgtype")
    if kind == "stream":
        return BotAnswer(_seal(ctx, await _go_on(ctx, text_of(pushed.get("stream") or {}, "id"), words)))
    if kind == "event":
        return BotAnswer(_seal(ctx, {"msgtype": "text", "text": {"content": words.welcome}}))
    if kind not in SPOKEN:
        return BotAnswer(None)
    return await _begin(ctx, pushed, words)


async def _begin(ctx: Context, pushed: Mapping[str, Any], words: BotWords) -> BotAnswer:
    """Keep the message first, then open its stream. A message that comes again finds both."""
    stream_id = inbound_id_of(SMART_BOT, msgid_of(pushed))
    user_id = text_of(pushed.get("from") or {}, "userid")
    known = await ctx.store.bot_streams.find(stream_id)
    if known is None and await ctx.store.bot_streams.count_open(user_id, ctx.now() - LASTS) >= MOST_AT_ONCE:
        return BotAnswer(_seal(ctx, callbacks.smart_bot_stream(stream_id, words.too_many, finish=True)))
    is_new = await keep_event(ctx, SMART_BOT, pushed)
    stream = known or await ctx.store.bot_streams.open(_new_stream(ctx, stream_id, user_id, pushed))
    return BotAnswer(_seal(ctx, await _tell(ctx, stream, words)), is_new)


async def _go_on(ctx: Context, stream_id: str, words: BotWords) -> dict[str, Any]:
    stream = await ctx.store.bot_streams.find(stream_id)
    if stream is None:
        return callbacks.smart_bot_stream(stream_id, words.gone, finish=True)
    return await _tell(ctx, stream, words)


async def _tell(ctx: Context, stream: BotStream, words: BotWords) -> dict[str, Any]:
    if stream.finished:
        await ctx.store.bot_streams.note_fetched(stream.id, ctx.now())
    return callbacks.smart_bot_stream(stream.id, stream.content or words.in_work, finish=stream.finished)


def _new_stream(ctx: Context, stream_id: str, user_id: str, pushed: Mapping[str, Any]) -> BotStream:
    code = parse_qs(urlsplit(text_of(pushed, "response_url")).query).get("response_code", [""])[0]
    return BotStream(
        id=stream_id,
        chat_id=text_of(pushed, "chatid"),
        user_id=user_id,
        started_at=ctx.now(),
        expires_at=ctx.now() + KEPT_FOR,
        response_code=code,
    )


def _seal(ctx: Context, reply: Mapping[str, Any]) -> dict[str, str]:
    timestamp = str(int(ctx.now().timestamp()))
    return callbacks.seal_smart_bot_reply(smart_bot_keys(ctx), reply, nonce=ctx.new_id()[:16], timestamp=timestamp)
