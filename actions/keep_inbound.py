"""Callbacks: check that it is the platform who calls, keep the message once, answer. The work comes after."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from actions.context import Context
from domain.errors import BadInput, NotFound
from domain.groups import ChannelName
from domain.inbox import InboundMessage, SenderRole, inbound_id_of
from domain.masking import mask_numbers_in_text
from wechat import callbacks

log = logging.getLogger("inbox")

Args = Mapping[str, str]

LONGEST_TEXT = 2_000
MESSAGE = "message"
KF_EVENT = "kf_msg_or_event"
MINI_PROGRAM, WECOM, SMART_BOT = "mini_program", "wecom", "smart_bot"


async def keep_simulator_message(ctx: Context, *, headers: Mapping[str, str], body: bytes) -> bool:
    """Keep what somebody wrote in a simulated group; false when it had come before.

    Raises: NotFound (no such door), NotAllowed, BadInput.
    """
    token = _configured(ctx.settings.callbacks.simulator_token)
    pushed = callbacks.read_simulator_push(token, headers, body, ctx.now())
    msgid, chat_id, text = (text_of(pushed, name) for name in ("msgid", "chat_id", "text"))
    if not (msgid and chat_id):
        raise BadInput("消息缺少编号或群号。", code="bad_callback")
    return await keep_once(
        ctx,
        inbound_id_of(ChannelName.SIMULATOR, msgid),
        channel=ChannelName.SIMULATOR.value,
        event=MESSAGE,
        chat_id=chat_id,
        sender_id=text_of(pushed, "sender"),
        sender_name=mask_numbers_in_text(text_of(pushed, "sender_name"))[:40],
        sender_role=_role_of(text_of(pushed, "sender_role")),
        **masked_text(text),
    )


def echo_mini_program(ctx: Context, *, args: Args) -> str:
    """What to answer when the push address is being set up. Raises: NotFound, NotAllowed."""
    return callbacks.verify_mini_program_url(_mini_program(ctx), args)


def echo_wecom(ctx: Context, *, args: Args) -> str:
    """What to answer when the callback address is being set up. Raises: NotFound, NotAllowed, BadInput."""
    return callbacks.verify_wecom_url(_wecom(ctx), args)


def echo_smart_bot(ctx: Context, *, args: Args) -> str:
    """What to answer when the bot's address is being set up. Raises: NotFound, NotAllowed, BadInput."""
    return callbacks.verify_wecom_url(smart_bot_keys(ctx), args)


async def keep_mini_program_push(ctx: Context, *, args: Args, body: bytes) -> bool:
    """Keep an event of the mini-program; false when it had come before. Raises: NotFound, NotAllowed, BadInput."""
    return await keep_event(ctx, MINI_PROGRAM, callbacks.read_mini_program_push(_mini_program(ctx), args, body))


async def keep_wecom_push(ctx: Context, *, args: Args, body: bytes) -> bool:
    """Keep an event of WeCom; false when it had come before. Raises: NotFound, NotAllowed, BadInput."""
    return await keep_event(ctx, WECOM, callbacks.read_wecom_push(_wecom(ctx), args, body))


async def keep_event(ctx: Context, channel: str, pushed: Mapping[str, Any]) -> bool:
    """Keep what a platform pushed; false when it had come before."""
    event = text_of(pushed, "ChangeType") or text_of(pushed, "Event") or text_of(pushed, "event")
    sender_id = text_of(pushed, "FromUserName") or text_of(pushed.get("from") or {}, "userid")
    return await keep_once(
        ctx,
        inbound_id_of(channel, msgid_of(pushed)),
        channel=channel,
        event=f"{text_of(pushed, 'Event')}:{event}" if text_of(pushed, "ChangeType") else event or MESSAGE,
        chat_id=text_of(pushed, "ChatId") or text_of(pushed, "chatid") or text_of(pushed, "OpenKfId") or sender_id,
        sender_id=sender_id,
        sender_role=SenderRole.STAFF,
        **(masked_text(_content_of(pushed)) if event != KF_EVENT else {"text": text_of(pushed, "Token")}),
    )


async def keep_once(ctx: Context, inbound_id: str, **facts: Any) -> bool:
    """Store a message before anything else is done with it; false when it was stored before."""
    now = ctx.now()
    kept_until = now + timedelta(days=ctx.settings.inbox_keep_days)
    message = InboundMessage(id=inbound_id, received_at=now, due_at=now, expires_at=kept_until, **facts)
    kept = await ctx.store.inbox.add_once(message)
    log.info("inbound kept" if kept else "inbound repeated", extra={"channel": message.channel, "event": message.event})
    return kept


def masked_text(text: str) -> dict[str, Any]:
    """The facts of a message's text as it may be kept."""
    masked = mask_numbers_in_text(text)
    return {"text": masked[:LONGEST_TEXT], "numbers_masked": masked != text}


def msgid_of(pushed: Mapping[str, Any]) -> str:
    """The platform's message id; events have none, so everything that was said stands for it."""
    given = text_of(pushed, "MsgId") or text_of(pushed, "msgid")
    whole = json.dumps(pushed, sort_keys=True, ensure_ascii=False, default=str)
    return given or hashlib.sha256(whole.encode()).hexdigest()[:40]


def _content_of(pushed: Mapping[str, Any]) -> str:
    if text_of(pushed, "msgtype") == "mixed":
        items = (pushed.get("mixed") or {}).get("msg_item") or []
        return " ".join(filter(None, (text_of(one.get("text") or {}, "content") for one in items)))
    if text_of(pushed, "msgtype") == "voice":
        return text_of(pushed.get("voice") or {}, "content")
    text = pushed.get("text")
    return text_of(text, "content") if isinstance(text, Mapping) else text_of(pushed, "Content")


def text_of(pushed: Mapping[str, Any], name: str) -> str:
    """A field as text, empty when it is none."""
    value = pushed.get(name) if isinstance(pushed, Mapping) else None
    return str(value).strip() if isinstance(value, str | int) else ""


def _role_of(name: str) -> SenderRole:
    """Whoever the channel does not call a villager is not answered."""
    return SenderRole(name) if name in set(SenderRole) else SenderRole.STAFF


def _configured(token: str) -> str:
    if not token:
        raise NotFound()
    return token


def _mini_program(ctx: Context) -> callbacks.CallbackSettings:
    known = ctx.settings.callbacks
    token = _configured(known.mini_program_token)
    return callbacks.CallbackSettings(token, known.mini_program_aes_key, known.mini_program_app_id)


def _wecom(ctx: Context) -> callbacks.CallbackSettings:
    known = ctx.settings.callbacks
    return callbacks.CallbackSettings(_configured(known.wecom_token), known.wecom_aes_key, known.wecom_corp_id)


def smart_bot_keys(ctx: Context) -> callbacks.CallbackSettings:
    """The bot's keys; its receive id is empty. Raises: NotFound."""
    known = ctx.settings.callbacks
    return callbacks.CallbackSettings(_configured(known.smart_bot_token), known.smart_bot_aes_key, "")
