"""Customer service: a callback merely wakes; the messages are pulled, stored, and only then the cursor moves."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from actions.bind_group import bind_private_chat
from actions.channel_health import watched
from actions.context import Context
from actions.keep_inbound import MESSAGE, keep_once, masked_text
from domain.channel_health import PullCursor
from domain.groups import ChannelName, group_id_of
from domain.inbox import SenderRole, inbound_id_of
from domain.platform_errors import CallFailed
from domain.pushes import DeliveryState
from wechat.kf import MessageBatch

NAME = ChannelName.KF.value
PREFIX = f"{NAME}:"
BY_CUSTOMER = 3
ENTERED = "enter_session"
TOKEN_GONE = 95007


async def pull_known_accounts(ctx: Context) -> int:
    """The timer: pull every account that has ever called, should a callback have been lost; how many were new."""
    kept = 0
    for cursor in await ctx.store.cursors.list_of(PREFIX):
        kept += await pull_account(ctx, open_kfid=cursor.id.removeprefix(PREFIX))
    return kept


async def pull_account(ctx: Context, *, open_kfid: str, callback_token: str = "") -> int:
    """Store what customers wrote to one account; how many messages were new. Raises: PlatformFailure."""
    async with watched(ctx, ChannelName.KF):
        return await _pull(ctx, open_kfid, callback_token)


async def _pull(ctx: Context, open_kfid: str, token: str) -> int:
    kept, name = 0, f"{PREFIX}{open_kfid}"
    cursor = await ctx.store.cursors.open(name, "", ctx.now())
    while True:
        batch = await _ask(ctx, open_kfid, cursor.value, token)
        for said in batch.messages:
            kept += await _keep(ctx, open_kfid, said)
        moved = await ctx.store.cursors.advance(name, cursor.value, batch.next_cursor, ctx.now())
        if not moved or not batch.has_more:
            return kept
        cursor = PullCursor(name, batch.next_cursor, ctx.now(), ctx.now())


async def _ask(ctx: Context, open_kfid: str, cursor: str, token: str) -> MessageBatch:
    """One page; a token that is no longer good is left out, at the cost of a lower limit of calls."""
    kf = ctx.wechat.wecom.kf
    try:
        return await kf.pull(open_kfid=open_kfid, cursor=cursor, callback_token=token)
    except CallFailed as refusal:
        if not token or refusal.errcode != TOKEN_GONE:
            raise
        return await kf.pull(open_kfid=open_kfid, cursor=cursor)


async def _keep(ctx: Context, open_kfid: str, said: Mapping[str, Any]) -> bool:
    if said.get("msgtype") == "event":
        return await _keep_event(ctx, open_kfid, said)
    if said.get("origin") != BY_CUSTOMER:
        return False  # what our own people answered by hand
    customer = str(said.get("external_userid", ""))
    chat_id = f"{open_kfid}:{customer}"
    text = str((said.get("text") or {}).get("content", ""))
    kept = await keep_once(
        ctx,
        inbound_id_of(NAME, str(said["msgid"])),
        channel=NAME,
        event=MESSAGE if said.get("msgtype") == "text" else str(said.get("msgtype")),
        chat_id=chat_id,
        chat_name="微信客服会话",
        sender_id=customer,
        sender_role=SenderRole.VILLAGER,
        is_called=True,
        **masked_text(text),
    )
    # Also for a message that is known: a process may have died between the two.
    written_at = datetime.fromtimestamp(int(said.get("send_time", 0)), UTC)
    await ctx.store.reply_windows.open(group_id_of(ChannelName.KF, chat_id), written_at)
    return kept


async def _keep_event(ctx: Context, open_kfid: str, said: Mapping[str, Any]) -> bool:
    """Somebody opens the chat (their village stands in the scene), or an answer did not arrive."""
    event = said.get("event") or {}
    kind, customer = str(event.get("event_type", "")), str(event.get("external_userid", ""))
    chat_id = f"{open_kfid}:{customer}"
    kept = await keep_once(
        ctx,
        inbound_id_of(NAME, str(said["msgid"])),
        channel=NAME,
        event=kind,
        chat_id=chat_id,
        sender_id=customer,
        text=str(event.get("welcome_code", "")),
    )
    if kind == ENTERED:
        await bind_private_chat(ctx, chat_id=chat_id, village_code=str(event.get("scene_param", "")))
    if kind == "msg_send_fail":
        await _note_undelivered(ctx, group_id_of(ChannelName.KF, chat_id), str(event.get("fail_msgid", "")))
    return kept


async def _note_undelivered(ctx: Context, group_id: str, msgid: str) -> None:
    """The platform took the answer and could not deliver it: it was never sent after all."""
    delivery_id = await ctx.store.reply_windows.find_sent(group_id, msgid)
    delivery = await ctx.store.deliveries.find(delivery_id) if delivery_id else None
    if delivery is None:
        return
    problem = "客服消息没有送达对方，请电话联系。"
    change = {"state": DeliveryState.FAILED.value, "problem": problem, "settled_at": ctx.now()}
    await ctx.store.deliveries.move(delivery, DeliveryState.SENT, change)
