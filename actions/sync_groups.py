"""Customer groups as WeCom tells of them, should a callback have been lost: the list is compared every ten minutes.

A known group's name and owner are read again once a day: a task that is made for an owner who has left reaches nobody.
"""

import logging
import zlib
from datetime import timedelta

from actions.channel_health import watched
from actions.context import Context
from actions.inbox_work import follow_customer_group
from domain.errors import PlatformFailure
from domain.groups import ChannelName, group_id_of

log = logging.getLogger("channels")

TOO_MANY_VISIBLE = 81017
EVERY = timedelta(minutes=10)
TURNS = timedelta(days=1) // EVERY
AT_ONCE = 500


async def sync_customer_groups(ctx: Context) -> int:
    """Note the groups that are new to us, read those again whose turn it is; how many were new."""
    if not ctx.settings.channels.customer_groups:
        return 0
    async with watched(ctx, ChannelName.WECOM_CUSTOMER_GROUP):
        chat_ids = await _list_chats(ctx)
    known = await _known_of(ctx, chat_ids)
    newcomers = [one for one in chat_ids if one not in known]
    for chat_id in newcomers:
        await _follow(ctx, chat_id, "create")
    turn = int(ctx.now().timestamp() // EVERY.total_seconds()) % TURNS
    for chat_id in chat_ids:
        if chat_id in known and _turn_of(chat_id) == turn:
            await _follow(ctx, chat_id, "update")
    return len(newcomers)


async def _follow(ctx: Context, chat_id: str, change: str) -> None:
    """One group that WeCom does not tell of keeps nobody from the others."""
    try:
        async with watched(ctx, ChannelName.WECOM_CUSTOMER_GROUP):
            await follow_customer_group(ctx, chat_id=chat_id, change=change)
    except PlatformFailure as failure:
        log.warning("customer group not read", extra={"chat": chat_id, "code": failure.code})


async def _known_of(ctx: Context, chat_ids: list[str]) -> set[str]:
    """Those of which we have heard."""
    known = set[str]()
    for start in range(0, len(chat_ids), AT_ONCE):
        ids = [group_id_of(ChannelName.WECOM_CUSTOMER_GROUP, one) for one in chat_ids[start : start + AT_ONCE]]
        known |= {one.chat_id for one in (await ctx.store.groups.find_many(ids)).values()}
    return known


def _turn_of(chat_id: str) -> int:
    """When in the day a group is read again: spread evenly, always the same."""
    return zlib.crc32(chat_id.encode()) % TURNS


async def _list_chats(ctx: Context) -> list[str]:
    """All; above a thousand the platform wants to be asked owner by owner."""
    try:
        return await ctx.wechat.wecom.group_chat_ids()
    except PlatformFailure as refusal:
        if refusal.errcode != TOO_MANY_VISIBLE:
            raise
    found: list[str] = []
    for owner in await ctx.store.groups.list_owners(ChannelName.WECOM_CUSTOMER_GROUP):
        found += await ctx.wechat.wecom.group_chat_ids([owner])
    return found
